"""Help where no paper holds all that was asked, and the reasons where one does."""

from dataclasses import replace

import pytest
from fake_engine import FakeEngine, make_hit

from search.engine import Engine
from search.results import Problem, Results, Why
from web.authors import author_page
from web.nothing import MOST, Help, _without_quotes, help_for
from web.pieces import pieces_of
from web.question import Question, ask
from web.why import why_sentence

ENGINE = FakeEngine([make_hit("1"), make_hit("2"), make_hit("3", title="Wolves", abstract="")])


def helped(question: Question) -> Help | None:
    return help_for(ENGINE, question, ask(ENGINE, question), pieces_of(question.text))


def test_leaving_words_out_is_counted() -> None:
    """Each word without which there are papers is a link with their number."""
    found = helped(Question("wavelets zebra"))
    assert found
    assert found.absent == ("zebra",)
    assert [(link.label, link.count) for link in found.links] == [("leaving out 'zebra'", 2)]
    assert found.links[0].link == "/search?q=wavelets"


def test_what_is_told_already_is_not_told_again() -> None:
    """A word that a problem names isn't named a second time; leaving it out is still a link."""
    results = ask(ENGINE, Question("wavelets zebra"))
    missing = Problem("missing-word", "no paper has 'zebra'", 9, 14)
    info = replace(results.query, problems=(*results.query.problems, missing))
    pieces = pieces_of("wavelets zebra")
    found = help_for(ENGINE, Question("wavelets zebra"), replace(results, query=info), pieces)
    assert found
    assert (found.absent, len(found.links)) == ((), 1)


def test_dropping_filters_is_counted() -> None:
    """A filter that leaves nothing can be dropped."""
    found = helped(Question("wavelets", filters=(("venue", "Elsewhere"),)))
    assert found
    assert [(link.label, link.count) for link in found.links] == [("dropping venue Elsewhere", 2)]


def test_filters_alone_can_be_dropped_too() -> None:
    """Where no words were typed, and all filters together leave nothing."""
    filters = (("author", "Ada Quill"), ("venue", "Elsewhere"))
    found = helped(Question("", filters=filters))
    assert found
    assert "dropping venue Elsewhere" in [link.label for link in found.links]


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ('"wavelets frames"', "wavelets frames"),
        ('"wavelets frames', "wavelets frames"),
        ('title:"wavelets frames" author:quill', "title:wavelets title:frames author:quill"),
        ('"wavelets frames" OR sheep', "wavelets frames OR sheep"),
        ('-"wavelets frames" sheep', ""),
        ('"wavelets"', ""),
        ('"wavelength -graph"', ""),
        ('"networks author:hinton"', ""),
        ('"learning year:2015 for"', ""),
        ('"deep OR quantum widget"', ""),
        ('"10.1000/xyz abc"', ""),
        ('"the (deep) nets"', "the deep nets"),
        ("=wavelets", ""),
        ('"wavelets frames"~5', ""),
        ("wavelets", ""),
    ],
)
def test_quotes_can_be_left_out(text: str, loose: str) -> None:
    """Of more than one word, which must stand side by side otherwise."""
    assert _without_quotes(text) == loose


def test_words_without_quotes_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they find something."""
    asked = {"wavelets frames": 2}
    monkeypatch.setattr("web.nothing._count", lambda _, question: asked.get(question.text, 0))
    results = ask(ENGINE, Question("wavelets zebra"))
    found = help_for(ENGINE, Question('"wavelets frames"'), results, pieces_of('"wavelets frames"'))
    assert found
    assert [(link.label, link.count) for link in found.links] == [
        ("the same words without quotes", 2)
    ]


def test_parts_are_told_in_a_sentence() -> None:
    """A condition stands in quotation marks, a word has them already."""
    found = helped(Question("wavelets author:nobody"))
    assert found
    assert [link.label for link in found.links] == ["leaving out “by 'nobody'”"]


def test_found_papers_need_no_help() -> None:
    """Beside an answer there is none, nor for a query without words, nor for a very long one."""
    assert helped(Question("wavelets")) is None
    assert helped(Question("")) is None
    assert helped(Question(" ".join(f"absent{n}" for n in range(9)))) is None


def test_few_queries_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """None for one of very many words, whatever its filters; else one for each of few filters."""
    tried = []

    def counting(engine: Engine, question: Question) -> Results:
        tried.append(question)
        return ask(engine, question)

    monkeypatch.setattr("web.nothing.ask", counting)
    many = " ".join(f"absent{n}" for n in range(40))
    assert helped(Question(many, filters=(("venue", "Elsewhere"),))) is None
    assert not tried
    filters = tuple(("author", f"Nobody {n}") for n in range(20))
    assert helped(Question("", filters=filters))
    assert len(tried) == MOST


def test_reasons_are_a_sentence() -> None:
    """Words come with their places and shares; one word found in two fields is said once."""
    why = (
        Why("sheep", "title", "stem", 0.5),
        Why("sheep", "abstract", "stem", 0.25),
        Why("lamb", "abstract", "expansion", 0.25),
    )
    assert why_sentence(why) == (
        "“sheep” in the title and the abstract (75% of the score); "
        "“lamb” in the abstract, as a related word (25% of the score)"
    )
    assert why_sentence(()) == ""


def test_author_page_folds_spellings_together() -> None:
    """Other spellings of the name aren't co-authors; papers stand under their years."""
    papers = [
        make_hit("1", authors=("Ada B. Quill", "Bo Reed"), year=2015),
        make_hit("2", authors=("Ada Quill", "Bo Reed", "Cy Fox"), year=2012),
    ]
    page = author_page(FakeEngine(papers), "Quill", "newest")
    assert page.variants == ("Ada B. Quill", "Ada Quill")
    assert page.coauthors == (("Bo Reed", 2), ("Cy Fox", 1))
    assert [year for year, _ in page.groups()] == ["2015", "2012"]
    assert page.topics[0].category == "cs.LG"
    assert [(bar.label, bar.count) for bar in page.topics[0].bars] == [("2012", 1), ("2015", 1)]
