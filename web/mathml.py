"""TeX → MathML that is safe to put into a page: converted by latex2mathml, then rebuilt.

The converter passes `\\href` and `\\style` on, and leaves markup in `\\text` as it is. So its
element tree is written anew here: only the elements and attributes on the lists, all text escaped.
What can't be converted is shown as TeX.
"""

from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ELEMENTS = """
    math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mpadded mphantom msub msup msubsup
    munder mover munderover mmultiscripts mtable mtr mtd mstyle menclose
"""
# None of them can name, load or run anything; a value is escaped as all text is.
_ATTRIBUTES = """
    display mathvariant stretchy fence separator form accent accentunder linethickness notation
    columnalign rowalign columnspan rowspan width height depth lspace rspace minsize maxsize
    symmetric largeop movablelimits displaystyle scriptlevel columnlines rowlines
"""
ELEMENTS, ATTRIBUTES = frozenset(_ELEMENTS.split()), frozenset(_ATTRIBUTES.split())
LONGEST = 500  # characters of TeX: the converter takes 10 ms for so many
DEEPEST = 40


class UndrawableError(ValueError):
    """The formula can't be converted, or holds what isn't on the lists."""


@lru_cache(maxsize=8192)
def draw(tex: str, display: bool = False) -> Markup:
    """The formula as a `<math>` element, or as TeX in `<code>` where that can't be."""
    try:
        return _rebuild(_convert(tex, display), DEEPEST)
    except UndrawableError:
        return Markup('<code class="tex">{}</code>').format(tex)


def _convert(tex: str, display: bool) -> "Element":
    if len(tex) > LONGEST:
        raise UndrawableError("too long")
    from latex2mathml.converter import convert_to_element

    try:
        element: Element = convert_to_element(tex, display="block" if display else "inline")
    except Exception as error:  # whatever a stranger's TeX makes of the converter: it isn't drawn
        raise UndrawableError(str(error)) from error
    return element


def _rebuild(element: "Element", depth: int) -> Markup:
    if element.tag not in ELEMENTS or not depth:
        raise UndrawableError(element.tag)
    attributes = Markup("").join(
        Markup(' {}="{}"').format(name, value)
        for name, value in element.attrib.items()
        if name in ATTRIBUTES
    )
    inner = _text(element.text) + Markup("").join(
        _rebuild(child, depth - 1) + _text(child.tail) for child in element
    )
    return Markup("<{0}{1}>{2}</{0}>").format(element.tag, attributes, inner)


def _text(text: str | None) -> Markup:
    """The converter writes characters as references; a command that it doesn't know stays TeX."""
    plain = unescape(text or "")
    if plain.startswith("\\") and len(plain) > 1:
        raise UndrawableError(plain)
    return Markup("{}").format(plain)
