"""The engine's answers against brute force over the words of the papers themselves."""

import re
from collections import Counter
from collections.abc import Iterator
from math import log
from pathlib import Path

import pytest
from corpora import FLOCK, engine_over
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis import analyse
from index.record import Record
from search.corpus import Corpus
from search.embedded import EmbeddedEngine
from search.ranking import Ranking, parse_ranking

WORDS = ("sheep", "goat", "graph", "meadows", "rain", "count", "wavelets", "night", "survey")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    """The flock, indexed once."""
    engine = engine_over(tmp_path_factory.mktemp("flock"), FLOCK)
    yield engine
    engine.close()


def stems(record: Record) -> tuple[list[str], list[str]]:
    return analyse(record.title).stems, analyse(record.abstract).stems


def slow_score(record: Record, words: list[str], ranking: Ranking) -> float:
    """Trial A of the formula, spelled out paper by paper."""
    texts = [stems(each) for each in FLOCK]
    title_mean = sum(len(t) for t, _ in texts) / sum(bool(t) for t, _ in texts)
    abstract_mean = sum(len(a) for _, a in texts) / sum(bool(a) for _, a in texts)
    title_sum, abstract_sum = (sum(len(text[i]) for text in texts) for i in (0, 1))
    weighted = ranking.title * title_sum + ranking.abstract * abstract_sum
    half = ranking.k1 * weighted / (title_sum + abstract_sum)
    title, abstract = stems(record)
    score = 0.0
    for word, times in Counter(words).items():
        (stem,) = analyse(word).stems
        holding = sum(stem in t or stem in a for t, a in texts)
        free_title = 1 - ranking.title_b + ranking.title_b * len(title) / title_mean
        free = 1 - ranking.abstract_b + ranking.abstract_b * len(abstract) / abstract_mean
        frequency = ranking.title * title.count(stem) / free_title
        frequency += ranking.abstract * abstract.count(stem) / free
        rarity = log(1 + (len(FLOCK) - holding + 0.5) / (holding + 0.5))
        score += times * rarity * (ranking.k1 + 1) * frequency / (half + frequency)
    return score


def test_letters_that_belong_together_are_found_together(tmp_path: Path) -> None:
    """Stop words among them aren't left out: "i.i.d." is no "d", and "I/O" no "O"."""
    texts = ("Samples are i.i.d. here.", "I/O of AT&T.", "In dimension d, o and t are letters.")
    papers = [Record(id=str(number), abstract=text) for number, text in enumerate(texts)]
    engine = engine_over(tmp_path, papers)
    found = {
        text: [hit.id for hit in engine.search(text).hits]
        for text in ("i.i.d.", "I/O", "AT&T", "i.i.d. samples", "d", "abstract:I/O")
    }
    engine.close()
    assert found == {
        "i.i.d.": ["0"],
        "I/O": ["1"],
        "AT&T": ["1"],
        "i.i.d. samples": ["0"],
        "d": ["0", "2"],
        "abstract:I/O": ["1"],
    }


@pytest.mark.parametrize("dotted", ["i.i.d.", "U.S.A.", "w.r.t"])
def test_dotted_letters_are_found_in_one(tmp_path: Path, dotted: str) -> None:
    """Who types the dots finds the papers without them, too; quotes find the dots alone."""
    texts = (f"Samples {dotted} here.", f"Samples {dotted.replace('.', '')} here.", "A kiln.")
    papers = [Record(id=str(number), abstract=text) for number, text in enumerate(texts)]
    engine = engine_over(tmp_path, papers)
    found = {text: engine.count(text) for text in (dotted, f'"{dotted}"', f"{dotted} samples")}
    engine.close()
    assert [*found.values()] == [2, 1, 2]


@pytest.mark.parametrize("dotted", ["A.L.L.", "C.A.N.", "s.h.e.e.p.s", "a.b"])
def test_other_dotted_letters_are_found_with_dots_alone(tmp_path: Path, dotted: str) -> None:
    """Two, more than five, or a stop word."""
    texts = (f"Samples {dotted} here.", f"Samples {dotted.replace('.', '')} here.", "A kiln.")
    papers = [Record(id=str(number), abstract=text) for number, text in enumerate(texts)]
    engine = engine_over(tmp_path, papers)
    found = engine.count(dotted)
    engine.close()
    assert found == 1


def test_a_name_like_a_common_word_is_found_where_nothing_else_is(tmp_path: Path) -> None:
    """ "Kingma and Welling": Welling has the stem of "well", which isn't looked for as a name."""
    common = [Record(id=f"c{number}", abstract="A well is deep.") for number in range(40)]
    paper = Record(id="p", abstract="A variational bound.", authors=("D. Kingma", "M. Welling"))
    engine = engine_over(tmp_path, [paper, *common])
    for text in ("Kingma and Welling", "author:Kingma welling", "welling bound"):
        results = engine.search(text)
        assert ([hit.id for hit in results.hits], results.query.match) == (["p"], "all")
        (problem,) = results.query.problems
        assert (problem.code, problem.end) == ("as-name", text.index("elling") + 6)
        assert "elling' w" in problem.message
    common_word = engine.search("welling deep")
    assert (common_word.total, common_word.query.problems) == (40, ())
    assert engine.search("welling absent").query.match == "any"
    engine.close()


def test_given_names_with_pairs_of_vowels(tmp_path: Path) -> None:
    """Michael, Samuel and Joel are Michal, Samul and Jol in keys, and found like others."""
    common = [Record(id=f"c{number}", abstract="Michael has a well.") for number in range(40)]
    paper = Record(id="p", abstract="A bound.", authors=("Michael I. Well", "Joel Samuel Brook"))
    engine = engine_over(tmp_path, [*common, paper])
    for text in ("Michael Well bound", "Joel Brook", "author:Michael Well"):
        results = engine.search(text)
        assert (results.hits[0].id, results.query.match) == ("p", "all")
    engine.close()


def test_a_keyword_is_found_where_no_text_has_it(tmp_path: Path) -> None:
    """Headings that are in no title and no abstract, of one word or several; then it is told."""
    paper = Record(
        id="p", abstract="A trial.", categories=("Neoplasms", "Lung Diseases", "q-bio.TO")
    )
    other = Record(id="o", abstract="Neoplasm of the lung? Diseases of lungs.")
    for folder in ("without", "with"):
        (tmp_path / folder).mkdir()
    engine = engine_over(tmp_path / "without", [paper, Record(id="q", abstract="A lung.")])
    for text in ("neoplasms", "Neoplasms trial", "lung diseases", "q-bio.TO trial"):
        results = engine.search(text)
        assert ([hit.id for hit in results.hits], results.query.match) == (["p"], "all")
        assert results.query.problems[-1].code == "as-keyword"
    assert engine.search("lung neoplasms").query.match == "any"
    assert engine.search("diseases").total == 0
    engine.close()
    engine = engine_over(tmp_path / "with", [paper, other])
    for text in ("neoplasms", "lung diseases"):
        assert [hit.id for hit in engine.search(text).hits] == ["o"]
    engine.close()


def test_keywords_are_counted_whatever_their_case(tmp_path: Path) -> None:
    """As they are found: a facet's number is that of the papers behind its link."""
    keywords = ("Clay", "clay", "Clay", "Fire")
    engine = engine_over(
        tmp_path, [Record(id=str(n), title="T", categories=(k,)) for n, k in enumerate(keywords)]
    )
    facets = engine.search("*", facets=("category",)).facets["category"]
    assert [(one.value, one.count) for one in facets] == [("Clay", 3), ("Fire", 1)]
    for one in facets:
        assert engine.search("*", filters={"category": [one.value]}).total == one.count
    engine.close()


def test_what_a_question_may_mean_as_well_is_told(tmp_path: Path) -> None:
    """A category, a heading of several words, a name too common to be looked for as one."""
    common = [Record(id=f"c{number}", abstract="A well is deep, in C++.") for number in range(40)]
    paper = Record(
        id="p", abstract="A deep lung.", authors=("M. Welling", "C"), categories=("Deep Well",)
    )
    engine = engine_over(tmp_path, [paper, *common])
    told = {
        text: [(problem.code, problem.message) for problem in engine.search(text).query.problems]
        for text in ("deep well", "Welling", "welling", "deep", "deep well lung", '"deep well"')
    }
    assert told.pop("deep well") == [
        (
            "also-keyword",
            "1 paper is in the category 'deep well': category:\"deep well\" finds it",
        )
    ]
    assert told.pop("Welling") == [
        ("also-name", "1 paper is by an author called 'Welling': author:Welling finds it")
    ]
    rest = {code for problems in told.values() for code, _ in problems}
    assert rest <= {"any-words", "missing-part"}
    assert engine.search("C++").query.problems == ()  # is nobody
    for text in ('category:"deep well"', "author:Welling"):
        assert [hit.id for hit in engine.search(text).hits] == ["p"]
    engine.close()


@settings(max_examples=40, deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=9),
    ranking=st.sampled_from(["", "title=7,k1=.9", "title_b=0,abstract_b=1", "abstract=0.2"]),
)
def test_scores_are_the_formula(engine: EmbeddedEngine, words: list[str], ranking: str) -> None:
    """Any of the words, repeats counted: every paper's score is what the formula gives by hand."""
    # A venue of the flock holds "meadows", which is another test's matter.
    weights = parse_ranking(f"venue=0,{ranking}")
    results = engine.search(" OR ".join(words), ranking=weights, limit=len(FLOCK))
    by_hand = {record.id: slow_score(record, words, weights) for record in FLOCK}
    assert {hit.id: pytest.approx(hit.score) for hit in results.hits} == {
        id: score for id, score in by_hand.items() if score
    }


def test_repeated_words_count(engine: EmbeddedEngine) -> None:
    """A word that is typed twice counts twice."""
    once, twice = (engine.search(text).hits[0].score for text in ("goat", "goat goat"))
    assert twice == pytest.approx(2 * once)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.recursive(
        st.sampled_from(WORDS),
        lambda inner: st.one_of(
            st.tuples(st.just("AND"), inner, inner),
            st.tuples(st.just("OR"), inner, inner),
            st.tuples(st.just("NOT"), inner, inner),
        ),
        max_leaves=6,
    )
)
def test_boolean_queries_are_exact(engine: EmbeddedEngine, tree: str | tuple[str, ...]) -> None:
    """Nested AND, OR, NOT find what sets of papers say; the total and the hits agree."""
    weights = Ranking(venue=0)
    results = engine.search(written(tree), limit=len(FLOCK), ranking=weights)
    assert {hit.id for hit in results.hits} == matching(tree)
    assert results.total == len(matching(tree))


def written(tree: str | tuple[str, ...]) -> str:
    if isinstance(tree, str):
        return tree
    operator, first, second = tree
    joint = " AND NOT " if operator == "NOT" else f" {operator} "
    return f"({written(first)}{joint}{written(second)})"


def matching(tree: str | tuple[str, ...]) -> set[str]:
    if isinstance(tree, str):
        (stem,) = analyse(tree).stems
        return {
            record.id for record in FLOCK if stem in [s for text in stems(record) for s in text]
        }
    operator, first, second = tree
    a, b = matching(first), matching(second)
    return {"AND": a & b, "OR": a | b, "NOT": a - b}[operator]


def test_explanations_add_up(engine: EmbeddedEngine) -> None:
    """The last numbers of an explanation's lines add up to the score, for every kind of word."""
    text = 'goats quill "random walks" gra* meadows 2015 sheep noninvasive LFN'
    results = engine.search(text, explain=True, expand=True)
    assert results.total == len(FLOCK)
    for hit in results.hits:
        *lines, total = hit.explanation.splitlines()
        assert lines
        parts = [float(line.partition(" = ")[2].partition(",")[0]) for line in lines]
        assert sum(parts) == pytest.approx(hit.score, abs=1e-5)
        assert float(total.rpartition(" ")[2]) == pytest.approx(hit.score, abs=1e-5)


LINE = re.compile(
    r".* \[\w+\]: (?:(?P<times>[\d.]+) × )?idf (?P<idf>[\d.]+) \(\d+ of 5 papers\) × "
    r"(?P<top>[\d.]+) · (?P<tf>[\d.]+) / \((?P<half>[\d.]+) \+ (?P=tf)\) = (?P<score>[\d.]+)"
    r", with (?P=tf) = (?P<sum>.*)"
)
TERM = re.compile(
    r"(?:title|abstract) ([\d.]+) · (\d+) / \(([\d.]+) \+ ([\d.]+) · (\d+) / ([\d.]+)\)"
)


def test_the_arithmetic_of_an_explanation_is_right(engine: EmbeddedEngine) -> None:
    """What stands before an equals sign gives what stands behind it, on every line."""
    results = engine.search("goats OR graphs OR quill", explain=True, ranking=Ranking(author=2))
    lines = [line for hit in results.hits for line in hit.explanation.splitlines()[:-1]]
    assert len(lines) >= 5
    for line in lines:
        match = LINE.fullmatch(line)
        assert match, line
        tf, half = float(match["tf"]), float(match["half"])
        product = float(match["times"] or 1) * float(match["idf"]) * float(match["top"])
        assert product * tf / (half + tf) == pytest.approx(float(match["score"]), abs=1e-4)
        terms = [[float(number) for number in found] for found in TERM.findall(match["sum"])]
        sums = sum(w * n / (base + b * length / mean) for w, n, base, b, length, mean in terms)
        assert (sums or 2.0) == pytest.approx(tf, abs=1e-4)


def test_reasons_name_words_and_fields(engine: EmbeddedEngine) -> None:
    """Each hit says which words were found in which fields; the shares add up to 1."""
    (hit,) = engine.search("ada quill goats").hits
    found = {(why.word, why.field) for why in hit.why}
    assert {("goats", "title"), ("goats", "abstract"), ("quill", "author")} <= found
    assert sum(why.share for why in hit.why) == pytest.approx(1.0)


def test_a_name_and_a_word_do_not_add_up(engine: EmbeddedEngine) -> None:
    """A word that is both in the text and an author's name counts once, by what tells more."""
    (hit,) = engine.search("quill survey").hits  # by Quill, and names Quill in its abstract
    assert len([why for why in hit.why if why.word == "quill"]) == 1


def test_expand_says_what_it_adds(engine: EmbeddedEngine) -> None:
    """Words of the best papers are looked for as well, shown as expansions and in a problem."""
    narrow, wide = engine.search("goats"), engine.search("goats", expand=True)
    assert wide.total > narrow.total
    assert {hit.id for hit in narrow.hits} == {hit.id for hit in wide.hits[: narrow.total]}
    (problem,) = wide.query.problems
    assert problem.code == "wider"
    added = {why.word for hit in wide.hits for why in hit.why if why.kind == "expansion"}
    assert added
    assert all(word in problem.message for word in added)


def test_expand_keeps_conditions(engine: EmbeddedEngine) -> None:
    """A wider search stays within fields and quotes that were asked for."""
    assert {hit.id for hit in engine.search("goats category:cs", expand=True).hits} <= {
        "goat-1",
        "sheep-2",
    }
    assert engine.search('"random walks"', expand=True).total == 1


@pytest.mark.parametrize("typed", ["noninvasive", "non-invasive"])
def test_the_typed_spelling_comes_first(tmp_path: Path, typed: str) -> None:
    """All spellings of a known compound find each other, the one that was typed ranks highest."""
    spellings = ("non-invasive", "non-invasive", "noninvasive", "noninvasive", "non invasive")
    records = [
        Record(id=f"{i}", abstract=f"A {spelling} gauge counts")
        for i, spelling in enumerate(spellings)
    ]
    hits = engine_over(tmp_path, records).search(typed).hits
    assert len(hits) == len(spellings)
    assert typed in hits[0].abstract


def test_another_inflection_is_no_other_spelling(tmp_path: Path) -> None:
    """What two papers break over their lines takes nothing off a word's other forms."""
    forms = ("networks", "network", "net-works", "net-works")
    records = [
        Record(id=f"{i}", abstract=f"Of some {form} of sheep") for i, form in enumerate(forms)
    ]
    hits = engine_over(tmp_path, records).search("networks").hits
    score = {hit.id: hit.score for hit in hits}
    assert score["0"] == score["1"] > score["2"] == score["3"]


def test_a_query_out_of_time_is_partial(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was found in time is shown, marked as partial, and it is said."""
    monkeypatch.setenv("ABSEEK_TIME_BUDGET", "-1")
    results = engine.search("goats OR sheep")
    assert results.partial
    assert "partial" in [problem.code for problem in results.query.problems]
    assert not engine.search("").partial


def test_acronyms_find_what_they_stand_for(tmp_path: Path) -> None:
    """A paper that only spells an acronym out is found, behind those that use it."""
    defined = "The lamb finding network (LFN) works. LFN is a network that finds lambs at night."
    records = [Record(id=f"d{i}", title="Night", abstract=defined) for i in range(3)]
    records.append(Record(id="spelled", title="Day", abstract="A lamb finding network fails."))
    records.append(Record(id="other", title="Day", abstract="A network of lambs."))
    engine = engine_over(tmp_path, records)
    hits = engine.search("LFN").hits
    assert [hit.id for hit in hits] == ["d0", "d1", "d2", "spelled"]
    assert [why.kind for why in hits[-1].why] == ["expansion"]


def test_ordinary_words_are_no_names(tmp_path: Path) -> None:
    """A word that many papers have isn't taken for the rare author who is called so."""
    records = [
        Record(id=f"t{i}", title="A field", abstract="Fields of force.", authors=("Ada Quill",))
        for i in range(40)
    ]
    records.append(
        Record(id="by-field", title="Sheep", abstract="Force.", authors=("J. H. Field",))
    )
    engine = engine_over(tmp_path, records)
    assert "by-field" not in [hit.id for hit in engine.search("field", limit=50).hits]
    assert engine.search("author:field").total == 1
    assert engine.search("quill").total == 40


def test_a_likelier_spelling_is_offered(tmp_path: Path) -> None:
    """Where a paper has the error too, its neighbour is offered, and what was typed looked for."""
    records = [Record(id=f"t{i}", abstract="A mechanism of attention.") for i in range(120)]
    records.append(Record(id="error", abstract="A mechansim for auctions."))
    records.append(Record(id="by", abstract="On auctions.", authors=("Bo Mechanysm",)))
    engine = engine_over(tmp_path, records)
    results = engine.search("mechansim")
    assert [hit.id for hit in results.hits] == ["error"]
    assert results.suggestion == "mechanism"
    assert engine.search("mechanysm").suggestion is None  # it is a name


def test_names_are_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many names a question has, of however many words; the next one takes what is kept."""
    asked: list[str] = []
    counted_terms = Corpus.counted_terms

    def counting(corpus: Corpus, field: str, prefix: str, limit: int) -> dict[str, int]:
        asked.append(prefix)
        return counted_terms(corpus, field, prefix, limit)

    monkeypatch.setattr(Corpus, "counted_terms", counting)
    engine = engine_over(tmp_path, [Record(id="a", abstract="Kilns.", authors=("Ann Welling",))])
    names = " ".join(f"author:Xylan{letter}" for letter in "abcdefgh")
    engine.search(names)
    assert asked == ["x"]
    long_name = "Abcde Bcdef Cdefg Defgh Efghi Fghij"
    engine.search(f'author:"{long_name}"')
    assert asked == ["x", "f", "e"]
    engine.search(f'author:"{long_name} {long_name}"')
    assert engine.search("author:xyling").suggestion is None
    assert asked == ["x", "f", "e"]
    engine.close()


def test_an_offered_name_finds_something(tmp_path: Path) -> None:
    """Beside all else that is asked, filters too; or a word alone, where that does."""
    records = [Record(id="a", abstract="Kilns.", authors=("Ann Welling",), date="2015")]
    records += [Record(id=f"b{n}", abstract="A mechanism of frames.") for n in range(120)]
    records += [Record(id="error", abstract="A mechansim of frames.")]
    engine = engine_over(tmp_path, records)
    assert engine.search("author:wellling").suggestion == "author:welling"
    assert engine.search("author:wellling kilns").suggestion == "author:welling kilns"
    assert engine.search("author:wellling frames").suggestion is None
    assert engine.search("author:wellling mechansim").suggestion is None
    assert engine.search("-author:wellling mechansim").suggestion == "-author:wellling mechanism"
    in_2016 = engine.search("author:wellling", filters={"year": ("2016",)})
    assert in_2016.suggestion is None
    engine.close()


def test_spellings_are_offered_as_papers_write_them(tmp_path: Path) -> None:
    """With accents, and with a capital where one was typed; for words in quotes as well."""
    records = [
        Record(id="a", title="Schrödinger operators", abstract="A Schrödinger equation."),
        Record(id="b", title="The Schrodinger equation", abstract="On quantum $quantum$ walks."),
    ]
    engine = engine_over(tmp_path, records)
    assert engine.search("Shrödinger equation").suggestion == "Schrödinger equation"
    assert engine.search("shrödinger equation").suggestion == "schrödinger equation"
    assert engine.suggest("Schr")[0] == "Schrödinger"
    assert engine.suggest("the schr")[0] == "the schrödinger"
    assert engine.search('"quantom walks"').suggestion == '"quantum walks"'
    assert engine.search("quantom walks").suggestion == "quantum walks"


def test_corrected_words_are_offered_where_they_find_something(tmp_path: Path) -> None:
    """All of them together, with a name put right where that does; a colon stays."""
    records = [
        Record(id="a", abstract="On cosmology.", authors=("Al Einstein",), date="2015"),
        Record(id="b", abstract="Sigma filters and cosmology: a survey."),
        Record(id="c", abstract="An optimizer."),
    ]
    engine = engine_over(tmp_path, records)
    offered = {
        text: engine.search(text).suggestion
        for text in (
            "cosmolgy year:2015",
            "cosmolgy year:1850",
            "author:einstien cosmolgy",
            "kigma optimizer",
            "cosmolgy: a survey",
        )
    }
    engine.close()
    assert [*offered.values()] == [
        "cosmology year:2015",
        None,
        "author:einstein cosmology",
        None,
        "cosmology: a survey",
    ]
