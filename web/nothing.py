"""Help where no paper holds all that was asked: what else would be found, each as a link."""

from collections.abc import Sequence
from dataclasses import dataclass

from whoosh.query import And, Query

from search.canonical import canonical_text
from search.engine import Engine
from search.free_words import wanted_leaves
from search.parser import parse
from search.query import DEFAULT_FIELDS, AllOrAny, Exact, Word
from search.results import Results
from web.facets import LABELS, FacetLink, label
from web.pieces import Piece
from web.question import Question, ask

MOST = 8  # parts of a query, and filters, that are tried: each costs a query


@dataclass(frozen=True, slots=True)
class Help:
    """`absent` are words that no paper has and no problem tells of; `links` are wider questions
    that find papers."""

    absent: tuple[str, ...]
    links: tuple[FacetLink, ...]


def help_for(
    engine: Engine, question: Question, results: Results, pieces: Sequence[Piece]
) -> Help | None:
    """What to offer where no paper was found, or none with all words; else None.

    `pieces` are those of the question's text.
    """
    codes = {problem.code for problem in results.query.problems}
    if (results.total and "any-words" not in codes) or len(pieces) > MOST:
        return None
    if not pieces and (not question.filters or _words(question.text)):  # no words, or very many
        return None
    wider = [
        (f"leaving out {_named(told)}", question.asking(rest)) for told, rest in pieces if rest
    ]
    wider += [
        (f"dropping {LABELS[name].lower()} {label(value, name)}", question.without((name, value)))
        for name, value in question.filters[:MOST]
    ]
    if loose := _without_quotes(question.text):
        wider.append(("the same words without quotes", question.asking(loose)))
    links = [_link(engine, said, other) for said, other in wider]
    known = {problem.start for problem in results.query.problems if problem.code == "missing-word"}
    words = [word for word in _words(question.text) if word.start not in known]
    absent = [text for text in map(canonical_text, words) if not _count(engine, Question(text))]
    return Help(tuple(absent), tuple(link for link in links if link.count))


def _without_quotes(text: str) -> str:
    """The text with what stands in quotes as words side by side.

    "" where none are in quotes, or where these would be more than words: "wavelength -graph".
    """
    quoted = [leaf for leaf in wanted_leaves(parse(text).tree) if isinstance(leaf, Exact)]
    loose, end = "", 0
    for leaf in sorted(quoted, key=lambda leaf: leaf.start):
        if " " in leaf.text:
            words = parse(leaf.text).tree
            if not all(
                type(word) is Word and word.fields == DEFAULT_FIELDS for word in _parts(words)
            ):
                return ""
            loose += f"{text[end : leaf.start]}({canonical_text(words)})"
            end = leaf.end
    return parse(loose + text[end:]).canonical if end else ""


def _parts(tree: Query) -> list[Query]:
    return list(tree) if isinstance(tree, AllOrAny) else [tree]


def _named(told: str) -> str:
    """A part of a query within a sentence: “by 'hinton'” needs marks around it."""
    return told if told.startswith(("'", "the ", "words ")) else f"“{told}”"


def _words(text: str) -> list[Word]:
    tree = parse(text).tree
    leaves = list(tree) if isinstance(tree, And) else [tree]
    return [leaf for leaf in leaves if isinstance(leaf, Word)]


def _link(engine: Engine, said: str, question: Question) -> FacetLink:
    return FacetLink(said, "", _count(engine, question), question.link(), chosen=False)


def _count(engine: Engine, question: Question) -> int:
    """How many papers hold all of it."""
    results = ask(engine, question.sized(0))  # no hits: their number alone
    return results.total if results.query.match == "all" else 0
