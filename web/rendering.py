"""Jinja as the pages need it: the same templates, rendered in two thirds of the time.

A page escapes hundreds of short texts. Jinja makes each of them Markup, only to join them; here
they stay plain strings, since what is written out is never escaped again.
"""

from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from flask import url_for
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape


def escaped(value: object) -> str:
    """A value as HTML, to be written out: what `markupsafe.escape` makes of it, not as Markup."""
    if type(value) is not str:
        return value if type(value) is Markup else escape(value)
    if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
        return escape(value)
    return value


class Generator(CodeGenerator):
    """Templates → Python that escapes by `escaped`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # Jinja's
        """Where Jinja knows while it compiles that an expression is to be escaped."""
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class Templates(Environment):
    """The environment of the pages."""

    code_generator_class = Generator
    escaped = staticmethod(escaped)
    getattr = staticmethod(getattr)  # type: ignore[assignment]  # Jinja's also looks for an item


@cache  # of the endpoints and formats that templates name
def route(endpoint: str, **values: Any) -> str:
    """What `url_for` gives for values that no person types; Any: as `url_for` takes them."""
    return url_for(endpoint, **values)


@lru_cache(maxsize=4096)  # names of authors and venues: pages have dozens, many again and again
def urlencoded(text: str) -> str:
    """Jinja's `urlencode` of a string."""
    return quote(text)
