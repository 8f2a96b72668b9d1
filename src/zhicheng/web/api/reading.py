"""How the body of a request is read: exact numbers, no key twice, bounded in size, depth and digits."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.parser import Parser
from pydantic_core import PydanticCustomError

from zhicheng.dossier.json_text import parse_json
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
        if request.content_type not in JSON_TYPES:
            text = ("请以 application/json 提交", "send application/json")
            raise ApiError(415, "not-json", text)
        try:
            raw = request.body
        except RequestDataTooBig as error:
            raise TOO_LARGE from error
        if len(raw) > LARGEST:
            raise TOO_LARGE
        return parse_json(raw, "")


def a_mapping(value: Any) -> Any:
    """The value as it is, if it is a mapping: what knows its places must not be copied.

    Raises:
        PydanticCustomError: it is something else.
    """
    if not isinstance(value, dict):
        raise PydanticCustomError("mapping", "must be a mapping")
    return value
