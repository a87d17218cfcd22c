"""A pytest plugin that notes which tests wrote or read a segment of our codec."""

from collections.abc import Iterator

import pytest

from index.codec.documents import DocumentsWriter
from index.codec.terms import ArrayTermsReader
from index.codec.terms_writer import TermsWriter

PROPERTY = "codec"

_used: list[str] = []


def pytest_configure() -> None:
    """Let each of the codec's readers and writers leave a note when it is made."""
    for kind in (DocumentsWriter, ArrayTermsReader, TermsWriter):
        _watch(kind)


def _watch(kind: type) -> None:
    made = kind.__init__  # type: ignore[misc]  # it is the plain method of a known class

    def noted(self: object, *arguments: object) -> None:
        _used.append(kind.__name__)
        made(self, *arguments)

    kind.__init__ = noted  # type: ignore[misc]  # as above


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Mark the test in the report if it left a note."""
    _used.clear()
    try:
        yield
    finally:
        if _used:
            item.user_properties.append((PROPERTY, "ours"))
