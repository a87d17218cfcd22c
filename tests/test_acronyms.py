"""Definitions of acronyms in a text (index.acronyms)."""

import json
import lzma
import re
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.acronyms import find_acronyms
from index.analysis import analyse
from index.bulk_acronyms import many_acronyms
from index.latex import readable


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("We use a graph neural network (GNN) here", "gnn\tgraph neural network"),
        ("Graph Neural Networks (GNNs) are", "gnn\tgraph neural networks"),
        ("the GNN (graph neural network) is", "gnn\tgraph neural network"),
        ("support-vector machines (SVM)", "svm\tsupport vector machines"),
        ("electroencephalography (EEG)", "eeg\telectroencephalography"),
        ("the quality of service (QoS; see below)", "qos\tquality of service"),
        ("state of the art (SOTA)", "sota\tstate of the art"),
        ("machine-to-machine (M2M) links", "m2m\tmachine to machine"),
        (r"$\alpha$ particle spectroscopy (APS)", "aps\talpha particle spectroscopy"),
        ("réseau de neurones (RN)", "rn\treseau de neurones"),
    ],
)
def test_a_definition_is_learned(text: str, pair: str) -> None:
    """Short and long form, folded, whichever comes first."""
    assert pair in find_acronyms(readable(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no parentheses at all, GNN",
        "the results (see Section 2) hold",
        "values (i.e. GNN) of",
        "a network (Poisson) of",
        "(GNN) at the start",
        "the GNN (GNN) itself",
        "of hydroxyl (OH)",
        "a long neural thing. Networks (GNN)",
        "empty () and open ( parentheses",
        "a reference (2015) and (3) numbers",
        "big cat (BC",
    ],
)
def test_what_is_no_definition_is_left_alone(text: str) -> None:
    """The letters must be spelled out by the words just before, in one clause."""
    assert find_acronyms(text) == ()


def test_each_definition_stands_once() -> None:
    """Repeats are left out, the order is that of the text."""
    text = "deep learning (DL), random forests (RF) and again deep learning (DL)"
    assert find_acronyms(text) == ("dl\tdeep learning", "rf\trandom forests")


def test_the_shortest_long_form_is_taken() -> None:
    """Of the words that could be meant, the fewest are, as in the paper of the method."""
    assert find_acronyms("a general good graph neural network (GNN)") == (
        "gnn\tgraph neural network",
    )


def test_analysis_carries_them() -> None:
    """They are part of what a paper is indexed under."""
    assert analyse("a hidden Markov model (HMM)").acronyms == ("hmm\thidden markov model",)


@given(st.text(alphabet="ab AB(),.-$1", max_size=80) | st.text())
def test_any_text_is_read(text: str) -> None:
    """Nothing raises, and each pair has two sides that aren't empty."""
    for pair in find_acronyms(text):
        short, long = pair.split("\t")
        assert short
        assert long


PIECES = (
    *("graph", "Graph", "neural", "Network", "networks", "nEt", "of", "in-vitro", "machine", "to"),
    *("GNN", "GNNs", "GN", "M2M", "MtM", "g.n.", "_GN", "UPPERS", "R&D", "A/B", "état", "É", "2D"),
    *(
        "(",
        ")",
        "()",
        "(,",
        "(GNN)",
        "(GNNs)",
        "(graph neural Network)",
        "(graph)",
        "(autoencoder)",
    ),
    *(
        "(i.e., GN)",
        "(of machine)",
        "(OM)",
        "(G; see)",
        "(“GN”)",
        "[",
        "]",
        ". ",
        ", ",
        "-",
        " ",
        " ",
    ),
    *("x" * 99, "w " * 101, "(" + "y" * 100 + ")", "(" + "y" * 101 + ")"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map(
    lambda found: " ".join("".join(found).split())
)
SPACED = st.lists(st.sampled_from(PIECES), max_size=12).map(
    lambda found: " ".join(" ".join(found).split())
)


@given(st.lists(TEXTS | SPACED, max_size=5))
def test_many_texts_at_once(texts: list[str]) -> None:
    """The compiled loop finds what is found text by text."""
    assert many_acronyms(texts) == [*map(find_acronyms, texts)]


def test_many_real_texts_at_once(shared: Path) -> None:
    """So it does in 20,000 real titles and abstracts."""
    with lzma.open(shared / "arxiv" / "arxiv-100k.jsonl.xz", "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in islice(lines, 10_000)]
    texts = [readable(paper[name]) for paper in papers for name in ("title", "abstract")]
    expected = [*map(find_acronyms, texts)]
    assert sum(map(bool, expected)) > 2000
    assert many_acronyms(texts) == expected


def test_real_definitions_are_mostly_learned(shared: Path) -> None:
    """Of the capitals in parentheses in 3,000 real abstracts, nine in ten are explained."""
    with lzma.open(shared / "arxiv" / "arxiv-100k.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = [readable(json.loads(line)["abstract"]) for line in islice(lines, 3_000)]
    explained = [
        f"{short}\t".lower() in "\n".join(find_acronyms(text))
        for text in texts
        for short in re.findall(r"[a-z]{3,} [a-z]{3,} \(([A-Z]{3,6})s?\)", text)
    ]
    assert len(explained) > 200
    assert sum(explained) >= 0.9 * len(explained)
