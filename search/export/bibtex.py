"""Hits → BibTeX entries, in UTF-8, with what TeX would misread escaped outside of mathematics."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from index.details import BETWEEN_NAMES
from index.formulas import formula_spans
from search.export.people import joined_keywords, name_parts
from search.results import Hit

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# CSL's types → BibTeX's and biblatex's, and the field that holds the venue of such an entry. What
# only biblatex has, BibTeX's styles take for misc.
_KINDS = {
    "article-journal": ("article", "journal"),
    "article-magazine": ("article", "journal"),
    "article-newspaper": ("article", "journal"),
    "book": ("book", "series"),
    "chapter": ("incollection", "booktitle"),
    "dataset": ("dataset", "howpublished"),
    "manuscript": ("unpublished", "howpublished"),
    "paper-conference": ("inproceedings", "booktitle"),
    "patent": ("patent", "howpublished"),
    "report": ("techreport", "institution"),
    "software": ("software", "howpublished"),
    "thesis": ("phdthesis", "school"),
    "webpage": ("online", "howpublished"),
}
_OTHER = ("misc", "howpublished")
_MASTER = re.compile(r"\bm(?:aster|\.?\s?(?:sc|a|eng|phil)\b)", re.I)
_PLAIN_GENRES = frozenset(["PhD thesis", "Master's thesis"])  # what BibTeX says by itself
_DETAILS = {  # BibTeX's names of what has one; in the order of an entry
    "volume": "volume",
    "issue": "number",
    "number": "number",
    "pages": "pages",
    "series": "series",
    "edition": "edition",
    "publisher": "publisher",
    "place": "address",
    "isbn": "isbn",
    "issn": "issn",
    "language": "language",
}
_RANGES = ("volume", "issue", "number", "pages")
_ESCAPES = str.maketrans(
    {
        **{character: f"\\{character}" for character in "&%#_{}$"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_OWN_KEY = re.compile(r"[^\s\"#%'(),={}~\\]+")  # what BibTeX takes for a key
_NOT_CITED = re.compile(r"[0-9a-f]{16}(-\d+)?|\d+|W\d+")  # our digests, PubMed's and OpenAlex's ids
_ARXIV_CLASS = re.compile(r"[a-z]{1,7}(-[a-z]{2,4})?\.[A-Za-z-]{2,}|[a-z]{1,5}-[a-z]{2,4}")
_BIBTEX_SOURCE = re.compile(r"\.bib(tex)?\b", re.I)
_SHORT_WORDS = frozenset(("a", "an", "and", "for", "in", "of", "on", "the", "to", "with"))


def write(hits: Iterable[Hit]) -> Iterator[str]:
    """One entry a hit. Its key is its id where that may be of a .bib file, which people cite it by,
    else family name, year and first word, and a letter if it repeats."""
    taken: dict[str, int] = {}
    for hit in hits:
        key = _own_key(hit) or _key(hit)
        taken[key] = taken.get(key, 0) + 1
        yield _entry(hit, key + _letters(taken[key]))


def _entry(hit: Hit, key: str) -> str:
    kind, venue = _kind(hit)
    fields = {name: value for name, value in _fields(hit, venue) if value not in ("", "{}")}
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items())
    return f"@{kind}{{{key},\n{lines}}}\n\n"


def _kind(hit: Hit) -> tuple[str, str]:
    """The type of the entry, and the field that its venue has; articles are what has a venue."""
    type = hit.details.get("type") or ("article-journal" if hit.venue else "")
    kind, venue = _KINDS.get(type, _OTHER)
    if kind == "phdthesis" and _MASTER.search(hit.details.get("genre", "")):
        kind = "mastersthesis"
    return kind, venue


def _fields(hit: Hit, venue: str) -> Iterator[tuple[str, str]]:
    """Names and values in braces; what isn't known is empty, and of a name that comes twice the
    later value that says something counts."""
    editors = hit.details.get("editor", "")
    authors = "" if editors == BETWEEN_NAMES.join(hit.authors) else _people(hit.authors)
    # A second pair of braces keeps the capitals of a title as they are.
    yield "title", "{}" if hit.untitled else f"{{{{{escape(hit.title)}}}}}"
    yield "author", f"{{{authors}}}"
    yield "editor", f"{{{_people(editors.split(BETWEEN_NAMES))}}}"
    yield "year", f"{{{hit.date[:4]}}}"
    if len(hit.date) >= 7:
        yield "month", _MONTHS[int(hit.date[5:7]) - 1]
    if len(hit.date) == 10:
        yield "day", f"{{{int(hit.date[8:])}}}"
    yield venue, f"{{{escape(hit.venue)}}}"
    yield from _details(hit, venue)
    yield "doi", f"{{{escape(hit.doi)}}}"
    keywords = list(hit.categories)
    if hit.arxiv_id:
        yield "eprint", f"{{{hit.arxiv_id}}}"
        yield "archiveprefix", "{arXiv}"
        if keywords and _ARXIV_CLASS.fullmatch(keywords[0]):
            yield "primaryclass", f"{{{keywords.pop(0)}}}"
    yield "url", f"{{{hit.url.replace('{', '%7B').replace('}', '%7D')}}}"
    yield "urldate", f"{{{escape(hit.details.get('accessed', ''))}}}"
    yield "keywords", f"{{{escape(joined_keywords(keywords))}}}"
    if not hit.arxiv_id:  # arXiv's comments would be printed: "12 pages, 3 figures"
        yield "note", f"{{{escape(hit.comments)}}}"
    yield "abstract", f"{{{escape(hit.abstract)}}}"


def _details(hit: Hit, venue: str) -> Iterator[tuple[str, str]]:
    known = dict(hit.details)
    if venue in ("school", "institution") and not hit.venue:
        yield venue, f"{{{escape(known.pop('publisher', ''))}}}"
    if known.get("genre", "") not in _PLAIN_GENRES:
        yield "type", f"{{{escape(known.get('genre', ''))}}}"
    for detail, name in _DETAILS.items():
        text = escape(known.get(detail, ""))
        yield name, f"{{{text.replace('–', '--') if detail in _RANGES else text}}}"


def escape(text: str) -> str:
    """Escape what TeX takes for commands; `$…$` stays, unless its braces don't pair."""
    pieces, end = [], 0
    for start, stop in formula_spans(text):
        if _paired(text[start:stop]):
            pieces += [text[end:start].translate(_ESCAPES), text[start:stop]]
            end = stop
    return "".join([*pieces, text[end:].translate(_ESCAPES)])


def _paired(formula: str) -> bool:
    depth = 0
    for mark in re.findall(r"(?<!\\)[{}]", formula):
        depth += 1 if mark == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _people(names: Iterable[str]) -> str:
    return " and ".join(filter(None, map(_author, names)))


def _author(name: str) -> str:
    family, given, suffix = map(escape, name_parts(name))
    if given:
        return ", ".join(filter(None, (family, suffix, given)))
    return f"{{{family}}}" if " " in family else family


def _own_key(hit: Hit) -> str:
    """The paper's id, where a .bib file has the paper and the id isn't an archive's or a digest.

    Of several sources nothing tells which one gave the id.
    """
    if not any(map(_BIBTEX_SOURCE.search, hit.sources)) or hit.id in (hit.arxiv_id, hit.doi):
        return ""
    return hit.id if _OWN_KEY.fullmatch(hit.id) and not _NOT_CITED.fullmatch(hit.id) else ""


def _key(hit: Hit) -> str:
    family = name_parts(hit.authors[0]).family if hit.authors else ""
    words = (_plain(word) for word in hit.title.split())
    first = next((word for word in words if word and word not in _SHORT_WORDS), "")
    return f"{_plain(family)}{hit.date[:4]}{first}" or "paper"


def _plain(text: str) -> str:
    """Its ASCII letters and digits in lower case."""
    decomposed = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", decomposed.lower())


def _letters(count: int) -> str:
    """Nothing for the first, then b, c … z, ba …: a count in base 26 with the digits a to z."""
    digits, number = "", count - 1
    while number:
        number, digit = divmod(number, 26)
        digits = chr(ord("a") + digit) + digits
    return digits
