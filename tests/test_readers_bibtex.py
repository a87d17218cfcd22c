"""BibTeX and biblatex as people and programs write it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import bibtex
from index.readers.bibtex_values import Values, without_protection
from index.record import Record, Reject, Removal

URL = "http://x.example/~a_b%20c"
SIGNS = r"About {\textasciitilde{}}30 of x\textasciicircum{}2"
SICI = "10.1002/(sici)1<6::a>3.0"
MONTHLY = "Monthly Notices of the Royal Astronomical Society"
WHOLE = ("Ada Boot", "Cid Cane")


def parse(text: str | bytes) -> list[Record | Reject]:
    data = text if isinstance(text, bytes) else text.encode()
    return [item for item in bibtex.read(io.BytesIO(data)) if not isinstance(item, Removal)]


def records(text: str | bytes) -> list[Record]:
    return [item for item in parse(text) if isinstance(item, Record)]


def one(fields: str, before: str = "", kind: str = "article") -> Record:
    """The record of an entry with these fields."""
    [item] = parse(f"{before}\n@{kind}{{key,\n{fields}\n}}\n")
    assert isinstance(item, Record), item
    return item


def test_whole_entry() -> None:
    """Each field goes where it belongs; LaTeX stays in the text."""
    entry = r"""@article{boot:2015-a,
  author = {M{\"u}ller, B{\'e}la and {The Boat Group} and van der Boot, Jr, Ada and others},
  title = {{GPU}s at sea: a {B}ayesian view of $x_{i}$ and \emph{rain}},
  journal = "Journal of Boats", year = 2015, month = mar, day = 17,
  doi = {https://doi.org/10.1000/BOAT\_1},
  eprint = {1503.00001v2}, archivePrefix = {arXiv}, primaryClass = {cs.LG},
  keywords = {boats, paper},
  url = {https://boats.example/a\_b},
  note = {Best paper},
  abstract = {50\% of boats
     float.},
}"""
    assert parse(entry) == [
        Record(
            id="boot:2015-a",
            title=r"GPUs at sea: a Bayesian view of $x_{i}$ and \emph{rain}",
            abstract=r"50\% of boats float.",
            authors=(r"B{\'e}la M{\"u}ller", "The Boat Group", "Ada van der Boot Jr"),
            date="2015-03-17",
            venue="Journal of Boats",
            categories=("cs.LG", "boats", "paper"),
            doi="10.1000/boat_1",
            arxiv_id="1503.00001",
            url="https://boats.example/a_b",
            comments="Best paper",
        )
    ]


SCHROEDINGER = r"The Schr\"odinger of AT\&T in H$_2$O"
ACCENTED = ("A B", r"\'Elie C", r"E. \O d")


@pytest.mark.parametrize(
    ("fields", "field", "value"),
    [
        ("title = {{Paper Boats}}", "title", "Paper Boats"),
        ("title = {Boats}, subtitle = {A Survey}", "title", "Boats: A Survey"),
        ('title = "The {"}good{"} boat"', "title", 'The "good" boat'),
        ("title = {<i>Boats</i> &amp; ships}", "title", "Boats & ships"),
        ("title = {RETRACTED: Boats}", "retracted", True),
        ("title = {B}, author = {Ada Boot and Cid Cane}", "authors", ("Ada Boot", "Cid Cane")),
        ("title = {B}, author = {Boot, A. AND\n Cane, C.}", "authors", ("A. Boot", "C. Cane")),
        ("title = {B}, author = {Boot~III, Ada}", "authors", ("Ada Boot III",)),
        ("title = {B}, author = {{Boat and Sea Ltd}}", "authors", ("Boat and Sea Ltd",)),
        ("title = {B}, editor = {Boot, Ada}", "authors", ("Ada Boot",)),
        (
            r"title = {B}, author = {{de la Boot{\'{e}}e}, Ada}",
            "authors",
            (r"Ada de la Boot{\'{e}}e",),
        ),
        (r"title = {B}, doi = {10.1000/a{\_}b\_c}", "doi", "10.1000/a_b_c"),
        (r"title = {B}, url = {http://x.example/{\~{}}a{\_}b{\%}20c http://y.example}", "url", URL),
        (r"title = {B}, howpublished = {\url{http://x.example/\~{}a\_b\%20c}}", "url", URL),
        (r"title = {B}, url = {http://x.example/$\sim$a\_b\%20c}", "url", URL),
        (r"title = {B}, url = {http://x.example/\textasciitilde a\_b\%20c}", "url", URL),
        (r"title = {B}, url = {http://x.example/{\textasciitilde}a{\_}b\%20c}", "url", URL),
        (r"title = {B}, doi = {10.1002/(SICI)1{\textless}6::A{\textgreater}3.0}", "doi", SICI),
        (r"title = {B}, doi = {10.1002/(SICI)1$<$6::A{$>$}3.0}", "doi", SICI),
        (r"title = {B}, abstract = {About {\~{}}30 of x\^{}2}", "abstract", SIGNS),
        ("title = {B}, note = {cited By 12; Export Date: 3 May 2020}", "comments", ""),
        ("title = {B}, note = {Cited by: 2}, annote = {My remarks}", "comments", "My remarks"),
        ("title = {B}, note = {Cited by: 6; Name: Sea 2019}", "comments", "Name: Sea 2019"),
        ("title = {B}, annote = {Export Date: 2 May 2020\nCited By :3\nMine}", "comments", "Mine"),
        ("title = {B}, note = {Cited by nobody}", "comments", "Cited by nobody"),
        (r"title = {B}, journal = {\apj}", "venue", "Astrophysical Journal"),
        (r"title = {B}, journal = {\mnras{}}", "venue", MONTHLY),
        (r"title = {B}, journal = {\nobody}", "venue", r"\nobody"),
        ("title = {B}, author = {{Boot}, A.~B. and Cane 0001}", "authors", ("A. B. Boot", "Cane")),
        ("title = {B}, author = {Ada Boot, Cid Cane, Eve Oar}", "authors", (*WHOLE, "Eve Oar")),
        ("title = {B}, author = {Boot Oar, Ada Eve}", "authors", ("Ada Eve Boot Oar",)),
        (
            "title = {B}, author = {Boot, A. and others}, collaboration = {SEA}",
            "authors",
            ("A. Boot", "SEA Collaboration"),
        ),
        (r"title = {The {Schr\"odinger} of {AT\&T} in {H$_2$O}}", "title", SCHROEDINGER),
        (r"title = {B}, keywords = {R\&D, \#boats}", "categories", ("R&D", "#boats")),
        (r"title = {B}, author = {A B and \'Elie C and \O d, E.}", "authors", ACCENTED),
        ("title = {B}, author = {A B and and C D}", "authors", ("A B", "C D")),
        ("title = {B}, author = {Boot, John A., Jr.}", "authors", ("John A. Boot Jr.",)),
        ("title = {B}, author = {Boot, Jr., John A.}", "authors", ("John A. Boot Jr.",)),
        (r'title = "{Boats \& {\"o}ars}"', "title", r"Boats \& {\"o}ars"),
        ("title = {{B}}, year = {{2015}}, month = {{MAR}}", "date", "2015-03"),
        ("title = {B}, author_keywords = {boats;  oars}", "categories", ("boats", "oars")),
        ("title = {B}, year = {2015}, month = {3}", "date", "2015-03"),
        ("title = {B}, year = 2015, month = jul # {~4}", "date", "2015-07-04"),
        ("title = {B}, year = 2015, month = {July 4}", "date", "2015-07-04"),
        ("title = {B}, year = 2015, month = {mar-apr}", "date", "2015"),
        ("title = {B}, year = {in press}", "date", ""),
        ("title = {B}, date = {2015-03/2015-04}", "date", "2015-03"),
        ("title = {B}, date = {2015-03-17}", "date", "2015-03-17"),
        ("title = {B}, booktitle = {Sea}", "venue", "Sea"),
        ("title = {B}, journaltitle = {Sea}", "venue", "Sea"),
        ("title = {B}, school = {Boat School}", "venue", "Boat School"),
        ("title = {B}, journal = {arXiv preprint arXiv:1706.03762}", "arxiv_id", "1706.03762"),
        ("title = {B}, url = {http://arxiv.org/abs/1706.03762}", "arxiv_id", "1706.03762"),
        ("title = {B}, eprint = {hep-th/9711200}", "arxiv_id", "hep-th/9711200"),
        ("title = {B}, eprint = {1706.03762}, eprinttype = {jstor}", "arxiv_id", ""),
        ("title = {B}, note = {arXiv: 1706.03762 [cs.CL]}", "arxiv_id", "1706.03762"),
        ("title = {B}, number = {arXiv:1706.03762}", "arxiv_id", "1706.03762"),
        ("title = {B}, url = {https://doi.org/10.1000/x}", "doi", "10.1000/x"),
        (r"title = {B}, howpublished = {\url{https://b.example}}", "venue", ""),
        ("title = {B}, howpublished = {www.b.example/boats}", "venue", ""),
        ("title = {B}, howpublished = {Online; accessed 3 May 2020}", "venue", ""),
        ("title = {B}, howpublished = {arXiv:1706.03762}", "venue", ""),
        ("title = {B}, howpublished = {Boat Data}", "venue", "Boat Data"),
        ("title = {B}, howpublished = {Boat Data}, journal = {Sea}", "venue", "Sea"),
        (r"title = {B}, howpublished = {\url{https://b.example}}", "url", "https://b.example"),
    ],
)
def test_fields(fields: str, field: str, value: object) -> None:
    """What programs and people put elsewhere is found there."""
    assert getattr(one(fields), field) == value


def test_macros() -> None:
    """Macros may use earlier ones, any case, and be joined; an unknown one is its name."""
    before = '@string{sea = "Sea"}\n@STRING(js = {Journal of } # sea)\n'
    assert one("title = {B}, journal = JS", before).venue == "Journal of Sea"
    assert (
        one('title = {B}, journal = js # " Letters " # 7', before).venue
        == "Journal of Sea Letters 7"
    )
    assert one("title = {B}, journal = unknown").venue == "unknown"


def test_cross_references() -> None:
    """An entry inherits from its parent, whether that stands before or behind it."""
    child = "@inproceedings{%s, title = {B}, crossref = {SEA}}\n"
    parent = "@proceedings{sea, title = {Proc. of Sea}, year = 2001, publisher = {Quay}}\n"
    found = {record.id: record for record in records(child % "a" + parent + child % "b")}
    assert set(found) == {"a", "b", "sea"}
    for key in ("a", "b"):
        assert (found[key].venue, found[key].date) == ("Proc. of Sea", "2001")
        assert found[key].details == (("type", "paper-conference"), ("publisher", "Quay"))
    [early, _, _, late] = records(parent + child % "a" + parent + child % "b")[:4]
    assert (early.id, late.id) == ("sea", "b")
    [orphan] = records(child % "a")
    assert orphan.title == "B"


def test_what_is_no_entry() -> None:
    """Comments, preambles, free text and options of programs are passed over."""
    text = """% Encoding: UTF-8
Made by hand @ home, 2015.
@comment{jabref-meta: x;}
@preamble{ "\\newcommand{\\x}{y}" }
@control{c, a = 1}
@misc{a, title = {Boats}}
@Comment a line
"""
    assert [record.title for record in records(text)] == ["Boats"]
    assert len(parse(text)) == 1


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("@article{x, title = {Never {closed},\n author = {A}\n}", "not BibTeX: "),
        ('@article{x, title = "Never closed,\n author = {A}\n}', "not BibTeX: "),
        (
            "@article{x, title = {Too}} many}, author = {A},\n year = 2000}",
            "a closing brace too many",
        ),
        ("@article{x, title {Boats}}", "not BibTeX: "),
        ("@article{x, title = {B}\n author = {A}}", "a comma is missing behind the field 'title'"),
        ("@article{x, author = {A}}", "neither a title nor an abstract"),
    ],
)
def test_broken_entry(broken: str, reason: str) -> None:
    """Only the broken entry is lost, and told with its line and text."""
    good = "@misc{%s, title = {Boats}}\n"
    found = parse(good % "a" + broken + "\n" + good % "b" + good % "c")
    refused = [item for item in found if isinstance(item, Reject)]
    assert [item.id for item in found if isinstance(item, Record)] == ["a", "b", "c"]
    assert [(item.line, item.text) for item in refused] == [(2, broken)]
    assert refused[0].reason.startswith(reason)


def test_file_that_ends_inside_of_an_entry() -> None:
    """What came before is read."""
    record, refused = parse("@misc{a, title = {Boats}}\n@misc{b,\n title = {Sh")
    assert isinstance(record, Record) and isinstance(refused, Reject)
    assert refused.line == 2


def test_reject_brings_its_macros() -> None:
    """A refused entry that uses a macro can be mended and read alone."""
    _, refused = parse(
        "@misc{a, title = {A}}\n@string{sea = {Sea}}\n@misc{b, journal = sea, titel = {B}}\n"
    )
    assert isinstance(refused, Reject)
    [mended] = records(refused.text.replace("titel", "title"))
    assert (mended.title, mended.venue) == ("B", "Sea")


def test_latin_1() -> None:
    """An entry in Latin-1 is refused; its neighbours are read, on their own lines."""
    text = "@misc{a, title = {A}}\n\n@misc{b,\n title = {café}}\n@misc{c, titel = {C}}\n"
    first, refused, last = parse(text.encode("latin-1"))
    assert isinstance(first, Record)
    assert refused == Reject(
        3, "not UTF-8: byte 0xe9 after 'title = {caf'", "@misc{b,\n title = {café}}"
    )
    assert isinstance(last, Reject) and last.line == 5


def test_same_key_twice() -> None:
    """Both papers are read; only the first has the key as its id."""
    found = records("@misc{a, title = {One}, title = {1}}\n@misc{a, title = {Two}}\n")
    assert [(record.id, record.title) for record in found] == [("a", "One"), ("", "Two")]


def test_entries_without_a_key() -> None:
    """They are read, and have no id; a key on the second line is a key."""
    text = (
        "@misc{title = {A}}\n@misc{,title = {B}}\n@misc{\n title = {C}}\n@misc{\n d,\n title = {D}}"
    )
    assert [(item.id, item.title) for item in records(text)] == [
        ("", "A"),
        ("", "B"),
        ("", "C"),
        ("d", "D"),
    ]


def test_layouts() -> None:
    """Windows' line ends, parentheses, several entries a line, no comma at the end, capitals."""
    text = (
        "@MISC(a, TITLE = {A})\r\n @misc{b,title={B}}@misc{c,title={C}} @Misc {d , title = 4 }\r\n"
    )
    assert [record.title for record in records(text)] == ["A", "B", "C", "4"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{GPU}s and {3D}", "GPUs and 3D"),
        ("{{Deep} {L}earning}", "Deep Learning"),
        (
            r"\emph{Boats} {\"o} \'{e} \textbf{\textit{x}}",
            r"\emph{Boats} {\"o} \'{e} \textbf{\textit{x}}",
        ),
        ("$x_{i}$ and H_{2}O", "$x_{i}$ and H_{2}O"),
        ("a { lonely brace", "a { lonely brace"),
        (r"at {37\,$^{\circ}$C}", r"at 37\,$^{\circ}$C"),
        (r"{Caf{\'{e}}s} of {\bf a {\em b}}", r"Caf{\'{e}}s of {\bf a {\em b}}"),
    ],
)
def test_protection(text: str, expected: str) -> None:
    """Braces that only protect capitals go; those of LaTeX stay."""
    assert without_protection(text) == expected


def test_protection_of_many_accents() -> None:
    """Where a brace holds more than a word, that is told without trying all ways to read it."""
    accents = r"\'{\i}" * 4000
    for text in (f"x {{a{accents}{{GPU}}}}", f"x {{a{accents}"):
        assert without_protection(text) == text


@given(st.text('{}"#\\ ab='))
def test_values_of_any_kind(text: str) -> None:
    """No value makes the resolver raise or hang."""
    Values().resolve(text)
    without_protection(text)


TEXT = st.text("abcäßxyz ,.-$#%&", min_size=1, max_size=20).map(lambda text: f"T{text}")
NAMES = st.lists(st.sampled_from(["Boot, Ada", "Cid Cane", "{The Sea}"]), min_size=1)


@given(st.lists(st.tuples(TEXT, TEXT, NAMES), max_size=5), st.booleans())
def test_every_record_comes_back(entries: list[tuple[str, str, list[str]]], quoted: bool) -> None:
    """A generated file gives each of its entries with all its authors."""
    start, end = ('"', '"') if quoted else ("{", "}")
    text = "\n".join(
        f"@misc{{k{i}, title = {start}{title}{end}, abstract = {{{abstract}}},"
        f" author = {start}{' and '.join(names)}{end}}}"
        for i, (title, abstract, names) in enumerate(entries)
    )
    found = records(text)
    assert [record.id for record in found] == [f"k{i}" for i in range(len(entries))]
    assert [len(record.authors) for record in found] == [len(names) for _, _, names in entries]
    assert [record.title for record in found] == [" ".join(t.split()) for t, _, _ in entries]


PIECES = st.sampled_from(
    [
        "@misc{a,",
        "@string{s = ",
        "title = ",
        "{",
        "}",
        '"',
        ",",
        "=",
        "#",
        "\n",
        "x",
        "@",
        "\\",
        "(",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_pieces_in_any_order(text: str) -> None:
    """No order of BibTeX's own marks makes it raise."""
    assert isinstance(parse(text), list)


def test_accents_with_a_tilde() -> None:
    """A tilde is an accent behind a backslash, and else a blank."""
    record = one(r"title = {T}, author = {Nguy{\~{\^e}}n, V{\u{a}}n and Mu{\~n}oz,~Ana~B.}")
    assert record.authors == (r"V{\u{a}}n Nguy{\~{\^e}}n", r"Ana B. Mu{\~n}oz")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"on {\textless}i{\textgreater}Fucus{\textless}/i{\textgreater} here", "on Fucus here"),
        (r"{\textless}jats:p{\textgreater}We float.{\textless}/jats:p{\textgreater}", "We float."),
        (r"{10\textsuperscript{5} of 10{\textsuperscript{-6}} m}", "10^5 of 10^-6 m"),
        (r"p {\textless} 0.05 and {\textgreater}30", "p < 0.05 and >30"),
        (r"p $\textless$ 0.05, \textgreater{}30", "p < 0.05, >30"),
    ],
)
def test_markup_that_zotero_escaped(written: str, text: str) -> None:
    """Tags written with LaTeX's names of "<" and ">" go like others; a "<" by itself stays."""
    assert one(f"title = {{T}}, abstract = {{{written}}}").abstract == text


def test_extended_names_of_biblatex() -> None:
    """Names in parts that say what they are, as Better BibTeX writes them."""
    names = "family=Berg, given=Pieter, prefix=van der, useprefix=true and Boot, Ada"
    assert one(f"title = {{T}}, author = {{{names}}}").authors == (
        "Pieter van der Berg",
        "Ada Boot",
    )


def test_braces_around_a_formula() -> None:
    """Braces that protect mathematics go, its own stay."""
    assert (
        one(r"title = {Case for {{{$\alpha_{1}$}}}-Models}").title
        == r"Case for $\alpha_{1}$-Models"
    )
