"""LaTeX → readable text (index.latex), and where its formulas are."""

import json
import lzma
import random
import re
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.bulk_latex import many_readable
from index.folding import fold
from index.formulas import formula_spans
from index.latex import has_markup, readable

# Text that is likely to hold LaTeX, whole or broken.
_PIECES = (
    r"\ { } $ $$ ~ -- `` '' \emph{ \alpha \'e \v{ % \[ \] \( \) x 5 _ ^ \begin{align} \end{align} é"
)
TEX = st.lists(st.sampled_from([" ", *_PIECES.split()]), max_size=25).map("".join)


# What the compiled loop reads by itself.
_PLAIN = [
    r"$x_1$ and $ \alpha $, $5, ``a'' `b' 'c'' -- --- ---> El~Ni\~no (~5) ~",
    r"Schr\"{o}dinger, Fran\c cois, na\"{\i}ve, na\"\i ve, \v{C}ech, \d n, \H o, \^ a",
    r"{\em an {\bf old}} idea, \emph{one}, \it two, {Large Models}, {0,1}, x_{max}, } {{{{a}}}}",
    r"S\o ren, \AA{}, \alpha\,s \leq 1 \quad \LARGE* \S\P 50\%\ \\ \/ \1 \\",
]


@given(st.lists(TEX | st.text("$\\{}~`'-v ceßo.", max_size=30), max_size=5))
@example([*_PLAIN, r"\emph{}"])
def test_many_texts_are_read_as_each_is(texts: list[str]) -> None:
    """The compiled loop follows the rules of `readable`, or leaves a text to them."""
    folded = [" ".join(text.split()) for text in texts]
    assert many_readable(folded) == [*map(readable, folded)]


def test_common_latex_is_read_in_the_loop() -> None:
    """Formulas, accents, fonts, symbols, quotes and dashes aren't left to `readable`."""
    from index.bulk_latex import _commands
    from index.latex_kernels import read_lines

    lines = "\n".join(["", *_PLAIN, r"\cite{x}", ""])
    data = np.frombuffer(bytearray(lines.encode()), np.uint8)
    ends = np.flatnonzero(data == ord("\n"))[1:]
    _, bounds, is_odd = read_lines(data, ends, _commands())
    assert is_odd.tolist() == [False] * len(_PLAIN) + [True]
    assert np.diff(bounds)[:-1].all()


def test_latex_of_real_papers_is_read_as_each_is(shared: Path) -> None:
    """The same on 2,000 arXiv papers."""
    with lzma.open(shared / "arxiv" / "arxiv-100k.jsonl.xz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, 2_000)]
    texts = [" ".join(record[name].split()) for record in records for name in ("title", "abstract")]
    assert sum(map(has_markup, texts)) > 400
    assert many_readable(texts) == [*map(readable, texts)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            r"Schr\"{o}dinger, Schr{\"o}dinger, Schr\"odinger",
            "Schrödinger, Schrödinger, Schrödinger",
        ),
        (r"Poincar\'e, Poincar{\'{e}}", "Poincaré, Poincaré"),
        (r"{\textgreater}30{\%} {\textless} 5 {\texteuro}", ">30% < 5 €"),
        (r"\v{C}ech, {\v C}ech, \v Cech", "Čech, Čech, Čech"),
        (r"Erd\H{o}s, Erd\H os", "Erdős, Erdős"),
        (r"na\"{\i}ve, na\"\i ve, fa\c{c}ade", "naïve, naïve, façade"),
        (r"S{\o}ren, S\o ren, M{{\o}}ller", "Søren, Søren, Møller"),
        (r"stra\ss e, \L{}\'od\'z, \AA ngstr\"om, \aa", "straße, Łódź, Ångström, å"),
        (r"Fran\c cois, Vi\d{\^e}t, Nguy{\~{\^{e}}}n", "François, Việt, Nguyễn"),
    ],
)
def test_accents_become_letters(source: str, text: str) -> None:
    """Each way of writing an accent gives the composed letter; two accents may meet."""
    assert readable(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"an \emph{old} idea", "an old idea"),
        (r"{\em an {\bf old}} idea", "an old idea"),
        (r"see \url{http://a.example/~me/x}", "see http://a.example/~me/x"),
        (r"\href{http://a.example}{our page}", "our page"),
        (r"as shown~\cite{one,two}.", "as shown."),
        (r"Fig.~3 and El~Ni\~no", "Fig. 3 and El Niño"),
        (r"50\% of R\&D, \#1, a\_b, \$5, \{x\}", "50% of R&D, #1, a_b, $5, {x}"),
        ("``deep'' and `wide'", "“deep” and ‘wide'"),
        ("pages 1--5 --- all", "pages 1–5 — all"),
        (r"about 3\,\mu m, \alpha_s \leq 1", "about 3 μm, α_s ≤ 1".replace("μm", "μ m")),
        (r"{B}ayesian {GAN}s and {Large Models}", "Bayesian GANs and Large Models"),
        (r"two\\lines, co\-operate", "two lines, cooperate"),
        (r"{\LaTeX}, \TeX{} and \BibTeX", "LaTeX, TeX and BibTeX"),
        (r"On \enquote{the \emph{real} {B}}, \mkbibquote{x}", "On “the real B”, “x”"),
        (r"{\noopsort{B}}van Beethoven", "van Beethoven"),
    ],
)
def test_commands_become_text(source: str, text: str) -> None:
    """Fonts and their braces go, symbols become characters, citations are left out."""
    assert readable(source) == text


@pytest.mark.parametrize(
    "text",
    [
        "50% of cases are kept % and no comment starts",
        "the set {0,1}^n and max{a, b}",
        "about ~5 GeV and ~10^4 years",
        "it costs $5 and $6, or US$500 for parts",
        r"the unknown \foo{bar} and \mycommand stay",
        "levels v''=112 --> v'=3",
        "a lone $ sign, a lone { brace, a lone } too",
    ],
)
def test_text_is_never_eaten(text: str) -> None:
    """What isn't LaTeX's stays as it is."""
    assert readable(text) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"mass $m_e$ of", r"mass $m_e$ of"),
        (r"so $$ x = 1 $$ holds", r"so $x = 1$ holds"),
        (r"so \( x \) and \[ y \] hold", r"so $x$ and $y$ hold"),
        (r"\begin{equation*} e = 1 \end{equation*}", r"$e = 1$"),
        (r"\ensuremath{\beta} decay", r"$\beta$ decay"),
        (r"$\emph{a}~\%$ stays TeX", r"$\emph{a}~\%$ stays TeX"),
    ],
)
def test_mathematics_stays_tex_between_single_dollars(source: str, text: str) -> None:
    """Every way to set mathematics ends up between single dollars, its content untouched."""
    assert readable(source) == text


def test_white_space_is_folded() -> None:
    """Line ends, tabs and runs of blanks become one blank; the ends are trimmed."""
    assert readable("  a\n b\t\tc \u00a0 d ") == "a b c d"
    assert readable("") == ""
    assert readable("plain text") == "plain text"


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("no formula", []),
        ("$5 and $6", []),
        ("between $5/$6", []),
        ("US$30 million and US$500 for parts", []),
        ("$x$", ["$x$"]),
        ("costs $30 million, so $x$ and $y_1$", ["$x$", "$y_1$"]),
        (r"a $ \alpha $ b $10$ and $10 - 20$", [r"$ \alpha $", "$10$", "$10 - 20$"]),
        ("2$\\times$2 and 112$-$116", ["$\\times$", "$-$"]),
        ("odd $x$ and $ are in the text $", ["$x$"]),
    ],
)
def test_formulas_are_told_from_money(text: str, formulas: list[str]) -> None:
    """Dollars enclose a formula unless they are amounts or stand around prose."""
    assert [text[a:b] for a, b in formula_spans(text)] == formulas


@given(TEX | st.text())
def test_any_text_is_read(text: str) -> None:
    """Nothing raises, and what comes out has its white space folded."""
    shown = readable(text)
    assert shown == " ".join(shown.split())


@given(TEX | st.text())
def test_formula_spans_are_in_order_and_apart(text: str) -> None:
    """Spans lie in the text, in order, never overlapping, each from dollar to dollar."""
    shown = readable(text)
    end = 0
    for start, stop in formula_spans(shown):
        assert end <= start < stop - 2
        assert shown[start] == "$" == shown[stop - 1]
        end = stop


@given(st.text(alphabet="abc XYZ.,;()[]%&#'\"+*=<>/|0123é", max_size=60))
def test_text_without_latex_is_left_alone(text: str) -> None:
    """Only white space changes where no character of LaTeX is met."""
    if "''" not in text:
        assert readable(text) == " ".join(text.split())


def words_outside_formulas(text: str) -> list[str]:
    """The folded words of a readable text, mathematics left out."""
    kept, at = [], 0
    for start, end in formula_spans(text):
        kept.append(text[at:start])
        at = end
    return re.findall(r"[^\W_]+", fold(" ".join([*kept, text[at:]])))


def by_oracle(source: str) -> str:
    """What pylatexenc makes of it, told that a `%` is a `%`; its mark for citations left out."""
    from pylatexenc.latex2text import LatexNodes2Text

    converter = LatexNodes2Text(math_mode="verbatim", keep_comments=True)
    text = converter.latex_to_text(re.sub(r"(?<!\\)%", r"\\%", source))
    return str(text).replace("<cit.>", " ")


def test_pylatexenc_agrees_on_accents_and_commands(shared: Path) -> None:
    """On real records with LaTeX outside of formulas the words are those of pylatexenc.

    It drops commands that it doesn't know and glues a symbol to the next word, so that a few
    records differ: 19 in 20 must agree.
    """
    pytest.importorskip("pylatexenc")
    known = re.compile(r"\\(?:['\"`^~=.]|[vcHuo]\b|emph|textit|textbf|em|it|bf|url|cite|%|&)")
    sources = []
    with lzma.open(shared / "arxiv" / "arxiv-100k.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            abstract = json.loads(line)["abstract"]
            if "$" not in abstract and known.search(abstract):
                sources.append(abstract)
            if len(sources) == 300:
                break
    sample = random.Random(7).sample(sources, 150)
    agreed = [
        words_outside_formulas(readable(source)) == words_outside_formulas(by_oracle(source))
        for source in sample
    ]
    assert sum(agreed) >= 0.95 * len(sample)
