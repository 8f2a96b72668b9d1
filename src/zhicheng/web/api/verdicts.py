"""Judging a dossier: under one level, or under all. Nothing of it is stored or logged."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.policy.pack import Pack
from zhicheng.policy.round import Round, load_round, rounds_in
from zhicheng.verdict import contract
from zhicheng.verdict.contract import verdict_json
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting, judge
from zhicheng.vocabulary.points import exact
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.api.answers import as_json, unchanging
from zhicheng.web.api.describing import errors
from zhicheng.web.api.errors import TOO_OFTEN, ApiError
from zhicheng.web.api.reading import Mapping
from zhicheng.web.public.policies import library
from zhicheng.web.site.rate import client_address, limited

router = Router(tags=["判定 verdicts"])

MOST_RECORDS = 500
A_MINUTE = 60
VERDICTS_A_MINUTE = 60
ALL_TRACKS_A_MINUTE = 20
SCHEMA_FILE = Path(contract.__file__).parent / "verdict.schema.json"


def _answer(value: Any) -> Any:
    if value is None or isinstance(value, bool | str | int | Decimal):
        return value
    raise PydanticCustomError("answer", "must be true, false, a word or a number")


Answer = Annotated[Any, BeforeValidator(_answer), WithJsonSchema({"type": ["boolean", "string", "number", "null"]})]


class Asked(Schema):
    """What both operations take."""

    model_config = ConfigDict(extra="forbid")

    dossier: Mapping
    as_of: dt.date | None = Field(
        None, description="计算截止日；未指定年度通知时必填 · the reckoning date; needed unless a round gives it"
    )


class VerdictIn(Asked):
    """A dossier, and under what it is judged. Nothing missing is guessed."""

    track: str = Field(max_length=100, description="pack/level", examples=["zj-iot-2026/senior-engineer"])
    round: str | None = Field(None, max_length=100, description="年度通知 · a round shipped with the program")
    pass_mark: str | None = Field(
        None, max_length=20, description="规定分值，十进制字符串 · the pass mark as a decimal string"
    )
    answers: dict[str, Answer] = Field({}, description="已认定的问题：编号 → 结果 · decided questions: id → value")
    readings: dict[str, str] = Field(
        {}, description="另选的读法：编号 → 备选 · readings chosen otherwise: id → alternative"
    )
    before_in_force: bool = Field(
        False, description="尚未施行也计算 · reckon although the document is not in force yet"
    )


ERRORS = errors(400, 413, 415, 422, 429)


@router.post(
    "/verdict",
    response=dict[str, Any],
    openapi_extra=ERRORS,
    summary="按一个级别判定 · Judge under one level",
    operation_id="judge_dossier",
)
def judge_dossier(request: HttpRequest, asked: VerdictIn) -> HttpResponse:
    """逐条结果、途径、得分、待定问题与理由；不保存任何内容。

    Outcome of each clause, ways in, score, open questions and reasons; nothing is stored.
    """
    _not_too_often(request, "verdict", VERDICTS_A_MINUTE)
    dossier = _dossier(asked.dossier)
    setting = _setting(asked)
    return as_json(verdict_json(setting, judge(setting, dossier)))


@router.post(
    "/which",
    response=dict[str, Any],
    openapi_extra=ERRORS,
    summary="可以申报哪些职称 · Which titles are open",
    operation_id="judge_everywhere",
)
def judge_everywhere(request: HttpRequest, asked: Asked) -> HttpResponse:
    """按全部级别判定，不附理由；尚未施行的文件也计算，以 in_force 标明。

    Judge under every level, without reasons; documents not in force are reckoned too and marked by in_force.
    """
    _not_too_often(request, "which", ALL_TRACKS_A_MINUTE)
    dossier = _dossier(asked.dossier)
    if asked.as_of is None:
        raise Refused([_no_date()])
    found = []
    for pack, level in library.every_track():
        setting = Setting(pack, level, Dates(asked.as_of))
        in_force = pack.in_force is None or pack.in_force <= asked.as_of
        found.append({"in_force": in_force, "verdict": verdict_json(setting, judge(setting, dossier), reasons=False)})
    return as_json({"as_of": asked.as_of.isoformat(), "tracks": found})


@router.get(
    "/schemas/verdict",
    response=dict[str, Any],
    summary="判定的 JSON 模式 · JSON Schema of a verdict",
    operation_id="verdict_schema",
)
def verdict_schema(request: HttpRequest) -> HttpResponse:
    """判定结果的约定。The contract of a verdict."""
    return unchanging(request, "verdict", lambda: json.loads(SCHEMA_FILE.read_text("utf-8")), "application/schema+json")


@router.get(
    "/schemas/dossier",
    response=dict[str, Any],
    summary="材料的 JSON 模式 · JSON Schema of a dossier",
    operation_id="dossier_schema",
)
def dossier_schema(request: HttpRequest) -> HttpResponse:
    """各类材料的字段、取值和单位。Fields, words and units of every kind of record."""
    return unchanging(request, "dossier", _dossier_schema, "application/schema+json")


@cache
def _dossier_schema() -> dict[str, Any]:
    """The schema of a dossier with those of all kinds of record."""
    whole = Dossier.model_json_schema()
    definitions = whole.setdefault("$defs", {})
    for kind, model in KINDS.items():
        part = model.model_json_schema()
        definitions.update(part.pop("$defs", {}))
        definitions[f"record-{kind}"] = part
    whole["properties"]["records"]["items"] = {"oneOf": [{"$ref": f"#/$defs/record-{kind}"} for kind in KINDS]}
    return whole


# --------------------------------------------------------------------------- reading what was asked


def _not_too_often(request: HttpRequest, name: str, limit: int) -> None:
    key = f"api-{name}:{client_address(request)}"
    if limited(key, limit=limit, seconds=A_MINUTE, now=request.moment):  # type: ignore[attr-defined]
        raise TOO_OFTEN


def _dossier(data: Any) -> Dossier:
    records = data.get("records")
    if isinstance(records, list) and len(records) > MOST_RECORDS:
        text = (f"材料超过 {MOST_RECORDS} 条", f"more than {MOST_RECORDS} records")
        raise ApiError(413, "too-many-records", text)
    return dossier_from(data)


def _setting(asked: VerdictIn) -> Setting:
    """The setting that a request describes.

    Raises:
        Refused: an unknown track, round, reading or alternative; no date; a document before its date.
    """
    pack, level = _track(asked.track)
    round_ = _round(asked.round, f"{pack.id}/{level}")
    named = {} if round_ is None else dict(round_.dates(f"{pack.id}/{level}"))
    day = asked.as_of or named.get("as_of")
    if day is None:
        raise Refused([_no_date()])
    named.pop("as_of", None)
    if pack.in_force is not None and day < pack.in_force and not asked.before_in_force:
        raise Refused([_too_early(pack, day)])
    mark = asked.pass_mark
    fixed = None if round_ is None else round_.pass_mark(f"{pack.id}/{level}")
    dates = Dates(day, {} if asked.as_of else named)
    setting = Setting(
        pack, level, dates, _mark(mark) if mark is not None else fixed, asked.answers, asked.readings, round_
    )
    setting.track()
    return setting


def _track(name: str) -> tuple[Pack, str]:
    id_, _, level = name.partition("/")
    pack = library.document(id_)
    if pack is None or level not in pack.levels:
        known = "、".join(f"{one.id}/{each}" for one, each in library.every_track())
        raise Refused(
            [Problem("", "track", ("没有这个级别", "there is no such track"), (f"可用：{known}", f"allowed: {known}"))]
        )
    return pack, level


def _round(name: str | None, track: str) -> Round | None:
    """Only a round shipped with the program: a name never becomes a path."""
    if name is None:
        return None
    known = rounds_in()
    if name not in known:
        listed = "、".join(known)
        raise Refused(
            [
                Problem(
                    "",
                    "round",
                    ("没有这个年度通知", "there is no such round"),
                    (f"可用：{listed}", f"allowed: {listed}"),
                )
            ]
        )
    found = load_round(name)
    if not found.goes_with(track):
        raise Refused([Problem("", "round", ("该年度通知不适用于这个级别", "the round is not for this track"))])
    return found


def _mark(text: str) -> Any:
    try:
        return exact(text)
    except ValueError as error:
        raise Refused([Problem("", "pass_mark", ("规定分值不是数字", "the pass mark is not a number"))]) from error


def _no_date() -> Problem:
    return Problem(
        "", "as_of", ("缺少计算截止日", "the reckoning date is missing"), ("如 2026-12-31", "for example 2026-12-31")
    )


def _too_early(pack: Pack, day: dt.date) -> Problem:
    return Problem(
        "",
        "as_of",
        (
            f"{pack.id} 自 {pack.in_force} 起施行，{day} 尚未施行",
            f"{pack.id} is in force from {pack.in_force}, not on {day}",
        ),
        ("确需计算请加 before_in_force: true", "add before_in_force: true to reckon all the same"),
    )
