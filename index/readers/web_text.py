"""Text copied from web pages of abstracts: four shapes of page, told by their shape alone.

profile   a category glued to a date ("LGMay 25, 2023Code"), a title, authors, an abstract
home      a title, authors, perhaps a venue and links, an abstract; anything between
run       abstracts, each followed by comments and "arXiv:ID", no titles
list      "Preview abstract … View details", some with title, authors and venue above
Everything else on a page (headings, menus, statistics) is furniture and is passed over.
"""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from index.dates import parse_date
from index.identifiers import ARXIV_ID, arxiv_month, clean_arxiv_id
from index.readers.people import split_list
from index.readers.text import decode, fold, mendable, undecodable
from index.record import Item, Record, Reject

Line = tuple[int, str]  # its number, its text without white space around it

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_HEADER = re.compile(
    r"(?P<category>[A-Za-z][A-Za-z.-]*?)?\s*"
    rf"(?P<date>{_MONTH}\.? \d{{1,2}}(?:, (?P<year>\d{{4}}))?)\s*(?P<code>Code)?$"
)
_ID_LINE = re.compile(rf"arXiv:\s?(?P<id>{ARXIV_ID})(?:v\d+)?(?:\s?\[[\w.-]+\])?", re.I)
_PREVIEW_ABSTRACT = re.compile(r"Preview\s+abstract\b:?\s*", re.I)
_DETAILS = re.compile(r"\s*View\s+details\s*$", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_VENUE_YEAR = re.compile(r"\s*\(((?:19|20)\d\d)\)\s*$")
_BULLET = re.compile(r"[•·▪◦*–-]\s")
_NAME = re.compile(
    r"(?:[^\W\d_][\w.'’`*†‡§-]*|\\?[\"'`^~][\w{}\\]+)(?:\s+[\w.'’`*†‡§{}\\\"^~-]+){0,5}"
)
_MARKS = re.compile(r"[*†‡§¶∗\d]+$")
_LINKS = re.compile(r"\s[/|·]\s|\s{2,}")
_FIRST_PERSON = re.compile(r"(?:I|I'm|I’m|My|Hi|Hello|Welcome|He|She|They)\b")
_CODE = re.compile(r"\b(?:code|github)\b", re.I)


def sniff(head: str) -> bool:
    """Whether a paper is found in any of the shapes."""
    return bool(_papers(head))


def read(file: BinaryIO) -> Iterator[Item]:
    """The papers of the shape in which most are found; a page is small and read whole."""
    for number, record in _papers(decode(file.read())):
        text = "\n".join(filter(None, (record.title, ", ".join(record.authors), record.abstract)))
        reason = undecodable(text + record.venue + record.comments)
        yield Reject(number, reason, mendable(text)) if reason else record


def _papers(page: str) -> list[tuple[int, Record]]:
    lines = [(number, line.strip()) for number, line in enumerate(page.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line]
    shapes: tuple[Callable[[list[Line]], Iterator[tuple[int, Record]]], ...]
    shapes = (_profile, _list, _run, _home)
    return max((list(shape(lines)) for shape in shapes), key=len)  # the first of equals


def _profile(lines: list[Line]) -> Iterator[tuple[int, Record]]:
    headers = [(i, found) for i, (_, line) in enumerate(lines) if (found := _HEADER.match(line))]
    ends = [*(i for i, _ in headers), len(lines)][1:]
    for (start, header), end in zip(headers, ends, strict=True):
        block = [line for _, line in lines[start + 1 : end]]
        if len(block) < 2:
            continue  # a heading that looks like a date
        title, *rest = block
        authors = () if _is_prose(rest[0]) else _names(rest.pop(0))
        yield (
            lines[start][0],
            Record(
                title=fold(title),
                abstract=_prose(rest),
                authors=authors,
                date=parse_date(header["date"]) if header["year"] else "",
                categories=(header["category"],) if header["category"] else (),
                has_code=header["code"] is not None,
            ),
        )


def _run(lines: list[Line]) -> Iterator[tuple[int, Record]]:
    chunk: list[Line] = []
    for number, line in lines:
        found = _ID_LINE.match(line)
        if found is None:
            chunk.append((number, line))
            continue
        yield from _run_record(chunk, clean_arxiv_id(found["id"]))
        rest = line[found.end() :].strip()  # the next abstract is glued to the id
        chunk = [(number, rest)] if rest else []


def _run_record(chunk: list[Line], arxiv_id: str) -> Iterator[tuple[int, Record]]:
    """What stands before an id: furniture, the abstract, comments."""
    first = next((i for i, (_, line) in enumerate(chunk) if _is_prose(line)), None)
    if first is None:
        return
    texts = [line for _, line in chunk[first:]]
    comments = [line for line in texts if not _is_prose(line)]
    yield (
        chunk[first][0],
        Record(
            abstract=_prose(texts),
            date=arxiv_month(arxiv_id),
            arxiv_id=arxiv_id,
            url=f"https://arxiv.org/abs/{arxiv_id}",
            comments=fold("; ".join(comments)),
        ),
    )


def _list(lines: list[Line]) -> Iterator[tuple[int, Record]]:
    above: list[str] = []
    abstract: list[str] | None = None  # None outside of a preview
    started, first = 0, True
    for number, line in lines:
        if abstract is None and (found := _PREVIEW_ABSTRACT.match(line)):
            abstract, started = [], number
            line = line[found.end() :]
        if abstract is None:
            above.append(line)
            continue
        abstract.append(_DETAILS.sub("", line))
        if _DETAILS.search(line):
            yield from _list_records(above, fold(" ".join(abstract)), started, first)
            above, abstract, first = [], None, False


def _list_records(
    above: list[str], abstract: str, number: int, first: bool
) -> Iterator[tuple[int, Record]]:
    """The paper of one preview, and papers above it that have none; not the page's head."""
    blocks = _blocks(_last_block(above) if first else above)
    for block in blocks[:-1]:
        yield number, _block_record(block, "")
    if blocks or abstract:
        yield number, _block_record(blocks[-1] if blocks else [], abstract)


def _last_block(lines: list[str]) -> list[str]:
    """Title, names and venue just above the first preview; what is higher is the page's head."""
    if not lines or not _YEAR.search(lines[-1]) or _is_prose(lines[-1]):
        return []
    start = len(lines) - 1
    while start > 0 and _is_name(lines[start - 1]) and not _BULLET.match(lines[start - 1]):
        start -= 1
    above = lines[start - 1] if start else ""
    if above and not _BULLET.match(above) and not _is_prose(above):
        start -= 1
    return lines[start:]


def _blocks(lines: list[str]) -> list[list[str]]:
    """The lines cut behind each venue: the first line with a year that isn't a title."""
    blocks: list[list[str]] = []
    complete = True
    for line in lines:
        if complete:
            blocks.append([])
        blocks[-1].append(line)
        complete = len(blocks[-1]) > 1 and bool(_YEAR.search(line))
    return blocks


def _block_record(block: list[str], abstract: str) -> Record:
    title, *rest = block or [""]
    venue = rest.pop() if rest and not _is_name(rest[-1]) else ""
    year = _VENUE_YEAR.search(venue)
    return Record(
        title=fold(title),
        abstract=abstract,
        authors=tuple(name for line in rest for name in _names(line)),
        date=parse_date(year[1] if year else venue),
        venue=fold(_VENUE_YEAR.sub("", venue)),
    )


def _home(lines: list[Line]) -> Iterator[tuple[int, Record]]:
    known = {name for _, line in lines if _is_names(line) for name in _names(line)}
    i = 1
    while i < len(lines) - 1:
        title, authors = lines[i - 1][1], lines[i][1]
        end = _abstract_after(lines, i)
        alone = authors in known and len(title.split()) > 2  # a paper by one author
        if end and _is_title(title) and (_is_names(authors) or alone):
            yield lines[i - 1][0], _home_record([line for _, line in lines[i - 1 : end + 1]])
            i = end + 1
        i += 1


def _abstract_after(lines: list[Line], authors: int) -> int:
    """The index of the abstract behind a line of authors, past a venue and links; 0 for none."""
    for i in range(authors + 1, min(authors + 4, len(lines))):
        line = lines[i][1]
        if _is_sentence(line) and not _is_names(line):
            return 0 if _FIRST_PERSON.match(line) else i
        if not (_YEAR.search(line) or _LINKS.search(line) or _CODE.search(line)):
            return 0
    return 0


def _home_record(block: list[str]) -> Record:
    title, authors, *between, abstract = block
    venue = next((line for line in between if _YEAR.search(line)), "")
    return Record(
        title=fold(title),
        abstract=fold(abstract),
        authors=_names(authors),
        date=parse_date(venue),
        venue=fold(_VENUE_YEAR.sub("", venue)),
        has_code=any(_CODE.search(line) for line in between),
    )


def _names(line: str) -> tuple[str, ...]:
    """The authors of a line, without "et al.", an affiliation behind "·" and footnote marks."""
    names = split_list(line.partition(" · ")[0])
    return tuple(filter(None, (_MARKS.sub("", name).strip() for name in names)))


def _is_name(line: str) -> bool:
    return _NAME.fullmatch(line) is not None and not _YEAR.search(line) and len(line) < 60


def _is_names(line: str) -> bool:
    """Two names or more, separated by commas or "and", or one and "et al."."""
    if line.endswith((".", "!", "?")) and not re.search(r"\b(?:et al|Jr|Sr)\.$", line):
        return False
    names = split_list(line.partition(" · ")[0])
    several = len(names) > 1 or "et al" in line
    return several and all(
        _is_name(name) and (name[0].isupper() or name.split()[-1][0].isupper()) and " " in name
        for name in names
    )


def _is_title(line: str) -> bool:
    return len(line) > 3 and len(line.split()) < 40 and not line.endswith(".") and " " in line


def _is_sentence(line: str) -> bool:
    return len(line.split()) >= 8 and line.rstrip("\"'”’)").endswith((".", "!", "?"))


def _is_prose(line: str) -> bool:
    """A paragraph: long, or several sentences."""
    words = len(line.split())
    return words >= 40 or (words >= 20 and line.rstrip("\"'”’)").endswith((".", "!", "?")))


def _prose(lines: list[str]) -> str:
    """The paragraphs among the lines; where there are none, the first line."""
    return fold(" ".join([line for line in lines if _is_prose(line)] or lines[:1]))
