"""DOIs, arXiv ids and ISBNs as people and files write them → one spelling of each."""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple
from urllib.parse import unquote

# The archives of ids from before April 2007 (https://arxiv.org/help/arxiv_identifier).
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas"
    "|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin"
    "|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)

# Four digits after the dot until December 2014, five from January 2015.
_NEW = r"(?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.\d{4}|(?:1[5-9]|[2-9]\d)(?:0[1-9]|1[0-2])\.\d{5}"
_OLD = rf"(?:{_ARCHIVES})(?:\.[a-z-]{{2,}})?/\d\d(?:0[1-9]|1[0-2])\d{{3}}"
ARXIV_ID = rf"(?:{_NEW}|{_OLD})"  # a pattern for others to build on; a version may follow
_ARXIV_BEFORE = (
    r"(?:(?:https?://)?(?:\w+\.){0,3}arxiv\.org/(?:abs|pdf|html|format|e-print)/|oai:arxiv\.org:"
    r"|(?:https?://)?(?:dx\.)?(?:doi\.org/)?(?:doi:\s*)?10\.48550/arxiv\."
    r"|(?:arxiv\s*(?:preprint\s*)?(?::\s*)?)*)"
)
_ARXIV = re.compile(
    rf"{_ARXIV_BEFORE}({ARXIV_ID})(?:v\d+)?(?:\.pdf)?/?(?:\s*\[[\w.-]+\])?(?:[?#.,;]+|[?#]\S*)?",
    re.I,
)
_ARXIV_BARE = re.compile(rf"{_NEW}|(?:{_ARCHIVES})/\d\d(?:0[1-9]|1[0-2])\d{{3}}", re.ASCII)
_ARXIV_MENTION = re.compile(
    rf"(?:arxiv\s*(?:preprint\s*)?:\s*(?:arxiv:)?|arxiv\.org/(?:abs|pdf)/|10\.48550/arxiv\.)"
    rf"({ARXIV_ID})(?!\d)",
    re.I,
)
_SUBJECT_CLASS = re.compile(r"\.[a-z-]+(?=/)")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+", re.I)
_DOI_ALONE = re.compile(
    r"(?:doi\s*[:=]?\s*|info:doi/|urn:doi:)?(?:https?://)?(?:[\w.-]+/)*(?:doi:\s*)?"
    r"10\.\d{4,9}(?:\.\d+)*/\S+",
    re.I,
)
# 13 digits or 10, of which the last may be X; what else has so many is told by its last digit.
_ISBN = re.compile(
    r"(isbn(?:-1[03])?:?\s*)?((?:97[89][- –]?)?[0-9](?:[- –]?[0-9]){8}[- –]?[0-9X])", re.I
)
_CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}


class Identifier(NamedTuple):
    """What a text names: `value` is bare, without a version, a DOI in lower case, an ISBN as the 13
    digits that a barcode has."""

    kind: Literal["arxiv", "doi", "isbn"]
    value: str


def clean_doi(text: str) -> str:
    """The first DOI of a text, bare and in lower case; "" where there is none.

    Takes URLs (percent-encoded too), "doi:" and "DOI 10.…", escaped "<" of old Wiley DOIs, and
    drops what a sentence or a BibTeX entry left behind it: "." "," ";" and unmatched brackets.
    """
    if "10." not in text:
        return ""
    text = text.replace("\\\\_", "_").replace("\\_", "_").replace("&lt;", "<").replace("&gt;", ">")
    if "%2" in text or "%3" in text:
        text = unquote(text)
    found = _DOI.search(text.replace("&amp;", "&"))
    return _without_tail(found[0]).lower() if found else ""


def clean_arxiv_id(text: str) -> str:
    """The arXiv id that the text is: bare, without version and subject class; "" if it is none.

    Takes "arXiv:2510.14751v2", URLs of abstracts and PDFs, OAI ids and arXiv's own DOIs;
    "math.GT/0309136" is "math/0309136".
    """
    if _ARXIV_BARE.fullmatch(text):  # as most files have it
        return text
    found = _ARXIV.fullmatch(text.strip())
    return _bare(found[1]) if found else ""


def mentioned_arxiv_id(text: str) -> str:
    """The first arXiv id that is named as such inside a longer text ("arXiv:…", a URL); or ""."""
    found = _ARXIV_MENTION.search(text)
    return _bare(found[1]) if found else ""


def arxiv_id_among(texts: Iterable[str]) -> str:
    """The first arXiv id that one of some texts is or mentions, or ""."""
    found = (clean_arxiv_id(text) or mentioned_arxiv_id(text) for text in texts if text)
    return next(filter(None, found), "")


def arxiv_month(arxiv_id: str) -> str:
    """The month that a bare arXiv id tells ("0704.0001" is 2007-04), or "" for none."""
    digits = arxiv_id.rpartition("/")[2]
    if not digits:
        return ""
    century = "19" if digits[:2] > "90" and "/" in arxiv_id else "20"
    return f"{century}{digits[:2]}-{digits[2:4]}"


def find_identifier(text: str) -> Identifier | None:
    """The identifier that the whole text is, in any spelling; None for any other text."""
    text = text.strip()
    if len(text) > 2 and _CLOSERS.get(text[-1]) == text[0]:  # "<https://doi.org/…>", "[1706.03762]"
        text = text[1:-1].strip()
    if arxiv_id := clean_arxiv_id(text):
        return Identifier("arxiv", arxiv_id)
    if _DOI_ALONE.fullmatch(unquote(text)) and (doi := clean_doi(text)):
        return Identifier("doi", doi)
    if isbn := clean_isbn(text):
        return Identifier("isbn", isbn)
    return None


def clean_isbn(text: str) -> str:
    """The 13 digits of the ISBN that the text is, with strokes or blanks between or without; "" if
    it is none, or its last digit is wrong. Ten digits in a row are one only behind "ISBN"."""
    found = _ISBN.fullmatch(text.strip())
    if not found or not (found[1] or len(found[2]) > 10):
        return ""
    digits = re.sub("[- –]", "", found[2]).upper()
    if len(digits) == 10:
        values = [10 if digit == "X" else int(digit) for digit in digits]
        right = (
            not sum(value * place for value, place in zip(values, range(10, 0, -1), strict=True))
            % 11
        )
        digits = f"978{digits[:9]}" if right else ""
        return digits and digits + str(-_weighed(digits) % 10)
    right = len(digits) == 13 and digits.isdigit() and not _weighed(digits) % 10
    return digits if right else ""


def _weighed(digits: str) -> int:
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))


def _bare(arxiv_id: str) -> str:
    return _SUBJECT_CLASS.sub("", arxiv_id.lower())


def _without_tail(doi: str) -> str:
    """The DOI without punctuation and brackets that belong to the text around it."""
    while doi:
        last = doi[-1]
        unmatched = last in _CLOSERS and doi.count(last) > doi.count(_CLOSERS[last])
        if not unmatched and last not in ".,;:\"'":
            break
        doi = doi[:-1]
    return doi
