"""What tells a publication beside a Record's own fields: volume, pages, publisher, ISBN …

The names are those of CSL's variables and types, in lower case and one word each
(https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables).
"""

import re
from collections.abc import Mapping

from index.dates import parse_date

Details = tuple[tuple[str, str], ...]

# Name → what people read. A paper has a part of them, in this order.
LABELS = {
    "type": "Type",
    "genre": "Kind",  # of a thesis or report
    "volume": "Volume",
    "issue": "Issue",
    "number": "Number",  # of a report, a patent, a book in its series
    "pages": "Pages",  # "3–9", "e17", "3–9, 12"
    "edition": "Edition",
    "series": "Series",
    "editor": "Editors",  # "Given Family; Given Family"
    "publisher": "Publisher",
    "place": "Place",
    "isbn": "ISBN",
    "issn": "ISSN",
    "language": "Language",
    "accessed": "Accessed",
}
BETWEEN_NAMES = "; "

# How programs call the types, by letters alone, where CSL has other words.
_TYPES = {
    "journalarticle": "article-journal",
    "articlejournal": "article-journal",
    "article": "article-journal",
    "articleinpress": "article-journal",
    "magazinearticle": "article-magazine",
    "newspaperarticle": "article-newspaper",
    "preprint": "article",
    "postedcontent": "article",
    "conferencepaper": "paper-conference",
    "proceedingspaper": "paper-conference",
    "proceedingsarticle": "paper-conference",
    "paperconference": "paper-conference",
    "book": "book",
    "monograph": "book",
    "editedbook": "book",
    "proceedings": "book",
    "conferenceproceedings": "book",
    "chapter": "chapter",
    "bookchapter": "chapter",
    "booksection": "chapter",
    "encyclopediaarticle": "entry-encyclopedia",
    "dictionaryentry": "entry-dictionary",
    "thesis": "thesis",
    "dissertation": "thesis",
    "report": "report",
    "manuscript": "manuscript",
    "dataset": "dataset",
    "software": "software",
    "computerprogram": "software",
    "webpage": "webpage",
    "blogpost": "post-weblog",
    "patent": "patent",
    "presentation": "speech",
    "standard": "standard",
}
_NO_LETTERS = re.compile(r"[^a-z]+")
_RANGE = re.compile(r"\s*(?:-{2,3}|[–—]+-?)\s*|^(\w[\w.:]*+)\s*-\s*(?=\w[\w.:]*$)")
_PLAIN_RANGE = re.compile(r"(\w+)(?:--?|–)(\w+)")  # nearly all are so
_SHORT_RANGE = re.compile(r"(?<![\w.-])([A-Za-z]?)(\d+)-(\d+)(?![\w.-])")
_LIST = re.compile(r"\s*[,;]\s*")
_NUMBER = re.compile(r"[0-9][0-9–-]{6,16}[0-9Xx]")


def details(venue: str, **known: str) -> Details:
    """Those that say more than the venue does, in the order of LABELS; pages as they are kept,
    and of when it was looked at the date, if it is one.

    What nearly all have isn't said: that it is an article, and MEDLINE's word for English.
    """
    known["pages"] = page_range(known.get("pages", ""))
    known["accessed"] = parse_date(known.get("accessed", ""))
    said = {"", venue, "article-journal", "eng"}
    return tuple([(name, text) for name in LABELS if (text := known.get(name, "")) not in said])


def place_in(venue: str, known: Mapping[str, str]) -> str:
    """A venue with volume, issue and pages as people cite them: "Sea 12(3), 4–9"."""
    issue = f"({known['issue']})" if "issue" in known else ""
    volume = f"{venue} {known.get('volume', '')}{issue}".strip()
    return ", ".join(filter(None, (volume, known.get("pages", ""))))


def type_of(word: str) -> str:
    """CSL's name of a type that a program calls so or something like it; "" for any other."""
    letters = _NO_LETTERS.sub("", word.lower())
    return _TYPES.get(letters, word if word in _TYPES.values() else "")


def page_range(first: str, last: str = "") -> str:
    """Pages with a dash for "to" ("12--34", "12-34"); or a range of its first and last page.

    A last page says nothing more where it is the first one, or that is a range already.
    """
    first, last = first.strip(), last.strip()
    if found := _PLAIN_RANGE.fullmatch(first):
        return f"{found[1]}–{found[2]}"
    if not first.isalnum():
        runs = [_RANGE.sub(r"\1–", run) for run in _LIST.split(first)]
        first = ", ".join(filter(None, runs))
    return f"{first}–{last}" if first and last and last != first and "–" not in first else first


def whole_pages(pages: str) -> str:
    """MEDLINE's pages with last ones in full: "201-9" is 201-209, "e12-4" is e12-e14."""
    return _SHORT_RANGE.sub(_in_full, pages)


def _in_full(found: re.Match[str]) -> str:
    letter, first, last = found.groups()
    whole = first[: -len(last)] + last
    is_short = len(last) < len(first) and whole > first
    return f"{letter}{first}-{letter}{whole}" if is_short else found[0]


def numbers_in(text: str) -> tuple[str, str]:
    """The ISBNs and the ISSNs that stand in a text which may hold either, with blanks between."""
    found = _NUMBER.findall(text) or _NUMBER.findall(text.replace(" ", ""))
    isbns = [number for number in found if _digits(number) in (10, 13)]
    return " ".join(isbns), " ".join(number for number in found if _digits(number) == 8)


def _digits(number: str) -> int:
    return sum(character.isalnum() for character in number)
