"""Reading policies: documents, the rules of a level, readings."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from zhicheng.policy.pack import Pack
from zhicheng.web.api.answers import unchanging
from zhicheng.web.api.describing import errors
from zhicheng.web.api.errors import NO_SUCH
from zhicheng.web.api.shown import policy_data, reading_data, track_data
from zhicheng.web.public.policies import library
from zhicheng.web.public.policies.caching import fingerprint

router = Router(tags=["政策 policies"])


class Text(Schema):
    """A text in both languages."""

    zh: str
    en: str


class TrackBrief(Schema):
    """A level of a document."""

    track: str = Field(description="pack/level")
    level: str
    title: Text


class PolicyOut(Schema):
    """A document in brief."""

    pack: str
    version: int
    hash: str = Field(description="SHA-256 over the files of the document's rules")
    status: Literal["in-force", "draft", "expired"]
    number: str
    issuer: str
    title: Text
    issued: dt.date | None
    in_force: dt.date | None
    tracks: list[TrackBrief]
    readings: int = Field(description="how many ambiguous or damaged places it has")
    page: str


class ClauseOut(Schema):
    """A clause: our restatement, and the rule as it is reckoned."""

    clause: str = Field(description="the printed label, full-width brackets")
    section: Literal["basic", "routes", "landmarks", "review"]
    say: str = Field(description="our short restatement, Chinese")
    rule: Text
    at_least: int | None = Field(description="how many of its parts must hold, where the clause counts")
    prices: list[str] = Field(description="what applying this way costs besides: defence, recommending-experts …")
    kinds: list[str] = Field(description="the kinds of record it looks at")
    readings: list[str]
    page: str


class RowOut(Schema):
    """A row of the scoring standard; points are decimal strings, fractions that end nowhere as 13/6."""

    path: str
    name: Text
    counts: Text | None = Field(description="which records count; null where people settle it")
    worth: Text
    bounds: list[Text]
    cap: str | None
    limit: int | None
    cite: list[str]
    kinds: list[str]
    readings: list[str]
    page: str


class GroupOut(Schema):
    """A group of rows with its cap and limits; the whole standard has the empty path."""

    path: str
    name: Text
    cap: str | None
    bounds: list[Text]
    cite: list[str]


class TrackOut(Schema):
    """The rules of one level under the document's own readings."""

    track: str
    title: Text
    pack_version: int
    pack_hash: str
    status: Literal["in-force", "draft", "expired"]
    clauses: list[ClauseOut]
    scoring: list[RowOut]
    groups: list[GroupOut]
    readings: list[str]


class ReadingOut(Schema):
    """A place that can be read in more than one way, or is damaged."""

    id: str
    place: str
    text: Text
    alternatives: dict[str, str]
    choice: str
    ground: Literal["sure", "likely", "open"]
    why: str
    effect: str | None = Field(description="why no alternative can change a result, where that is so")
    levels: list[str]
    page: str


@router.get("/policies", response=list[PolicyOut], summary="全部政策 · All policies", operation_id="list_policies")
def list_policies(request: HttpRequest) -> HttpResponse:
    """每个文件的文号、状态、级别、版本和指纹。Every document: number, status, levels, version and hash."""
    return unchanging(request, fingerprint(), lambda: [policy_data(pack) for pack in library.documents()])


@router.get(
    "/policies/{pack}",
    response=PolicyOut,
    openapi_extra=errors(404, 422),
    summary="一个政策 · One policy",
    operation_id="get_policy",
)
def get_policy(request: HttpRequest, pack: str) -> HttpResponse:
    """一个文件。One document."""
    one = _pack(pack)
    return unchanging(request, one.hash, lambda: policy_data(one))


@router.get(
    "/policies/{pack}/readings",
    response=list[ReadingOut],
    openapi_extra=errors(404, 422),
    summary="歧义读法 · Readings of a policy",
    operation_id="list_readings",
)
def list_readings(request: HttpRequest, pack: str) -> HttpResponse:
    """有歧义或残缺的地方、备选读法、采用的一种。Ambiguous or damaged places, their alternatives, the one chosen."""
    one = _pack(pack)
    return unchanging(request, one.hash, lambda: [reading_data(one, reading) for reading in one.readings.values()])


@router.get(
    "/policies/{pack}/tracks/{level}",
    response=TrackOut,
    openapi_extra=errors(404, 422),
    summary="一个级别的规则 · The rules of a level",
    operation_id="get_track",
)
def get_track(request: HttpRequest, pack: str, level: str) -> HttpResponse:
    """条款与赋分行，附中英文表述。Clauses and scoring rows, worded in Chinese and English."""
    one = _pack(pack)
    if level not in one.levels:
        raise NO_SUCH
    return unchanging(request, one.hash, lambda: track_data(one, level))


def _pack(id_: str) -> Pack:
    found = library.document(id_)
    if found is None:
        raise NO_SUCH
    return found
