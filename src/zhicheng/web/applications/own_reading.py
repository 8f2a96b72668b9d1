"""An application as its applicant reads it: what is done, what is in the way, and where it is mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.schema import kind_title
from zhicheng.policy.attachments import Duty
from zhicheng.procedure.application_states import APPLICATION, AT_EMPLOYER, DRAFT
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.roles import ROLES
from zhicheng.web.applications.in_hand import InHand, in_hand, promise_stands
from zhicheng.web.applications.items import Difference, differences
from zhicheng.web.applications.models import Application, ReturnItem
from zhicheng.web.applications.queries import acts_about
from zhicheng.web.applications.services.perform import refusals_now
from zhicheng.web.applications.services.submitting import EDITABLE
from zhicheng.web.applications.ways import own_refusals
from zhicheng.web.applications.words import ChangeShown, changes_shown
from zhicheng.web.ledger.acts import act_name
from zhicheng.web.records.models import Record
from zhicheng.web.records.queries import kept_records
from zhicheng.web.records.shown import name_of
from zhicheng.web.rounds.setting import procedure_for
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]

MENDED_AT: Final = {
    "employer-missing": "own-employer",
    "way-not-chosen": "own-way",
    "way-reason-missing": "own-way",
    "papers-missing": "own-papers",
    "experts-missing": "own-experts",
    "commitment-missing": "own-commitment",
    "items-unanswered": "own-corrections",
}
"""On which page of the application what a refusal names is mended; others have none."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something still in the way of handing in, and the page where it is mended (empty: none)."""

    refusal: Refusal
    page: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the application: its page, its name, what is in it, and whether it is done."""

    page: str
    name: Pair
    said: Pair
    done: bool | None


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened to the application: when, what, in which role it was done."""

    at: dt.datetime
    act: Pair
    role: Pair
    after: Pair


@dataclass(frozen=True, slots=True)
class ItemChanged:
    """An item changed between two submissions: ``added``, ``removed`` or ``changed``."""

    name: Pair
    kind: str
    changes: tuple[ChangeShown, ...]


@dataclass(frozen=True, slots=True)
class RecordGroup:
    """The kept records of one kind, each with whether it goes in."""

    name: Pair
    records: tuple[tuple[Record, Pair, bool], ...]


def handing_in(application: Application) -> str:
    """The act by which the applicant hands in now: ``submit``, or ``resubmit`` after a return; empty: none."""
    if application.state not in EDITABLE:
        return ""
    return "submit" if application.state == "draft" else "resubmit"


def obstacles(
    application: Application, standing: Standing, now: dt.datetime, hand: InHand | None = None
) -> tuple[Obstacle, ...]:
    """Everything that is still in the way of handing in; empty: nothing is."""
    act = handing_in(application)
    if not act:
        return ()
    hand = hand or in_hand(application)
    found = (*own_refusals(application, hand), *refusals_now(application, act, actor=standing, now=now, hand=hand))
    return tuple(Obstacle(one, MENDED_AT.get(one.code, "")) for one in found)


def promise_alone_missing(refusals: Iterable[Refusal]) -> bool:
    """Whether nothing but the promise is in the way of handing in: then it can be given with it, in one act."""
    return {one.code for one in refusals} == {"commitment-missing"}


def parts(
    application: Application,
    in_the_way: Sequence[Obstacle],
    *,
    experts: int,
    answer: Pair,
    missing: int,
    hand: InHand | None = None,
) -> tuple[Part, ...]:
    """The sections of the application with what is in them.

    ``experts``: how many must recommend; ``answer``: what the rules find; ``missing``: how many papers are.
    """
    codes = {one.refusal.code for one in in_the_way}
    claimed = len(application.claimed)
    records = application.record_keys
    lacking = (f"缺 {missing} 项", f"{missing} missing") if missing else ("", "")
    employer = (application.employer_name, application.employer_name)
    way = (application.way_in, application.way_in)
    found = [
        Part("own-employer", ("单位与专业", "Employer and specialty"), employer, "employer-missing" not in codes),
        Part("own-records", ("申报材料", "Records"), _chosen(len(records)), None),
        Part("own-verdict", ("规则判定", "What the rules find"), answer, None),
        Part("own-way", ("申报方式", "Way in"), way, not codes & {"way-not-chosen", "way-reason-missing"}),
        Part("own-score", ("自评分", "Claimed score"), (f"已填 {claimed} 项", f"{claimed} indicators"), None),
        Part("own-papers", ("证明材料", "Papers"), lacking, "papers-missing" not in codes),
    ]
    if experts:
        said = (f"须 {experts} 位", f"{experts} needed")
        found.append(Part("own-experts", ("推荐专家", "Recommending experts"), said, "experts-missing" not in codes))
    promised = promise_stands(application, hand)
    found.append(Part("own-commitment", ("真实性承诺", "Promise of truth"), ("", ""), promised))
    return tuple(found)


def _chosen(count: int) -> Pair:
    return (f"已选 {count} 条", f"{count} chosen") if count else ("全部", "all")


def state_name(application: Application) -> Pair:
    """The state as the applicant is told it."""
    return APPLICATION.state(application.state).applicant


def next_step(application: Application, in_the_way: Sequence[Obstacle]) -> Pair:
    """What the applicant does next, in a sentence."""
    if application.state in ("returned-by-employer", "returned-by-department"):
        return "请逐项补正后重新提交", "correct the returned items and hand in again"
    if application.state == "draft":
        if in_the_way:
            return f"还有 {len(in_the_way)} 项未完成", f"left to do: {len(in_the_way)}"
        return "可以提交", "ready to be handed in"
    if application.state == "withdrawn":
        return "申报期内可重新填报", "it can be taken up again while the window is open"
    return "请等待办理，进展会发消息通知", "wait; you will get a message"


def record_groups(application: Application, standing: Standing) -> tuple[RecordGroup, ...]:
    """Everything the applicant keeps, by kind in the schema's order, with what goes in."""
    chosen = set(application.record_keys)
    rows = list(kept_records(standing).filter(owner=application.applicant_id))
    groups = []
    for kind in KINDS:
        here = tuple(
            (row, name_of(kind, row.data), not chosen or row.key in chosen) for row in rows if row.kind == kind
        )
        if here:
            groups.append(RecordGroup(kind_title(kind), here))
    return tuple(groups)


def items_to_correct(application: Application) -> list[ReturnItem]:
    """The items of the return that is not settled yet; handing in settles it, and so does a new draft."""
    if application.state in (DRAFT, AT_EMPLOYER):
        return []
    rows = ReturnItem.objects.filter(returned__application=application, returned__resolved_at=None)
    return list(rows.select_related("returned__organisation", "returned__application").order_by("pk"))


def apply_duty(application: Application) -> Duty | None:
    """The document's step by which the applicant warrants the truth; ``None``: it has none."""
    procedure = procedure_for(application.round)
    steps = procedure.steps if procedure is not None else ()
    return next((duty for duty in steps if duty.name == "apply"), None)


def history(application: Application, standing: Standing) -> tuple[Told, ...]:
    """What the ledger says was done with the application, in words; names of persons are left out."""
    names = {state.name: state.applicant for state in APPLICATION.states}
    return tuple(
        Told(
            one.at,
            act_name(one.act),
            ROLES.get(one.role, ("", "")),
            names.get(str(one.open_detail.get("state", "")), ("", "")),
        )
        for one in acts_about(standing, application)
    )


def changes_between_submissions(application: Application) -> tuple[tuple[int, tuple[ItemChanged, ...]], ...]:
    """For every submission after the first: its number, and what it changed against the one before."""
    rows = list(application.submissions.order_by("number"))
    return tuple(
        (after.number, tuple(_shown(one, after.dossier["records"], before.dossier["records"]) for one in found))
        for before, after in pairwise(rows)
        for found in [differences(before, after)]
    )


def _shown(change: Difference, after: list[dict[str, Any]], before: list[dict[str, Any]]) -> ItemChanged:
    kind = next((record["kind"] for record in [*after, *before] if record["id"] == change.item), None)
    return ItemChanged(change.name, change.kind, changes_shown(change, kind))
