"""The rules that tell the same paper, and the groups and records that follow from them."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.grouping import Member, groups
from index.merge import merged, rule_joining, title_key
from index.record import Record

ABSTRACT = (
    "we show that slow cooling of a glass made from tin and sand gives rise to a second phase whose"
    " grains keep growing for weeks while the first phase stays as it was at the start of the run"
)
WORDS = ABSTRACT.split()
OTHER = " ".join(f"{word}{place}" for place, word in enumerate(WORDS))


def paper(**values: object) -> Record:
    fields: dict[str, object] = {"title": "Slow cooling of tin glass", "authors": ("Ada Brook",)}
    return Record(**{**fields, **values})  # type: ignore[arg-type]  # values of several types


def test_same_arxiv_id() -> None:
    """Records with the same arXiv id are one paper whatever else they say."""
    assert (
        rule_joining(Record(arxiv_id="1501.00001", title="A"), paper(arxiv_id="1501.00001"))
        == "arxiv"
    )


def test_arxiv_doi_is_an_arxiv_id() -> None:
    """The DOI that arXiv gives a paper counts as its arXiv id."""
    first = Record(title="A", doi="10.48550/arxiv.1501.00001")
    assert rule_joining(first, paper(arxiv_id="1501.00001")) == "arxiv"


@pytest.mark.parametrize(
    "other",
    [
        {"date": "2011"},
        {"venue": "Glass Review"},
        {"details": (("volume", "4"), ("pages", "1–2"))},
        {"details": (("volume", "3"), ("pages", "9"))},
        {"details": (("volume", "3"),)},
        {"date": ""},
        {"venue": ""},
    ],
)
def test_headings_tell_no_paper(other: dict[str, object]) -> None:
    """ "Editorial" is joined only where both tell the same of its place; other titles always."""
    known = {"date": "2010", "venue": "Tin", "details": (("volume", "3"), ("pages", "1–2"))}
    for title, rule in (("Editorial.", None), ("Slow cooling of tin glass", "title")):
        first, second = paper(title=title, **known), paper(title=title, **known | other)
        assert rule_joining(first, second) == rule
    again = paper(title="Editorial", **known | {"date": "2010-05"})
    assert rule_joining(paper(title="EDITORIAL", **known), again) == "title"


def test_bare_heading_joins_no_volumes() -> None:
    """A record without a volume is a paper by itself beside those of two."""
    details: tuple[Any, ...] = ((("volume", "1"),), (("volume", "2"),), ())
    records = [paper(title="Editorial", details=one) for one in details]
    assert {rule_joining(*pair) for pair in combinations(records, 2)} == {None}


def test_same_doi_and_similar_titles() -> None:
    """The same DOI joins titles of which one has a subtitle more."""
    first = paper(doi="10.1000/x", authors=())
    second = paper(
        doi="10.1000/x", authors=(), title="Slow Cooling of Tin Glass: A Study in Grains"
    )
    assert rule_joining(first, second) == "doi"


def test_same_doi_and_other_titles() -> None:
    """The same DOI doesn't join chapters of one book."""
    assert (
        rule_joining(paper(doi="10.1000/x"), paper(doi="10.1000/x", title="Index of names")) is None
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"date": "2015"}, {"date": "2017-03"}),
        ({"date": "2015"}, {"date": ""}),
        ({}, {"title": "Slow-cooling of TIN glass."}),
        ({}, {"title": "Slow cooling of {T}in \\emph{glass}"}),
        ({"authors": ("Ada Brook", "Bo Li")}, {"authors": ("A. Brook",)}),
        ({"arxiv_id": "1501.00001"}, {"doi": "10.1000/x"}),
        ({"doi": "10.48550/arxiv.1501.00001"}, {"doi": "10.1000/x"}),
    ],
)
def test_same_title_and_first_author(first: dict[str, object], second: dict[str, object]) -> None:
    """Case, punctuation, LaTeX, initials and two years between them make no other paper."""
    assert rule_joining(paper(**first), paper(**second)) == "title"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"date": "2015"}, {"date": "2018"}),
        ({"authors": ("Ada Brook",)}, {"authors": ("Zoë Rivers",)}),
        ({"authors": ()}, {"authors": ()}),
        ({"arxiv_id": "1501.00001"}, {"arxiv_id": "1501.00002"}),
        ({"doi": "10.1000/x"}, {"doi": "10.1000/y"}),
        ({"title": ""}, {"title": ""}),
    ],
)
def test_other_paper_of_the_same_title(first: dict[str, object], second: dict[str, object]) -> None:
    """Years, authors or identifiers that differ make two papers of one title."""
    assert rule_joining(paper(**first), paper(**second)) is None


def abstracts(first: str, second: str, **values: str) -> str | None:
    return rule_joining(Record(abstract=first, **values), Record(title="T", abstract=second))  # type: ignore[arg-type]


def test_abstract_that_holds_another() -> None:
    """An abstract that goes on after the other's end is the same paper's."""
    assert abstracts(ABSTRACT, f"{ABSTRACT} {OTHER}") == "abstract"


def test_short_abstracts_tell_nothing() -> None:
    """20 words are too few to compare; 21 are enough."""
    assert abstracts(" ".join(WORDS[:20]), " ".join(WORDS[:20])) is None
    assert abstracts(" ".join(WORDS[:21]), " ".join(WORDS[:21])) == "abstract"


def test_half_of_the_grams_is_not_most() -> None:
    """Of 20 4-grams 10 in common are too few, 11 are enough."""
    first = WORDS[:23]
    for shared, rule in ((13, None), (14, "abstract")):
        second = WORDS[:shared] + OTHER.split()[shared : shared + 23]
        assert abstracts(" ".join(first), " ".join(second)) == rule


def test_abstracts_of_papers_with_other_identifiers() -> None:
    """The same abstract under two publisher's DOIs or arXiv ids is two papers."""
    for name, values in (("doi", ("10.1/a", "10.1/b")), ("arxiv_id", ("1501.00001", "1501.00002"))):
        pair = [Record(abstract=ABSTRACT, **{name: value}) for value in values]  # type: ignore[arg-type]
        assert rule_joining(*pair) is None


def test_title_key_has_one_value_for_both_ways() -> None:
    """The quick way for plain ASCII gives what the way for all other titles gives."""
    assert title_key("Über-Gläser!") == title_key('{\\"U}ber Gl{\\"a}ser') == "uberglaser"
    assert (
        title_key("Slow Cooling, again")
        == title_key("Slow Cooling, again\u200b")
        == "slowcoolingagain"
    )


def member(number: int, arxiv_id: str = "", doi: str = "") -> Member:
    return Member(number, number * 7919 % 101, arxiv_id, doi)


def test_no_group_has_two_arxiv_ids() -> None:
    """A record without an id never brings two arXiv ids together; the stronger link wins."""
    members = [member(1, "a"), member(2), member(3, "b")]
    assert groups(members, [(1, 2, "abstract"), (2, 3, "title")]) == [[1], [2, 3]]


def test_groups_with_other_dois_stay_apart() -> None:
    """A title joins no groups whose DOIs differ, though the linked records have none."""
    members = [member(1, doi="x"), member(2), member(3), member(4, doi="y")]
    links = [(1, 2, "arxiv"), (3, 4, "arxiv"), (2, 3, "title")]
    assert groups(members, links) == [[1, 2], [3, 4]]


@given(st.data())
def test_groups_do_not_depend_on_the_order(data: st.DataObject) -> None:
    """Whatever the order of records and links, the groups are the same and obey the ids."""
    numbers = st.integers(0, 7)
    ids = data.draw(st.lists(st.sampled_from(["", "", "a", "b"]), min_size=8, max_size=8))
    members = [member(number, arxiv_id) for number, arxiv_id in enumerate(ids)]
    rules = st.sampled_from(["doi", "title", "abstract"])
    pairs = data.draw(
        st.dictionaries(st.tuples(numbers, numbers).filter(lambda p: p[0] < p[1]), rules)
    )
    links = [(first, second, rule) for (first, second), rule in pairs.items()]
    found = groups(members, links)
    assert groups(data.draw(st.permutations(members)), data.draw(st.permutations(links))) == found
    assert sorted(number for group in found for number in group) == list(range(8))
    assert all(len({ids[number] for number in group} - {""}) <= 1 for group in found)


RECORDS = (
    Record(
        title="SLOW COOLING",
        abstract=ABSTRACT,
        authors=("A. Brook",),
        doi="10.1/x",
        date="2016",
        sources=("b.bib",),
    ),
    Record(
        title="Slow cooling",
        abstract=ABSTRACT[:40],
        authors=("Ada Brook", "Bo Li"),
        date="2015-03-17",
        arxiv_id="1501.00001",
        url="https://example.org/a",
        categories=("cond-mat",),
        sources=("a.json",),
    ),
    Record(title="Slow", has_code=True, venue="J. Glass", comments="8 pages", sources=("a.json",)),
)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_merged_record_has_the_best_of_each(order: tuple[int, ...]) -> None:
    """The longest abstract, the fullest authors, a title in mixed case, every id and source."""
    assert merged([RECORDS[place] for place in order]) == Record(
        title="Slow cooling",
        abstract=ABSTRACT,
        authors=("Ada Brook", "Bo Li"),
        date="2015-03-17",
        venue="J. Glass",
        categories=("cond-mat",),
        doi="10.1/x",
        arxiv_id="1501.00001",
        url="https://example.org/a",
        comments="8 pages",
        has_code=True,
        sources=("a.json", "b.bib"),
    )


@pytest.mark.parametrize("turn", [1, -1])
def test_merged_keywords_are_there_once(turn: int) -> None:
    """Whatever their capitals, which don't depend on the order of the records."""
    records = (Record(title="a", categories=("Clay", "fire")), Record(categories=("clay", "Oven")))
    assert merged(records[::turn]).categories == ("clay", "Oven", "fire")


@pytest.mark.parametrize(
    ("venue", "details", "is_shown"),
    [
        ("arXiv (Cornell University)", {"type": "article", "publisher": "Cornell"}, False),
        ("arXiv (Cornell University)", {"publisher": "Cornell"}, False),
        ("bioRxiv", {"volume": "2020"}, False),
        ("EPTCS 9, arXiv:1501.00001", {"volume": "9"}, True),
        ("Research Square", {"type": "article", "publisher": "Research Square"}, False),
        ("Phys. Rev. D", {"type": "article", "volume": "62"}, True),
        ("Phys. Rev. D", {"volume": "62"}, True),
    ],
)
@pytest.mark.parametrize("turn", [1, -1])
def test_journals_come_before_preprint_servers(
    venue: str, details: dict[str, str], is_shown: bool, turn: int
) -> None:
    """A journal's bare line is shown rather than all that a server of preprints tells."""
    records = [paper(venue="Phys. Rev. D 62"), paper(venue=venue, details=tuple(details.items()))]
    shown, wanted = merged(records[::turn]), records[is_shown]
    assert (shown.venue, shown.details) == (wanted.venue, wanted.details)


def test_preprint_alone_keeps_its_venue() -> None:
    """A server of preprints is shown where no journal is."""
    records = [paper(), paper(venue="arXiv", details=(("type", "article"),))]
    assert merged(records).venue == "arXiv"


def test_greek_letters_of_titles() -> None:
    """ "α-stable" is "$\\alpha$-stable": publishers write the letter, authors the command."""
    first = Record(title="On α-stable laws", authors=("Ada Boot",))
    second = Record(title=r"On $\alpha$-Stable Laws", authors=("A. Boot",))
    assert rule_joining(first, second) == "title"
