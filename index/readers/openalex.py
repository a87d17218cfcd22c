"""OpenAlex works: lines of a snapshot, or pages of the API ({"results": […]}).

The fields: https://docs.openalex.org/api-entities/works/work-object
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import orjson

from index.dates import parse_date
from index.details import Details, details, page_range, type_of
from index.identifiers import clean_arxiv_id, clean_doi
from index.readers.checks import titled_retracted
from index.readers.json_records import (
    Json,
    object_in,
    objects_in,
    read_object_lines,
    read_objects,
    text_in,
)
from index.readers.text import plain
from index.record import Item, Record

_WORK = re.compile(
    r'"id"\s*:\s*"https?:\\?/\\?/openalex\.org\\?/W\d+"|"(?:abstract_inverted_index|authorships)"\s*:'
)


def sniff(head: str) -> bool:
    """A JSON file with the id of a work or an inverted abstract."""
    return head.lstrip().startswith(("{", "[")) and _WORK.search(head) is not None


def read(file: BinaryIO) -> Iterator[Item]:
    """One record a work."""
    return read_objects(file, _record, pages=("results",))


def read_lines(lines: Iterable[bytes], first: int) -> Iterator[Item]:
    """The same of some of the lines."""
    return read_object_lines(lines, first, _record, ("results",))


def rebuild(inverted: object) -> str:
    """The text of an inverted abstract, {word: [positions]}: each word at every position it has.

    Microsoft Academic's form of it ({"IndexLength", "InvertedIndex"}, also as a string) is
    understood too; anything else is "".
    """
    if isinstance(inverted, str):
        try:
            inverted = orjson.loads(inverted)
        except orjson.JSONDecodeError:
            return ""
    if not isinstance(inverted, dict):
        return ""
    index = inverted.get("InvertedIndex", inverted)
    if not isinstance(index, dict):
        return ""
    places = [
        (position, word)
        for word, positions in index.items()
        if isinstance(positions, list)
        for position in positions
        if isinstance(position, int)
    ]
    places.sort(key=lambda place: place[0])
    return plain(" ".join(word for _, word in places))


def _record(work: Json) -> Record:
    title = text_in(work, "title", "display_name")
    doi = clean_doi(text_in(work, "doi"))
    venue = _venue(work)
    own_id = text_in(work, "id")
    return Record(
        id=own_id.rpartition("/")[2],
        title=title,
        abstract=rebuild(work.get("abstract_inverted_index")) or text_in(work, "abstract"),
        authors=tuple(filter(None, map(_name, objects_in(work, "authorships")))),
        date=parse_date(text_in(work, "publication_date", "publication_year")),
        venue=venue,
        categories=_categories(work),
        doi=doi,
        arxiv_id=_arxiv_id(work, doi),
        url=f"https://doi.org/{doi}" if doi else own_id,
        retracted=work.get("is_retracted") is True or titled_retracted(title),
        details=_details(work, venue),
    )


def _details(work: Json, venue: str) -> Details:
    place, source = object_in(work, "biblio"), object_in(work, "primary_location", "source")
    return details(
        venue,
        type=type_of(text_in(work, "type_crossref", "type")),
        volume=text_in(place, "volume"),
        issue=text_in(place, "issue"),
        pages=page_range(text_in(place, "first_page"), text_in(place, "last_page")),
        publisher=text_in(source, "host_organization_name"),
        issn=text_in(source, "issn_l"),
    )


def _name(authorship: Json) -> str:
    return text_in(object_in(authorship, "author"), "display_name") or text_in(
        authorship, "raw_author_name"
    )


def _venue(work: Json) -> str:
    """Where it was published; `host_venue` in files from before 2023."""
    source = object_in(work, "primary_location", "source")
    return text_in(source, "display_name") or text_in(object_in(work, "host_venue"), "display_name")


def _categories(work: Json) -> tuple[str, ...]:
    """Topics, the primary one first; `concepts` in older files."""
    topics = [object_in(work, "primary_topic"), *objects_in(work, "topics")]
    names = [text_in(topic, "display_name") for topic in topics]
    if not any(names):
        names = [text_in(concept, "display_name") for concept in objects_in(work, "concepts")]
    return tuple(dict.fromkeys(filter(None, names)))


def _arxiv_id(work: Json, doi: str) -> str:
    """From arXiv's own DOI, or from the places where the work can be read."""
    locations = [object_in(work, "primary_location"), *objects_in(work, "locations")]
    urls = [text_in(place, key) for place in locations for key in ("landing_page_url", "pdf_url")]
    return next(filter(None, map(clean_arxiv_id, [doi, *filter(None, urls)])), "")
