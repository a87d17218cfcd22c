"""CSL-JSON from Zotero, Pandoc and Crossref."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import csl_json
from index.record import Record, Reject, Removal

ITEM = {
    "id": "boot2015",
    "type": "article-journal",
    "title": '<span class="nocase">Paper</span> boats',
    "abstract": "They &lt;i&gt;float&lt;/i&gt;.",
    "author": [
        {"family": "Boot", "given": "Ada", "non-dropping-particle": "van der", "suffix": "Jr."},
        {"family": "Cane", "given": "Cid", "dropping-particle": "de"},
        {"literal": "The Boat Group"},
    ],
    "issued": {"date-parts": [["2015", 3, "17"]]},
    "container-title": "Journal of Boats",
    "DOI": "https://doi.org/10.1000/BOAT",
    "URL": "https://boats.example/1",
    "keyword": "boats, paper",
    "note": "arXiv:1503.00001 [cs]",
}


def parse(text: str | bytes) -> list[Record | Reject]:
    data = text if isinstance(text, bytes) else text.encode()
    return [item for item in csl_json.read(io.BytesIO(data)) if not isinstance(item, Removal)]


def one(**changes: object) -> Record:
    """The record of the item with these changes."""
    [item] = parse(json.dumps([{**ITEM, **changes}]))
    assert isinstance(item, Record)
    return item


def test_whole_item() -> None:
    """Each variable goes where it belongs."""
    assert csl_json.sniff(json.dumps([ITEM]))
    assert one() == Record(
        id="boot2015",
        title="Paper boats",
        abstract="They float.",
        authors=("Ada van der Boot Jr.", "Cid de Cane", "The Boat Group"),
        date="2015-03-17",
        venue="Journal of Boats",
        categories=("boats", "paper"),
        doi="10.1000/boat",
        arxiv_id="1503.00001",
        url="https://boats.example/1",
        comments="arXiv:1503.00001 [cs]",
    )


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2015]]}, "2015"),
        ({"date-parts": [[2015, 3], [2016, 1]]}, "2015-03"),
        ({"date-parts": [["2015", "03", "17"]]}, "2015-03-17"),
        ({"date-parts": [[2015]], "season": "1"}, "2015"),
        ({"raw": "17 March 2015"}, "2015-03-17"),
        ({"literal": "Spring 2015"}, "2015"),
        ("2015-03", "2015-03"),
        ({"date-parts": [[None]]}, ""),
        ({"date-parts": [[]]}, ""),
        ({"date-parts": []}, ""),
        (None, ""),
    ],
)
def test_dates(issued: object, date: str) -> None:
    """Date parts are numbers or text, ranges begin with their first date."""
    assert one(issued=issued).date == date


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"id": 7}, "id", "7"),
        ({"title": ["Boats"]}, "title", "Boats"),
        ({"container-title": ["Sea", "S."]}, "venue", "Sea; S."),
        ({"container-title": None, "event-title": "Sea"}, "venue", "Sea"),
        ({"author": None, "editor": [{"family": "Boot"}]}, "authors", ("Boot",)),
        ({"note": "", "number": "arXiv:1503.00002"}, "arxiv_id", "1503.00002"),
        ({"note": "", "URL": "http://arxiv.org/abs/1503.00003"}, "arxiv_id", "1503.00003"),
        ({"DOI": None, "URL": "https://doi.org/10.1000/x"}, "doi", "10.1000/x"),
        ({"title": "RETRACTED: Boats"}, "retracted", True),
    ],
)
def test_variants(changes: dict[str, object], field: str, value: object) -> None:
    """What programs write otherwise is found."""
    assert getattr(one(**changes), field) == value


@pytest.mark.parametrize(
    "form", ["[%s,\n%s]", '{"items": [%s, %s]}', '{"references":[%s,%s]}', "%s\n%s"]
)
def test_wrappers(form: str) -> None:
    """An array, a wrapper around one, or one item after another."""
    assert len(parse(form % (json.dumps(ITEM), json.dumps({**ITEM, "id": "b"})))) == 2


def test_broken_item() -> None:
    """A broken item is refused with its line; those behind it are read."""
    lines = ['{"id": "a", "title": "A"},', '{"id": "b", "title": "B" oops "},', '{"title": "C"}']
    text = "[\n  " + "\n  ".join(lines) + "\n]"
    first, refused, last = parse(text)
    assert isinstance(refused, Reject)
    assert (refused.line, refused.text.strip()) == (3, lines[1])
    assert refused.reason.startswith("not JSON: ")
    assert isinstance(first, Record) and isinstance(last, Record)


def test_truncated_file() -> None:
    """The items before the end are read."""
    text = json.dumps([ITEM, ITEM])
    record, refused = parse(text[:-30])
    assert isinstance(record, Record) and isinstance(refused, Reject)


def test_latin_1() -> None:
    """An item in Latin-1 is refused, the other one read."""
    refused, record = parse(
        '[{"id": "a", "title": "café"},\n{"id": "b", "title": "B"}]'.encode("latin-1")
    )
    assert isinstance(record, Record)
    assert refused == Reject(
        1, 'not UTF-8: byte 0xe9 after \': "a", "title": "caf\'', '{"id": "a", "title": "café"}'
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(ITEM)), inner),
    max_leaves=8,
)


@given(st.sampled_from(list(ITEM)), JSON)
def test_values_of_any_kind(key: str, value: object) -> None:
    """No value makes the reader raise, and its item comes back."""
    assert len(parse(json.dumps([{**ITEM, key: value}]))) == 1


@given(
    st.lists(st.text('aäß"{}[]\\ ,\n', max_size=8).map(lambda text: f"T{text}")),
    st.sampled_from([None, 2]),
)
def test_every_record_comes_back(titles: list[str], indent: int | None) -> None:
    """A generated file gives each of its items, with braces and quotes in their text."""
    text = json.dumps(
        [{"id": str(i), "title": title} for i, title in enumerate(titles)], indent=indent
    )
    found = [item.title for item in parse(text) if isinstance(item, Record)]
    assert found == [" ".join(title.split()) for title in titles]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("message", [{"total-results": 1, "items": [ITEM]}, ITEM])
def test_answers_of_crossref(message: dict[str, object], indent: int | None) -> None:
    """Crossref's API wraps a work, or a page of works, in an object of its own."""
    kind = "work-list" if "items" in message else "work"
    answer = {"status": "ok", "message-type": kind, "message": message}
    text = json.dumps(answer, indent=indent)
    [record] = csl_json.read(io.BytesIO(text.encode()))
    assert isinstance(record, Record)
    assert record.title == "Paper boats"
