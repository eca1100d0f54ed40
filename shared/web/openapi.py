"""The API's description, OpenAPI 3.1, from the route tables: what is not marked with `@operation` is not in it."""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any, Literal

from aiohttp import web
from pydantic import TypeAdapter

from shared.web.operation import Operation, operation_of

PARAMETER = re.compile(r"\{(\w+)(?::(?:[^{}]|\{[^{}]*\})*)?\}")
PROBLEM = "Problem"
SCHEMA_PLACE = "#/components/schemas/{model}"
TEXT = {"type": "string"}
SHAPES = {"If-Match": {"type": "string", "pattern": r'^"[0-9]{1,10}"$'}}
REQUIRED = {"If-Match"}
"""Whoever describes it does not go on without: a change that names no version is 428."""
Mode = Literal["validation", "serialization"]
INPUT: Mode = "validation"
OUTPUT: Mode = "serialization"


def document_of(tables: Iterable[Sequence[web.AbstractRouteDef]], address: str) -> dict[str, Any]:
    marked = [
        (definition, said)
        for table in tables
        for definition in table
        if isinstance(definition, web.RouteDef) and (said := operation_of(definition.handler))
    ]
    schemas = _Schemas(said for _, said in marked)
    paths: dict[str, dict[str, Any]] = {}
    for definition, said in marked:
        path = PARAMETER.sub(r"{\1}", definition.path)
        paths.setdefault(path, {})[definition.method.lower()] = _operation(definition, said, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "联播 API",
            "version": "1",
            "description": "Lianbo：报送、审核、供稿。时间用 RFC 3339，错误用 RFC 9457（problem+json）。",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": address}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {PROBLEM: PROBLEM_SCHEMA, **schemas.found},
            "responses": {
                PROBLEM: {
                    "description": "没有完成，原因见内容",
                    "content": {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{PROBLEM}"}}},
                }
            },
        },
    }


PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "trace_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "trace_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


class _Schemas:
    """The models of all operations, each once. Where one differs as input and as output, pydantic makes two of it."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        wanted: list[tuple[int, Mode, TypeAdapter[Any]]] = []
        for said in operations:
            if said.body is not None:
                wanted.append((id(said), INPUT, TypeAdapter(said.body)))
            if said.answer is not None:
                wanted.append((id(said), OUTPUT, TypeAdapter(said.answer)))
        self._by_operation, definitions = TypeAdapter.json_schemas(wanted, ref_template=SCHEMA_PLACE)
        self.found: dict[str, Any] = definitions.get("$defs", {})

    def of(self, said: Operation, mode: Mode) -> dict[str, Any]:
        return self._by_operation[id(said), mode]


def _operation(definition: web.RouteDef, said: Operation, schemas: _Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": _name(definition),
        "summary": said.summary,
        "parameters": _parameters(definition.path, said),
        "responses": {str(said.status): _answer(said, schemas), "default": {"$ref": "#/components/responses/Problem"}},
    }
    if said.body is not None:
        described["requestBody"] = {"required": True, "content": _body(said, schemas)}
    if said.public:
        described["security"] = []
    return described


def _name(definition: web.RouteDef) -> str:
    """`ingest.submit`: the service and the handler."""
    module = getattr(definition.handler, "__module__", "").split(".")
    service = module[1] if len(module) > 1 else "web"
    return f"{service}.{getattr(definition.handler, '__name__', 'handler')}"


def _parameters(path: str, said: Operation) -> list[dict[str, Any]]:
    def parameter(name: str, place: str, description: str = "") -> dict[str, Any]:
        required = place == "path" or name in REQUIRED
        described = {"name": name, "in": place, "required": required, "schema": SHAPES.get(name, TEXT)}
        return {**described, "description": description} if description else described

    return [
        *(parameter(name, "path") for name in PARAMETER.findall(path)),
        *(parameter(name, "query", meaning) for name, meaning in said.query.items()),
        *(parameter(name, "header", meaning) for name, meaning in said.headers.items()),
    ]


def _body(said: Operation, schemas: _Schemas) -> dict[str, Any]:
    schema = schemas.of(said, INPUT)
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if said.files:
        parts = {said.part: schema, "file": {"type": "array", "items": {"type": "string", "format": "binary"}}}
        content["multipart/form-data"] = {"schema": {"type": "object", "required": [said.part], "properties": parts}}
    return content


def _answer(said: Operation, schemas: _Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {"description": HTTPStatus(said.status).phrase}
    if said.answer is not None:
        described["content"] = {said.media_type: {"schema": schemas.of(said, OUTPUT)}}
    elif said.media_type != "application/json":
        described["content"] = {said.media_type: {}}
    return described
