"""A paper's citation for machines: meta tags, COinS and RIS say the same."""

from urllib.parse import parse_qs

from fake_engine import make_hit

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
    ris = ris_of(HIT.id)
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


def ris_of(_: str) -> dict[str, list[str]]:
    (text,) = [citation.text for citation in citations(HIT) if citation.name == "ris"]
    lines: dict[str, list[str]] = {}
    for line in text.splitlines():
        tag, separator, value = line.partition("  - ")
        if separator:
            lines.setdefault(tag, []).append(value)
    return lines


def given_first(name: str) -> str:
    family, _, given = name.partition(", ")
    return f"{given} {family}"
