"""An element of XML → its text; namespaces are left out of account.

Paths are local names with slashes ("Journal/Title"); "*" stands for any name.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from index.readers.text import fold

Element = etree._Element  # lxml has no other name for the type

_BLOCKS = frozenset(
    ["p", "sec", "title", "subtitle", "list-item", "break", "disp-formula", "label", "td", "tr"]
)
_HIDDEN = frozenset(["annotation", "annotation-xml", "fn"])  # notations and notes beside the text
_NOTES = frozenset(["fn", "aff", "corresp", "author-notes"])  # what such an <xref> points to
_TEX_BODY = re.compile(r"\\begin\{document\}(.*?)\\end\{document\}", re.S)


def text_of(element: Element | None) -> str:
    """All text below an element, markup dropped and white space folded; "" for None."""
    if element is None:
        return ""
    return fold("".join(_texts(element)) if len(element) else element.text or "")


def text_at(element: Element, path: str) -> str:
    """The text of the first element at a path, or ""."""
    return text_of(first(element, path))


def texts_at(element: Element, path: str) -> tuple[str, ...]:
    """The texts of all elements at a path in order, empty ones left out."""
    return tuple(filter(None, map(text_of, every(element, path))))


def first(element: Element, path: str) -> Element | None:
    """The first element at a path, or None."""
    return element.find(_any_namespace(path))


def every(element: Element, path: str) -> list[Element]:
    """All elements at a path, in order."""
    return element.findall(_any_namespace(path))


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


@lru_cache(maxsize=256)
def _any_namespace(path: str) -> str:
    return "/".join("*" if step == "*" else "{*}" + step for step in path.split("/"))


def _texts(element: Element) -> Iterator[str]:
    name = local(element)
    space = " " if name in _BLOCKS else ""
    yield space
    yield _tex(element.text or "") if name == "tex-math" else element.text or ""
    for child in element:
        if _is_shown(child, name):
            yield from _texts(child)
        yield child.tail or ""
    yield space


def _is_shown(child: Element, parent: str) -> bool:
    """Of a formula in several notations only the one in TeX, or else the first, is text."""
    if parent == "alternatives":
        chosen = child.getparent()
        tex = first(chosen, "tex-math") if chosen is not None else None
        return child is tex if tex is not None else child.getprevious() is None
    return local(child) not in _HIDDEN and child.get("ref-type", "") not in _NOTES


def _tex(text: str) -> str:
    """A formula between dollars; publishers wrap it in a whole LaTeX document."""
    body = _TEX_BODY.search(text)
    formula = (body[1] if body else text).strip().strip("$").strip()
    return f"${formula}$" if formula else ""
