"""An acronym → the meanings that the papers of an index give to it."""

from typing import NamedTuple

from index.analysis import STOP_WORDS, fold, forms
from search.terms import Terms

DOMINANT = 0.8  # share of the papers that define an acronym in one sense, for it to stand alone
DEFINED_OFTEN = 0.1  # share of its papers that define a word, for it to be one in small letters
DEFINED_AT_ALL = 0.02  # the same for a word in capitals with several senses: L2, US
MOST_SPELLINGS = 200  # of what an acronym stands for that are told apart
SLIPS_AT_MOST = 2  # letters by which a misspelt sense differs: see OSA
MUCH_COMMONER = 10  # times: of two senses spelled nearly alike, the other one is a typing error


class Sense(NamedTuple):
    """One meaning of an acronym: its spellings (number, hyphens), the commonest first."""

    spellings: tuple[str, ...]
    papers: int


def senses(text: str, terms: Terms) -> list[Sense]:
    """The meanings that papers give to an acronym, the commonest first; ties by the alphabet.

    The same words in another order, with words behind them ("long short term memory networks"), or
    misspelt, are the same meaning. Stop words, which no index has a stem of, are as they stand.
    """
    return terms.kept(("senses", text), lambda: _senses(text, terms))


def _senses(text: str, terms: Terms) -> list[Sense]:
    typed = forms(text[:-1] if text.endswith("s") and text[:-1].isupper() else text)  # GNNs
    short = typed[0] if len(typed) == 1 else ""
    begun = terms.expand_prefix("acronym", f"{short}\t".encode()) if short else ()
    defined = [term.decode() for term in begun]
    papers = terms.frequencies([("acronym", term) for term in defined])
    longs = [term.partition("\t")[2] for term in defined]
    counted = dict(zip(longs, papers, strict=True))
    commonest = sorted(counted, key=lambda long: (-counted[long], long))[:MOST_SPELLINGS]
    grouped: list[tuple[list[str], list[str]]] = []  # the stems of the first, and all of the group
    terms.know_stems([*{*" ".join(commonest).split()}])
    for long in commonest:
        stems = [word if word in STOP_WORDS else terms.stem_of(word) for word in long.split()]
        for first, group in grouped:
            is_rare = counted[group[0]] >= MUCH_COMMONER * counted[long]
            if _are_alike(first, stems) or (is_rare and _is_misspelt(group[0], long)):
                group.append(long)
                break
        else:
            grouped.append((stems, [long]))
    found = [Sense(tuple(group), sum(map(counted.__getitem__, group))) for _, group in grouped]
    return sorted(found, key=lambda sense: (-sense.papers, sense.spellings))


def is_acronym(text: str, senses: list[Sense], terms: Terms) -> bool:
    """Whether a word is meant as an acronym: typed in capitals, or seldom anything else.

    In capitals too where papers mean several things by it, but nearly all of them none of these.
    """
    in_capitals = text.removesuffix("s").isupper()
    if not senses or (fold(text) in STOP_WORDS and not in_capitals):
        return False
    if in_capitals and dominant(senses):  # nobody has to define QCD
        return True
    defining = sum(sense.papers for sense in senses)
    share = DEFINED_AT_ALL if in_capitals else DEFINED_OFTEN
    form = "".join(forms(text))
    stop_words, others = ("abstract_form", form), ("abstract", terms.stem_of(form))
    return defining >= share * max(terms.frequencies([stop_words, others]))


def dominant(senses: list[Sense]) -> Sense | None:
    """The sense that an acronym has nearly always; None where it has several."""
    total = sum(sense.papers for sense in senses)
    return senses[0] if senses and senses[0].papers >= DOMINANT * total else None


def _are_alike(first: list[str], second: list[str]) -> bool:
    """Whether two rows of stems are the same words, or one has more words behind the other."""
    shorter = min(len(first), len(second))
    begins = shorter > 1 and first[:shorter] == second[:shorter]
    return begins or (len(first) == len(second) and sorted(first) == sorted(second))


def _is_misspelt(common: str, long: str) -> bool:
    from rapidfuzz.distance import OSA

    return OSA.distance(common, long, score_cutoff=SLIPS_AT_MOST) <= SLIPS_AT_MOST
