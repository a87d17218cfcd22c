"""A paper's citation as machines read it from a page: `citation_*` tags and COinS.

Sources: Google Scholar's inclusion guidelines (the Highwire Press tags); Z39.88-2004 in the
KEV format of COinS.
"""

from dataclasses import dataclass
from urllib.parse import quote_plus

from search.export import export, find_format
from search.results import Hit

Pair = tuple[str, str]
COINS = "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3A"
CITED_AS = ("bibtex", "ris", "csl-json")
# Type → the tag of its venue, where it is no journal's.
_VENUES = {
    "chapter": "citation_inbook_title",
    "paper-conference": "citation_conference_title",
    "report": "citation_technical_report_institution",
    "thesis": "citation_dissertation_institution",
}
_TAGGED = ("publisher", "isbn", "issn", "language")
# Type → format of COinS, its genre, its keys for the title and the venue.
_COINS = {
    "article": ("journal", "preprint", "atitle", "jtitle"),
    "article-journal": ("journal", "article", "atitle", "jtitle"),
    "book": ("book", "book", "btitle", "series"),
    "chapter": ("book", "bookitem", "atitle", "btitle"),
    "paper-conference": ("book", "proceeding", "atitle", "btitle"),
    "report": ("book", "report", "btitle", "pub"),
    "thesis": ("dissertation", "dissertation", "title", "inst"),
}


@dataclass(frozen=True, slots=True)
class Citation:
    """A paper in one format of reference managers."""

    name: str
    label: str
    text: str


def citations(hit: Hit) -> list[Citation]:
    """What the cite box holds."""
    return [
        Citation(name, find_format(name).label, "".join(export(name, [hit]))) for name in CITED_AS
    ]


def citation_tags(hit: Hit) -> list[Pair]:
    """Names and contents of the `<meta>` tags; what isn't known is left out."""
    known = hit.details
    first, last = _first_and_last(hit)
    tags = [
        ("citation_title", hit.title),
        *(("citation_author", author) for author in hit.authors),
        ("citation_publication_date", hit.date.replace("-", "/")),
        (_VENUES.get(known.get("type", ""), "citation_journal_title"), hit.venue),
        ("citation_volume", known.get("volume", "")),
        ("citation_issue", known.get("issue", "")),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        *((f"citation_{name}", known.get(name, "")) for name in _TAGGED),
        ("citation_doi", hit.doi),
        ("citation_arxiv_id", hit.arxiv_id),
        ("citation_abstract", hit.abstract),
    ]
    return [(name, content) for name, content in tags if content]


def coins(hit: Hit) -> str:
    """The value of the `title` attribute of a `Z3988` span."""
    known = hit.details
    type = known.get("type") or ("article-journal" if hit.venue else "article")
    format, genre, title, venue = _COINS.get(type, ("journal", "unknown", "atitle", "jtitle"))
    first, last = _first_and_last(hit)
    found = [
        ("rft.genre", genre),
        (f"rft.{title}", hit.title),
        (f"rft.{venue}", hit.venue),
        ("rft.date", hit.date),
        *[("rft.au", author) for author in hit.authors],
        ("rft.volume", known.get("volume", "")),
        ("rft.issue", known.get("issue", "")),
        ("rft.spage", first),
        ("rft.epage", last),
        ("rft.edition", known.get("edition", "")),
        ("rft.pub", known.get("publisher", "")),
        ("rft.place", known.get("place", "")),
        ("rft.isbn", known.get("isbn", "")),
        ("rft.issn", known.get("issn", "")),
        ("rft_id", f"info:doi/{hit.doi}" if hit.doi else ""),
        ("rft_id", f"info:arxiv/{hit.arxiv_id}" if hit.arxiv_id else ""),
    ]
    pairs = [f"{key}={quote_plus(value)}" for key, value in found if value]
    return "&".join([f"{COINS}{format}", *pairs])


def _first_and_last(hit: Hit) -> tuple[str, str]:
    """The first and the last page; pages in several runs begin with the first one's."""
    first, _, last = hit.details.get("pages", "").partition(",")[0].partition("–")
    return first, last
