"""One command on a folder of everything: all formats, packed or not, duplicates, broken records."""

import bz2
import gzip
import lzma
from pathlib import Path

import orjson
import pytest
import zstandard
from click.testing import CliRunner

from abseek import abseek
from index.readers import FORMATS

FIXTURES = Path(__file__).parent / "fixtures"
PACKERS = (bytes, gzip.compress, bz2.compress, lzma.compress, zstandard.compress)

# Name → a file with one good record, which others have too, and one or two broken ones.
BROKEN = {
    "cut.xml": "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>71</PMID><Article>"
    '<ArticleTitle>Twice told tale</ArticleTitle><ELocationID EIdType="doi">10.5555/tale'
    "</ELocationID></Article></MedlineCitation></PubmedArticle>\n<PubmedArticle><MedlineCitation>"
    "<PMID>72</PMID><Article><ArticleTitle>Not BROKEN closed</Article></MedlineCitation>"
    "</PubmedArticle></PubmedArticleSet>",
    "lines.json": '{"id": "j1", "title": "Twice told tale", "doi": "10.5555/tale"}\n'
    '{"id": "j2", "title": "No BROKEN quote}\n',
    "library": "@article{b1, title={Twice told tale}, doi={10.5555/tale}}\n\n"
    "@article{b2, title={Never BROKEN ends\n\n@article{b3, title={Third of the library}}\n",
    "works": '{"id": "https://openalex.org/W71", "title": "Twice told tale", "doi": '
    '"https://doi.org/10.5555/TALE"}\n{"id": "https://openalex.org/W72", "title": BROKEN}\n',
    "answer.xml": "<OAI-PMH><ListRecords><record><header><identifier>oai:x:71</identifier></header>"
    "<metadata><dc><title>Twice told tale</title><identifier>doi:10.5555/tale</identifier></dc>"
    "</metadata></record><record><header><identifier>oai:x:72</identifier></header><metadata><dc>"
    "<title>A BROKEN &entity;</title></dc></metadata></record></ListRecords></OAI-PMH>",
    "papers.csv": "Title,DOI,Year\nTwice told tale,10.5555/tale,2001\nBROKEN row,,2002,too,many\n",
}
MENDED = (
    ("Not BROKEN closed</Article>", "Not any more</ArticleTitle></Article>"),
    ("No BROKEN quote", 'Quoted again"'),
    ("Never BROKEN ends", "Ended at last}}"),
    ('"title": BROKEN', '"title": "Worked over"'),
    ("A BROKEN &entity;", "An entity less"),
    ("BROKEN row,,2002,too,many", "Row of three,,2002"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All fixtures but the rejects', and BROKEN, spread over folders and packed in turn."""
    files = {path.name: path.read_bytes() for path in FIXTURES.iterdir() if path.stem != "rejects"}
    files |= {name: text.encode() for name, text in BROKEN.items()}
    for number, (name, data) in enumerate(sorted(files.items())):
        place = tmp_path / "mixed" / f"shelf {number % 3}"
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(PACKERS[number % len(PACKERS)](data))
    return tmp_path / "mixed"


def run(*arguments: str | Path) -> tuple[int, dict[str, int]]:
    result = CliRunner().invoke(abseek, ["reindex", *map(str, arguments), "--json"])
    return result.exit_code, orjson.loads(result.stdout)


def test_a_folder_of_everything(folder: Path, tmp_path: Path) -> None:
    """Right counts, exit status 3, and rejects that are mended, fed back, and then are none."""
    index, refused, left = (tmp_path / name for name in ("index", "refused.jsonl", "left.jsonl"))
    _, fixtures = run(*(p for p in FIXTURES.iterdir() if p.stem != "rejects"), "--index", index)
    status, counts = run(folder, "--index", index, "--fresh", "--rejects", refused)
    rows = [orjson.loads(line) for line in refused.read_bytes().splitlines()]
    assert status == 3
    assert counts["rejected"] == len(rows) == len(MENDED)
    # Six tales are one paper, and one file has a third record.
    assert counts["read"] == fixtures["read"] + 6 + 1
    assert counts["merged"] == fixtures["merged"] + 5
    assert counts["indexed"] == fixtures["indexed"] + 1 + 1
    text = refused.read_text(encoding="utf-8")
    for broken, good in MENDED:
        was, becomes = (orjson.dumps(part).decode()[1:-1] for part in (broken, good))
        assert was in text
        text = text.replace(was, becomes)
    refused.write_text(text, encoding="utf-8")
    status, after = run(refused, "--index", index, "--rejects", left)
    assert status == 0, left.read_text(encoding="utf-8")
    assert after["added"] == len(MENDED)
    assert after["indexed"] == counts["indexed"] + len(MENDED)
    assert left.read_bytes() == b""


def test_the_folder_holds_every_format(folder: Path) -> None:
    """The test above is about all formats."""
    from index.readers.sources import read

    found = {source.format for source, _ in read([str(folder)])}
    assert found == {row.name for row in FORMATS} - {"rejects"}
