"""Compiled loop for the commonest LaTeX: texts of ASCII → as `index.latex.readable` has them.

Its rules are those of `index.latex`, in the same order; a line that has anything else is left to
them. Lines end in a line feed, which no rule passes. Imported only when something is written.
"""

import numpy as np

from index.command_kernels import (
    AFTER_COMMAND,
    AT,
    BEGIN,
    DEPTH,
    LETTER,
    ODD,
    QUOTES,
    Commands,
    Flags,
    Line,
    command,
    flags,
    put,
    put_all,
)
from index.loops import loop
from index.vocabulary_kernels import I8, U1

_NEWLINE, _BLANK, _QUOTE, _OPENER, _COMMA, _HYPHEN, _SLASH, _GREATER = b"\n '(,-/>"
_DOLLAR, _BACKSLASH, _GRAVE, _OPEN, _CLOSE, _TILDE, _CARET, _UNDERSCORE = b"$\\`{}~^_"
_GAIN = 3  # bytes that may be written for one that is read
_DEEPEST = 64  # braces in braces
_SPECIAL = flags(b"$\\{}~`'-\n")
_DIGIT = flags(b"0123456789")
_IN_WORDS = LETTER | _DIGIT | flags(b"_ .'-")
_NO_FORMULA = flags(b"_^{")  # behind a dollar
_DASHES = np.frombuffer("–—".encode(), np.uint8)
_QUOTES = np.frombuffer("“‘”".encode(), np.uint8)


@loop
def read_lines(data: U1, ends: I8, commands: Commands) -> tuple[U1, I8, Flags]:
    """(text, bounds, is odd): the lines that have LaTeX, in text[bounds[line]:bounds[line + 1]].

    Those that have none are left out, and so are odd ones, which `readable` is to read. `data`
    begins with a line feed; those of the lines are at `ends`.
    """
    line = Line(
        np.empty(_GAIN * len(data), np.uint8), np.zeros(5, np.int64), np.empty(_DEEPEST, np.bool_)
    )
    bounds = np.zeros(len(ends) + 1, np.int64)
    is_odd = np.zeros(len(ends), np.bool_)
    begin = 1
    for number in range(len(ends)):
        end = ends[number]
        has_markup, is_foreign = _look(data[begin:end])
        if has_markup:
            is_odd[number] = is_foreign or not _write(data, begin, commands, line)
        bounds[number + 1] = bounds[number] if is_odd[number] else line.state[AT]
        line.state[:] = 0
        line.state[AT] = line.state[BEGIN] = bounds[number + 1]
        begin = end + 1
    return line.out[: bounds[-1]], bounds, is_odd


@loop
def _look(line: U1) -> tuple[bool, bool]:
    """Whether a line has markup, and whether it has other than printable ASCII."""
    has_markup = is_foreign = False
    for place in range(len(line)):  # by comparing alone: the machine takes 64 bytes at a time
        byte = line[place]
        has_markup |= (byte == _DOLLAR) | (byte == _BACKSLASH) | (byte == _OPEN)
        has_markup |= (byte == _TILDE) | (byte == _GRAVE)
        is_foreign |= (byte < _BLANK) | (byte > _TILDE)
    for place in range(len(line) - 1):
        has_markup |= (line[place] == _HYPHEN) & (line[place + 1] == _HYPHEN)
    return has_markup, is_foreign


@loop
def _write(data: U1, place: int, commands: Commands, line: Line) -> bool:
    """Write the line that begins at a place; whether all of it could be, and is something."""
    while True:
        end = place
        while not _SPECIAL[data[end]]:
            end += 1
        if end > place:
            put_all(data, place, end, line)
        place = end
        byte = data[place]
        if byte == _NEWLINE:
            break
        if byte == _BACKSLASH:
            place = command(data, place, commands, line)
        elif byte == _DOLLAR:
            place = _formula(data, place, line)
        elif byte in (_OPEN, _CLOSE):
            place = _brace(data, place, line)
        else:
            place = _sign(data, place, line)
        if place == ODD:
            return False
    state = line.state
    state[AT] -= state[AT] > state[BEGIN] and line.out[state[AT] - 1] == _BLANK
    return state[AT] > state[BEGIN]  # an empty line looks like one that is left out


@loop
def _formula(data: U1, place: int, line: Line) -> int:
    """A formula is kept; a dollar that opens none is a dollar."""
    begin = end = place + 1
    while data[end] != _DOLLAR:
        if data[end] == _BACKSLASH:
            end += 1
            if data[end] == _DOLLAR:
                return ODD
        if data[end] == _NEWLINE:
            put(_DOLLAR, line)
            return begin
        end += 1
    while data[begin] == _BLANK:
        begin += 1
    last = end - 1
    while data[last] == _BLANK:
        last -= 1
    if last < begin or not _is_surely_formula(data, place, end):
        return ODD
    put(_DOLLAR, line)
    put_all(data, begin, last + 1, line)
    put(_DOLLAR, line)
    return end + 1


@loop
def _is_surely_formula(data: U1, begin: int, end: int) -> bool:
    """Whether `index.formulas` says that it is one, of what stands between two dollars."""
    first, last, follower = data[begin + 1], data[end - 1], data[end + 1]
    if _DIGIT[first] and (last in (_BLANK, _OPENER) or _DIGIT[follower]):
        return False  # money, perhaps
    if _NO_FORMULA[follower]:
        return False
    words = letters = 0
    for place in range(begin + 1, end):
        byte = data[place]
        if LETTER[byte]:
            letters += 1
        elif byte == _BLANK:
            words = words + 1 if letters > 1 else 0
            letters = 0
        elif byte != _COMMA:
            words = letters = 0
        if words > 1 and letters > 1:
            return False  # prose, perhaps
    return True


@loop
def _sign(data: U1, place: int, line: Line) -> int:
    """A tilde, a dash, or a quotation mark; or what only begins like one."""
    byte, behind = data[place], data[place + 1]
    size = 1
    while size < 4 and data[place + size] == byte:
        size += 1
    if byte == _TILDE:
        before = data[place - 1]
        inside = before != _NEWLINE and behind != _NEWLINE
        if behind == _BACKSLASH:  # where what follows may have to go
            return ODD
        is_apart = before in (_BLANK, _SLASH, _OPENER) or behind == _BLANK
        put(_BLANK if inside and not is_apart else _TILDE, line)
        return place + 1
    if byte == _HYPHEN:
        if size not in (2, 3) or data[place + size] == _GREATER:
            put(_HYPHEN, line)
            return place + 1
        put_all(_DASHES, 3 * size - 6, 3 * size - 3, line)
        return place + size
    return _quote(data, place, min(size, 2), line)


@loop
def _quote(data: U1, place: int, size: int, line: Line) -> int:
    """Quotation marks; two primes that close nothing stay."""
    behind = data[place + size]
    if data[place] == _GRAVE:
        if size == 2:
            line.state[QUOTES] += 1
            put_all(_QUOTES, 0, 3, line)
        elif LETTER[behind] or _DIGIT[behind]:
            put_all(_QUOTES, 3, 6, line)
        else:
            put(_GRAVE, line)
    elif size == 2:
        if line.state[QUOTES] > 0:
            put_all(_QUOTES, 6, 9, line)
        else:
            put(_QUOTE, line)
            put(_QUOTE, line)
        line.state[QUOTES] -= 1
    else:
        put(_QUOTE, line)
    return place + size


@loop
def _brace(data: U1, place: int, line: Line) -> int:
    """Braces of LaTeX go, those of a set or behind an index stay."""
    state, kept = line.state, line.kept
    if data[place] == _CLOSE:
        state[DEPTH] -= 1
        is_kept = state[DEPTH] < 0 or kept[state[DEPTH]]
        state[DEPTH] = max(state[DEPTH], 0)
    else:
        if state[DEPTH] == _DEEPEST:
            return ODD
        is_index = data[place - 1] in (_UNDERSCORE, _CARET)
        is_kept = is_index or not (state[AFTER_COMMAND] or _is_grouping(data, place))
        kept[state[DEPTH]] = is_kept
        state[DEPTH] += 1
    state[AFTER_COMMAND] = 0
    if is_kept:
        put(data[place], line)
    return place + 1


@loop
def _is_grouping(data: U1, place: int) -> bool:
    """Whether braces are around a command, or around words."""
    end = place
    while end < place + 3 and data[end] == _OPEN:
        end += 1
    if data[end] == _BACKSLASH:
        return True
    if not LETTER[data[end]]:
        return False
    while _IN_WORDS[data[end]]:
        end += 1
    return data[end] == _CLOSE
