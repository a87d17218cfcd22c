"""What the leaves of a tree found → lists of papers for loops, and the words that count."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from whoosh.query import Query

from search.combining import AnyList, Held, Listed
from search.corpus import Corpus
from search.found import Found, Part
from search.lists import NO_LEAF
from search.plain_words import Looked, Plain
from search.program import Entry
from search.shards import Docs


class Finding(Protocol):
    """What leaves find: an Evaluation."""

    corpus: Corpus

    def found(self, leaf: Query) -> Found | Plain:
        """What a leaf finds."""

    def papers(self, tree: Query) -> Docs:
        """The papers that match a tree."""


class Counted(NamedTuple):
    """What counts for the scores; of leaves that were `looked` up together, their places do."""

    own: Sequence[Part | Plain | int]
    looked: Looked | None = None

    @property
    def found(self) -> tuple[Part | Plain, ...]:
        """Each part or word."""
        found: list[Part | Plain] = []
        for one in self.own:
            if isinstance(one, int):
                assert self.looked is not None  # whose leaves places are of
                waited = self.looked.found[one]
                found += waited.parts if isinstance(waited, Found) else (waited, *waited.others)
            else:
                found.append(one)
        return tuple(found)


def gather(
    finding: Finding, entries: Sequence[int | Entry]
) -> tuple[list[AnyList], list[Part | Plain | int]]:
    """Find all entries but those that are looked up together: lists of papers under the numbers of
    a program, and what counts for the scores; of those that are looked up their places do."""
    lists: list[AnyList] = []
    counted: list[Part | Plain | int] = []
    for entry in entries:
        if isinstance(entry, int):
            counted.append(entry)
        else:
            more, words = _lists_of(_found_by(finding, entry), entry)
            lists += more
            counted += words
    return lists, counted


def _found_by(finding: Finding, entry: Entry) -> Found | Plain:
    """What an entry finds; of a compound nothing counts where its parts do."""
    found = finding.found(entry.leaf)
    if entry.apart is None:
        return found
    both = finding.corpus.mask(finding.papers(entry.apart))
    parts = [
        part._replace(kind="expansion", scores=part.scores * ~both[part.docs])
        for part in found.parts
    ]
    return Found(tuple(parts), found.docs if isinstance(found, Found) else None)


def _lists_of(found: Found | Plain, entry: Entry) -> tuple[list[AnyList], list[Part | Plain]]:
    """What was found as lists, and what of it counts."""
    if isinstance(found, Found):
        return _lists_of_parts(found, entry)
    lists: list[AnyList] = [found.under(entry.number, entry.counts)]
    counted: list[Part | Plain] = [found] if entry.counts else []
    if found.others:
        more, parts = _lists_of_parts(Found(found.others), entry)
        return lists + more, counted + parts
    return lists, counted


def _lists_of_parts(found: Found, entry: Entry) -> tuple[list[AnyList], list[Part | Plain]]:
    number = entry.number
    by_parts = found.docs is None and found.bits is None
    lists: list[AnyList] = []
    if found.bits is not None:
        lists.append(Held(found.bits, number))
    if found.docs is not None:
        lists.append(Listed(found.docs, None, number))
    if entry.counts:
        own = number if by_parts else NO_LEAF
        lists += [Listed(part.docs, part.scores, own) for part in found.parts]
    elif by_parts:
        lists += [Listed(part.docs, None, number) for part in found.parts]
    return lists, [*found.parts] if entry.counts else []
