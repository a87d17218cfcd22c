"""Reindexing: what is added, updated, merged, pruned, kept and counted."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.audit import check, merges
from index.errors import AbseekError, SourceError
from index.reindex import Counts, Options, reindex

TEXT = (
    "a kiln that turns on its own axis heats clay evenly and we measure how the colour of the"
    " glaze depends on the speed of turning for twelve mixtures of ash sand and salt"
)
Json = dict[str, Any]  # a paper as a line of JSON


def write(path: Path, papers: Sequence[Json]) -> str:
    path.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    return str(path)


def paper(id: str, **values: str | list[str]) -> Json:
    return {"id": id, "title": f"On the matter of {id}", "authors": ["Ada Brook"], **values}


class Place:
    """An index in a folder of its own, and what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.location = folder / "index"

    def file(self, name: str, *papers: Json) -> str:
        return write(self.folder / name, papers)

    def run(self, *sources: str, **options: Any) -> Counts:  # of Options
        return reindex(Options(self.location, sources, **options))

    def papers(self) -> dict[str, Json]:
        """The stored papers by id."""
        from index.codec.toc import open_index
        from index.generations import current

        reader = open_index(current(self.location).path).reader()
        try:
            stored = [reader.stored_fields(doc)["record"] for doc in reader.all_doc_ids()]
        finally:
            reader.close()
        papers = [json.loads(record) for record in stored]
        assert len({one["id"] for one in papers}) == len(papers)
        return {one["id"]: one for one in papers}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def figures(counts: Counts) -> dict[str, int]:
    """The counts that aren't 0, but for the generation."""
    names = ("read", "added", "updated", "unchanged", "removed", "merged", "rejected", "indexed")
    return {name: getattr(counts, name) for name in names if getattr(counts, name)}


def test_first_run(place: Place) -> None:
    """Every paper of a first run is added, in generation 1."""
    counts = place.run(place.file("a.jsonl", paper("a"), paper("b")))
    assert figures(counts) == {"read": 2, "added": 2, "indexed": 2}
    assert counts.generation == 1
    assert place.papers()["a"]["title"] == "On the matter of a"
    assert place.papers()["a"]["sources"] == ["a.jsonl"]


def test_second_run_changes_nothing(place: Place) -> None:
    """What didn't change is left alone, and there is no new generation."""
    source = place.file("a.jsonl", paper("a"), paper("b"))
    place.run(source)
    counts = place.run(source)
    assert figures(counts) == {"read": 2, "unchanged": 2, "indexed": 2}
    assert counts.generation == 1


def test_changed_and_new_records(place: Place) -> None:
    """A run after a change writes what changed and what is new."""
    place.run(place.file("a.jsonl", paper("a"), paper("b")))
    source = place.file("a.jsonl", paper("a"), paper("b", title="Another title"), paper("c"))
    counts = place.run(source)
    assert figures(counts) == {"read": 3, "added": 1, "updated": 1, "unchanged": 1, "indexed": 3}
    assert counts.generation == 2
    assert place.papers()["b"]["title"] == "Another title"


def test_without_prune_nothing_goes(place: Place) -> None:
    """A record that its source no longer holds stays until --prune."""
    place.run(place.file("a.jsonl", paper("a"), paper("b")))
    source = place.file("a.jsonl", paper("b"))
    assert place.run(source).indexed == 2
    counts = place.run(source, prune=True)
    assert figures(counts) == {"read": 1, "unchanged": 1, "removed": 1, "indexed": 1}
    assert set(place.papers()) == {"b"}


def test_prune_keeps_to_the_named_sources(place: Place) -> None:
    """Papers of sources that weren't named are no concern of a --prune."""
    first = place.file("a.jsonl", paper("a"))
    place.run(first, place.file("b.jsonl", paper("b")))
    assert place.run(first, prune=True).indexed == 2


def test_prune_of_a_file_that_left_its_folder(place: Place) -> None:
    """A file that is gone from a named folder takes its papers along."""
    folder = place.folder / "papers"
    folder.mkdir()
    write(folder / "a.jsonl", [paper("a")])
    write(folder / "b.jsonl", [paper("b")])
    place.run(str(folder))
    (folder / "a.jsonl").unlink()
    assert place.run(str(folder)).indexed == 2
    assert place.run(str(folder), prune=True).indexed == 1


def test_prune_spares_what_could_not_be_read(place: Place) -> None:
    """A file that is broken today doesn't lose its papers."""
    folder = place.folder / "papers"
    folder.mkdir()
    write(folder / "a.jsonl", [paper("a")])
    place.run(str(folder))
    (folder / "a.jsonl").write_bytes(b"\x1f\x8b\x08\x00broken")
    counts = place.run(str(folder), prune=True)
    assert (counts.rejected, counts.indexed) == (1, 1)


def test_prune_spares_what_may_be_refused(place: Place) -> None:
    """A record that can't be read any more keeps its good old self, until its file is in order."""
    source = place.file("a.jsonl", paper("a"), paper("b"), paper("c"))
    place.run(source)
    place.file("a.jsonl", paper("a"), {"id": "b"})
    counts = place.run(source, prune=True)
    assert figures(counts) == {"read": 1, "unchanged": 1, "rejected": 1, "indexed": 3}
    place.file("a.jsonl", paper("a"), paper("b"))
    assert place.run(source, prune=True).indexed == 2


def test_prune_undoes_merges(place: Place) -> None:
    """A paper that two sources had in common is the first one's own again."""
    first = place.file("a.jsonl", paper("a", title="Kilns"))
    second = place.file("b.jsonl", paper("b", title="Kilns", abstract=TEXT))
    assert place.run(first, second).merged == 1
    assert place.papers()["a"]["abstract"] == TEXT
    place.file("b.jsonl", paper("c"))
    counts = place.run(second, prune=True)
    assert figures(counts) == {"read": 1, "added": 1, "updated": 1, "indexed": 2}
    assert place.papers()["a"]["abstract"] == ""
    assert place.papers()["a"]["aliases"] == []


def test_merged_away_bridge(place: Place) -> None:
    """When the record that joined two others goes, they are two papers again."""
    bridge = place.file("c.jsonl", paper("c", title="Kilns", abstract=TEXT, doi="10.1000/x"))
    others = place.file(
        "ab.jsonl",
        paper("a", title="Kilns", date="2001"),
        paper("b", title="", abstract=TEXT, date="2015"),
    )
    assert place.run(others, bridge).indexed == 1
    place.file("c.jsonl", paper("d"))
    assert place.run(bridge, prune=True).indexed == 3
    assert set(place.papers()) == {"a", "b", "d"}


def test_merge_with_an_earlier_run(place: Place) -> None:
    """A record that comes later joins the paper, which keeps its id; the later id is an alias."""
    place.run(place.file("a.jsonl", paper("z", title="Kilns")))
    counts = place.run(place.file("b.jsonl", paper("b", title="Kilns", doi="10.1000/x")))
    assert figures(counts) == {"read": 1, "updated": 1, "merged": 1, "indexed": 1}
    assert place.papers()["z"]["aliases"] == ["10.1000/x", "b"]
    assert place.papers()["z"]["sources"] == ["a.jsonl", "b.jsonl"]


def test_published_papers_that_turn_out_the_same(place: Place) -> None:
    """When two papers become one, the older id stays and the other leads to it."""
    place.run(place.file("a.jsonl", paper("b", title="Kilns"), paper("a")))
    counts = place.run(place.file("a.jsonl", paper("b", title="Kilns"), paper("a", title="Kilns")))
    assert figures(counts) == {"read": 2, "updated": 1, "removed": 1, "merged": 1, "indexed": 1}
    assert place.papers()["b"]["aliases"] == ["a"]


def test_one_id_for_two_papers(place: Place) -> None:
    """Sources that use the same own id for different papers don't overwrite each other."""
    first = place.file("a.jsonl", paper("brook2001", title="Kilns"))
    second = place.file("b.jsonl", paper("brook2001", title="Ashes", doi="10.1000/ashes"))
    third = place.file("c.jsonl", paper("brook2001", title="Salt"))
    for _ in range(2):
        assert place.run(first, second, third).indexed == 3
        titles = {one["title"]: id for id, one in place.papers().items()}
        assert titles["Kilns"] == "brook2001"
        assert titles["Ashes"] == "10.1000/ashes"
        assert len(titles["Salt"]) == 16


def test_one_id_twice_in_a_source(place: Place) -> None:
    """Two papers under one id in one file are both kept, run after run."""
    source = place.file("a.jsonl", paper("x", title="Kilns"), paper("x", title="Ashes"))
    assert place.run(source).indexed == 2
    counts = place.run(source)
    assert figures(counts) == {"read": 2, "unchanged": 2, "indexed": 2}


def test_records_without_an_id(place: Place) -> None:
    """Records without any id are known again by their content; exact copies are one paper."""
    kilns = {"title": "Kilns", "authors": ["Ada Brook"]}
    source = place.file("a.jsonl", kilns, kilns, {"title": "Ashes"})
    assert figures(place.run(source)) == {"read": 3, "added": 2, "merged": 1, "indexed": 2}
    assert figures(place.run(source)) == {"read": 3, "unchanged": 2, "merged": 1, "indexed": 2}


def test_fresh_holds_the_named_sources_only(place: Place) -> None:
    """--fresh makes the index anew of what is named."""
    place.run(place.file("a.jsonl", paper("a")))
    counts = place.run(place.file("b.jsonl", paper("b")), fresh=True)
    assert figures(counts) == {"read": 1, "added": 1, "indexed": 1}
    assert counts.generation == 2
    assert set(place.papers()) == {"b"}


def test_sources_are_remembered(place: Place) -> None:
    """A run without sources reads those of all earlier runs, also when --fresh is asked for."""
    place.run(place.file("a.jsonl", paper("a")))
    place.run(place.file("b.jsonl", paper("b")))
    assert place.run().read == 2
    assert figures(place.run(fresh=True)) == {"read": 2, "added": 2, "indexed": 2}


def test_remembered_source_that_is_gone(place: Place) -> None:
    """It is told and its papers stay; --prune takes them out and forgets it."""
    place.run(place.file("a.jsonl", paper("a")), place.file("b.jsonl", paper("b")))
    (place.folder / "a.jsonl").unlink()
    assert figures(place.run()) == {"read": 1, "unchanged": 1, "rejected": 1, "indexed": 2}
    assert place.run(prune=True).indexed == 1
    assert place.run().rejected == 0


def test_sample_without_any_source(place: Place) -> None:
    """On a new clone there is something to search."""
    counts = place.run(dry_run=True)
    assert counts.read > 100
    assert counts.rejected == 0


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("damaged", [False, True])
def test_sample_takes_no_ones_place(
    place: Place, monkeypatch: pytest.MonkeyPatch, fresh: bool, damaged: bool
) -> None:
    """What came from standard input isn't remembered, and isn't given up for the sample."""
    lines = b'{"id": "a", "title": "On kilns"}\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    place.run("-")
    if damaged:
        (place.location / "catalogue.sqlite").write_bytes(b"no catalogue at all")
    with pytest.raises(AbseekError, match="name some" if fresh or not damaged else "--fresh"):
        place.run(fresh=fresh)
    assert list(place.papers()) == ["a"]


def test_missing_source(place: Place) -> None:
    """A source that isn't there is an error, and nothing is made."""
    with pytest.raises(SourceError, match=r"nowhere\.bib: no such file"):
        place.run(str(place.folder / "nowhere.bib"))
    assert not (place.location / "CURRENT").exists()


def test_file_below_a_named_folder_is_read_once(place: Place) -> None:
    """A file that is named twice, in its folder and by itself, gives each record once."""
    source = place.file("a.jsonl", paper("a"))
    assert place.run(source, str(place.folder), source, dry_run=True).read == 1


def test_own_files_are_no_sources(place: Place) -> None:
    """An index and a file of rejects inside of a named folder are left out."""
    (place.folder / "broken.jsonl").write_text('{"title": \n')
    place.file("a.jsonl", paper("a"))
    for _ in range(2):
        counts = place.run(str(place.folder), rejects=place.folder / "refused.jsonl")
        assert (counts.read, counts.rejected) == (1, 1)


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_dry_run_touches_nothing(place: Place) -> None:
    """It counts what would be done; not a byte of the index is another afterwards."""
    place.run(place.file("a.jsonl", paper("a"), paper("b")))
    before = snapshot(place.location)
    source = place.file("a.jsonl", paper("a", title="New"), paper("c"))
    counts = place.run(source, prune=True, dry_run=True)
    expected = {"read": 2, "added": 1, "updated": 1, "removed": 1, "indexed": 2}
    assert figures(counts) == expected
    assert snapshot(place.location) == before
    assert figures(place.run(source, prune=True)) == expected


def test_dry_run_makes_no_folder(place: Place) -> None:
    """Where there is no index, there is none after a dry run."""
    assert place.run(place.file("a.jsonl", paper("a")), dry_run=True).added == 1
    assert not place.location.exists()


def test_no_merge_and_back(place: Place) -> None:
    """--no-merge makes each record a paper; a run without it merges them again."""
    source = place.file("a.jsonl", paper("a", title="Kilns"), paper("b", title="Kilns"))
    assert figures(place.run(source)) == {"read": 2, "added": 1, "merged": 1, "indexed": 1}
    assert figures(place.run(source, merge=False)) == {
        "read": 2, "added": 1, "updated": 1, "indexed": 2,
    }  # fmt: skip
    assert set(place.papers()) == {"a", "b"}
    assert place.run(source).indexed == 1


def test_removal_takes_the_paper_away(place: Place) -> None:
    """A source's word that a paper is gone removes what came from sources of its format."""
    first = place.folder / "first.xml"
    second = place.folder / "second.xml"
    first.write_text(pubmed("<PMID>11</PMID>", "<PMID>12</PMID>"), encoding="utf-8")
    second.write_text(
        "<PubmedArticleSet><DeleteCitation><PMID>12</PMID></DeleteCitation></PubmedArticleSet>",
        encoding="utf-8",
    )
    assert place.run(str(first)).indexed == 2
    counts = place.run(str(second))
    assert (counts.removed, counts.indexed) == (1, 1)
    assert place.run(str(first), str(second)).indexed == 1


def pubmed(*ids: str) -> str:
    articles = (
        f"<PubmedArticle><MedlineCitation>{id}<Article><ArticleTitle>Title of {id[6:8]}"
        "</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
        for id in ids
    )
    return f"<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>"


def test_audit_of_merges(place: Place) -> None:
    """Each merged paper is listed with its records and the rule that joined them."""
    first = place.file("a.jsonl", paper("a", title="Kilns"))
    place.run(first, place.file("b.jsonl", paper("b", title="Kilns"), paper("c")))
    (merge,) = merges(place.location)
    assert merge.id == "a"
    assert [(label, record.id) for label, record in merge.records] == [
        ("a.jsonl", "a"),
        ("b.jsonl", "b"),
    ]
    assert merge.links == ((0, 1, "title"),)


PAPERS = (
    paper("p", title="Kilns", date="2001"),
    paper("q", title="Kilns", date="2002", doi="10.1000/x"),
    paper("r", title="Kilns", doi="10.1000/y"),
    paper("s", title="Kilns", abstract=TEXT, arxivid="1501.00001"),
    paper("t", title="Turning", abstract=TEXT),
    paper("u", title="Turning", arxivid="1501.00002"),
    paper("v", title="Ashes"),
)


def papers_in_order(folder: Path, order: Sequence[int]) -> dict[str, Json]:
    place = Place(folder)
    place.run(place.file("a.jsonl", *(PAPERS[number] for number in order)))
    return place.papers()


@pytest.fixture(scope="module")
def in_plain_order(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Json]:
    return papers_in_order(tmp_path_factory.mktemp("plain"), range(len(PAPERS)))


@settings(max_examples=5, deadline=None)
@given(order=st.permutations(range(len(PAPERS))))
def test_papers_do_not_depend_on_the_order(
    tmp_path_factory: pytest.TempPathFactory, in_plain_order: dict[str, Json], order: list[int]
) -> None:
    """Whatever the order of the records, the same papers come of them, under the same ids."""
    assert papers_in_order(tmp_path_factory.mktemp("other"), order) == in_plain_order


def test_in_parts_or_at_once(tmp_path: Path) -> None:
    """Reading source by source, run by run, gives the papers that one run gives."""
    (tmp_path / "one").mkdir()
    (tmp_path / "many").mkdir()
    one, many = Place(tmp_path / "one"), Place(tmp_path / "many")
    one.run(*(one.file(f"{number}.jsonl", each) for number, each in enumerate(PAPERS)))
    for number, each in enumerate(PAPERS):
        many.run(many.file(f"{number}.jsonl", each))
    assert many.papers().keys() == one.papers().keys()
    assert check(many.location) == []


def test_the_five_pages(shared: Path, place: Place) -> None:
    """The first corpus: 87 records are 77 papers."""
    counts = place.run(str(shared / "seeds"))
    assert figures(counts) == {"read": 87, "added": 77, "merged": 10, "indexed": 77}
    counts = place.run(str(shared / "seeds"), merge=False, fresh=True)
    assert (counts.indexed, counts.merged) == (87, 0)
