"""What a person can do with a row now, by its table of states, and what still stands against each act."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import Router

from zhicheng.procedure.application_states import application_table
from zhicheng.procedure.state_table import acts_of
from zhicheng.web.api.acts.act import acts
from zhicheng.web.api.answers import as_json
from zhicheng.web.api.describing import READS, Described, Form, describe
from zhicheng.web.api.errors import RIGHTS, reasons_out
from zhicheng.web.api.rows.asked import Key
from zhicheng.web.api.rows.operations import OfferOut, asker, one_or_404, signed
from zhicheng.web.api.rows.resource import Resource
from zhicheng.web.api.rows.shape import as_text
from zhicheng.web.api.security import reading
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.perform import refusals_now
from zhicheng.web.review.acting import Offer, offers
from zhicheng.web.rounds.way import chain_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.standing import Standing


def add_offers(router: Router, resource: Resource) -> None:
    """The operation that says what can be done with a row, where a table of states says it."""
    if resource.process is None and resource.model is not Application:
        return
    zh, en = resource.title
    router.add_api_operation(
        f"/{resource.path}/{{key}}/acts",
        ["GET"],
        _offering(resource),
        auth=reading(resource.read_scope),
        operation_id=f"acts-{resource.path}",
        summary=f"{zh}：我现在可以办理什么 · {en}: what I can do now",
        description=(
            "逐项列出现在轮到我办理的事项，以及尚不能办理的理由。"
            f"Each act that is mine now, with every reason that still stands against it. Scope: `{resource.read_scope}`."
        ),
        tags=[f"{zh} {en}"],
    )
    describe(f"acts-{resource.path}", Described(Form(lambda: OfferOut, several=True), (*READS, 409)))


def _offering(resource: Resource) -> Callable[..., Any]:
    named = {one.in_table: one.name for one in acts() if one.on == resource.path and one.in_table}

    def offering(request: HttpRequest, key: int) -> HttpResponse:
        row = one_or_404(resource, request, key)
        standing, now = asker(request), cast(PageRequest, request).moment
        if resource.process is None:
            found: Sequence[Offer] = _of_application(row, standing, now)
        else:
            found = offers(resource.process, row, actor=standing, now=now)
        place = f"/api/v1/{resource.path}/{key}/acts/"
        return as_json([_shown(one, place + named[one.act] if one.act in named else "") for one in found])

    return signed(offering, {"key": (Key, inspect.Parameter.empty)})


def _shown(one: Offer, address: str) -> dict[str, Any]:
    return {
        "act": one.act,
        "address": address,
        "name": as_text(one.label),
        "clause": one.clause,
        "allowed": not one.against,
        "against": reasons_out(one.against),
    }


def _of_application(row: Application, standing: Standing, now: Any) -> list[Offer]:
    table = application_table(chain_of(row.round))
    own = row.applicant_id is not None and row.applicant_id == standing.user_id
    roles = sorted(standing.roles - {"applicant"} | ({"applicant"} if own else set()))
    wanted = dict.fromkeys(act for role in roles for act in acts_of(table, row.state, role))
    found = [
        Offer(
            act, table.label(act), _clause(table.row(row.state, act)), refusals_now(row, act, actor=standing, now=now)
        )
        for act in wanted
    ]
    return [one for one in found if not {refusal.code for refusal in one.against} & RIGHTS]


def _clause(transition: Any) -> str:
    return "" if transition is None else str(transition.clause)
