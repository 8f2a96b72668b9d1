"""One form for every error: a code for programs, a sentence in both languages for people, each reason with its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field
from pydantic import ValidationError as PydanticError

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.vocabulary.problems import Problem, Refused

Pair = tuple[str, str]
NOTHING: Pair = ("", "")


class ProblemOut(Schema):
    """One thing wrong in what was sent, or one reason against an act."""

    place: str = Field(description="where in what was sent: a path such as records[3].date; empty for an act refused")
    code: str = Field("", description="stable, kebab-case; empty where the error's own code says it")
    zh: str = Field(description="中文说明")
    en: str = Field(description="English sentence")
    clause: str = Field("", description="the clause it rests on; empty where the rule is the platform's own")
    do_zh: str = Field("", description="怎么办")
    do_en: str = Field("", description="what to do")


class ErrorOut(Schema):
    """What every answer other than 200 says."""

    code: str = Field(description="stable, kebab-case")
    zh: str
    en: str
    clause: str = Field("", description="the clause it rests on, or empty")
    do_zh: str = Field("", description="怎么办")
    do_en: str = Field("", description="what to do")
    problems: list[ProblemOut] = Field([], description="every single thing that is wrong, or every reason against")


class ApiError(Exception):
    """A request that can't be answered: HTTP status, code, sentence in both languages, single problems, what to do."""

    def __init__(
        self,
        status: int,
        code: str,
        text: Pair,
        problems: tuple[Problem, ...] = (),
        *,
        do: Pair = NOTHING,
        reasons: tuple[Refusal, ...] = (),
    ) -> None:
        self.status, self.code, self.text, self.problems = status, code, text, problems
        self.do, self.reasons = do, reasons
        super().__init__(text[1])


NO_SUCH = ApiError(404, "no-such-thing", ("没有这一项", "there is no such thing"))
NOT_UNDERSTOOD = ApiError(400, "not-understood", ("请求无法理解", "the request can't be understood"))
TOO_LARGE = ApiError(413, "too-large", ("提交的内容过大", "what was sent is too large"))
TOO_OFTEN = ApiError(
    429,
    "too-often",
    ("请求过于频繁", "too many requests"),
    do=("请一分钟后再试", "try again in a minute"),
)
UNREADABLE: Pair = ("提交的内容有误，未作任何处理", "what was sent can't be used; nothing was done")
CLASH = ApiError(
    409,
    "clash",
    ("与已有的内容冲突，未作任何更改", "it clashes with what is there; nothing was changed"),
    do=("请重新读取后再试", "read anew, then try again"),
)
OUT_OF_RANGE = ApiError(
    422,
    "out-of-range",
    ("有的内容过长或超出范围，未作任何更改", "something is too long or out of range; nothing was changed"),
)
WRONG_SHAPE: Pair = ("请求的格式不对", "the request has the wrong shape")
RIGHTS = frozenset({"no-right", "not-yours", "not-your-step"})
"""Codes of refusals that say: not you (403). Every other reason is about the matter itself (409)."""


def refused(error: Refused) -> ApiError:
    """Problems in what was sent, as one error (422)."""
    return ApiError(422, "not-usable", UNREADABLE, error.problems)


def act_refused(error: ActRefused) -> ApiError:
    """An act that may not be done now: 401 to nobody, 403 to whom it is not for, 409 with every reason else."""
    codes = set(error.codes)
    status = 401 if "sign-in-first" in codes else 403 if codes & RIGHTS else 409
    first = error.refusals[0]
    return ApiError(status, first.code, first.text, do=first.do, reasons=error.refusals)


def wrong_shape(error: PydanticError, within: str = "") -> ApiError:
    """What was sent is not of the form that is asked for (422)."""
    problems = tuple(_of_detail({**one, "loc": (within, *one["loc"])}) for one in error.errors())
    return ApiError(422, "wrong-shape", WRONG_SHAPE, problems)


def add_handlers(api: NinjaAPI) -> None:
    """Give every error that an operation can raise the one form."""

    def handle(kind: type[Exception], understood: Callable[[Any], ApiError]) -> None:
        api.exception_handler(kind)(lambda request, error: told(api, request, understood(error)))

    handle(ApiError, lambda error: error)
    handle(ActRefused, act_refused)
    handle(Refused, refused)
    handle(ValidationError, _wrong_shape)
    handle(AuthenticationError, _nobody)
    handle(HttpError, _not_understood)
    handle(Http404, lambda _: NO_SUCH)
    handle(RequestDataTooBig, lambda _: TOO_LARGE)
    handle(MultiPartParserError, lambda _: NOT_UNDERSTOOD)
    handle(SuspiciousOperation, lambda _: NOT_UNDERSTOOD)
    handle(IntegrityError, lambda _: CLASH)
    handle(DataError, lambda _: OUT_OF_RANGE)


def told(api: NinjaAPI, request: HttpRequest, error: ApiError) -> HttpResponse:
    """An error as an answer."""
    problems = [_problem(one) for one in error.problems] + [_reason(one) for one in error.reasons]
    body = ErrorOut(
        code=error.code,
        zh=error.text[0],
        en=error.text[1],
        clause=error.reasons[0].clause if error.reasons else "",
        do_zh=error.do[0],
        do_en=error.do[1],
        problems=problems,
    )
    response = api.create_response(request, body.model_dump(), status=error.status)
    if error.status == 429:
        response.headers["Retry-After"] = "60"
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def reasons_out(reasons: Sequence[Refusal]) -> list[ProblemOut]:
    """Reasons against an act, as the interface says them."""
    return [_reason(one) for one in reasons]


def _nobody(_: AuthenticationError) -> ApiError:
    from zhicheng.web.api.security import SIGN_IN  # that room stands on this one

    return SIGN_IN


def _wrong_shape(error: ValidationError) -> ApiError:
    problems = tuple(_of_detail(detail) for detail in error.errors)
    return ApiError(422, "wrong-shape", WRONG_SHAPE, problems)


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
    english = en.replace("；", "; ")
    return ProblemOut(place=place, code="", zh=zh, en=english, clause="", do_zh=one.do[0], do_en=one.do[1])


def _reason(one: Refusal) -> ProblemOut:
    return ProblemOut(
        place="", code=one.code, zh=one.text[0], en=one.text[1], clause=one.clause, do_zh=one.do[0], do_en=one.do[1]
    )


_MESSAGES: dict[str, Pair] = {
    "missing": ("缺少这一项", "is missing"),
    "extra_forbidden": ("没有这一项", "is not a field here"),
    "string_too_long": ("过长", "is too long"),
    "string_too_short": ("不能为空", "may not be empty"),
    "too_long": ("过多", "has too many entries"),
    "literal_error": ("不在允许的取值中", "is none of the words allowed"),
}


def _of_detail(detail: dict[str, Any]) -> Problem:
    """A message of the schema's reading in both languages; the value sent is never repeated."""
    place = ".".join(str(part) for part in detail.get("loc", ())[1:])
    text = _MESSAGES.get(str(detail.get("type")), ("格式不对", "has the wrong form"))
    return Problem("", place.removeprefix("asked").removeprefix("."), text)
