"""An XML file → its records as elements, one at a time, for all XML formats.

The file is cut into the pieces between a record's tags and each piece is parsed by itself: a
record that isn't well-formed is refused alone, concatenated documents are one file, and memory
doesn't grow. No DTD is loaded, and no entity that a document declares is expanded.
"""

import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from html.entities import html5
from typing import BinaryIO, NamedTuple, TextIO

from lxml import etree

from index.readers.text import Chunks, encoding_of, mendable, open_text, undecodable
from index.readers.windows import CHUNK, Window
from index.readers.xml_text import Element
from index.record import Item, Reject

Make = Callable[[Element], Iterable[Item]]

_PREFIX = r"(?:[\w.-]+:)?"
_CLOSERS = {"<!--": re.compile("-->"), "<![CDATA[": re.compile(r"\]\]>")}
_GREATER = re.compile(">")
_DOCTYPE_END = re.compile(r"[\[>]")
_SUBSET_END = re.compile(r"\]\s*>")
_COMMENT = re.compile("<!--.*?-->", re.S)
_ROOT = re.compile(r"<([A-Za-z_][\w:.-]*)")
_USED_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(\w+;)")
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")
_PLACE = re.compile(r",? \(?<string>.*|, line \d+, column \d+| line \d+(?= and )")


class Piece(NamedTuple):
    """A record as it stands in the file; `problem` says why it can't even be parsed."""

    line: int
    name: str
    text: str
    problem: str = ""


def read_records(
    file: BinaryIO, makers: Mapping[str, Make], needed: Callable[[str], str] = str
) -> Iterator[Item]:
    """The items of each element that `makers` names (without its prefix), in the file's order.

    A maker gives an element's items, or raises ValueError with the reason for a Reject. `needed`
    may shorten an element's text before it is parsed.
    """
    for piece in _pieces(file, tuple(makers)):
        try:
            element = _parse(piece, needed)
            yield from makers[piece.name](element)
        except ValueError as error:
            yield Reject(piece.line, str(error), mendable(piece.text))


def _pieces(file: BinaryIO, names: tuple[str, ...]) -> Iterator[Piece]:
    window = Window(_open(file))
    root = _root(window.text)
    marks = re.compile(rf"<!--|<!\[CDATA\[|<!DOCTYPE|<{_PREFIX}({'|'.join(names)})(?=[\s/>])")
    problem = ""
    while found := window.skip_to(marks):
        line = window.line
        if found[1]:
            text, problem = _cut(window, found)
            yield Piece(line, found[1], text, problem)
        elif problem := _pass_over(window, found[0]):
            yield Piece(line, "", "", problem)
    closing = rf"</{_PREFIX}{re.escape(root)}\s*>"
    if root and root not in names and not problem and not re.search(closing, window.text):
        yield Piece(window.line, "", "", f"the file is cut short: no </{root}>")


def _root(text: str) -> str:
    """The name of a document's outermost element."""
    found = _ROOT.search(_COMMENT.sub("", text))
    return found[1].rpartition(":")[2] if found else ""


def _open(file: BinaryIO) -> TextIO:
    """The text of a file in UTF-8 or in what its byte order mark or XML declaration says."""
    start = file.read(1024)
    chunks = itertools.chain([start], iter(partial(file.read, CHUNK), b""))
    stream = io.BufferedReader(Chunks(chunks))
    declared = _DECLARATION.match(start)
    name = declared[1].decode().lower() if declared else ""
    if encoding_of(start)[1] or name in ("", "utf-8", "utf8") or name.startswith(("utf-16", "ucs")):
        return open_text(stream)
    try:
        return io.TextIOWrapper(stream, name, "replace")
    except LookupError:  # an encoding that nobody knows
        return open_text(stream)


def _cut(window: Window, start: re.Match[str]) -> tuple[str, str]:
    """Take the record that begins the window; returns its text and what is wrong with it."""
    name = start[1]
    marks = re.compile(rf"<!--|<!\[CDATA\[|<(/?){_PREFIX}{name}(?=[\s/>])")
    opened = window.find(_GREATER, start.end())
    if opened and window.text[opened.start() - 1] == "/":
        return window.take(opened.end()), ""
    position = start.end()
    while found := window.find(marks, position):
        if found[1] == "":  # the next record begins before this one's end
            return window.take(found.start()), f"no </{name}> before the next <{name}>"
        end = window.find(_CLOSERS.get(found[0], _GREATER), found.end())
        if end is None:
            break
        if found[1]:
            return window.take(end.end()), ""
        position = end.end()
    return window.take(len(window.text)), f"cut short or too long: no </{name}>"


def _pass_over(window: Window, mark: str) -> str:
    """Move behind a comment, CDATA section or document type; returns what is wrong with it."""
    if mark == "<!DOCTYPE":
        return _pass_document_type(window)
    window.take(len(mark))
    closed = window.skip_to(_CLOSERS[mark])
    return "" if closed else f"cut short: a {mark} that isn't closed"


def _pass_document_type(window: Window) -> str:
    end = window.find(_DOCTYPE_END, 0)
    if end and end[0] == "[":
        end = window.find(_SUBSET_END, end.end())
    text = window.take(end.end() if end else len(window.text))
    if "<!ENTITY" in text:
        return "the document declares entities of its own, which is refused"
    return "" if end else "cut short: a <!DOCTYPE that isn't closed"


def _parse(piece: Piece, needed: Callable[[str], str]) -> Element:
    """The piece as an element; namespaces of its own or of the file around it don't matter."""
    if problem := piece.problem or undecodable(piece.text):
        raise ValueError(problem)
    text = _ENTITY.sub(lambda found: html5.get(found[1], found[0]), needed(piece.text))
    prefixes = set(_USED_PREFIX.findall(text)) - {"xml", "xmlns"}
    declared = "".join(f' xmlns:{prefix}="{prefix}"' for prefix in sorted(prefixes))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        return etree.fromstring(f"<piece{declared}>{text}</piece>", parser)[0]
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not well-formed XML: {_PLACE.sub('', error.msg or '')}") from error
