"""Text copied from web pages of abstracts: four shapes of page, told by their shape alone.

profile   a category glued to a date ("LGMay 25, 2023Code"), a title, authors, an abstract
list      "Preview abstract … View details", some with title, authors and venue above
run       abstracts, each followed by comments and "arXiv:ID", mostly without titles
home      a title, authors, perhaps a venue and links, an abstract; anything between
Everything else on a page (headings, menus, statistics) is furniture and is passed over.
"""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from index.dates import parse_date
from index.identifiers import ARXIV_ID, arxiv_month, clean_arxiv_id, mentioned_arxiv_id
from index.readers.checks import checked
from index.readers.text import decode, fold
from index.readers.web_lines import (
    BULLET,
    CODE,
    LINKS,
    YEAR,
    is_name,
    is_names,
    is_paragraph,
    is_sentence,
    is_title,
    names_of,
    paragraphs,
)
from index.record import Item, Record

Line = tuple[int, str]  # its number, its text without white space around it
Found = tuple[list[Line], Record]  # the lines that a record was found in
Shape = Callable[[list[Line]], Iterator[Found]]

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_HEADER = re.compile(
    r"(?:(?P<category>[A-Z]{2,4}|[a-z-]+\.[A-Za-z-]{2,}|[a-z]+-[a-z]+)\s*)?"
    rf"(?P<date>{_MONTH}\.? \d{{1,2}}(?:, (?P<year>\d{{4}}))?)\s*(?P<code>Code)?$"
)
_ID_LINE = re.compile(rf"arXiv:\s?(?P<id>{ARXIV_ID})(?:v\d+)?(?:\s?\[[\w.-]+\])?", re.I)
_PREVIEW = re.compile(r"Preview\s+abstract\b:?\s*", re.I)
_DETAILS = re.compile(r"\s*View\s+details\s*$", re.I)
_VENUE_YEAR = re.compile(r"\s*\(((?:19|20)\d\d)\)\s*$")
_FIRST_PERSON = re.compile(r"(?:I|I'm|I’m|My|Hi|Hello|Welcome|He|She|They)\b")


def sniff(head: str) -> bool:
    """Whether a paper is found in any of the shapes."""
    return bool(_papers(head))


def read(file: BinaryIO) -> Iterator[Item]:
    """The papers of the shape in which most are found; a page is small and read whole."""
    for lines, record in _papers(decode(file.read())):
        yield checked(record, lines[0][0], "\n".join(line for _, line in lines))


def _papers(page: str) -> list[Found]:
    lines = [(number, line.strip()) for number, line in enumerate(page.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line]
    shapes: tuple[Shape, ...] = (_profile, _list, _run, _home)
    return max((list(shape(lines)) for shape in shapes), key=len)  # the first of equals


def _profile(lines: list[Line]) -> Iterator[Found]:
    headers = [(i, found) for i, (_, line) in enumerate(lines) if (found := _HEADER.match(line))]
    ends = [*(i for i, _ in headers), len(lines)][1:]
    for (start, header), end in zip(headers, ends, strict=True):
        block = lines[start:end]
        if len(block) > 2:  # else a heading that looks like a date
            yield block, _profile_record(header, [line for _, line in block[1:]])


def _profile_record(header: re.Match[str], block: list[str]) -> Record:
    title, *rest = block
    return Record(
        title=fold(title),
        authors=() if is_paragraph(rest[0]) else names_of(rest.pop(0)),
        abstract=paragraphs(rest),
        date=parse_date(header["date"]) if header["year"] else "",
        categories=(header["category"],) if header["category"] else (),
        has_code=header["code"] is not None,
    )


def _run(lines: list[Line]) -> Iterator[Found]:
    chunk: list[Line] = []
    begun = False
    for number, line in lines:
        found = _ID_LINE.match(line)
        if found is None:
            chunk.append((number, line))
            continue
        yield from _run_record(chunk, clean_arxiv_id(found["id"]), begun)
        rest = line[found.end() :].strip()  # the next abstract is glued to the id
        chunk = [(number, rest)] if rest else []
        begun = True


def _run_record(chunk: list[Line], arxiv_id: str, begun: bool) -> Iterator[Found]:
    """What stands before an id: the page's head, where no id came yet; an abstract; comments."""
    texts = [line for _, line in chunk]
    first = next((i for i, line in enumerate(texts) if is_paragraph(line)), 0 if begun else None)
    if first is None or not texts:
        return
    named = first > 1 and is_names(texts[first - 1])
    comments = [line for line in texts[first + 1 :] if len(line.split()) < 40]
    further = [line for line in texts[first + 1 :] if len(line.split()) >= 40]
    record = Record(
        title=fold(texts[first - 2]) if named else "",
        authors=names_of(texts[first - 1]) if named else (),
        abstract=fold(" ".join([texts[first], *further])),
        date=arxiv_month(arxiv_id),
        arxiv_id=arxiv_id,
        url=f"https://arxiv.org/abs/{arxiv_id}",
        comments=fold("; ".join(comments)),
    )
    yield [*chunk[first - 2 if named else first :], (0, f"arXiv:{arxiv_id}")], record


def _list(lines: list[Line]) -> Iterator[Found]:
    above: list[Line] = []
    preview: list[Line] = []
    first = True
    for number, line in lines:
        if not preview and not _PREVIEW.match(line):
            above.append((number, line))
            continue
        preview.append((number, line))
        if _DETAILS.search(line):
            yield from _list_records(_last_block(above) if first else above, preview)
            above, preview, first = [], [], False


def _list_records(above: list[Line], preview: list[Line]) -> Iterator[Found]:
    """The paper of a preview, and those above it that have none."""
    text = fold(" ".join(_DETAILS.sub("", line) for _, line in preview))
    whole = [block for block in _blocks(above) if len(block) > 1]  # a lone line is furniture
    *others, last = whole or [[]]
    yield from ((block, _block_record(block, "")) for block in others)
    record = _block_record(last, _PREVIEW.sub("", text, count=1))
    if record.title or record.abstract:
        yield [*last, *preview], record


def _last_block(above: list[Line]) -> list[Line]:
    """Title, names and venue just above the first preview; what is higher is the page's head."""
    lines = [line for _, line in above]
    if not lines or not YEAR.search(lines[-1]) or is_paragraph(lines[-1]):
        return []
    start = len(lines) - 1
    while start > 0 and is_name(lines[start - 1]) and not BULLET.match(lines[start - 1]):
        start -= 1
    title = lines[start - 1] if start else ""
    if title and not BULLET.match(title) and not is_paragraph(title):
        start -= 1
    return above[start:]


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """The lines cut behind each venue: the first line with a year that isn't a title."""
    blocks: list[list[Line]] = []
    complete = True
    for line in lines:
        if complete:
            blocks.append([])
        blocks[-1].append(line)
        complete = len(blocks[-1]) > 1 and bool(YEAR.search(line[1]))
    return blocks


def _block_record(block: list[Line], abstract: str) -> Record:
    title, *rest = [line for _, line in block] or [""]
    named = not rest or is_names(rest[-1]) or (is_name(rest[-1]) and " " in rest[-1])
    venue = "" if named else rest.pop()
    return Record(
        title=fold(title),
        abstract=abstract,
        authors=tuple(name for line in rest for name in names_of(line)),
        date=_year(venue),
        venue=fold(_VENUE_YEAR.sub("", venue)),
        arxiv_id=mentioned_arxiv_id(venue),
    )


def _year(venue: str) -> str:
    bracketed = _VENUE_YEAR.search(venue)
    return parse_date(bracketed[1] if bracketed else venue)


def _home(lines: list[Line]) -> Iterator[Found]:
    known = {name for _, line in lines if is_names(line) for name in names_of(line)}
    i = 1
    while i < len(lines) - 1:
        title, authors = lines[i - 1][1], lines[i][1]
        end = _abstract_after(lines, i)
        alone = authors in known and len(title.split()) > 2  # a paper by one author
        if end and is_title(title) and (is_names(authors) or alone):
            yield lines[i - 1 : end + 1], _home_record([line for _, line in lines[i - 1 : end + 1]])
            i = end + 1
        i += 1


def _abstract_after(lines: list[Line], authors: int) -> int:
    """The index of the abstract behind a line of authors, past a venue and links; 0 for none."""
    for i in range(authors + 1, min(authors + 4, len(lines))):
        line = lines[i][1]
        if is_sentence(line) and not is_names(line):
            return 0 if _FIRST_PERSON.match(line) else i
        if not (YEAR.search(line) or LINKS.search(line) or CODE.search(line)):
            return 0
    return 0


def _home_record(block: list[str]) -> Record:
    title, authors, *between, abstract = block
    venue = next((line for line in between if YEAR.search(line)), "")
    return Record(
        title=fold(title),
        abstract=fold(abstract),
        authors=names_of(authors),
        date=_year(venue),
        venue=fold(_VENUE_YEAR.sub("", venue)),
        has_code=any(CODE.search(line) for line in between),
    )
