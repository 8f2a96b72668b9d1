"""Answers as JSON, and 304 where the asker holds the same already."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from pydantic import BaseModel

from zhicheng import __version__


def as_json(data: Any, kind: str = "application/json") -> HttpResponse:
    """Plain data as an answer; Chinese is written as it is, dates as 2026-11-20."""
    return HttpResponse(json.dumps(data, ensure_ascii=False, default=_plain), content_type=f"{kind}; charset=utf-8")


def _plain(value: Any) -> Any:
    """Days and moments (UTC) as ISO 8601, models as their fields; anything else as its text."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.model_dump() if isinstance(value, BaseModel) else str(value)


def unchanging(
    request: HttpRequest, version: str, make: Callable[[], Any], kind: str = "application/json"
) -> HttpResponse:
    """What ``make()`` gives as JSON, marked by ``version`` (the hash of what it is made from); 304 for the same mark."""
    mark = f'"{__version__}-{version[:32]}"'
    held = request.headers.get("If-None-Match", "").replace("W/", "").split(", ")
    answer: HttpResponse = HttpResponseNotModified() if mark in held else as_json(make(), kind)
    answer.headers["ETag"] = mark
    answer.headers["Cache-Control"] = "no-cache"
    return answer
