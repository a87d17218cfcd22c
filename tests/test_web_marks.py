"""Text of papers on a page: nothing that is in it becomes markup."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.marks import mark
from web.mathml import ATTRIBUTES, DEEPEST, ELEMENTS, draw

HOSTILE = (
    '<script>alert("x")</script>',
    "<img src=x onerror=alert(1)>",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\style{background:url(//e.example/x)}{x}$",
    r'$\class{x" onmouseover="alert(1)}{x}$',
    r"$\text{&lt;script&gt;}$",
    r"$\text{</math><script>alert(1)</script>}$",
    "$<script>alert(1)</script>$",
)


def test_spans_are_marked() -> None:
    """A span becomes a mark element, and the text around it stays."""
    assert mark("count sheep now", [(6, 11)]) == "count <mark>sheep</mark> now"


def test_text_around_marks_is_escaped() -> None:
    """Markup in the text is shown as text, inside of marks and outside."""
    assert mark("<b> & <i>", [(6, 9)]) == "&lt;b&gt; &amp; <mark>&lt;i&gt;</mark>"


def test_part_cuts_spans() -> None:
    """Of a part, only what lies in it is shown and marked."""
    assert mark("one two three", [(0, 5), (8, 13)], (4, 10)) == "<mark>t</mark>wo <mark>th</mark>"


def test_formula_is_drawn() -> None:
    """Mathematics between dollars becomes MathML."""
    assert mark("of $x^2$ and") == (
        'of <math display="inline"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math> and'
    )


def test_touched_formula_is_marked_whole() -> None:
    """A span inside of a formula can't cut it: the whole formula is marked."""
    assert mark("$x$", [(1, 2)]).startswith("<mark><math")


@pytest.mark.parametrize("text", ["costs $5 and $6", "a $ b", "$$"])
def test_dollars_of_prose_stay(text: str) -> None:
    """Sums of money aren't formulas."""
    assert mark(text) == text


@pytest.mark.parametrize("tex", [r"\frac", "{{{", r"\unheardof{x}", "x" * 501, "{" * 400, "^^^"])
def test_undrawable_formula_is_shown_as_tex(tex: str) -> None:
    """What can't be converted is shown as it was written."""
    assert draw(tex).unescape() == f'<code class="tex">{tex}</code>'


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless(text: str) -> None:
    """Markup, links, styles and handlers don't come through, wherever they hide."""
    assert_harmless(mark(text))


@given(st.text(st.sampled_from("$\\{}<>&\"'^_ax1()[]\ntexhrfsbold#;"), max_size=60))
def test_any_text_is_harmless(text: str) -> None:
    """Whatever a field holds, the page gets listed elements alone."""
    assert_harmless(mark(text, [(0, 3), (5, 9)]))


def test_deep_formula_is_not_drawn() -> None:
    """Nesting is bounded, so a formula can't exhaust the stack."""
    deep = r"\sqrt{" * (DEEPEST + 5) + "x" + "}" * (DEEPEST + 5)
    assert draw(deep).startswith("<code")


def assert_harmless(html: str) -> None:
    tree = ElementTree.fromstring(f"<p>{html}</p>".replace("\x00", ""))
    for element in tree.iter():
        assert element.tag in ELEMENTS | {"p", "mark", "code"}
        assert set(element.attrib) <= (ATTRIBUTES if element.tag in ELEMENTS else {"class"})
