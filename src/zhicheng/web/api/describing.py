"""What the description says of an operation beside what the framework knows: forms made only when somebody asks.

There are some hundreds of operations; their forms are made when they are first used or described, not at the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from zhicheng.web.api.errors import ErrorOut

_ERROR: Final = {"$ref": "#/components/schemas/ErrorOut"}
READS: Final = (400, 401, 403, 404, 422, 429)
"""What an operation that reads can answer besides 200."""
ACTS: Final = (*READS, 409, 413, 415)
"""What an operation that acts can answer besides 200."""
OPEN: Final = (400, 404, 422, 429)
"""What an operation that anybody may ask can answer besides 200."""
SENT: Final = (*OPEN, 403, 409, 413, 415)
"""The same, where something is sent."""


@dataclass(frozen=True, slots=True)
class Form:
    """Of which form a body or an answer is: a model, made when asked for; ``several``: a list of such."""

    make: Callable[[], type[BaseModel]]
    several: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """One operation: what it takes, what it answers, with which errors; ``public``: nobody needs to say who asks."""

    answers: Form
    errors: tuple[int, ...]
    takes: Form | None = None
    public: bool = False


_OPERATIONS: dict[str, Described] = {}


def describe(operation: str, said: Described) -> None:
    """Say it of an operation, by its id."""
    _OPERATIONS[operation] = said


def errors(*codes: int) -> dict[str, Any]:
    """The errors of an operation, as an addition to its description."""
    return {"responses": {code: _answer(HTTPStatus(code).phrase, _ERROR) for code in sorted(codes)}}


def complete(schema: dict[str, Any]) -> None:
    """Write into the framework's description what was said of each operation."""
    parts = schema["components"].setdefault("schemas", {})
    refs, found = models_json_schema(list(_forms()), ref_template="#/components/schemas/{model}")
    parts.update(found.get("$defs", {}))
    for operations in schema["paths"].values():
        for operation in operations.values():
            said = _OPERATIONS.get(operation["operationId"])
            if said is not None:
                _complete(operation, said, refs)


def _forms() -> Iterator[tuple[type[BaseModel], Any]]:
    yield ErrorOut, "serialization"
    for one in _OPERATIONS.values():
        yield one.answers.make(), "serialization"
        if one.takes is not None:
            yield one.takes.make(), "validation"


def _complete(operation: dict[str, Any], said: Described, refs: Mapping[Any, Any]) -> None:
    answer = refs[said.answers.make(), "serialization"]
    schema = {"type": "array", "items": answer} if said.answers.several else answer
    operation["responses"] = {200: _answer("OK", schema), **errors(*said.errors)["responses"]}
    if said.takes is not None:
        content = {"application/json": {"schema": refs[said.takes.make(), "validation"]}}
        operation["requestBody"] = {"content": content, "required": True}
    if said.public:
        operation["security"] = [*operation.get("security", []), {}]


def _answer(text: str, schema: Any) -> dict[str, Any]:
    return {"description": text, "content": {"application/json": {"schema": schema}}}
