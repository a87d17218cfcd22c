"""The API's endpoints → its OpenAPI 3.1 document, and types of answers → JSON Schema."""

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from http import HTTPStatus
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from web.parameters import Parameter

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
Schema = dict[str, Any]  # Any: JSON
ERRORS = (400, 404, 405, 503)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A GET of the API: its address in OpenAPI's notation, and the function that answers.

    The function is given the parameters' values by name, and the `{id}` as `paper_id`; its
    docstring describes it.
    """

    path: str
    view: Callable[..., object]
    parameters: Sequence[Parameter]
    answer: type

    @property
    def name(self) -> str:
        """The operation's name."""
        return self.view.__name__


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error, as RFC 9457 has it; `type` says to programs which one it is."""

    type: str
    title: str
    status: int
    detail: str


def document(endpoints: Iterable[Endpoint], version: str) -> Schema:
    """The whole document."""
    components: dict[str, Schema] = {}
    paths = {end.path: {"get": _operation(end, components)} for end in endpoints}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Abseek",
            "version": version,
            "description": "Full-text search over the titles and abstracts of papers.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": components},
    }


def schema_of(kind: Any, components: dict[str, Schema]) -> Schema:
    """The schema of a type; dataclasses go into `components`. Any: a type in any notation."""
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if is_dataclass(kind) and isinstance(kind, type):
        return _object(kind, components)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"type": "string", "enum": list(parts)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(part, components) for part in parts]}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of(parts[1], components)}
    if origin is tuple and parts[-1] is not ...:
        items = [schema_of(part, components) for part in parts]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "items": False}
    if origin in (tuple, Sequence):
        return {"type": "array", "items": schema_of(parts[0], components)}
    raise TypeError(f"no JSON Schema for {kind}")


def _object(kind: type, components: dict[str, Schema]) -> Schema:
    if kind.__name__ not in components:
        components[kind.__name__] = {}  # a place in the order before those of its fields
        hints = get_type_hints(kind)
        properties = {name: schema_of(hint, components) for name, hint in hints.items()}
        components[kind.__name__] |= {
            "type": "object",
            "description": (kind.__doc__ or "").partition("\n")[0],
            "properties": properties,
            "required": [field.name for field in fields(kind)],
        }
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _operation(end: Endpoint, components: dict[str, Schema]) -> Schema:
    answer = {"application/json": {"schema": schema_of(end.answer, components)}}
    trouble = {"application/problem+json": {"schema": schema_of(Trouble, components)}}
    answers: Schema = {
        "200": {"description": "The answer", "content": answer},
        "304": {"description": "Unchanged since the answer with this ETag"},
    }
    for status in ERRORS:
        answers[str(status)] = {"description": HTTPStatus(status).phrase, "content": trouble}
    return {
        "operationId": end.name,
        "summary": (end.view.__doc__ or "").partition("\n")[0],
        "parameters": [*_in_path(end.path), *map(_in_query, end.parameters)],
        "responses": answers,
    }


def _in_path(path: str) -> list[Schema]:
    if "{" not in path:
        return []
    about = "An id or alias of a paper; its slashes may stand as they are."
    return [
        {
            "name": "id",
            "in": "path",
            "required": True,
            "description": about,
            "schema": {"type": "string", "minLength": 1},
            "example": "1706.03762",
        }
    ]


def _in_query(row: Parameter) -> Schema:
    return {
        "name": row.name,
        "in": "query",
        "description": row.about,
        "required": row.required,
        "schema": row.schema(),
    }
