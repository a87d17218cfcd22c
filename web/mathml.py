"""TeX → MathML that is safe to put into a page: converted by latex2mathml, then rebuilt.

The converter passes `\\href` and `\\style` on, and leaves markup in `\\text` as it is. So its
element tree is written anew here: only the elements and attributes on the lists, all text escaped.
What can't be converted is shown as TeX.
"""

from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from markupsafe import Markup

from web.rendering import escaped

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
        drawn = _rebuild(_convert(tex, display), DEEPEST)
        return Markup(drawn)  # noqa: S704  # of names from the lists, and escaped text
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


def _rebuild(element: "Element", depth: int) -> str:
    """The element as HTML, in which all that came in is escaped."""
    tag = element.tag
    if tag not in ELEMENTS or not depth:
        raise UndrawableError(tag)
    attributes = [
        f' {name}="{escaped(value)}"'
        for name, value in element.attrib.items()
        if name in ATTRIBUTES
    ]
    inner = [_rebuild(child, depth - 1) + _text(child.tail) for child in element]
    return f"<{tag}{''.join(attributes)}>{_text(element.text)}{''.join(inner)}</{tag}>"


def _text(text: str | None) -> str:
    """The converter writes characters as references; a command that it doesn't know stays TeX."""
    plain = unescape(text or "")
    if plain.startswith("\\") and len(plain) > 1:
        raise UndrawableError(plain)
    return escaped(plain)
