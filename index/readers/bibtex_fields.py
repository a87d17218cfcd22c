"""The fields of a BibTeX entry → a record."""

import re

from index.dates import best_date, parse_date
from index.details import BETWEEN_NAMES, Details, details
from index.identifiers import clean_arxiv_id, clean_doi, mentioned_arxiv_id
from index.readers.bibtex_values import split_names, without_protection
from index.readers.checks import lasting, titled_retracted
from index.readers.journal_names import journal_name
from index.readers.people import is_suffix, is_whole
from index.readers.text import fold, plain
from index.record import Record

_VENUES = ("journal", "journaltitle", "booktitle", "eventtitle", "school", "institution")
_TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "book",
    "collection": "book",
    "conference": "paper-conference",
    "dataset": "dataset",
    "electronic": "webpage",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "manual": "report",
    "mastersthesis": "thesis",
    "mvbook": "book",
    "online": "webpage",
    "patent": "patent",
    "phdthesis": "thesis",
    "proceedings": "book",
    "report": "report",
    "software": "software",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
}
_GENRES = {"mastersthesis": "Master's thesis", "phdthesis": "PhD thesis"}
_THESES = {"mathesis": "Master's thesis", "phdthesis": "PhD thesis", "techreport": ""}  # biblatex's
_ISSUED = frozenset(["article-journal", ""])  # what has a number within a volume
_KEYWORDS = ("keywords", "keyword", "author_keywords", "mendeley-tags")
_NOTES = ("note", "comment", "annote")
_ARXIV_FIELDS = ("url", "journal", "number", "doi", "howpublished", "volume", "pages")
_DAY = re.compile(r"\b\d{1,2}\b")
_HOMONYM = re.compile(r" \d{4}$")  # DBLP numbers people of the same name
_LESS, _GREATER = (
    re.compile(rf"\{{\\text{name}\}}|\$\\text{name}\$|\\text{name}(?:\{{\}}|(?![A-Za-z])\s?)")
    for name in ("less", "greater")
)
_POWER = re.compile(r"(?<=\d)(\{)?\\textsuperscript\s*\{((?:--?|[+−–])?\d+)\}(?(1)\})")
_NAME_ORDER = ("given", "prefix", "family", "suffix")
_NAME_PART = re.compile(r"\b(family|given|prefix|suffix)=\"?([^,\"]*)")
_ESCAPED = re.compile(r"\\([&%#_$])")
# Addresses and DOIs as programs write them: \_ and Mendeley's {\_}, \~{}, {\textasciitilde} and
# $\sim$, {$<$}; `_LESS` and `_GREATER` are in the DOIs of old papers.
_SIGN = re.compile(r"\{\\([&%#_$])\}|\\([&%#_$])")
_TILDE = re.compile(r"\{?\\(?:~\{\}|textasciitilde(?![A-Za-z])(?:\{\}| +)?)\}?|\{?\$\\sim\s*\$\}?")
_ANGLE = re.compile(r"\{?\$([<>])\$\}?")
_BARE_ACCENT = re.compile(r"\\([~^])\{\}")  # the sign itself
_ASCII = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TIE = re.compile(r"(?<!\\)~")
_NO_PLACE = re.compile(
    r"https?:|www\.|\burl\b|\b(?:accessed|visited|retrieved|available|on-?line|communication)\b",
    re.I,
)
_URL = re.compile(r"\\url\s*\{([^}]*)\}|(https?://\S+)")


def make_record(kind: str, key: str, values: dict[str, str]) -> Record:
    """The record of an entry; `values` are its fields by lower-case name, `kind` its type."""
    title = _title(kind, values)
    arxiv_id = _arxiv_id(values)
    url = _link(values)
    venue = journal_name(_first(values, *_VENUES)) or _how_published(values)
    return Record(
        id=key,
        title=title,
        abstract=_text(values, "abstract"),
        authors=_authors(values),
        date=_date(values),
        venue=venue if venue != title else "",
        categories=_categories(values),
        doi=_doi(values, url),
        arxiv_id=arxiv_id,
        url=url or (f"https://arxiv.org/abs/{arxiv_id}" if arxiv_id else ""),
        comments=_first({name: lasting(values.get(name, "")) for name in _NOTES}, *_NOTES),
        retracted=titled_retracted(title),
        details=_details(kind, values, venue),
    )


def _details(kind: str, values: dict[str, str], venue: str) -> Details:
    """What says something beside the venue, which may be a series or a publisher."""
    type = _TYPES.get(kind, "")
    genre = _text(values, "type")
    number = _text(values, "number")
    said = {
        "type": type,
        "genre": _THESES.get(genre, genre) or _GENRES.get(kind, ""),
        "volume": _text(values, "volume"),
        "issue": (number if type in _ISSUED else "") or _text(values, "issue"),
        "number": number if type not in _ISSUED else "",
        "pages": _first(values, "pages", "eid"),
        "edition": _text(values, "edition"),
        "series": _text(values, "series"),
        "editor": BETWEEN_NAMES.join(_people(values.get("editor", ""))),
        "publisher": _first(values, "publisher", "organization"),
        "place": _first(values, "address", "location"),
        "isbn": _text(values, "isbn"),
        "issn": _text(values, "issn"),
        "language": _first(values, "language", "langid"),
        "accessed": _text(values, "urldate"),
    }
    return details(venue, **said)


def _text(values: dict[str, str], name: str) -> str:
    """Markup is taken off also where "<" is written as Zotero and Mendeley write it."""
    text = _LESS.sub("<", _GREATER.sub(">", values.get(name, "")))
    text = _BARE_ACCENT.sub(lambda found: _ASCII[found[1]], text)
    text = _POWER.sub(r"^\2", text)  # 10\textsuperscript{5} isn't 105
    return plain(without_protection(text))


def _first(values: dict[str, str], *names: str) -> str:
    return next((text for name in names if (text := _text(values, name))), "")


def _how_published(values: dict[str, str]) -> str:
    """Where, or by whom; "" for an address, and for how or when somebody came to it."""
    text = _text(values, "howpublished")
    return "" if _NO_PLACE.search(text) or mentioned_arxiv_id(text) else text


def _title(kind: str, values: dict[str, str]) -> str:
    """Title and subtitle; of a volume without a title, its book title."""
    parts = [_text(values, "title"), _text(values, "subtitle")]
    title = ": ".join(filter(None, parts))
    return title or (_text(values, "booktitle") if kind in ("proceedings", "book") else "")


def _authors(values: dict[str, str]) -> tuple[str, ...]:
    """Authors and their collaboration, as INSPIRE writes it; of a volume, its editors."""
    authors = _people(values.get("author", "")) or _people(values.get("editor", ""))
    group = _text(values, "collaboration")
    if not group or any(group.lower() in author.lower() for author in authors):
        return authors
    return (*authors, group if "collab" in group.lower() else f"{group} Collaboration")


def _people(text: str) -> tuple[str, ...]:
    """The names of a field in BibTeX's three spellings, as "First von Last Jr"."""
    people: list[str] = []
    for name in split_names(fold(text)):
        listed = name.count(",") > 1 and "{" not in name and all(map(is_whole, name.split(",")))
        people += map(fold, name.split(",")) if listed else [_person(name)]
    return tuple(name for name in people if name and name.lower() not in ("others", "et al."))


def _person(name: str) -> str:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    name = _HOMONYM.sub("", name)
    if "family=" in name:  # biblatex's extended format
        named = dict(_NAME_PART.findall(name))
        return _bare(" ".join(named.get(part, "") for part in _NAME_ORDER))
    if "," not in name:
        return _bare(name)
    family, *given, last = name.split(",")
    if len(given) == 1 and is_suffix(last):  # "Family, Given, Jr." isn't BibTeX, but is met
        name = f"{family}, {last}, {given[0]}"
    parts = parse_single_name_into_parts(name, strict=False)
    return _bare(" ".join([*parts.first, *parts.von, *parts.last, *parts.jr]))


def _bare(name: str) -> str:
    return fold(_TIE.sub(" ", without_protection(name)))


def _date(values: dict[str, str]) -> str:
    """biblatex's date, or year, month and day; "month" may hold the day too ("mar # "~17"")."""
    year = fold(values.get("year", "")).strip("{}()[]")
    month = fold(values.get("month", "").replace("~", " ").strip("{}"))
    day = "" if _DAY.search(month) else fold(values.get("day", ""))
    if month.isdigit():
        month_and_year = f"{year}-{month}-{day}" if day.isdigit() else f"{year}-{month}"
    else:
        month_and_year = f"{year} {month} {day}" if year else ""
    composed = parse_date(month_and_year) or parse_date(year)
    return best_date(composed, values.get("date", ""))


def _categories(values: dict[str, str]) -> tuple[str, ...]:
    """arXiv's class, then keywords."""
    found = (values.get(name) for name in _KEYWORDS)
    words = next(filter(None, found), "")
    separator = ";" if ";" in words else ","
    keywords = (_bare(_ESCAPED.sub(r"\1", word)) for word in words.split(separator))
    classes = values.get("primaryclass") or values.get("eprintclass") or ""
    return tuple(dict.fromkeys(filter(None, (*classes.split(), *keywords))))


def _arxiv_id(values: dict[str, str]) -> str:
    """From `eprint`, or wherever programs put it: "journal = {arXiv preprint arXiv:…}"."""
    scheme = (values.get("archiveprefix") or values.get("eprinttype") or "arxiv").lower()
    named = [values.get("eprint", "")] if scheme == "arxiv" else []
    named += [values.get("arxiv", ""), values.get("arxivid", ""), values.get("note", "")]
    for value in map(fold, named):
        if found := clean_arxiv_id(value):
            return found
    mentions = (mentioned_arxiv_id(values.get(name, "")) for name in _ARXIV_FIELDS)
    return next(filter(None, mentions), "")


def _doi(values: dict[str, str], url: str) -> str:
    doi = clean_doi(_address(values.get("doi", "")))
    return doi or (clean_doi(url) if "doi.org" in url else "")


def _link(values: dict[str, str]) -> str:
    text = _address(values.get("url") or values.get("howpublished") or "")
    found = _URL.search(text)
    url = (found[1] or found[2]) if found else _address(values.get("url", ""))
    return fold(url)


def _address(text: str) -> str:
    """An address or a DOI without TeX's escapes."""
    text = _ANGLE.sub(r"\1", _LESS.sub("<", _GREATER.sub(">", text)))
    return _SIGN.sub(r"\1\2", _TILDE.sub("~", text))
