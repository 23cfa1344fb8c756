"""The description of the API (OpenAPI 3.1), made from the routes and the shapes: there is no copy to keep up to date."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from service.api.answers import ProblemAnswer
from service.api.calls import KEY_PATTERN
from service.api.problems import MEDIA_TYPE
from service.api.routes import Route
from service.domain.api_keys import Scope

PATH: Final = "/api/v1/openapi.json"
_PLACE: Final = re.compile(r"<(?:\w+:)?(\w+)>")
_REF: Final = "#/components/schemas/{model}"
_ABOUT: Final = """\
Bothways contacts people the way that they chose, and knows who has not understood.

A message has two axes that are never mixed: how far each delivery got, and what the person has shown to have understood.
Nothing personal stands in an address or in an answer: a person is named in the body, and answers hold ids, codes and
moments. Enumerations may grow: take a word that you don't know for one, not for an error.
"""
_OF_EVERY_PATH: Final = {
    401: "No key, or one that does not work.",
    403: "The key, or its member of staff, may not do this.",
    429: "The key's requests of this minute are used up.",
    500: "A fault of ours.",
    503: "The database is away. Try again.",
}
_OF_A_BODY: Final = {
    400: "Not readable as a request.",
    413: "More than 64 KiB.",
    415: "Not application/json.",
    422: "Not as described, or refused by the rules: the codes tell which.",
}
_HEADERS: Final[Mapping[int, Mapping[str, Any]]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    429: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
    503: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
}
_SECURITY: Final = "key"


def description(routes: Iterable[Route], public_url: str) -> dict[str, Any]:
    """The whole document, ready for JSON."""
    routes = tuple(routes)
    shapes = {shape for route in routes for shape in (route.shape("body"), route.shape("query")) if shape is not None}
    answers: set[type[BaseModel]] = {ProblemAnswer}
    answers.update(answer for route in routes for answer, _ in route.answers.values())
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = []
    models += [(shape, "validation") for shape in sorted(shapes, key=_name)]
    models += [(answer, "serialization") for answer in sorted(answers, key=_name)]
    _, definitions = models_json_schema(models, ref_template=_REF)
    components: dict[str, Any] = definitions["$defs"]
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        operations = paths.setdefault(_PLACE.sub(r"{\1}", route.path), {})
        operations[route.method.lower()] = _operation(route, components)
    queries = {_name(shape) for route in routes if (shape := route.shape("query")) is not None}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bothways",
            "version": "1",
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": public_url.rstrip("/")}],
        "security": [{_SECURITY: []}],
        "paths": paths,
        "components": {
            "schemas": {name: schema for name, schema in components.items() if name not in queries},
            "securitySchemes": {
                _SECURITY: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key of the staff pages. Its scopes: " + ", ".join(Scope) + ".",
                }
            },
        },
    }


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _operation(route: Route, components: Mapping[str, Any]) -> dict[str, Any]:
    summary, _, more = inspect.cleandoc(route.view.__doc__ or "").partition("\n")
    body = route.shape("body")
    refusals = {**_OF_EVERY_PATH, **route.refusals}
    if body is not None:
        refusals |= _OF_A_BODY
    if route.shape("query") is not None:
        refusals |= {422: _OF_A_BODY[422]}
    operation: dict[str, Any] = {
        "operationId": f"{route.view.__module__.rpartition('.')[2]}_{route.view.__name__}",
        "summary": summary,
        "description": " ".join(more.split()) + f"\n\nScope: `{route.scope}`.",
        "responses": {
            **{str(status): _answer(status, words, model) for status, (model, words) in route.answers.items()},
            **{str(status): _answer(status, words, ProblemAnswer) for status, words in sorted(refusals.items())},
        },
    }
    parameters = [*_places(route), *_parameters(route, components), *_header(route)]
    if parameters:
        operation["parameters"] = parameters
    if body is not None:
        schema = {"$ref": _REF.format(model=_name(body))}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _answer(status: int, words: str, model: type[BaseModel]) -> dict[str, Any]:
    media_type = MEDIA_TYPE if model is ProblemAnswer else "application/json"
    answer: dict[str, Any] = {
        "description": words,
        "content": {media_type: {"schema": {"$ref": _REF.format(model=_name(model))}}},
    }
    if status == 201:
        answer["headers"] = {"Location": {"schema": {"type": "string"}, "description": "The path of the message."}}
    if status in _HEADERS:
        answer["headers"] = dict(_HEADERS[status])
    return answer


def _places(route: Route) -> list[dict[str, Any]]:
    uuid = {"type": "string", "format": "uuid"}
    return [{"name": name, "in": "path", "required": True, "schema": uuid} for name in route.places]


def _header(route: Route) -> list[dict[str, Any]]:
    if not route.keyed:
        return []
    return [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "One for each message, the same when you try again: a UUID, or any printable ASCII.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": KEY_PATTERN},
        }
    ]


def _parameters(route: Route, components: Mapping[str, Any]) -> list[dict[str, Any]]:
    shape = route.shape("query")
    if shape is None:
        return []
    schema = components[_name(shape)]
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": field.get("description", ""),
            "schema": _said(field),
        }
        for name, field in schema["properties"].items()
    ]


def _said(field: Mapping[str, Any]) -> dict[str, Any]:
    """A field as a parameter: left out where it has no value, never null."""
    kept = {key: value for key, value in field.items() if key not in {"anyOf", "title", "description"} and value is not None}
    for kind in field.get("anyOf", ()):
        if kind != {"type": "null"}:
            kept |= kind
    return kept
