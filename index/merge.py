"""The same paper once: the rules that tell it from two records, and the record that is shown.

Pure functions: pairs of records → rules that join them, a paper's records → one record.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Any

from index.latex_tables import GREEK
from index.record import Record, each_once

FEWEST_WORDS = 20  # an abstract must have more to be compared
HOLDS_MOST = 0.5  # of the shorter abstract's 4-grams, more than this share
YEARS_APART = 2
SIMILAR_TITLES = 80  # of rapidfuzz's token_set_ratio, 0 to 100
ARXIV_DOI = "10.48550/arxiv."
# Folded titles that say nothing of what is below them.
HEADINGS = frozenset(
    str.split(
        """
        acknowledgements acknowledgments addendum afterword announcement announcements appendix
        authorreply authorsreply backmatter bibliography bookreview bookreviews bookreviewed
        comment commentary comments conclusion conclusions contents correction corrections
        corrigendum discussion editorial editorialnote editorsintroduction editorsnote epilogue
        errata erratum foreword frontmatter fromtheeditor fromtheeditors glossary guesteditorial
        guesteditorsintroduction index inmemoriam inreply introduction introductiontothespecialissue
        letter letters lettertotheeditor letterstotheeditor news obituary overview preface prologue
        rejoinder reply response review reviews specialissue summary tableofcontents
        """
    )
)
_PLACES = ("volume", "issue", "pages", "isbn")
_SERVER = re.compile(r"\w*rxiv\b", re.I)  # a venue may end in "arXiv:…" and be a journal's

_GREEK = {ord(letter): name for name, letter in GREEK.items()}
_PUNCTUATION = bytes(code for code in range(128) if not chr(code).isalnum())


class Traits:
    """What the rules look at in a record; the costly ones are made when first asked for."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.arxiv_id = arxiv_id(record)
        self.doi = publisher_doi(record)

    @cached_property
    def title(self) -> str:
        """The title as `title_key` folds it."""
        return title_key(self.record.title)

    @cached_property
    def words(self) -> list[str]:
        """The abstract's words in typed form."""
        from index.analysis import forms
        from index.latex import readable

        return forms(readable(self.record.abstract))

    @cached_property
    def grams(self) -> frozenset[tuple[str, ...]]:
        """The abstract's distinct word 4-grams."""
        words = self.words
        return frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))

    @property
    def year(self) -> int | None:
        """The year of the date, where there is one."""
        return int(self.record.date[:4]) if self.record.date else None


def arxiv_id(record: Record) -> str:
    """The record's arXiv id, or the one that its DOI by arXiv speaks of."""
    if record.arxiv_id:
        return record.arxiv_id
    return record.doi.removeprefix(ARXIV_DOI) if record.doi.startswith(ARXIV_DOI) else ""


def publisher_doi(record: Record) -> str:
    """The record's DOI unless it is one that arXiv gave."""
    return "" if record.doi.startswith(ARXIV_DOI) else record.doi


def title_key(title: str) -> str:
    """A title folded for comparison: letters and digits only, lower case, no accents, no LaTeX;
    Greek letters by their names, as mathematics has them."""
    if title.isascii() and not ("\\" in title or "$" in title or "{" in title or "}" in title):
        return title.lower().encode().translate(None, _PUNCTUATION).decode()
    from index.folding import fold
    from index.latex import readable

    return "".join(char for char in fold(readable(title)).translate(_GREEK) if char.isalnum())


def rule_joining(first: Record, second: Record) -> str | None:
    """The name of the strongest rule of RULES by which two records are the same paper, if any."""
    return joining(Traits(first), Traits(second))


def joining(first: Traits, second: Traits, without: Collection[str] = ()) -> str | None:
    """The same of traits, which may be kept for several comparisons; some rules may be left out."""
    if first.arxiv_id and second.arxiv_id and first.arxiv_id != second.arxiv_id:
        return None
    rules = ((name, holds) for name, holds in RULES.items() if name not in without)
    return next((name for name, holds in rules if holds(first, second)), None)


def _same_arxiv_id(first: Traits, second: Traits) -> bool:
    return bool(first.arxiv_id) and first.arxiv_id == second.arxiv_id


def _same_doi(first: Traits, second: Traits) -> bool:
    return bool(first.doi) and first.doi == second.doi and _similar_titles(first, second)


def _similar_titles(first: Traits, second: Traits) -> bool:
    if not first.title or not second.title or first.title == second.title:
        return True  # a title that is missing contradicts nothing
    from rapidfuzz.fuzz import token_set_ratio

    titles = (_spaced(first.record.title), _spaced(second.record.title))
    return token_set_ratio(*titles) >= SIMILAR_TITLES


def _spaced(title: str) -> str:
    from index.analysis import forms
    from index.latex import readable

    return " ".join(forms(readable(title)))


def _same_title(first: Traits, second: Traits) -> bool:
    return (
        bool(first.title)
        and first.title == second.title
        and _years_near(first, second)
        and not _other_doi(first, second)
        and (first.title not in HEADINGS or _place(first.record) == _place(second.record))
        and _same_first_author(first.record, second.record)
    )


def _same_first_author(first: Record, second: Record) -> bool:
    from index.names import same_author

    if not first.authors or not second.authors:
        return False
    return same_author(first.authors[0], second.authors[0])


def _years_near(first: Traits, second: Traits) -> bool:
    if first.year is None or second.year is None:
        return True
    return abs(first.year - second.year) <= YEARS_APART


def _place(record: Record) -> tuple[str, ...]:
    """The year, venue, volume, issue, pages and book; "" for what a record doesn't tell.

    Were that taken to fit anything, a record without a volume would join all volumes.
    """
    known = dict(record.details)
    places = (known.get(name, "") for name in _PLACES)
    return (record.date[:4], title_key(record.venue), *places)


def _other_doi(first: Traits, second: Traits) -> bool:
    return bool(first.doi) and bool(second.doi) and first.doi != second.doi


def _same_abstract(first: Traits, second: Traits) -> bool:
    if min(len(first.words), len(second.words)) <= FEWEST_WORDS or _other_doi(first, second):
        return False
    shared = len(first.grams & second.grams)
    return shared > HOLDS_MOST * min(len(first.grams), len(second.grams))


# The rules by name, the strongest first; `stats --merges` shows these names.
RULES: dict[str, Callable[[Traits, Traits], bool]] = {
    "arxiv": _same_arxiv_id,
    "doi": _same_doi,
    "title": _same_title,
    "abstract": _same_abstract,
}


def merged(records: Sequence[Record]) -> Record:
    """The record that is shown for a paper: the longest abstract, the fullest list of authors …

    The result doesn't depend on the order of the records. `id` is left empty.
    """
    ordered = sorted(records, key=_sort_key)
    published = max(ordered, key=_publication_quality)
    return Record(
        title=max((record.title for record in ordered), key=_title_quality),
        abstract=max((record.abstract for record in ordered), key=len),
        authors=max((record.authors for record in ordered), key=_authors_quality),
        date=min((record.date for record in ordered), key=lambda date: (-len(date), date)),
        venue=published.venue,
        categories=each_once(name for one in ordered for name in one.categories),
        doi=min(_known(publisher_doi(one) for one in ordered) or [ordered[0].doi]),
        arxiv_id=next(iter(_known(map(arxiv_id, ordered))), ""),
        url=next(iter(_known(record.url for record in ordered)), ""),
        comments=max((record.comments for record in ordered), key=len),
        has_code=any(record.has_code for record in ordered),
        retracted=any(record.retracted for record in ordered),
        details=published.details,
        sources=tuple(sorted({source for one in ordered for source in one.sources})),
    )


def _sort_key(record: Record) -> tuple[Any, ...]:
    """Records with an arXiv id first: their URL and categories are the ones to show."""
    return (not record.arxiv_id, *record)  # fields of several types


def _known(values: Iterable[str]) -> list[str]:
    return [value for value in values if value]


def _publication_quality(record: Record) -> tuple[bool, bool, int, int]:
    """A venue that is no server of preprints, any venue, then the most details, then the longest
    venue: all from one record, since the pages of one publication fit no other's volume."""
    known = bool(record.venue)
    return (known and not _is_preprint(record), known, len(record.details), len(record.venue))


def _is_preprint(record: Record) -> bool:
    """Whether it is of arXiv, bioRxiv and the like, or of CSL's type for preprints and no volume.

    Older programs call an article of a journal so, too; a preprint has no volume.
    """
    known = dict(record.details)
    is_typed = known.get("type") == "article" and "volume" not in known
    return is_typed or bool(_SERVER.match(record.venue))


def _title_quality(title: str) -> tuple[bool, int]:
    """The longest title that isn't all in capitals."""
    return (bool(title) and not title.isupper(), len(title))


def _authors_quality(authors: tuple[str, ...]) -> tuple[int, int]:
    """The most names, then the most letters: given names rather than initials."""
    return (len(authors), sum(map(len, authors)))
