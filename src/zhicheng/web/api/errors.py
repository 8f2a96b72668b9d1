"""One form for every error: a code for programs, a sentence in both languages for people, each problem with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from zhicheng.vocabulary.problems import Problem, Refused

Pair = tuple[str, str]


class ProblemOut(Schema):
    """One thing wrong in what was sent."""

    place: str = Field(description="where: a path such as records[3].date")
    zh: str = Field(description="中文说明")
    en: str = Field(description="English sentence")


class ErrorOut(Schema):
    """What every answer other than 200 says."""

    code: str = Field(description="stable, kebab-case")
    zh: str
    en: str
    problems: list[ProblemOut] = []


class ApiError(Exception):
    """A request that can't be answered: HTTP status, code, sentence in both languages, single problems."""

    def __init__(self, status: int, code: str, text: Pair, problems: tuple[Problem, ...] = ()) -> None:
        self.status, self.code, self.text, self.problems = status, code, text, problems
        super().__init__(text[1])


NO_SUCH = ApiError(404, "no-such-thing", ("没有这一项", "there is no such thing"))
TOO_LARGE = ApiError(413, "too-large", ("提交的内容过大", "what was sent is too large"))
TOO_OFTEN = ApiError(429, "too-often", ("请求过于频繁，请一分钟后再试", "too many requests; try again in a minute"))
UNREADABLE: Pair = ("提交的内容有误，未作计算", "what was sent can't be used; nothing was reckoned")


def refused(error: Refused) -> ApiError:
    """Problems in what was sent, as one error (422)."""
    return ApiError(422, "not-usable", UNREADABLE, error.problems)


def add_handlers(api: NinjaAPI) -> None:
    """Give every error that an operation can raise the one form."""

    def handle(kind: type[Exception], understood: Callable[[Any], ApiError]) -> None:
        api.exception_handler(kind)(lambda request, error: _told(api, request, understood(error)))

    handle(ApiError, lambda error: error)
    handle(Refused, refused)
    handle(ValidationError, _wrong_shape)
    handle(HttpError, _not_understood)
    handle(Http404, lambda _: NO_SUCH)
    handle(RequestDataTooBig, lambda _: TOO_LARGE)


def _told(api: NinjaAPI, request: HttpRequest, error: ApiError) -> HttpResponse:
    problems = [_problem(one) for one in error.problems]
    body = ErrorOut(code=error.code, zh=error.text[0], en=error.text[1], problems=problems)
    response = api.create_response(request, body.model_dump(), status=error.status)
    if error.status == 429:
        response.headers["Retry-After"] = "60"
    return response


def _wrong_shape(error: ValidationError) -> ApiError:
    problems = tuple(_of_detail(detail) for detail in error.errors)
    return ApiError(422, "wrong-shape", ("请求的格式不对", "the request has the wrong shape"), problems)


def _not_understood(error: HttpError) -> ApiError:
    """What the reading of the body refused comes wrapped; anything else has no more to say."""
    if isinstance(error.__cause__, ApiError):
        return error.__cause__
    if isinstance(error.__cause__, Refused):
        return refused(error.__cause__)
    return ApiError(error.status_code, "not-understood", ("请求无法理解", "the request can't be understood"))


def _problem(one: Problem) -> ProblemOut:
    zh, en = (f"{what}；{do}" if do else what for what, do in zip(one.what, one.do, strict=True))
    place = ":".join(part for part in (one.file, one.place) if part)
    return ProblemOut(place=place, zh=zh, en=en.replace("；", "; "))


_MESSAGES: dict[str, Pair] = {
    "missing": ("缺少这一项", "is missing"),
    "extra_forbidden": ("没有这一项", "is not a field here"),
    "string_too_long": ("过长", "is too long"),
    "too_long": ("过多", "has too many entries"),
}


def _of_detail(detail: dict[str, Any]) -> Problem:
    """A message of the schema's reading in both languages; the value sent is never repeated."""
    place = ".".join(str(part) for part in detail.get("loc", ())[1:])
    text = _MESSAGES.get(str(detail.get("type")), ("格式不对", "has the wrong form"))
    return Problem("", place.removeprefix("asked").removeprefix("."), text)
