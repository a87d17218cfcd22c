"""Hits → text for people in a terminal or a pipe; marks are escape codes, on terminals alone."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from index.details import LABELS, place_in
from search.passages import passage
from search.results import Hit, Results, Span

WIDTH = 96
PASSAGE = 280  # code points of an abstract that are shown
NAMES = 6  # authors that are named before "et al."
BOLD, MARK, DIM, PLAIN = "\x1b[1m", "\x1b[1;33m", "\x1b[2m", "\x1b[0m"


def answer(results: Results, marked: bool) -> Iterator[str]:
    """What was understood, and the hits of a page; `marked` for a terminal."""
    papers = "paper" if results.total == 1 else "papers"
    yield f"{results.total:,} {papers}: {results.query.sentence}\n"
    for problem in results.query.problems:
        yield f"Note: {_clean(problem.message)}\n"
    if results.suggestion:
        is_applied = "corrected" in {problem.code for problem in results.query.problems}
        said = "Searched for: {}\n" if is_applied else "Did you mean: {}?\n"
        yield said.format(_clean(results.suggestion))
    first = (results.page - 1) * results.per_page + 1
    yield from hit_list(results.hits, marked, first)


def hit_list(hits: Iterable[Hit], marked: bool, first: int = 1) -> Iterator[str]:
    """Hits one below the other, numbered from `first`."""
    for number, hit in enumerate(hits, first):
        yield "\n" + "\n".join(_lines(hit, number, marked)) + "\n"


def whole_paper(hit: Hit) -> Iterator[str]:
    """Everything that is known of one paper."""
    yield f"{_clean(hit.title)}\n"
    if hit.authors:
        yield "\n".join(wrap(_clean(", ".join(hit.authors)), WIDTH)) + "\n"
    rows = {
        "id": hit.id,
        "date": hit.date,
        "venue": hit.venue,
        "categories": _categories(hit),
        **{label.lower(): hit.details.get(name, "") for name, label in LABELS.items()},
        "DOI": hit.doi,
        "arXiv": hit.arxiv_id,
        "address": hit.url,
        "comments": hit.comments,
        "sources": ", ".join(hit.sources),
        "code": "yes" if hit.has_code else "",
        "retracted": "yes" if hit.retracted else "",
    }
    yield "".join(f"{name + ':':<12}{_clean(value)}\n" for name, value in rows.items() if value)
    if hit.abstract:
        yield "\n" + "\n".join(wrap(_clean(hit.abstract), WIDTH)) + "\n"


def _lines(hit: Hit, number: int, marked: bool) -> Iterator[str]:
    title = _with_marks(hit.title, hit.highlights.get("title", ()), marked, BOLD)
    yield f"{number}. {title}" + (" [untitled]" if hit.untitled else "")
    names = ", ".join(hit.authors[:NAMES]) + (" et al." if len(hit.authors) > NAMES else "")
    about = (names, hit.date, _categories(hit), _venue(hit), hit.id)
    line = "   " + _clean(" · ".join(filter(None, about)))
    yield f"{DIM}{line}{PLAIN}" if marked else line
    if hit.abstract:
        yield "   " + _best_passage(hit, marked)
    yield from (f"     {_clean(line)}" for line in hit.explanation.splitlines())


def _categories(hit: Hit) -> str:
    """With semicolons between keywords, which may hold blanks and commas."""
    has_blank = any(" " in category for category in hit.categories)
    return ("; " if has_blank else " ").join(hit.categories)


def _venue(hit: Hit) -> str:
    return place_in(hit.venue, hit.details) if hit.venue else ""


def _best_passage(hit: Hit, marked: bool) -> str:
    spans = hit.highlights.get("abstract", ())
    start, end = passage(hit.abstract, spans, PASSAGE)
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    text = _with_marks(hit.abstract[start:end], inside, marked)
    return ("… " if start else "") + text.strip() + (" …" if end < len(hit.abstract) else "")


def _with_marks(text: str, spans: Sequence[Span], marked: bool, around: str = "") -> str:
    """Text with its spans marked, within the style `around`."""
    if not marked:
        return _clean(text)
    pieces, at = [around], 0
    for start, end in spans:
        pieces += [_clean(text[at:start]), MARK, _clean(text[start:end]), PLAIN, around]
        at = end
    return "".join([*pieces, _clean(text[at:]), PLAIN])


def _clean(text: str) -> str:
    """The text without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)
