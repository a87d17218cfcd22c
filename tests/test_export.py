"""Hits in the formats of other programs; those that we read come back as they were."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import orjson
import pytest
from fake_engine import make_hit
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QueryError
from index.readers import FORMATS as READERS
from index.record import Record
from search.export import FORMATS, export
from search.export.bibtex import escape
from search.export.people import name_parts
from search.results import Hit

PAPER = make_hit(
    "10.5555/a_b",
    title="Costs & 50% of {sheep} in $x_1 < y$",
    authors=("Zoë van der Berg", "ATLAS Collaboration", "Bo Reed Jr."),
    doi="10.5555/a_b",
    arxiv_id="1503.00001",
    url="https://example.org/a_b",
    abstract='Sheep, "quoted"; a # sign\\slash and ünïcode.',
)


def text(name: str, *hits: Hit) -> str:
    return "".join(export(name, hits))


def read_back(name: str, data: str) -> list[Record]:
    """What our own reader of a format makes of it."""
    (row,) = [row for row in READERS if row.name == name]
    items = list(row.load().read(BytesIO(data.encode())))
    return [item for item in items if isinstance(item, Record)]


@pytest.mark.parametrize("name", [row.name for row in FORMATS])
def test_every_format_writes_none_one_and_many(name: str) -> None:
    """No hits give a valid, nearly empty text; the table's rows all work."""
    assert isinstance(text(name), str)
    assert PAPER.id.partition("/")[2] in text(name, PAPER) or name == "bibtex"
    assert len(text(name, PAPER, make_hit("p2"))) > len(text(name, PAPER))


def test_formats_are_listed() -> None:
    """The formats of the contract are there."""
    names = {row.name for row in FORMATS}
    assert names >= {"jsonl", "ids", "csv", "bibtex", "ris", "csl-json", "trec"}


def test_unknown_formats_are_refused_at_once() -> None:
    """Before a single hit is taken."""
    with pytest.raises(QueryError, match="docx"):
        export("docx", iter(()))


def test_hits_are_taken_one_by_one() -> None:
    """Exports stream: the second hit isn't asked for before the first is written."""
    taken = []

    def hits() -> object:
        for number in range(3):
            taken.append(number)
            yield make_hit(f"p{number}")

    for row in FORMATS:
        taken.clear()
        next(export(row.name, hits()))  # type: ignore[arg-type]  # a generator of hits
        assert len(taken) <= 1, row.name


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl-json"])
def test_our_own_readers_read_it_back(name: str) -> None:
    """Title, authors, date, DOI and abstract come back, mathematics and all."""
    (record,) = read_back(name, text(name, PAPER))
    assert record.doi == PAPER.doi
    assert record.date[:4] == "2015"
    assert "ATLAS Collaboration" in record.authors
    assert record.authors[0] in ("Zoë van der Berg", "van der Berg, Zoë")
    assert record.authors[2] == "Bo Reed Jr."
    assert record.arxiv_id == PAPER.arxiv_id
    assert "$x_1 < y$" in record.title
    assert "ünïcode" in record.abstract


def test_bibtex_escapes_what_tex_would_misread() -> None:
    """Outside of mathematics; formulas stay, unless their braces would break the entry."""
    assert escape("50% & a_b $x_1$ {") == r"50\% \& a\_b $x_1$ \{"
    assert escape("$a} b$") == r"\$a\} b\$"
    assert escape("from $5 to $6: $x_1$") == r"from \$5 to \$6: $x_1$"


def test_bibtex_keeps_keywords_and_the_day() -> None:
    """What our reader knows of them comes back; only a class of arXiv's is its class."""
    classes, words = ("cs.LG", "stat.ML"), ("entropy", "Models, Theoretical")
    for categories in (classes, words, (*classes, *words)):
        (record,) = read_back("bibtex", text("bibtex", replace(PAPER, categories=categories)))
        assert record.categories == categories
        assert record.date == PAPER.date
    assert "primaryclass" not in text("bibtex", replace(PAPER, categories=words))


@pytest.mark.parametrize(
    "name",
    [
        "cs.LG",
        "math.AG",
        "physics.flu-dyn",
        "q-bio.NC",
        "q-fin.ST",
        "cond-mat.str-el",
        "hep-th",
        "quant-ph",
        "astro-ph",
    ],
)
def test_bibtex_tells_classes_of_arxiv(name: str) -> None:
    """With points, strokes, both or one of them."""
    entry = text("bibtex", replace(PAPER, categories=(name, "sheep")))
    assert f"  primaryclass = {{{name}}},\n" in entry
    assert "  keywords = {sheep},\n" in entry


def test_bibtex_keeps_the_keys_that_people_cite() -> None:
    """An id from a .bib file is its key again; ids of archives, digests and others aren't keys."""
    paper = replace(PAPER, id="quill_sheep:2015", sources=("z.bib",))
    assert text("bibtex", paper).startswith("@article{quill_sheep:2015,")
    for other in (
        replace(paper, id="0123456789abcdef"),
        replace(paper, id=paper.arxiv_id),
        replace(paper, id="a, b"),
        replace(paper, id="31452104"),
        replace(paper, id="W2741809807"),
        replace(paper, sources=("z.ris",)),
    ):
        assert text("bibtex", other).startswith("@article{vanderberg2015costs,")


@given(st.text())
def test_bibtex_braces_always_pair(title: str) -> None:
    """No text of a paper can end an entry before its end."""
    depth, before = 0, ""
    for character in text("bibtex", make_hit(title=title)):
        if character in "{}" and before != "\\":
            depth += 1 if character == "{" else -1
        before = "" if before == "\\" else character
        assert depth >= 0
    assert depth == 0


def test_bibtex_keys_differ() -> None:
    """Papers of the same author, year and first word get letters."""
    hits = (replace(make_hit(f"p{i}"), sources=("papers.csv",)) for i in range(28))
    entries = text("bibtex", *hits)
    keys = [line.partition("{")[2] for line in entries.splitlines() if line.startswith("@")]
    assert keys[:3] == ["quill2015counting,", "quill2015countingb,", "quill2015countingc,"]
    assert len(set(keys)) == 28


def test_csv_is_a_table_that_no_spreadsheet_runs() -> None:
    """Rows have all columns, and text that looks like a formula is defused."""
    rows = list(csv.DictReader(StringIO(text("csv", make_hit(title="=1+1", venue="-x")))))
    assert rows[0]["title"] == "'=1+1"
    assert rows[0]["venue"] == "'-x"
    assert rows[0]["authors"] == "Ada Quill; Bo Reed"


def test_json_formats_are_json() -> None:
    """One object a line, and one array."""
    (line,) = text("jsonl", PAPER).splitlines()
    assert orjson.loads(line)["title"] == PAPER.title
    assert orjson.loads(text("csl-json")) == []
    (item,) = orjson.loads(text("csl-json", PAPER))
    assert item["author"][0] == {"family": "van der Berg", "given": "Zoë"}
    assert item["author"][1] == {"literal": "ATLAS Collaboration"}
    assert item["issued"] == {"date-parts": [[2015, 3, 17]]}


def test_trec_runs_are_ranked() -> None:
    """`topic Q0 id rank score tag`, an id without white space."""
    lines = text("trec", make_hit("a b", score=2.0), make_hit("c")).splitlines()
    assert lines == ["1 Q0 a%20b 1 2.000000 abseek", "1 Q0 c 2 1.000000 abseek"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Quill", ("Quill", "Ada")),
        ("Carl van der Berg", ("van der Berg", "Carl")),
        ("Charles de la Vallée Poussin", ("de la Vallée Poussin", "Charles")),
        ("Maria de Lourdes Silva", ("Silva", "Maria de Lourdes")),
        ("María de la Luz Silva", ("Silva", "María de la Luz")),
        ("Maria de la Luz Silva", ("Silva", "Maria de la Luz")),
        ("M. de la Luz Silva", ("Silva", "M. de la Luz")),
        ("Ma. de la Luz Silva", ("Silva", "Ma. de la Luz")),
        ("A. B. van der Boot", ("van der Boot", "A. B.")),
        ("Ada van der Boot Cane", ("van der Boot Cane", "Ada")),
        ("Ada van de Boot Cane", ("van de Boot Cane", "Ada")),
        ("Ada van den Boot Cane", ("van den Boot Cane", "Ada")),
        ("Ada von der Boot Cane", ("von der Boot Cane", "Ada")),
        ("Bo Reed Jr.", ("Reed", "Bo", "Jr.")),
        ("Plato", ("Plato", "")),
        ("Quill, Ada", ("Quill", "Ada")),
        ("World Health Organization", ("World Health Organization", "")),
        ("Ministry of Silly Ships", ("Ministry of Silly Ships", "")),
        ("The LIGO Scientific Collaboration", ("The LIGO Scientific Collaboration", "")),
        ("", ("", "")),
    ],
)
def test_names_are_parted(name: str, parts: tuple[str, ...]) -> None:
    """Family name, given name, suffix; groups and single names are whole."""
    assert name_parts(name) == (*parts, "", "")[:3]


LIBRARY = r"""
@book{knoten, author = {Knot, Ada}, title = {Knots}, series = {Ropes}, number = 3, volume = 2,
  edition = {Third}, publisher = {Quay}, address = {Kiel}, year = 1997, isbn = {0-201-89684-2}}
@inproceedings{bug, author = {Bow, Bo}, editor = {Stern, C. and Keel, Di}, title = {Bows},
  booktitle = {Ships of 2017}, volume = 30, pages = {5--8}, year = 2017, month = dec}
@phdthesis{mast, author = {Mast, Eve}, title = {Masts}, school = {Harbour}, year = 2001}
@mastersthesis{spar, author = {Spar, Flo}, title = {Spars}, school = {Harbour}, year = 2002}
@techreport{log, author = {{Board of Logs}}, title = {Logs}, institution = {Board}, number = {L-1}}
@incollection{hold, author = {Hold, Gus}, title = {Holds}, booktitle = {Hulls},
  editor = {Keel, Di}, pages = {1--20, 31}, publisher = {Quay}, note = {Out of print}}
@article{sail, author = {Sail, Hal}, title = {Sails}, journal = {Wind}, volume = 12,
  number = {3--4}, pages = {100-110}, year = 2005, issn = {1234-5678}, language = {german},
  keywords = {Wind; Rope, tarred}}
@proceedings{fleet, editor = {Keel, Di}, title = {Fleets}, publisher = {Quay}, year = 2006}
@online{chart, author = {Map, Io}, title = {Charts}, url = {https://example.org},
  urldate = {2020-03-04}}
@dataset{tide, author = {Ebb, Jo}, title = {Tides}, publisher = {Gauge}, year = 2019}
@software{boat, author = {Ebb, Jo}, title = {Boats}, year = 2018}
@patent{screw, author = {Blade, Kim}, title = {Screw}, number = {US1}, year = 1901}
"""


def as_hit(record: Record) -> Hit:
    fields = {name: getattr(record, name) for name in Record._fields if name != "id"}
    year = int(record.date[:4]) if record.date else None
    return make_hit(record.id, **fields | {"details": dict(record.details), "year": year})


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl-json", "jsonl", "csv"])
def test_a_library_survives_its_export(name: str) -> None:
    """Types, volumes, pages, publishers, editors … come back from any format that we read."""
    library = read_back("bibtex", LIBRARY)
    assert len(library) == 12
    hits = [as_hit(record) for record in library]
    reader = {"jsonl": "json"}.get(name, name)
    found = read_back(reader, text(name, *(replace(hit, sources=("a.bib",)) for hit in hits)))
    assert [record.details for record in found] == [record.details for record in library]
    assert [record.venue for record in found] == [record.venue for record in library]
    assert [record.authors for record in found] == [record.authors for record in library]
    assert [record.date for record in found] == [record.date for record in library]
    assert [record.categories for record in found] == [record.categories for record in library]
    assert [record.comments for record in found] == [record.comments for record in library]


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl-json", "jsonl", "csv"])
@pytest.mark.parametrize("type", ["dataset", "software", "patent", "webpage", "manuscript", ""])
def test_what_is_no_article_keeps_its_venue(name: str, type: str) -> None:
    """BibTeX has no field for it but "howpublished"."""
    details = {"type": type} if type else {}
    hit = make_hit("a", venue="Boat Data", details=details, url="https://example.org/a")
    [record] = read_back({"jsonl": "json"}.get(name, name), text(name, hit))
    assert (record.venue, dict(record.details)) == ("Boat Data", details)


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl-json", "csv"])
@pytest.mark.parametrize("keyword", ["Rope, tarred", "=Rope, tarred", "boats"])
def test_a_single_keyword_stays_one(name: str, keyword: str) -> None:
    """Though it has a comma."""
    [record] = read_back(name, text(name, make_hit(categories=(keyword,))))
    assert record.categories == (keyword,)


@pytest.mark.parametrize("comments", ["=1+1", "+ read again", "- no", "@home", "'quoted' text"])
def test_csv_takes_back_what_it_defused(comments: str) -> None:
    """The sign that keeps spreadsheets from running a text isn't part of it."""
    [record] = read_back("csv", text("csv", make_hit(comments=comments)))
    assert record.comments == comments


@pytest.mark.parametrize("name", ["csl-json", "jsonl", "csv"])
def test_retractions_are_exported(name: str) -> None:
    """In formats that have a place for them; code as well, but for CSL."""
    reader = {"jsonl": "json"}.get(name, name)
    hits = (make_hit("a"), make_hit("b", retracted=True, has_code=True))
    found = read_back(reader, text(name, *hits))
    assert [record.retracted for record in found] == [False, True]
    assert [record.has_code for record in found] == [False, name != "csl-json"]


@pytest.mark.parametrize(("accessed", "date"), [("Last {week", ""), ("4 March 2020", "2020-03-04")])
@pytest.mark.parametrize("name", [row.name for row in FORMATS])
def test_older_catalogues_have_any_words_for_dates(name: str, accessed: str, date: str) -> None:
    """When a paper was looked at stood in them as its file had it."""
    found = text(name, make_hit("a", title="A", details={"accessed": accessed}))
    if name in ("bibtex", "ris", "csl-json"):
        [record] = read_back(name, found)
        assert dict(record.details).get("accessed", "") == date


def test_bibtex_has_the_entries_of_a_library() -> None:
    """Of the types that they came as, with the fields that these types have."""
    hits = map(as_hit, read_back("bibtex", LIBRARY))
    found = text("bibtex", *(replace(hit, sources=("a.bib",)) for hit in hits))
    kinds = [line.partition("{")[0][1:] for line in found.splitlines() if line.startswith("@")]
    assert kinds == [
        *("book", "inproceedings", "phdthesis", "mastersthesis", "techreport", "incollection"),
        *("article", "book", "online", "dataset", "software", "patent"),
    ]
    for line in ("  booktitle = {Ships of 2017},", "  school = {Harbour},", "  pages = {5--8},"):
        assert line in found.splitlines()
    assert "author" not in found[found.index("@book{fleet") : found.index("@online")]


def test_comments_of_archives_are_no_notes() -> None:
    """Styles print notes: "12 pages, 3 figures" isn't one."""
    paper = replace(PAPER, comments="12 pages, 3 figures")
    assert "note" not in text("bibtex", paper)
    assert "  note = {12 pages, 3 figures}," in text("bibtex", replace(paper, arxiv_id=""))
