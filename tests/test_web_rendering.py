"""Templates that escape without Markup for each piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from web.app import WebSettings, create_app
from web.rendering import escaped

VALUES = st.one_of(
    st.text(), st.text("<>&\"'a"), st.integers(), st.none(), st.text().map(Markup), st.floats()
)


@given(VALUES)
def test_values_are_escaped_as_markupsafe_does(value: object) -> None:
    """Text of any kind, and what isn't text."""
    assert escaped(value) == str(escape(value))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ text }}", "&lt;b&gt;"),
        ("{{ safe }}", "<b>"),
        ("{{ text|upper }} {{ [text]|join('&') }}", "&lt;B&gt; &lt;b&gt;"),
        ("{% macro one(x) %}<i>{{ x }}</i>{% endmacro %}{{ one(text) }}", "<i>&lt;b&gt;</i>"),
        ("{% set a %}{{ text }}{% endset %}{{ a }}", "&lt;b&gt;"),
        ("{% filter upper %}{{ text }}{% endfilter %}", "&LT;B&GT;"),
        ("{{ '<b>' if text else '' }}", "&lt;b&gt;"),
        ("{% autoescape false %}{{ text }}{% endautoescape %}{{ text }}", "<b>&lt;b&gt;"),
    ],
)
def test_templates_escape_once(source: str, expected: str) -> None:
    """Whatever stands between a value and the page."""
    environment = create_app(WebSettings("x")).jinja_env
    environment.autoescape = True
    assert environment.from_string(source).render(text="<b>", safe=Markup("<b>")) == expected
