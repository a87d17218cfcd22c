"""A long text stream → a window on it that moves forward: splits files into their records."""

import re
from typing import TextIO

CHUNK = 1 << 16  # characters read at a time
LONGEST_MARK = 256  # no pattern for `skip_to` matches more than that
LONGEST_PIECE = 1 << 25  # characters; a window doesn't grow beyond


class Window:
    """The part of a stream that is being looked at: `text`, which begins on line `line`.

    Patterns to be searched for must not match differently when more text follows.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.text = ""
        self.line = 1
        self.read_on()

    def read_on(self, size: int = CHUNK) -> bool:
        """Let more text in; False at the end of the stream, and when the window is full."""
        room = LONGEST_PIECE - len(self.text)
        chunk = self._stream.read(min(size, room)) if room > 0 else ""
        self.text += chunk
        return bool(chunk)

    def find(
        self, pattern: re.Pattern[str], start: int, longest: int = LONGEST_MARK
    ) -> re.Match[str] | None:
        """The first match at or behind `start`, or None when there is none within reach.

        `longest` is the length of the longest match that can be.
        """
        while not (found := pattern.search(self.text, start)):
            start = max(start, len(self.text) - longest)
            # What is searched once more is doubled, so that a long piece takes linear time.
            if not self.read_on(max(CHUNK, len(self.text) - start)):
                break
        return found

    def skip_to(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Move to the next match, dropping what comes before; None at the end of the stream."""
        while not (found := pattern.search(self.text)):
            self.take(max(0, len(self.text) - LONGEST_MARK))
            if not self.read_on():
                return None
        self.take(found.start())
        return pattern.match(self.text)

    def take(self, length: int) -> str:
        """Cut off the window's first `length` characters."""
        taken, self.text = self.text[:length], self.text[length:]
        self.line += taken.count("\n")
        return taken
