"""A query's plan and an index → the plan that is run, and what there is to say about its words.

Two words that a known compound joins ("non invasive") may be met as one ("noninvasive").
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import is_

from whoosh.query import Not, Or, Query

from search.also import also
from search.booleans import JOINS, WANTED_FIELDS, all_of, any_of, leaves_of, side_by_side
from search.expansion import joined_pairs
from search.plan import Plan
from search.query import AllOrAny, Exact, Leaf, Near, Wild, Word
from search.results import Problem
from search.senses import dominant, is_acronym, senses
from search.terms import Terms

SENSES_SHOWN = 5
LEAVES_TOLD = 50  # of a longer query nobody reads what there is to say about each word


def prepare(plan: Plan, terms: Terms) -> Plan:
    """The plan to run; its tree keeps its shape but for what the module's first sentence says."""
    if plan.told and not (plan.joined and any(terms.may_join(plan.joined))):
        return plan
    tree = _compounded(plan.tree, terms)
    return plan if tree is plan.tree else Plan(tree)


def notices(tree: Query, terms: Terms, expanded: Callable[[Leaf], Query]) -> list[Problem]:
    """What a person should know of acronyms, wildcards and quotes that aren't what they seem, and
    of words that may be meant otherwise.

    `expanded` gives the primitives of a leaf, so that an engine may keep them.
    """
    found = [*also(tree, terms)]
    for leaf in leaves_of(tree)[:LEAVES_TOLD]:
        if isinstance(leaf, Word) and WANTED_FIELDS.issuperset(leaf.fields):
            found += _acronym_notice(leaf, terms)
        elif isinstance(leaf, Wild):
            found += _wild_notice(leaf, expanded(leaf))
        elif isinstance(leaf, Exact | Near) and not WANTED_FIELDS.issuperset(leaf.fields):
            message = f"in {leaf.fields[0]} quoted words are found in any order and inflection"
            found.append(Problem("not-exact", message, leaf.start, leaf.end))
    return found


def _compounded(tree: Query, terms: Terms) -> Query:
    """The same tree where nothing changes: to join its parts anew takes its time."""
    if isinstance(tree, Not):
        return Not(_compounded(tree.query, terms))
    if not isinstance(tree, JOINS):
        return tree
    parts = [part if isinstance(part, Leaf) else _compounded(part, terms) for part in tree]
    if isinstance(tree, AllOrAny):
        parts = _with_compounds(parts, terms)
    if len(parts) == len(tree) and all(map(is_, parts, tree)):
        return tree
    join = (
        side_by_side if isinstance(tree, AllOrAny) else any_of if isinstance(tree, Or) else all_of
    )
    return join(parts)


def _with_compounds(parts: Sequence[Query], terms: Terms) -> list[Query]:
    """Each pair of neighbours that is known as a compound becomes: both of them, or the joined."""
    pairs = [pair for pair in pairwise(parts) if _are_words(*pair)]
    texts = joined_pairs([(first.text, second.text) for first, second in pairs], terms)
    joined = {id(pair[1]): text for pair, text in zip(pairs, texts, strict=True) if text}
    if not joined:
        return [*parts]
    found: list[Query] = [*parts[:1]]
    for first, second in pairwise(parts):
        text = joined.get(id(second))
        if text and found[-1] is first:
            whole = Word(text, fields=first.fields, start=first.start, end=second.end)
            found[-1] = Or([AllOrAny([first, second]), whole])
        else:
            found.append(second)
    return found


def _are_words(first: Query, second: Query) -> bool:
    return isinstance(first, Word) and isinstance(second, Word) and first.fields == second.fields


def _acronym_notice(leaf: Word, terms: Terms) -> list[Problem]:
    found = senses(leaf.text, terms)
    if dominant(found) or not is_acronym(leaf.text, found, terms):
        return []
    shown = "; ".join(f"“{s.spellings[0]}” ({s.papers})" for s in found[:SENSES_SHOWN])
    more = f" and {len(found) - SENSES_SHOWN} more" if len(found) > SENSES_SHOWN else ""
    message = f"{leaf.text} stands for several things here: {shown}{more}; add the one you mean"
    return [Problem("acronym-senses", message, leaf.start, leaf.end)]


def _wild_notice(leaf: Wild, query: Query) -> list[Problem]:
    if not is_cut(leaf, query):
        return []
    message = f"{leaf.text} fits more than {leaf.limit:,} words; only those were looked for"
    return [Problem("too-many", message, leaf.start, leaf.end)]


def is_cut(leaf: Leaf, query: Query) -> bool:
    """Whether a leaf is a wildcard that stands for as many words as it may: perhaps for more."""
    return isinstance(leaf, Wild) and sum(1 for _ in query.leaves()) >= leaf.limit
