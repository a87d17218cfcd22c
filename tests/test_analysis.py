"""Text → tokens, stems, compounds (index.analysis, index.folding)."""

import json
import lzma
import random
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import STOP_WORDS, analyse, fold, forms, stem, tokenize
from index.latex import readable

_TEX_PIECES = r"$ $_2$ H_2 ^{-3} \alpha \mathrm{ } { _{max} *-a"
_PIECES = _TEX_PIECES + " C++ C# α β2 ⁻³ m² ’s n't x-ray – İ ß ǆ ﬁ 机 か 한 é e\u0301"
TEX = st.lists(st.sampled_from([" ", "a", "B", "7", *_PIECES.split()]), max_size=15).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("...", []),
        ("Deep Networks, 2015!", ["deep", "networks", "2015"]),
        ("Kramár Łódź straße Ærø", ["kramar", "lodz", "strasse", "aero"]),
        ("model's Young’s don't", ["model", "young", "don"]),
        ("C++, C# and F#; C++11", ["c++", "c#", "and", "f#", "c++", "11"]),
        ("SU(2), f(R) and H2O", ["su", "2", "f", "r", "and", "h2o"]),
        ("p-value of x-rays: B meson", ["p", "value", "of", "x", "rays", "b", "meson"]),
        ("Navier–Stokes, state‐of‑the-art", ["navier", "stokes", "state", "of", "the", "art"]),
        ("3.5 GeV and 10,000", ["3", "5", "gev", "and", "10", "000"]),
        ("snake_case", ["snake", "case"]),
        ("null\0byte", ["null", "byte"]),
        ("soft\u00adhyphen zero\u200dwidth", ["softhyphen", "zerowidth"]),
        ("max{a, b} {Large}", ["max", "a", "b", "large"]),
    ],
)
def test_forms_are_folded_words(text: str, expected: list[str]) -> None:
    """Letters and digits make words; case, accents and the tails of contractions go."""
    assert forms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("русский язык", ["русскии", "язык"]),
        ("机器学习", list("机器学习")),
        ("Ελλάδα", ["ελλαδα"]),
        ("עִבְרִית", ["עברית"]),
        ("हिन्दी", ["हनद"]),
        ("한국어", [normalize("NFKD", "한국어")]),
    ],
)
def test_every_script_is_kept(text: str, expected: list[str]) -> None:
    """No script vanishes; ideographs, written without blanks, are a token each."""
    assert forms(text) == expected


@pytest.mark.parametrize(
    "texts",
    [
        (
            r"\alpha_s",
            "α_s",
            "alpha s",
            r"$\alpha_s$",
            r"$\alpha_{\rm s}$",
            r"$\alpha _\mathrm{s}$",
        ),
        ("H2O", "H_2O", "H$_2$O", "H₂O", r"$\mathrm{H_2O}$", r"${\rm H}_2{\rm O}$", "H_{2}O"),
        ("x^2", "x²", "$x^{2}$", "x2"),
        ("10^{-3}", "10⁻³", "$10^{-3}$", "10 -3"),
        ("$K$-means", "k-means", "K‐means"),
        (r"TGF$\beta$1", "TGFβ1", r"TGF-$\beta_1$", "TGF beta1"),
        (r"$\Lambda$CDM", "ΛCDM", "lambda CDM"),
        (r"$\varepsilon$", "ϵ", "ε", "epsilon", "𝜀"),
        (r"$C^*$-algebra", "C*-algebra", "C^*-algebra", "C$^*$-algebra"),
        (r"La$_{2-x}$Sr$_x$CuO$_4$", r"$\rm La_{2-x} Sr_xCuO_4$"),
        (r"$x_{max}$", r"x_{\text{max}}", "x max"),
        (r"$\left( a\,b \right)$", "(a b)"),
        (r"$\frac{a}{b}$", "a / b"),
    ],
)
def test_ways_to_write_a_formula_meet(texts: tuple[str, ...]) -> None:
    """Braces, dollars, spacing, fonts, Greek letters and small digits make no difference."""
    assert {tuple(forms(text)) for text in texts} == {tuple(forms(texts[0]))}
    assert forms(texts[0])


def test_amounts_of_money_are_words_of_their_own() -> None:
    """A dollar that encloses no formula sets words apart."""
    assert forms("US$500 or $5 and $6") == ["us", "500", "or", "5", "and", "6"]


@settings(deadline=None)  # the first example waits for NLTK's import
@given(TEX | st.text())
@example("İ ǆ ﬁ ½ ™ ſ")
@example("a$\\beta$-$x$'s H$_2$O e\u0301")
def test_the_fast_path_is_nltks(text: str) -> None:
    """The forms are those that NLTK's tokenizer finds, on any text."""
    assert forms(text) == [token.form for token in tokenize(text)]


def test_every_character_is_split_alike() -> None:
    """Python's notion of a letter and NLTK's agree on each character of the first plane."""
    text = "\n".join(f"x{chr(code)}y" for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    assert forms(text) == [token.form for token in tokenize(text)]


@given(TEX | st.text())
def test_tokens_lie_in_order_in_the_text(text: str) -> None:
    """Offsets are of the text that was given, and never go back."""
    at = 0
    for token in tokenize(text):
        assert at <= token.start < token.end <= len(text)
        at = token.start


def test_offsets_are_of_the_text_as_it_is_shown() -> None:
    """What a token is cut from is what was typed, TeX and all."""
    text = r"On $\alpha_s$ in H$_2$O: Erdős, model's non-zero ﬁeld"
    shown = [text[token.start : token.end] for token in tokenize(text)]
    assert shown == [
        *("On", r"\alpha", "s", "in", "H$_2$O", "Erdős", "model", "non", "zero", "ﬁeld"),
    ]


@given(TEX | st.text())
@example("\\AÀ \\À x_aÀ x_{é}y 's\u0301 é$à$À Ά Àµ")
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    """NFC and NFD of a text have the same forms."""
    assert forms(normalize("NFC", text)) == forms(normalize("NFD", text))


def test_fold_keeps_punctuation() -> None:
    """Only case, accents and compatibility forms are folded."""
    assert fold("Ünïcode: ﬁne, Straße 机器!") == "unicode: fine, strasse 机器!"


def test_stems_leave_stop_words_out_and_repeat() -> None:
    """Stems keep their number and order; function words go, single letters stay."""
    assert analyse("The networks of a network: B mesons").stems == [
        "network",
        "network",
        "b",
        "meson",
    ]


def test_compounds_are_in_stems_in_parts_and_joined() -> None:
    """The joined spelling comes behind the parts; typed forms hold the parts alone."""
    found = analyse("Non-invasive and non–invasive state-of-the-art GPT-3")
    assert found.compounds == ("non-invasive", "state-of-the-art", "gpt-3")
    assert found.stems[-4:] == ["noninvas", "noninvas", "stateoftheart", "gpt3"]
    assert found.stems[:4] == ["non", "invas", "non", "invas"]
    assert found.forms[:5] == ["non", "invasive", "and", "non", "invasive"]
    assert "noninvasive" not in found.forms


@pytest.mark.parametrize(
    "text", ["3-5 GeV", "$n-1$ and $a-b$", "a - b", "-x", "x-", "--", "a" * 40 + "-" + "b" * 40]
)
def test_not_every_hyphen_makes_a_compound(text: str) -> None:
    """Ranges of numbers, minus signs, dashes and monsters join nothing."""
    assert analyse(text).compounds == ()


def test_stems_conflate_inflections_only() -> None:
    """Inflected forms share a stem; plurals of acronyms do too."""
    assert stem("optimisation") == stem("optimization") == stem("optimize")
    assert stem("gnns") == stem("gnn")
    assert stem("pdes") == stem("pde")
    assert stem("gps") == "gps"
    assert stem("x" * 100) == "x" * 100


def test_the_stop_list_is_function_words() -> None:
    """About 180 folded words, none of a single letter but the article and the pronoun."""
    assert 170 <= len(STOP_WORDS) <= 195
    assert {word for word in STOP_WORDS if len(word) == 1} == {"a", "i"}
    assert all(forms(word) == [word] for word in STOP_WORDS)


def test_importing_and_tokenising_need_no_nltk() -> None:
    """The first answer on the command line doesn't wait for NLTK's import."""
    code = (
        "import sys; from index.analysis import forms; forms('deep $x$ nets');"
        "assert 'nltk' not in sys.modules and 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "piece", ["\\(", "$", "{", "a-", "a", "_{a", "''", "(A) ", "\\'{", "𝛼", "\0"]
)
def test_hostile_text_takes_no_time(piece: str) -> None:
    """A hundred thousand characters of anything are analysed in about a second."""
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    analyse(readable(text))
    assert time.process_time() - started < 5


def test_the_fast_path_is_nltks_on_real_papers(shared: Path) -> None:
    """On 2,000 arXiv papers drawn at random, the fast path gives what NLTK's tokenizer gives.

    It was run on all 100,000 too.
    """
    with lzma.open(shared / "arxiv" / "arxiv-100k.jsonl.xz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, 10_000)]
    for record in random.Random(4).sample(records, 2_000):
        for field in ("title", "abstract"):
            text = readable(record[field])
            assert forms(text) == [token.form for token in tokenize(text)], record["id"]
