"""How the body of a request is read: exact numbers, no key twice, bounded in size, depth and digits."""

from __future__ import annotations

from typing import Annotated, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.parser import Parser
from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from zhicheng.dossier.json_text import parse_json
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.api.errors import TOO_LARGE, ApiError

LARGEST = 1_000_000
JSON_TYPES = ("application/json", "text/json")


class ExactParser(Parser):
    """JSON as dossiers are read: numbers as written, never floats."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as plain data.

        Raises:
            ApiError: larger than 1 MB, or not sent as JSON.
            Refused: not JSON, a key twice, nested too deeply, a number out of all proportion.
        """
        return read_body(request)


def read_body(request: HttpRequest) -> Any:
    """The body as plain data, numbers as written.

    Raises:
        ApiError: larger than 1 MB, or not sent as JSON.
        Refused: not JSON, a key twice, nested too deeply, a number out of all proportion, a zero byte in a text.
    """
    if request.content_type not in JSON_TYPES:
        text = ("请以 application/json 提交", "send application/json")
        raise ApiError(415, "not-json", text)
    try:
        raw = request.body
    except RequestDataTooBig as error:
        raise TOO_LARGE from error
    if len(raw) > LARGEST:
        raise TOO_LARGE
    found = parse_json(raw, "")
    if not _plain(found):
        raise Refused([_NOT_PLAIN])
    return found


def _plain(value: Any) -> bool:
    """Whether every text is one that can be kept: no zero byte, no half of a surrogate pair."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, dict):
        return all(_plain(one) for pair in value.items() for one in pair)
    return all(_plain(one) for one in value) if isinstance(value, list) else True


_NOT_PLAIN = Problem(
    "",
    "",
    (
        "含有不能保存的字符（空字符或不成对的代理码）",
        "a character that can't be kept: a zero byte, half a surrogate pair",
    ),
)


def a_mapping(value: Any) -> Any:
    """The value as it is, if it is a mapping: what knows its places must not be copied.

    Raises:
        PydanticCustomError: it is something else.
    """
    if not isinstance(value, dict):
        raise PydanticCustomError("mapping", "must be a mapping")
    return value


Mapping = Annotated[
    Any,
    BeforeValidator(a_mapping),
    WithJsonSchema(
        {"type": "object", "description": "材料，见 /api/v1/schemas/dossier · as /api/v1/schemas/dossier says"}
    ),
]
"""What is read as a dossier is read, with its places in messages."""
