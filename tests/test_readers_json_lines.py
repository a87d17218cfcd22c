"""Plain JSON: what people's own scripts write."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import json_lines
from index.record import Record, Reject, Removal


def parse(text: str | bytes) -> list[Record | Reject]:
    data = text if isinstance(text, bytes) else text.encode()
    return [item for item in json_lines.read(io.BytesIO(data)) if not isinstance(item, Removal)]


def one(**values: object) -> Record:
    [item] = parse(json.dumps(values))
    assert isinstance(item, Record)
    return item


def test_whole_object() -> None:
    """Keys are known in any case and spelling."""
    line = json.dumps(
        {
            "ID": 7,
            "Title": "Paper boats",
            "abstract": "<p>They float.</p>",
            "authors": ["Ada Boot", {"name": "Cid Cane"}, {"given": "Eve", "family": "Ferry"}],
            "publication_year": 2015.0,
            "published": "2015-03-17T00:00:00Z",
            "journal": {"name": "Sea", "volume": 3},
            "keywords": ["boats", "paper"],
            "externalIds": {"DOI": "10.1000/BOAT", "ArXiv": "1503.00001"},
            "url": "https://b.example",
            "comments": None,
            "has_code": True,
        }
    )
    assert json_lines.sniff(line)
    assert parse(line) == [
        Record(
            id="7",
            title="Paper boats",
            abstract="They float.",
            authors=("Ada Boot", "Cid Cane", "Eve Ferry"),
            date="2015-03-17",
            venue="Sea",
            categories=("boats", "paper"),
            doi="10.1000/boat",
            arxiv_id="1503.00001",
            url="https://b.example",
            has_code=True,
            details=(("volume", "3"),),
        )
    ]


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("Boot, Ada; Cane, Cid", ("Ada Boot", "Cid Cane")),
        (["Boot, Ada", "Cid Cane"], ("Ada Boot", "Cid Cane")),
        ([{"firstName": "Ada", "lastName": "Boot"}], ("Ada Boot",)),
        ([{"author": {"display_name": "Ada Boot"}}], ("Ada Boot",)),
        ([None, "", 5], ("5",)),
        (None, ()),
    ],
)
def test_authors(authors: object, names: tuple[str, ...]) -> None:
    """Authors are text, a list of names or a list of objects."""
    assert one(title="B", authors=authors).authors == names


def test_layouts() -> None:
    """One object a line, an array, objects over several lines, and a byte order mark."""
    papers = [{"title": "A"}, {"title": "B"}]
    layouts = [
        "\n".join(map(json.dumps, papers)),
        "\ufeff" + "\r\n\r\n".join(map(json.dumps, papers)) + "\r\n",
        json.dumps(papers),
        json.dumps(papers, indent=2),
        "\n".join(json.dumps(paper, indent=2) for paper in papers),
    ]
    for text in layouts:
        assert [item.title for item in parse(text) if isinstance(item, Record)] == ["A", "B"], text


def test_broken_lines() -> None:
    """A line that isn't an object is refused with its number; the others are read."""
    found = parse('{"title": "A"}\n{"title": "B"\n\n[1]\n{"year": 2015}\n{"title": "C"}\n')
    refused = [(item.line, item.reason) for item in found if isinstance(item, Reject)]
    assert len(found) == 5
    assert refused[0][0] == 2 and refused[0][1].startswith("not JSON: ")
    assert refused[1:] == [(4, "not a JSON object"), (5, "neither a title nor an abstract")]


def test_first_line_broken() -> None:
    """A broken first line doesn't cost the rest."""
    found = parse('{"title": oops}\n{"title": "B"}\n')
    assert [type(item) for item in found] == [Reject, Record]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": "x"}', "title: x", '"title"'])
def test_what_is_no_paper(text: str) -> None:
    """JSON without a title or an abstract isn't taken for papers."""
    assert not json_lines.sniff(text)


KEYS = st.sampled_from(["title", "abstract", "authors", "year", "doi", "id", "journal", "tags"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES))
def test_values_of_any_kind(paper: dict[str, object]) -> None:
    """No value makes the reader raise; each line gives one item."""
    assert len(parse(json.dumps(paper))) == 1


@given(st.lists(st.text(max_size=8).map(lambda text: f"T{text}")))
def test_every_record_comes_back(titles: list[str]) -> None:
    """A generated file gives each of its records."""
    text = "".join(json.dumps({"title": title, "id": i}) + "\n" for i, title in enumerate(titles))
    assert [item.id for item in parse(text) if isinstance(item, Record)] == [
        str(i) for i in range(len(titles))
    ]
