"""A paper's citation for machines: meta tags, COinS and RIS say the same."""

from dataclasses import replace
from urllib.parse import parse_qs

from fake_engine import make_hit

from search.results import Hit
from web.cite import citation_tags, citations, coins

HIT = make_hit(
    "10.5555/12.3",
    title="On “sheep” & wolves",
    authors=("Ada Quill", "Bo van der Reed"),
    doi="10.5555/12.3",
    arxiv_id="1503.00001",
)


def test_tags_coins_and_ris_agree() -> None:
    """Title, authors, date, venue and DOI are the same in all three."""
    tags: dict[str, list[str]] = {}
    for name, content in citation_tags(HIT):
        tags.setdefault(name, []).append(content)
    context = parse_qs(coins(HIT))
    ris = ris_of(HIT)
    assert tags["citation_title"] == context["rft.atitle"] == ris["TI"]
    assert tags["citation_journal_title"] == context["rft.jtitle"] == ris["T2"]
    assert tags["citation_doi"] == ris["DO"]
    assert f"info:doi/{ris['DO'][0]}" in context["rft_id"]
    assert tags["citation_author"] == context["rft.au"] == [given_first(name) for name in ris["AU"]]
    date = tags["citation_publication_date"][0]
    assert [date] == [context["rft.date"][0].replace("-", "/")] == [ris["DA"][0].strip("/")]


def test_unknown_parts_are_left_out() -> None:
    """A paper without venue, date and ids has no empty tags."""
    bare = make_hit(date="", year=None, venue="", abstract="", authors=())
    assert citation_tags(bare) == [("citation_title", bare.title)]
    assert parse_qs(coins(bare))["rft.genre"] == ["preprint"]


def test_volume_and_pages_agree() -> None:
    """A paper's place in its venue is the same in tags, COinS and RIS."""
    known = {"volume": "3", "issue": "2", "pages": "4–9", "issn": "1234-5678", "publisher": "Quay"}
    hit = replace(HIT, details=known)
    tags, context, ris = dict(citation_tags(hit)), parse_qs(coins(hit)), ris_of(hit)
    for tag, key, line in (
        ("citation_volume", "rft.volume", "VL"),
        ("citation_issue", "rft.issue", "IS"),
        ("citation_firstpage", "rft.spage", "SP"),
        ("citation_lastpage", "rft.epage", "EP"),
        ("citation_issn", "rft.issn", "SN"),
        ("citation_publisher", "rft.pub", "PB"),
    ):
        assert [tags[tag]] == context[key] == ris[line], tag


def test_books_and_theses_are_told() -> None:
    """Each type has a genre, a format and tags of its own."""
    thesis = replace(HIT, venue="Harbour", details={"type": "thesis"})
    assert ("citation_dissertation_institution", "Harbour") in citation_tags(thesis)
    assert parse_qs(coins(thesis))["rft.inst"] == ["Harbour"]
    book = replace(HIT, venue="", details={"type": "book", "isbn": "1"})
    assert parse_qs(coins(book))["rft.btitle"] == [HIT.title]
    assert coins(book).startswith(
        "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Abook&"
    )


def ris_of(hit: Hit) -> dict[str, list[str]]:
    (text,) = [citation.text for citation in citations(hit) if citation.name == "ris"]
    lines: dict[str, list[str]] = {}
    for line in text.splitlines():
        tag, separator, value = line.partition("  - ")
        if separator:
            lines.setdefault(tag, []).append(value)
    return lines


def given_first(name: str) -> str:
    family, _, given = name.partition(", ")
    return f"{given} {family}"
