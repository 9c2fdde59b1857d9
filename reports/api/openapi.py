"""The description of the API for programs (OpenAPI 3.1), made from the table of resources."""

from typing import Any

from django.urls import reverse

from reports.api.resources import RESOURCES
from reports.api.table import Field, Kind, Resource
from subgroup.outbox import absolute

TYPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": ["string", "null"]},
    Kind.NUMBER: {"type": ["number", "null"]},
    Kind.DAY: {"type": ["string", "null"], "format": "date"},
    Kind.MOMENT: {"type": ["string", "null"], "format": "date-time"},
    Kind.LIST: {"type": "array"},
    Kind.OBJECT: {"type": "object"},
}
REFUSALS = {
    "400": "A filter, page or per_page that says nothing",
    "401": "No token, or one that is unknown, has ended or was taken back",
    "403": "The token’s role does not read this",
    "404": "No such resource, or not a sub-group of this token",
    "405": "Another method than GET or HEAD",
    "429": "Too many requests in a minute: wait as Retry-After says",
    "503": "Try again later: wait as Retry-After says",
}
PAGING = (
    Field("page", "The page, from 1 on", Kind.NUMBER),
    Field("per_page", "Rows on a page, 1 to 500; 100 where it is not said", Kind.NUMBER),
)
GROUP = {
    "name": "group",
    "in": "path",
    "required": True,
    "description": "The sub-group’s slug",
    "schema": {"type": "string"},
}
ENVELOPE: dict[str, dict[str, Any]] = {
    "resource": {"type": "string"},
    "as_at": {"type": "string", "format": "date"},
    "count": {"type": "integer", "description": "Of all rows"},
    "page": {"type": "integer"},
    "per_page": {"type": "integer"},
    "next": {"type": ["string", "null"], "description": "The address of the next page"},
}


def description() -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Figures of a safeguarding sub-group",
            "version": "1",
            "description": "Read only. With a token in the header Authorization: Bearer …, scoped to a sub-group and a reading role.",
        },
        "servers": [{"url": absolute(reverse("api:root")).rstrip("/")}],
        "security": [{"token": []}],
        "paths": {f"/{{group}}/{one.name}": {"get": _operation(one)} for one in RESOURCES.values()},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {one.name: _row(one) for one in RESOURCES.values()}
            | {
                "error": {
                    "type": "object",
                    "properties": {"error": {"type": "string"}},
                    "required": ["error"],
                }
            },
        },
    }


def _operation(resource: Resource) -> dict[str, Any]:
    asked = resource.filters + (() if resource.whole else PAGING)
    refused = {"$ref": "#/components/schemas/error"}
    return {
        "operationId": resource.name,
        "summary": resource.says,
        "description": f"Needs the right {' or '.join(resource.rights)}.",
        "parameters": [GROUP, *map(_parameter, asked)],
        "responses": {
            "200": {"description": "As it is today", **_json(_answer(resource))},
            **{status: {"description": says, **_json(refused)} for status, says in REFUSALS.items()},
        },
    }


def _answer(resource: Resource) -> dict[str, Any]:
    row = {"$ref": f"#/components/schemas/{resource.name}"}
    if resource.whole:
        return row
    properties = {**ENVELOPE, "rows": {"type": "array", "items": row}}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _row(resource: Resource) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {one.name: {**TYPES[one.kind], "description": one.says} for one in resource.fields},
        "required": [one.name for one in resource.fields],
    }


def _parameter(asked: Field) -> dict[str, Any]:
    kind = {"type": "integer"} if asked.kind is Kind.NUMBER else {"type": "string"}
    if asked.kind is Kind.DAY:
        kind["format"] = "date"
    return {"name": asked.name, "in": "query", "description": asked.says, "schema": kind}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}
