"""What all readers look at before they hand over a record."""

import pytest

from index.readers.checks import lasting


@pytest.mark.parametrize(
    ("note", "rest"),
    [
        ("Cited by: 26", ""),
        ("cited By (since 1996)26", ""),
        ("Cited By :3; Export Date: 2 May 2020", ""),
        ("Cited by: 26; Conference name: ICML 2019", "Conference name: ICML 2019"),
        ("Code: 1234; Export Date: 2 May 2020; Cited By: 3", "Code: 1234"),
        ("Mine\nExport Date: 2020-05-02\r\nCited By: 3\nToo", "Mine\nToo"),
        ("Cited by 12 people of note", "Cited by 12 people of note"),
        ("Export Date: 2 May 2020 and my remarks", "Export Date: 2 May 2020 and my remarks"),
        ("One; two;", "One; two;"),
        ("", ""),
    ],
)
def test_notes_of_the_day(note: str, rest: str) -> None:
    """Dates of exports and counts of citations go, and nothing else does."""
    assert lasting(note) == rest
