"""What stands behind an application: the dossier as it was handed in, with the verdict of the rules on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhicheng.vocabulary.truth import NAMES
from zhicheng.web.api.describing import READS, errors
from zhicheng.web.api.errors import NO_SUCH
from zhicheng.web.api.rows.asked import Key, Words
from zhicheng.web.api.rows.operations import asker, one_or_404
from zhicheng.web.api.rows.resource import resources
from zhicheng.web.api.security import reading
from zhicheng.web.applications.completeness import verdict_on
from zhicheng.web.applications.queries import employers_found
from zhicheng.web.applications.services.own_part import specialties_in
from zhicheng.web.visibility.scope import may

router = Router(tags=["申报 applications"])


class SubmissionOut(Schema):
    """What was handed in, frozen."""

    application: int
    number: int = Field(description="the how-many-th: it is handed in anew after a correction")
    submitted_at: dt.datetime
    way_in: str
    claimed: dict[str, Any]
    dossier: dict[str, Any] = Field(description="as schemas/dossier says")
    papers: dict[str, list[list[str]]] = Field(description="record key → paper, SHA-256 and name of each file")
    verdict: dict[str, Any] = Field(description="as schemas/verdict says, without reasons")


@router.get(
    "/applications/{key}/dossier",
    auth=reading("read:applications"),
    response=SubmissionOut,
    openapi_extra=errors(*READS),
    summary="最近一次提交的材料 · the dossier handed in last",
    operation_id="get-application-dossier",
)
def dossier(request: HttpRequest, key: Key) -> dict[str, Any]:
    """能看到申报的人看到的材料。What those read who may see the application. Scope: `read:applications`."""
    row = one_or_404(resources()["applications"], request, key)
    last = row.submissions.order_by("-number").first()
    if last is None:
        raise NO_SUCH
    return {
        "application": row.pk,
        "number": last.number,
        "submitted_at": last.submitted_at,
        "way_in": last.way_in,
        "claimed": last.claimed,
        "dossier": last.dossier,
        "papers": last.papers,
        "verdict": last.verdict,
    }


class EmployerOut(Schema):
    """An organisation that one can apply from."""

    id: int
    name: str
    region: str


@router.get(
    "/rounds/{key}/employers",
    auth=reading("read:applications"),
    response=list[EmployerOut],
    openapi_extra=errors(*READS),
    summary="可选的单位 · employers to choose from",
    operation_id="list-round-employers",
)
def employers(request: HttpRequest, key: Key, q: Words) -> list[dict[str, Any]]:
    """名称或地区含全部词语的前几个。The first few whose name or region holds every word. Scope: `read:applications`."""
    round_ = one_or_404(resources()["rounds"], request, key)
    found = employers_found(asker(request), round_, q)
    return [{"id": one.pk, "name": one.name, "region": one.region} for one in found]


class WayOut(Schema):
    """A way in, as the rules see it on the dossier kept now."""

    clause: str
    outcome: str = Field(description="met, not_met or open; one that is not met needs a reason")
    price: list[str]


class ChoicesOut(Schema):
    """What one's own draft can choose from."""

    specialties: list[str] = Field(description="empty: any")
    ways: list[WayOut]
    records: list[str] = Field(description="keys of the records kept")


@router.get(
    "/applications/{key}/choices",
    auth=reading("read:applications"),
    response=ChoicesOut,
    openapi_extra=errors(*READS),
    summary="填报时可选的内容 · what one's own draft can choose from",
    operation_id="get-application-choices",
)
def choices(request: HttpRequest, key: Key) -> dict[str, Any]:
    """只对本人的申报。Only for one's own application. Scope: `read:applications`."""
    row = one_or_404(resources()["applications"], request, key)
    if not may(asker(request), "change", row):
        raise NO_SUCH
    _, dossier, verdict = verdict_on(row)
    return {
        "specialties": list(specialties_in(row)),
        "ways": [
            {"clause": one.clause.key, "outcome": NAMES[one.truth], "price": list(one.price)} for one in verdict.ways_in
        ],
        "records": [one.id for one in dossier.records],
    }
