"""What was typed → what is asked and what was found: parse, leave out, evaluate, correct, widen.

Whatever is done to a question beside reading its words is said in a Problem.
"""

from typing import NamedTuple

import numpy as np
from whoosh.query import And, Query

from index.analysis import analyse
from index.settings import setting
from search import telling
from search.as_names import told_as_names, with_names
from search.asking import leave_out
from search.bits import bits_of
from search.booleans import all_of, is_wanted, leaves_of, relaxed
from search.budget import TimeLimit
from search.combining import Listed, Wanted, combine
from search.corpus import Corpus
from search.engine import Filters
from search.evaluator import EVERYTHING, Answer, Evaluation
from search.facets import filter_mask
from search.feedback import Added, added_words
from search.found import Part
from search.free_words import MANY_WORDS, any_of_its_words, free_words, wanted_leaves
from search.gathering import Counted
from search.highlight import Marks
from search.marks import marks_of
from search.offering import likelier_text
from search.order import page_of
from search.parser import parse
from search.parts import text_part
from search.plan import Plan, plan_of_typed
from search.preparation import is_cut, notices, prepare
from search.query import AllOrAny, Id, Name, Wild, Word
from search.ranking import Ranking
from search.results import QueryInfo
from search.scoring import Scoring
from search.sentence import sentence
from search.shards import Docs
from search.shortening import ration, shorten
from search.spelling import Correction, correct, corrected_text, replaced
from search.whole_names import with_whole_names

MOST_PROBLEMS = 20  # of the words of one query
FEW = 10  # hits; with no more, a likelier spelling is offered


class Question(NamedTuple):
    """A question as it was read, and its answer over the whole corpus, filters applied."""

    info: QueryInfo
    answer: Answer
    marks: Marks
    suggestion: str | None


class Options(NamedTuple):
    """What is wanted beside the text; `any_word` looks for any of the words, however few.

    `most` of the best papers are wanted, 0: all. With `offers`, a likelier text where hits are few.
    """

    filters: Filters | None = None
    expand: bool = False
    any_word: bool = False
    most: int = 0
    offers: bool = True


def ask(corpus: Corpus, text: str, ranking: Ranking, options: Options) -> Question:
    """Answer a text; raises QueryError for filters that can't be, for nothing else."""
    passing = filter_mask(corpus, options.filters)
    wanted = Wanted(options.most, None if passing is None else bits_of(passing))
    parsed = with_whole_names(parse(text), corpus)
    room = int(setting("expansion_budget"))
    # A text has no more parts than characters.
    shortened = shorten(parsed.tree, room) if len(text) > room else parsed.tree
    tree, asking = leave_out(ration(shortened, room))
    evaluation = Evaluation(corpus, ranking, EVERYTHING if options.expand else wanted)
    words = MANY_WORDS + 1 if options.any_word else free_words(tree)
    said = sentence(relaxed(tree) if words > MANY_WORDS else tree) + telling.but_for(asking)
    with TimeLimit(float(setting("time_budget"))):
        plan = prepare(plan_of_typed(tree), corpus)
        tree, answer, corrections = _answered(evaluation, plan, words)
        added: tuple[Added, ...] = ()
        if options.expand:
            answer, added = _widened(evaluation, tree, answer, wanted)
    unfinished = [*telling.unfinished(answer.partial, shortened is not parsed.tree, text)]
    if unfinished or _is_cut(evaluation, tree):
        answer = answer._replace(partial=True)
    problems = [*parsed.problems, *telling.changed(asking, corrections)]
    problems += map(telling.missing, evaluation.missing(tree))
    if answer.match == "any" or not answer.total:
        problems += map(telling.none_with, evaluation.fruitless(tree))
    problems += notices(tree, corpus, evaluation.expanded)
    if tree is not plan.tree:
        named = [*told_as_names(plan.tree, tree)]
        said = sentence(tree) + telling.but_for(asking) if named else said
        problems += [*telling.identifier_alone(plan.tree, tree), *named]
    problems = [*problems[:MOST_PROBLEMS], *telling.about(answer, words, added, text), *unfinished]
    info = QueryInfo(text, parsed.canonical, said, answer.match, tuple(problems))
    marks = marks_of(*evaluation.told_apart(wanted_leaves(tree)), added)
    meant = corrected_text(text, corrections) if corrections else None
    if options.offers and meant and not _holds_all(answer, words):
        meant = _likelier(corpus, parse(meant).tree, meant, options)
    elif options.offers and not meant and (answer.match == "any" or answer.total <= FEW):
        meant = _likelier(corpus, tree, text, options)
    return Question(info, answer, marks, meant)


def _answered(
    evaluation: Evaluation, plan: Plan, words: int
) -> tuple[Query, Answer, tuple[Correction, ...]]:
    """The answer to a plan's tree in which words that no paper has are put right, and that tree.

    An identifier counts for more than the words around it ("see arXiv:1003.2607").
    """
    tree, answer = plan.tree, evaluation.answer(plan, words)
    if type(tree) is And and not answer.matched and any(isinstance(leaf, Id) for leaf in tree):
        alone = all_of(part for part in tree if not is_wanted(part))
        found = evaluation.answer(Plan(alone), 0)
        if found.matched:
            return alone, found, ()
    corrections = correct(evaluation.corpus, _correctable(evaluation, tree))
    if corrections:
        tree = replaced(tree, corrections)
        answer = evaluation.answer(Plan(tree), words)
    elif words <= MANY_WORDS and (answer.match == "any" or not answer.matched):
        named = with_names(tree, evaluation.corpus)
        if named is not tree and len(evaluation.papers(named)):
            return named, evaluation.answer(Plan(named), words), ()
    return tree, answer, corrections


def _correctable(evaluation: Evaluation, tree: Query) -> list[Word]:
    """The words that no paper has, as no keyword either; beside author: one with a capital may
    belong to the name."""
    missing = [word for word in evaluation.missing(tree) if not _is_category(evaluation, word)]
    has_name = bool(missing) and any(isinstance(leaf, Name) for leaf in wanted_leaves(tree))
    return [word for word in missing if not (has_name and word.text[:1].isupper())]


def _is_category(evaluation: Evaluation, word: Word) -> bool:
    return any(evaluation.corpus.frequencies([("category", word.text.lower())]))


def _likelier(corpus: Corpus, tree: Query, text: str, options: Options) -> str | None:
    """A better spelling of words and names that finds something, with the same filters."""
    trial = options._replace(expand=False, most=1, offers=False)

    def finds(meant: str) -> bool:
        words = MANY_WORDS + 1 if options.any_word else free_words(parse(meant).tree)
        return _holds_all(ask(corpus, meant, Ranking(), trial).answer, words)

    return likelier_text(corpus, tree, text, finds)


def _holds_all(answer: Answer, words: int) -> bool:
    """Whether any paper has all that was asked, or any of very many words."""
    return answer.total > 0 and (answer.match == "all" or words > MANY_WORDS)


def _widened(
    evaluation: Evaluation, tree: Query, answer: Answer, wanted: Wanted
) -> tuple[Answer, tuple[Added, ...]]:
    """The whole answer with words of its best papers added: any of them makes a paper match.

    Conditions still hold, and a tree without free words keeps its papers: they are only ranked.
    """
    corpus, ranking = evaluation.corpus, evaluation.ranking
    first = answer.docs[page_of(corpus, answer, 0, ranking.feedback_papers)]
    words = [leaf.text for leaf in wanted_leaves(tree) if isinstance(leaf, Word)]
    typed = [stem for word in words for stem in analyse(word).stems]
    added: tuple[Added, ...] = ()
    if len(first) and ranking.feedback:
        added = added_words(corpus, ranking, first.tolist(), typed)
    parts = [_added_part(evaluation.scoring, word) for word in added]
    lists = [Listed(answer.docs, answer.scores, 0)]
    lists += [Listed(_wider(evaluation, tree, parts), None, 0)] if added else []
    lists += [Listed(part.docs, part.scores) for part in parts]
    chosen = combine(evaluation.scoring, lists, [0], wanted)
    counted = Counted((*answer.found, *parts))
    return Answer(*chosen, counted, answer.match, answer.partial), added


def _wider(evaluation: Evaluation, tree: Query, parts: list[Part]) -> Docs:
    """Free words: any of them or of the added ones. All else holds as it did."""
    mask = evaluation.corpus.everything()
    for piece in tree if type(tree) is And else (tree,):
        found = np.zeros(len(mask), np.bool_)
        found[evaluation.papers(any_of_its_words(piece))] = True
        if isinstance(piece, AllOrAny | Word) and is_wanted(piece):
            for part in parts:
                found[part.docs] = True
        mask &= found
    return np.flatnonzero(mask).astype(np.int32)


def _added_part(scoring: Scoring, word: Added) -> Part:
    found = scoring.corpus.word(word.stem)
    return text_part(scoring, word.form, found, "expansion", word.weight)


def _is_cut(evaluation: Evaluation, tree: Query) -> bool:
    """Whether a wildcard fits more words than were looked for."""
    wildcards = [leaf for leaf in leaves_of(tree) if isinstance(leaf, Wild)]
    pairs = ((leaf, query) for leaf in wildcards for query in evaluation.all_expanded([leaf]))
    return any(is_cut(leaf, query) for leaf, query in pairs)
