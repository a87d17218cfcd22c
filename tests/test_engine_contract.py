"""What every engine promises, run on every engine in the table."""

from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest
from corpora import FLOCK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import QueryError
from index.reindex import Options, reindex
from index.workers import Resources
from search.engine import ENGINES, SORTS, Engine, open_engine


def publish_whoosh(folder: Path) -> str:
    """Index the flock; the location of the index."""
    source = folder / "flock.jsonl"
    source.write_bytes(b"\n".join(orjson.dumps(record._asdict()) for record in FLOCK))
    location = folder / "index"
    reindex(Options(location, (str(source),), merge=False, resources=Resources(jobs=1)))
    return f"whoosh:{location}"


PUBLISHERS: dict[str, Callable[[Path], str]] = {"whoosh": publish_whoosh}


@pytest.fixture(scope="module", params=sorted(ENGINES))
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An engine of each kind over the same papers."""
    if request.param not in PUBLISHERS:
        pytest.skip(f"nothing here can set up an engine of the kind {request.param}")
    engine = open_engine(PUBLISHERS[request.param](tmp_path_factory.mktemp(request.param)))
    yield engine
    engine.close()


def ids(engine: Engine, text: str, **options: object) -> list[str]:
    return [hit.id for hit in engine.search(text, **options).hits]  # type: ignore[arg-type]  # as named


def test_engines_are_listed() -> None:
    """There is at least one engine for these tests to run on."""
    assert "whoosh" in ENGINES


def test_all_words_are_wanted(engine: Engine) -> None:
    """A hit has every word, in title or abstract, in any of its forms."""
    assert set(ids(engine, "goat graph")) == {"goat-1"}
    results = engine.search("sheep counts")
    assert (results.total, results.query.match) == (1, "all")


def test_any_word_where_none_has_all(engine: Engine) -> None:
    """Where no paper has all of the words, those with any of them are found, and it is said."""
    results = engine.search("wavelets lambs")
    assert {hit.id for hit in results.hits} == {"sheep-1", "sheep-2"}
    assert results.query.match == "any"
    assert "any-words" in [problem.code for problem in results.query.problems]


def test_many_words_are_any(engine: Engine) -> None:
    """More than six free words look for any of them, and that is said."""
    results = engine.search("goats sheep wavelets lambs night rain meadows")
    assert results.query.match == "any"
    assert results.total == 5
    assert [problem.code for problem in results.query.problems] == ["many-words"]
    assert "'rain' or 'meadows'" in results.query.sentence


def test_quotes_mean_the_typed_words_in_a_row(engine: Engine) -> None:
    """Stems don't match quoted words, and other words may not stand between them."""
    assert ids(engine, '"random walks"') == ["goat-1"]
    assert ids(engine, '"random walk"') == []
    assert ids(engine, '"walks of goats on graphs"') == ["goat-1"]


def test_booleans(engine: Engine) -> None:
    """OR, NOT and parentheses do what they say."""
    assert set(ids(engine, "wavelets OR lambs")) == {"sheep-1", "sheep-2"}
    assert set(ids(engine, "sheep -goat")) == {"sheep-1"}
    assert set(ids(engine, "(sheep OR rain) NOT wavelets")) == {"goat-1", "rain-1"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("author:quill", {"sheep-1", "goat-2"}),
        ("author:mueller", {"sheep-2"}),
        ("category:cs", {"sheep-2", "goat-1"}),
        ("category:cs.SI", {"goat-1"}),
        ("year:2015..2016", {"sheep-1", "sheep-2"}),
        ("date:2014-06..2015-03", {"sheep-1", "goat-1"}),
        ("has:code", {"sheep-2"}),
        ("venue:flocks", {"sheep-1"}),
        ("title:goat", {"goat-1", "goat-2"}),
        ("10.5555/sheep.1", {"sheep-1"}),
        ("arXiv:1407.0001v3", {"goat-1"}),
        ("mead*", {"goat-1", "rain-1"}),
        ('"lambs night"~2', {"sheep-2"}),
        ("*", {"sheep-1", "sheep-2", "goat-1", "goat-2", "rain-1"}),
        ("", set()),
    ],
)
def test_fields_and_leaves(engine: Engine, text: str, wanted: set[str]) -> None:
    """Each kind of leaf finds its papers."""
    assert set(ids(engine, text)) == wanted


def test_names_venues_and_years_among_free_words(engine: Engine) -> None:
    """People type an author, a topic and a year side by side."""
    assert ids(engine, "quill wavelets 2015") == ["sheep-1"]
    assert ids(engine, "ada quill goat") == ["goat-2"]
    assert ids(engine, "meadows lambs") == ["sheep-2"]


@pytest.mark.parametrize(
    "text",
    ["Zoe Mueller", "mueller zoe", "Zoë Müller", "Mueller lambs", "author:Zoe Mueller lambs"],
)
def test_umlauts_in_names_among_free_words(engine: Engine, text: str) -> None:
    """The two letters in the place of one are the name without a field as well."""
    results = engine.search(text)
    assert ([hit.id for hit in results.hits], results.query.match) == (["sheep-2"], "all")


@pytest.mark.parametrize("text", ["author:Ada Quill survey", "author:Quill Ada survey"])
def test_a_name_without_quotes_is_taken_whole(engine: Engine, text: str) -> None:
    """Words behind author: that make an author's name with it belong to it, others don't."""
    results = engine.search(text)
    assert [hit.id for hit in results.hits] == ["goat-2"]
    assert results.query.sentence == f"papers by '{text[7:16]}' with 'survey'"
    assert engine.search(results.query.parsed).total == 1
    assert engine.search("author:Quill Bo").query.sentence == "papers by 'Quill' with 'Bo'"


def test_a_given_name_alone(engine: Engine) -> None:
    """It finds who is called so, unless it is a surname too."""
    assert set(ids(engine, "author:zoë")) == {"sheep-2"}
    assert set(ids(engine, "author:ada")) == {"sheep-1", "goat-2"}


def test_wildcards_in_names(engine: Engine) -> None:
    """They look at surnames, and at whole keys where no surname fits."""
    assert set(ids(engine, "author:qu*")) == {"sheep-1", "goat-2"}
    assert set(ids(engine, "author:*ada")) == {"sheep-1", "goat-2"}


def test_compounds_meet_in_every_spelling(engine: Engine) -> None:
    """A hyphenated word is found joined and apart."""
    assert "rain-1" in ids(engine, "noninvasive")
    assert "sheep-2" in ids(engine, "non-invasive")


def test_best_first_and_ties_by_id(engine: Engine) -> None:
    """Scores never rise; papers of equal score come in the order of their ids."""
    hits = engine.search("goat OR sheep OR meadows OR rain").hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert ids(engine, "*") == sorted(record.id for record in FLOCK)


def test_sorts(engine: Engine) -> None:
    """Papers without a date come last by date either way, those without a title last by title."""
    assert ids(engine, "*", sort="newest") == ["rain-1", "sheep-2", "sheep-1", "goat-1", "goat-2"]
    assert ids(engine, "*", sort="oldest") == ["goat-1", "sheep-1", "sheep-2", "rain-1", "goat-2"]
    assert ids(engine, "*", sort="title") == ["goat-2", "sheep-1", "sheep-2", "goat-1", "rain-1"]
    assert ids(engine, "*", sort="-title") == ["goat-1", "sheep-2", "sheep-1", "goat-2", "rain-1"]


@pytest.mark.parametrize("sort", SORTS)
def test_pages_are_slices_of_one_order(engine: Engine, sort: str) -> None:
    """Pages of two, one behind the other, are the whole answer; past the end is an empty page."""
    whole = ids(engine, "goat OR sheep OR meadows", sort=sort)
    pages = [
        ids(engine, "goat OR sheep OR meadows", sort=sort, limit=2, page=p) for p in (1, 2, 3, 4)
    ]
    assert [id for page in pages for id in page] == whole
    past = engine.search("goat", page=10**9, sort=sort)
    assert (past.hits, past.total) == ((), 2)


def test_facets_count_the_whole_answer(engine: Engine) -> None:
    """Counts don't depend on the page; the most frequent come first, years from the newest on."""
    facets = engine.search("*", limit=1, facets=("year", "category", "author", "has")).facets
    pairs = {name: [(v.value, v.count) for v in values] for name, values in facets.items()}
    assert pairs["year"] == [("2020", 1), ("2016", 1), ("2015", 1), ("2014", 1)]
    assert pairs["category"][0] == ("cs.LG", 2)
    assert pairs["author"][:2] == [("Ada Quill", 2), ("Bo Reed", 2)]
    assert ("code", 1) in pairs["has"]


def test_facets_are_counted_when_asked_for(engine: Engine) -> None:
    """Nothing is counted otherwise."""
    assert engine.search("goat").facets == {}


def test_a_facets_count_is_what_its_filter_finds(engine: Engine) -> None:
    """Choosing a value of a facet leads to as many papers as it says."""
    names = ("year", "category", "author", "venue", "has", "source")
    for name, values in engine.search("*", facets=names).facets.items():
        assert values, name
        for value in values:
            found = engine.search("*", filters={name: [value.value]}).total
            assert found == value.count, (name, value)


def test_filters(engine: Engine) -> None:
    """Values of one key are alternatives, all keys must hold; a range of years is one value."""
    assert set(ids(engine, "*", filters={"year": ["2014", "2020"]})) == {"goat-1", "rain-1"}
    assert set(ids(engine, "*", filters={"year": ["2014..2015"]})) == {"goat-1", "sheep-1"}
    both = {"category": ["cs"], "author": ["Bo Reed"]}
    assert ids(engine, "*", filters=both) == ["sheep-2"]
    assert engine.count("*", filters=both) == 1


@pytest.mark.parametrize(
    "options",
    [{"sort": "best"}, {"facets": ("colour",)}, {"filters": {"colour": ["red"]}}, {"page": 0},
     {"filters": {"year": ["soon"]}}, {"filters": {"author": "Ada Quill"}}],
)  # fmt: skip
def test_what_cannot_be_is_refused(engine: Engine, options: dict[str, object]) -> None:
    """Unknown sorts, facets, filters and pages raise: nothing is dropped in silence."""
    with pytest.raises(QueryError):
        engine.search("goat", **options)  # type: ignore[arg-type]  # that is the point


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=40) | st.text('"()*?~:- aOR=<>{}$\\', max_size=30))
def test_any_text_gets_an_answer(engine: Engine, text: str) -> None:
    """No text raises, and an answer never shows more hits than its total."""
    results = engine.search(text, facets=("year",), explain=True)
    assert len(results.hits) <= results.total <= len(FLOCK)


def test_every_word_of_a_paper_finds_it(engine: Engine) -> None:
    """Each word of each title and abstract is a query that finds the paper."""
    for record in FLOCK:
        for word in f"{record.title} {record.abstract}".replace(".", " ").split():
            if word.strip(",;:()").isalpha():
                assert engine.count(f"{word} id:{record.id}") == 1, (record.id, word)


def test_scan_is_the_whole_answer_in_order(engine: Engine) -> None:
    """A scan gives what the pages give, by any sort."""
    for sort in SORTS:
        assert [hit.id for hit in engine.scan("goat OR meadows", sort=sort)] == ids(
            engine, "goat OR meadows", sort=sort
        )


def test_get(engine: Engine) -> None:
    """A paper is got by its id, its arXiv id or its DOI in any case; unknown ids give None."""
    for id in ("goat-1", "1407.0001", "arXiv:1407.0001v2"):
        found = engine.get(id)
        assert found is not None
        assert found.title == "Goats on graphs"
    assert engine.get("10.5555/SHEEP.1") is not None
    assert engine.get("no-such-paper") is None


def test_similar_leaves_the_paper_itself_out(engine: Engine) -> None:
    """The nearest paper shares the most telling words; an unknown id has no neighbours."""
    assert next(hit.id for hit in engine.similar("goat-1")) == "goat-2"
    assert "goat-1" not in [hit.id for hit in engine.similar("goat-1")]
    assert len(engine.similar("goat-1", limit=1)) == 1
    assert engine.similar("no-such-paper") == ()


def test_find_like_a_pasted_abstract(engine: Engine) -> None:
    """A pasted text finds the paper that it is of, and paging works as in a search."""
    results = engine.find_like(FLOCK[2].abstract)
    assert results.hits[0].id == "goat-1"
    assert engine.find_like(FLOCK[2].abstract, limit=1, page=2).hits[0].id == results.hits[1].id


def test_misspelt_words_are_put_right_only_without_hits(engine: Engine) -> None:
    """A word that no paper has is replaced by its neighbour, and that is said."""
    results = engine.search("wavletes")
    assert results.suggestion == "wavelets"
    assert [hit.id for hit in results.hits] == ["sheep-1"]
    assert "corrected" in [problem.code for problem in results.query.problems]
    assert engine.search("wavelets").suggestion is None


def test_a_hyphen_that_no_paper_writes_is_no_obstacle(engine: Engine) -> None:
    """Papers have "wavelets": a person who types "wave-lets" finds them and is told."""
    results = engine.search("wave-lets")
    assert results.suggestion == "wavelets"
    assert [hit.id for hit in results.hits] == ["sheep-1"]
    assert engine.search("rain-lets").total == 0


def test_messages_show_what_was_typed(engine: Engine) -> None:
    """A backslash stays one."""
    (problem,) = engine.search(r"\nonesuch").query.problems
    assert problem.message == r"no paper has '\nonesuch'"


def test_misspelt_words_of_a_field_are_put_right_too(engine: Engine) -> None:
    """In titles and abstracts; a venue's word isn't held against their words."""
    results = engine.search("title:grahps")
    assert [hit.id for hit in results.hits] == ["goat-1"]
    assert not engine.search("venue:flocks").query.problems


@pytest.mark.parametrize("word", ["foo", "aftr", "witth", "sleadows", "goatee"])
def test_no_word_is_corrected_to_nothing(engine: Engine, word: str) -> None:
    """Neither are words of three letters corrected, nor is a stop word what was meant, nor a word
    that is two letters off and of another beginning, or short."""
    results = engine.search(word)
    assert [problem.code for problem in results.query.problems] == ["missing-word"]
    assert results.suggestion is None


def test_what_may_be_a_name_is_not_corrected(engine: Engine) -> None:
    """Beside an author a word with a capital is more likely a name than an error."""
    assert engine.search("author:quill wavelts").query.problems[0].code == "corrected"
    assert engine.search("author:quill Wavelts").query.problems[0].code == "missing-word"


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("author:quil", "author:quill"),
        ("author:Mulller lambs", "author:Muller lambs"),
        ('au:"Ada Quilt" goat', 'au:"Ada Quill" goat'),
        ("author:“Quyll, Ada”", "author:“Quill, Ada”"),
        ("author:Zoë", None),  # a given name that is there
        ("author:reeb.", "author:reed."),
        ("author:Lnd", None),  # too short to tell
        ("author:zzzz", None),
        ('author:"--"', None),
        ('author:",0"', None),  # as a name that has no letter
        ("-author:quil goat", None),
        ('author:"Adda Quill"', None),  # whose family name is right
        ("author:(Adda Quil)", None),
        ('author:"Ada Quil et al."', 'author:"Ada Quill et al."'),
        ("author:quill author:reeb author:quil", None),  # one name is put right, and isn't enough
        (f'author:"{" and ".join(["Ada Quil"] * 9)}"', None),
    ],
)
def test_the_nearest_name_is_offered(engine: Engine, text: str, offered: str | None) -> None:
    """Where no author has the one that was typed; papers by somebody else aren't shown."""
    results = engine.search(text)
    assert results.suggestion == offered
    assert not (offered and results.total)
    if offered:
        assert engine.search(offered).total


def test_words_that_no_paper_has_are_named(engine: Engine) -> None:
    """With their place in what was typed."""
    problems = engine.search("zyzzyva goat").query.problems
    missing = [problem for problem in problems if problem.code == "missing-word"]
    assert [(problem.start, problem.end) for problem in missing] == [(0, 7)]


def test_an_answer_without_papers_says_what_none_has(engine: Engine) -> None:
    """Conditions and quotes are named like words; nothing is said of papers that aren't there."""
    told = {
        "category:hep-xx": ["there are no papers in hep-xx"],
        '"goats of wavelets"': ["there are no papers with the exact words “goats of wavelets”"],
        "author:nobody goats": ["there are no papers by 'nobody'"],
        "zyzzyva zwieback": ["no paper has 'zyzzyva'", "no paper has 'zwieback'"],
        "sheep": [],
    }
    for text, messages in told.items():
        found = engine.search(text)
        assert [problem.message for problem in found.query.problems] == messages, text
    assert len(engine.search('sheep "goats of wavelets"').query.problems) == 2


def test_suggestions(engine: Engine) -> None:
    """Words, names and titles that begin with what was typed."""
    assert "wavelets" in engine.suggest("wave")
    assert "Ada Quill" in engine.suggest("qui")
    assert "Goats on graphs" in engine.suggest("goats on gr")
    assert engine.suggest("") == ()
    assert len(engine.suggest("go", limit=2)) <= 2


@pytest.mark.parametrize("typed", ["ada q", "Ada Qu", "quill a", "quill ad"])
def test_names_are_completed_from_either_end(engine: Engine, typed: str) -> None:
    """The given name may stand first or last, and the other have but one letter."""
    assert engine.suggest(typed)[0] == "Ada Quill"
    assert engine.suggest("q") == ()


def test_stop_words_are_no_completions(engine: Engine) -> None:
    """What begins with "an" isn't "and"."""
    assert "and" not in engine.suggest("an")


def test_suggestions_come_by_papers(engine: Engine) -> None:
    """A word that more papers have stands before a name, and a common name before a rare one."""
    assert engine.suggest("graph")[0] == "graphs"
    assert engine.suggest("re")[0] == "Bo Reed"


def test_an_identifier_counts_for_more_than_words_around_it(engine: Engine) -> None:
    """What is pasted with a reference doesn't hide the paper; words that it has are kept."""
    results = engine.search("see wavelets arXiv:1407.0001")
    assert [hit.id for hit in results.hits] == ["goat-1"]
    assert "identifier-alone" in [problem.code for problem in results.query.problems]
    assert not engine.search("goats 1407.0001").query.problems
    assert engine.search("wavelets arXiv:1407.0002").total == 0


def test_quotes_that_cannot_be_kept_to_are_told(engine: Engine) -> None:
    """Of venues and comments only stems are known."""
    results = engine.search('venue:"flocks of journal"')
    assert results.total == 1
    assert [problem.code for problem in results.query.problems] == ["not-exact"]
    assert "exact" not in results.query.sentence


def test_asking_words_are_left_out_of_sentences(engine: Engine) -> None:
    """In a sentence they aren't looked for, and that is said; among keywords they are."""
    results = engine.search("I am interested in articles about wavelets")
    assert [hit.id for hit in results.hits] == ["sheep-1"]
    assert "asking-word" in [problem.code for problem in results.query.problems]
    assert "articles" in results.query.sentence


def test_et_al_is_no_condition(engine: Engine) -> None:
    """People paste citations: "et al." is left out, and that is said; in quotes it isn't."""
    results = engine.search("Quill et al. 2015")
    assert {hit.id for hit in results.hits} == {"sheep-1", "goat-2"}
    assert results.query.match == "all"
    assert {problem.code for problem in results.query.problems} == {"asking-word"}
    assert engine.search('"et al"').total == 0


def test_stats(engine: Engine) -> None:
    """The number of papers and of the generation."""
    assert engine.stats()["papers"] == len(FLOCK)
    assert engine.stats()["generation"] == engine.generation == 1
