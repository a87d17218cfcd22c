"""A record as a reader has put it together → the record, or the reason why it can't be taken."""

import re

from index.readers.text import mendable, undecodable
from index.record import Record, Reject

NOTHING = "neither a title nor an abstract"

# A notice ("Retraction: …", "Retraction notice to …") is a paper of its own and isn't retracted.
_RETRACTED = re.compile(
    r"\W*(?:article\s+)?(?:retracted|withdrawn)(?:\s+\w+){0,2}\s*[:\])–—-]", re.I
)
# What Scopus notes: when it was exported, how often cited. Both differ each time.
_OF_THE_DAY = re.compile(
    r"(?:^|(?<=[;\n]))[ \t]*+(?:export date:[ \d/.,-]*+[^\W\d_]*+[ \d/.,-]*+"
    r"|cited by(?: \(since \d{4}\))? ?:? ?\d+)[ \t\r]*+(?:[;\n]|$)",
    re.I,
)


def checked(record: Record, line: int, text: str) -> Record | Reject:
    """The record, unless its text isn't UTF-8 or it says nothing.

    `text` is its piece of source.
    """
    if reason := undecodable(text):
        return Reject(line, reason, mendable(text))
    if not record.title and not record.abstract:
        return Reject(line, NOTHING, text)
    return record


def titled_retracted(title: str) -> bool:
    """Whether the title begins with a publisher's mark: "RETRACTED: …", "[Retracted article]"."""
    return _RETRACTED.match(title) is not None


def lasting(note: str) -> str:
    """A note without those lines and parts between semicolons that tell of the day on which it was
    exported."""
    rest, dropped = _OF_THE_DAY.subn("", note)
    return rest.strip("; \t\r\n") if dropped else note
