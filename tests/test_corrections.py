"""Removals and corrections by hand, which survive reindexing."""

from pathlib import Path

import pytest

from index.audit import check
from index.corrections import edit, remove
from index.errors import NoIndexError, QueryError, SettingError
from index.reindex import Options, reindex


@pytest.fixture
def source(tmp_path: Path) -> str:
    path = tmp_path / "papers.bib"
    path.write_text(
        "@article{brook, title={On kilns}, author={Brook, Ada}, year=2001, doi={10.1000/kilns}}\n"
        "@article{rivers, title={On ashes}, author={Rivers, Zoe}, year=2002}\n"
    )
    return str(path)


@pytest.fixture
def location(tmp_path: Path, source: str) -> Path:
    reindex(Options(tmp_path / "index", (source,)))
    return tmp_path / "index"


def stored(location: Path) -> dict[str, str]:
    """Titles of the indexed papers by id."""
    import orjson

    from index.codec.toc import open_index
    from index.generations import current

    with open_index(current(location).path).reader() as reader:
        records = [reader.stored_fields(doc)["record"] for doc in reader.all_doc_ids()]
    assert check(location) == []
    papers = map(orjson.loads, records)
    return {paper["id"]: f"{paper['title']} / {'; '.join(paper['authors'])}" for paper in papers}


KILNS, ASHES = "On kilns / Ada Brook", "On ashes / Zoe Rivers"


def test_removed_paper_stays_away(location: Path, source: str) -> None:
    """A removed paper is gone at once, after a reindex, and after one that starts afresh."""
    remove(location, ["brook"])
    assert stored(location) == {"rivers": ASHES}
    for fresh in (False, True):
        assert reindex(Options(location, (source,), fresh=fresh)).indexed == 1
        assert stored(location) == {"rivers": ASHES}


def test_removal_can_be_undone(location: Path) -> None:
    """`undo` lets a paper in again."""
    remove(location, ["brook"])
    remove(location, ["brook"], undo=True)
    assert stored(location) == {"brook": KILNS, "rivers": ASHES}


@pytest.mark.parametrize("alias", ["10.1000/kilns", "10.1000/KILNS"])
def test_a_paper_is_known_by_its_aliases(location: Path, alias: str) -> None:
    """A DOI leads to the paper, in any case."""
    remove(location, [alias])
    assert stored(location) == {"rivers": ASHES}


def test_corrections_survive(location: Path, source: str) -> None:
    """A corrected field stays so whatever the sources say later."""
    edit(location, "brook", [("title", "On hot kilns"), ("authors", "Ada Brook; Bo Li")])
    for fresh in (False, False, True):
        assert stored(location)["brook"] == "On hot kilns / Ada Brook; Bo Li"
        Path(source).write_text(Path(source).read_text().replace("kilns}", "wet kilns}"))
        reindex(Options(location, (source,), fresh=fresh))
    assert stored(location)["brook"] == "On hot kilns / Ada Brook; Bo Li"


def test_corrections_can_be_taken_back(location: Path) -> None:
    """Without changes a paper is as its sources tell it."""
    edit(location, "brook", [("title", "On hot kilns")])
    edit(location, "brook", [])
    assert stored(location)["brook"] == KILNS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("id", "x"), ("titel", "x"), ("date", "yesterday"), ("doi", "x"), ("arxiv_id", "x")),
        ("accessed", "yesterday"),
    ],
)
def test_corrections_that_can_not_be(location: Path, field: str, value: str) -> None:
    """Unknown fields, the id, and values out of form are refused, and nothing changes."""
    with pytest.raises(SettingError, match=field):
        edit(location, "brook", [(field, value)])
    assert stored(location)["brook"] == KILNS


def test_unknown_paper(location: Path) -> None:
    """An id that no paper has is named, and the others aren't removed either."""
    with pytest.raises(QueryError, match="nobody: no paper"):
        remove(location, ["brook", "nobody"])
    assert len(stored(location)) == 2


def test_no_index(tmp_path: Path) -> None:
    """Where there is no index there is nothing to correct."""
    with pytest.raises(NoIndexError):
        remove(tmp_path / "nowhere", ["x"])
    assert not (tmp_path / "nowhere").exists()
