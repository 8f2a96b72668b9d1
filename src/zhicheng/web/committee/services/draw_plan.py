"""What of a draw is frozen: the pool with its seats, bars and recusals, from the rows as they stand now.

Codes for persons are made by procedure/draw; what may not be drawn is decided by the pool's own rules (available,
qualified) and by the frozen conflict facts. The whole pool goes in, those who are barred with the reason.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from zhicheng.procedure.conflicts.freeze import FrozenConflicts, freeze_conflicts
from zhicheng.procedure.conflicts.tables import Row
from zhicheng.procedure.draw.bundle import Bundle, Supervisor
from zhicheng.procedure.draw.names import Names
from zhicheng.procedure.draw.plan import Plan
from zhicheng.procedure.draw.plan_file import SEAT_FLOOR, PlanTables, plan_from, with_frozen
from zhicheng.procedure.draw.rounds import freeze
from zhicheng.procedure.draw.seats import apportion, committee_size
from zhicheng.procedure.draw.seed import ORDER_DIGITS
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.experts import qualified
from zhicheng.procedure.review.rules import ReviewRules, RuleNumber
from zhicheng.vocabulary.points import as_text
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.committee_facts import SERVING, rule_expert
from zhicheng.web.committee.models import Committee, Draw, Seat
from zhicheng.web.experts.facts import applicants_of, application_code, conflict_facts, experts_of
from zhicheng.web.experts.models import Expert
from zhicheng.web.review.rules import rules_of
from zhicheng.web.rounds.models import Round

HEADS: Final[Mapping[str, tuple[str, str]]] = {"chair": ("主任委员", "Chair"), "deputy": ("副主任委员", "Deputies")}
"""Seat groups of their own: how the pool lists them, what their seats are called where the office has named any."""
UNAVAILABLE: Final = "本人不能参加或未答复"
UNQUALIFIED: Final = "不符合入库的职称年限"
FILE: Final = "抽取方案"


@dataclass(frozen=True, slots=True)
class Frozen:
    """A draw as it is fixed: its bundle without rounds, who stands behind the codes, the facts, who is named."""

    bundle: Bundle
    names: Names
    conflicts: FrozenConflicts
    keep: tuple[str, ...]


def draw_name(draw: Draw) -> str:
    """What the draw is called in all its files: the round's code; supervisors commit to it."""
    return str(draw.committee.review.round.code)


def day_of(now: dt.datetime) -> dt.date:
    """The day of a moment, in China."""
    return now.astimezone(CHINA).date()


def bounds_of(round_: Round) -> dict[str, str]:
    """The numbers a draw is bound by, as its settings, with where they are written.

    Raises:
        ActRefused: ``number-not-set`` and the like, for each.
    """
    rules = rules_of(round_)
    found = {name: rules.number(name) for name in ("committee_size", "attendance", "group_size")}
    wrong = [one for one in found.values() if isinstance(one, Refusal)]
    if wrong:
        raise ActRefused(wrong)
    numbers = {name: one for name, one in found.items() if isinstance(one, RuleNumber)}
    share = numbers["attendance"].value
    return {
        "minimum": as_text(numbers["committee_size"].value),
        "odd": "是" if rules.duty("odd") else "否",
        "attendance": f"{share.numerator}/{share.denominator}",
        "group_size": as_text(numbers["group_size"].value),
        "source": f"{rules.track} {'、'.join(dict.fromkeys(one.clause for one in numbers.values()))}",
    }


def default_plan(committee: Committee, now: dt.datetime) -> dict[str, Any]:
    """The plan an office starts from: the least lawful size, shared out over the specialties by those who can be drawn.

    Raises:
        ActRefused: a number is not set, or the seats do not reach for three in each specialty.
    """
    round_ = committee.review.round
    bounds = bounds_of(round_)
    counts: dict[str, int] = {}
    for expert, bar in _barred(round_, now):
        counts.setdefault(expert.specialty, 0)
        counts[expert.specialty] += not bar
    weights = {name: count for name, count in sorted(counts.items()) if count}
    total = committee_size(int(bounds["minimum"]), bounds["odd"] == "是") - named_for(committee).count()
    shares = apportion(weights, total, min(SEAT_FLOOR, total // max(1, len(weights)))) if weights else {}
    seats = [{"name": name, "count": shares.get(name, 0), "group": ""} for name in sorted(counts)]
    return {"seats": seats, "caps": [], "balls": 0, "sources": [], "lottery": False}


def named_for(committee: Committee) -> QuerySet[Seat]:
    """The seats of chair and deputies whom the office has named; they are in the draw as members who stay."""
    rows = Seat.objects.filter(committee=committee, drawn_round=0, role__in=HEADS, state__in=SERVING)
    return rows.select_related("expert").order_by("role", "pk")


def frozen_draw(draw: Draw, now: dt.datetime, *, trying: bool = False) -> Frozen:
    """The pool, seats, caps, groups, recusals and commitments of a draw, fixed. The secret behind its codes is forgotten.

    ``trying``: to look at seats and chances before supervisors have committed; nothing of it is kept.

    Raises:
        ActRefused: ties are open, somebody has not declared, a number is not set, or the plan is not in order.
    """
    round_ = draw.committee.review.round
    facts = conflict_facts(round_, as_of=day_of(now))
    conflicts = freeze_conflicts(facts)
    supervisors = [Supervisor(name=one["name"], anchor=one["anchor"], links=one["links"]) for one in draw.commitments]
    tables = _tables(draw, now, conflicts, trying=trying)
    plan, names = _plan(tables, now, () if trying else supervisors, conflicts)
    bundle = freeze(plan, secrets.token_hex(32))
    named = [one.expert.code for one in named_for(draw.committee)]
    by_id = names.by_id()
    strangers = [code for code in named if code not in by_id]
    if strangers:
        raise ActRefused(_not_in_pool(strangers))
    keep = tuple(by_id[code].code for code in named)
    return Frozen(bundle, with_frozen(names, bundle.frozen.digest), conflicts, keep)


def _plan(tables: PlanTables, now: dt.datetime, supervisors: Any, conflicts: FrozenConflicts) -> tuple[Plan, Names]:
    try:
        return plan_from(
            tables,
            secret=secrets.token_bytes(32),
            at=now.astimezone(CHINA).isoformat(timespec="seconds"),
            supervisors=supervisors,
            conflicts=conflicts.for_draw(),
        )
    except Refused as refused:
        raise ActRefused(
            [Refusal("plan-not-in-order", (one.text("zh"), one.text("en")), do=one.do) for one in refused.problems]
        ) from refused


def _tables(draw: Draw, now: dt.datetime, conflicts: FrozenConflicts, *, trying: bool) -> PlanTables:
    """The plan as the tables that procedure/draw reads."""
    round_ = draw.committee.review.round
    plan, bounds = draw.plan, bounds_of(round_)
    settings = {
        "draw": draw_name(draw),
        "title": f"{round_.title[0]} 执行评审委员会抽取",
        "serial": str(draw.serial),
        "balls": str(max(ORDER_DIGITS, plan["balls"]) if trying else plan["balls"]),
        **bounds,
    }
    before = Draw.objects.filter(committee=draw.committee, serial__lt=draw.serial).order_by("-serial").first()
    if before is not None:
        settings["previous"] = before.digest
    named = {one.expert.code: HEADS[one.role][0] for one in named_for(draw.committee)}
    seats = list(_seat_rows(plan, named))
    rows = {
        "pool": tuple(_pool_rows(draw, now, conflicts, named)),
        "seats": tuple(Row(one["name"], one) for one in seats),
        "caps": tuple(Row(f"{number}", one) for number, one in enumerate(_cap_rows(plan), 1)),
        "groups": tuple(Row(name, {"name": name, "from": tuple(seats)}) for name, seats in _groups(plan).items()),
        "recusals": tuple(_recusal_rows(round_, conflicts, {one["name"] for one in seats})),
    }
    return PlanTables(FILE, settings, rows)


def _seat_rows(plan: Mapping[str, Any], named: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for one in plan["seats"]:
        if one["count"]:
            yield {"name": one["name"], "count": one["count"]}
    for head, count in sorted(Counter(named.values()).items()):
        yield {"name": head, "count": count, "set": "yes"}


def _cap_rows(plan: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for one in plan["caps"]:
        yield {key: value for key, value in one.items() if value not in ("", None)}


def _groups(plan: Mapping[str, Any]) -> dict[str, list[str]]:
    """The groups that the plan names, with the seats that make them up."""
    found: dict[str, list[str]] = {}
    for one in plan["seats"]:
        if one["count"] and one["group"]:
            found.setdefault(one["group"], []).append(one["name"])
    return found


def _barred(round_: Round, now: dt.datetime) -> Iterator[tuple[Expert, str]]:
    """Everybody in the pool, by code, and why they can't be drawn: not available, not qualified; or empty."""
    rules = rules_of(round_)
    available = set(
        experts_of(round_)
        .filter(availabilities__round=round_, availabilities__available=True)
        .values_list("pk", flat=True)
    )
    for expert in experts_of(round_).select_related("employer"):
        yield expert, _bar(expert, rules, day_of(now), here=expert.pk in available)


def _bar(expert: Expert, rules: ReviewRules, today: dt.date, *, here: bool) -> str:
    if not here:
        return UNAVAILABLE
    return "" if qualified(rules, rule_expert(expert), today) else UNQUALIFIED


def _pool_rows(draw: Draw, now: dt.datetime, conflicts: FrozenConflicts, named: Mapping[str, str]) -> Iterator[Row]:
    """A line for everybody in the pool who stands for one of the seats; whoever is named has said so by the seat."""
    known = set(conflicts.facts.experts)
    seats = {one["name"] for one in _seat_rows(draw.plan, named)}
    for expert, why in _barred(draw.committee.review.round, now):
        head = named.get(expert.code, HEADS.get(expert.listed_as, ("", ""))[0])
        seat = head if head in seats else expert.specialty
        if seat not in seats:
            continue
        bar = "" if expert.code in named else why
        values = {
            "id": expert.code,
            "name": expert.name,
            "seat": seat,
            "region": expert.region,
            "employer": expert.employer.name if expert.employer else expert.employer_name,
            "bar": bar or ("" if expert.code in known else UNAVAILABLE),
        }
        yield Row(expert.code, {key: value for key, value in values.items() if value})


def _recusal_rows(round_: Round, conflicts: FrozenConflicts, seats: set[str]) -> Iterator[Row]:
    """Each recusal with the seats of the applicant's specialty, where a group must stay free."""
    specialty = {application_code(one): one.specialty for one in applicants_of(round_)}
    pool = set(experts_of(round_).values_list("code", flat=True))
    for expert, applicant in conflicts.facts.recused:
        if expert in pool and specialty.get(applicant, "") in seats:
            yield Row(applicant, {"applicant": applicant, "seat": specialty[applicant], "expert": expert})


def _not_in_pool(codes: list[str]) -> Refusal:
    text = "、".join(codes)
    return Refusal(
        "named-not-in-pool",
        (f"指定的人员不在专家库内：{text}", f"named, but not in the pool: {text}"),
        do=("请从专家库的主任委员、副主任委员名单中选择", "choose from the pool's list of chairs and deputies"),
    )
