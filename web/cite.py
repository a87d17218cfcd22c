"""A paper's citation as machines read it from a page: `citation_*` tags and COinS.

Sources: Google Scholar's inclusion guidelines (the Highwire Press tags); Z39.88-2004 in the
KEV format of COinS.
"""

from dataclasses import dataclass
from urllib.parse import quote_plus

from search.export import export, find_format
from search.results import Hit

Pair = tuple[str, str]
COINS = "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal"
CITED_AS = ("bibtex", "ris", "csl-json")


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
    tags = [
        ("citation_title", hit.title),
        *(("citation_author", author) for author in hit.authors),
        ("citation_publication_date", hit.date.replace("-", "/")),
        ("citation_journal_title", hit.venue),
        ("citation_doi", hit.doi),
        ("citation_arxiv_id", hit.arxiv_id),
        ("citation_abstract", hit.abstract),
    ]
    return [(name, content) for name, content in tags if content]


def coins(hit: Hit) -> str:
    """The value of the `title` attribute of a `Z3988` span."""
    found = [
        ("rft.genre", "article" if hit.venue else "preprint"),
        ("rft.atitle", hit.title),
        ("rft.jtitle", hit.venue),
        ("rft.date", hit.date),
        *[("rft.au", author) for author in hit.authors],
        ("rft_id", f"info:doi/{hit.doi}" if hit.doi else ""),
        ("rft_id", f"info:arxiv/{hit.arxiv_id}" if hit.arxiv_id else ""),
    ]
    return "&".join([COINS, *[f"{key}={quote_plus(value)}" for key, value in found if value]])
