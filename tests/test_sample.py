"""The bundled sample: every line is a paper that a first search can show off with."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import index.sample

ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+/\d{7}")
DOI = re.compile(r"10\.\d{4,9}/\S+")


@cache
def papers() -> list[dict[str, Any]]:  # a line of JSON, judged below
    path = Path(index.sample.__file__).with_name("landmarks.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 140
    return [json.loads(line) for line in lines]


def test_every_paper_has_a_title_authors_and_a_year() -> None:
    """Title, authors and date are filled, and the date begins with a plausible year."""
    for paper in papers():
        assert paper["title"].strip(), paper
        assert paper["authors"] and all(name.strip() for name in paper["authors"]), paper
        assert re.fullmatch(r"(19[3-9]\d|20[0-2]\d)(-(0[1-9]|1[0-2]))?", paper["date"]), paper


def test_every_summary_has_60_to_120_words() -> None:
    """A summary is long enough to be searched and short enough to be read."""
    for paper in papers():
        assert 60 <= len(paper["abstract"].split()) <= 120, paper["title"]


def test_no_id_title_or_identifier_comes_twice() -> None:
    """Nothing in the sample is merged: ids, titles, DOIs and arXiv ids are each unique."""
    for key in ("id", "title", "doi", "arxiv_id"):
        counts = Counter(paper[key].lower() for paper in papers() if key in paper)
        assert counts and max(counts.values()) == 1, counts.most_common(1)


def test_identifiers_are_well_formed() -> None:
    """DOIs and arXiv ids have their form, and the id is one of them or a slug."""
    for paper in papers():
        doi, arxiv_id = paper.get("doi", ""), paper.get("arxiv_id", "")
        assert not doi or DOI.fullmatch(doi), paper
        assert doi == doi.lower(), paper
        assert not arxiv_id or ARXIV_ID.fullmatch(arxiv_id), paper
        slug = re.fullmatch(r"[a-z-]+-\d{4}", paper["id"])
        assert paper["id"] == (arxiv_id or doi) or slug, paper


def test_the_papers_of_the_examples_are_there() -> None:
    """What the documentation searches for can be found on a fresh clone."""
    titles = {paper["title"].lower() for paper in papers()}
    for start in ("sharpness-aware minimization", "deep double descent", "zoneout"):
        assert any(title.startswith(start) for title in titles), start
