"""The review's own rows: reviews, findings, recommendations, pools, experts, plans, committees, draws, seats, groups."""

from __future__ import annotations

from typing import Any

from zhicheng.web.api.rows.resource import Resource, add
from zhicheng.web.api.rows.shape import Field, fields
from zhicheng.web.committee.committee_facts import COMMITTEE
from zhicheng.web.committee.models import Assignment, Committee, Draw, Group, Plan, Reading, Seat
from zhicheng.web.committee.plan_process import PLAN
from zhicheng.web.committee.seats_process import SEAT
from zhicheng.web.experts.models import Availability, Declaration, Expert, Pool, Tie, TieRule
from zhicheng.web.experts.process import POOL
from zhicheng.web.review.models import EligibilityCheck, Recommendation, Review
from zhicheng.web.review.process import REVIEW
from zhicheng.web.review.recommending import RECOMMENDATION


def _approvals(row: Plan) -> list[dict[str, Any]]:
    return [
        {"organisation": one.organisation_id, "at": one.approved_at, "void": one.void}
        for one in row.approvals.order_by("pk")
    ]


add(
    Resource(
        "reviews",
        Review,
        ("评审", "reviews"),
        "reviews",
        (
            *fields("id", "round=round.code", "round_id", "office=round.office.name", "state", "begun_at", "version"),
            *fields("steps", "recused_counted", "group_score", "difference_limit", only="inspect"),
        ),
        narrow={"state": "state", "round": "round__code"},
        beside=("round__office",),
        process=REVIEW,
    ),
    Resource(
        "eligibility-checks",
        EligibilityCheck,
        ("资格审查结论", "findings of the eligibility check"),
        "applications",
        (
            *fields("id", "application_id", "outcome", "way_in", "reason", "checked_at", "version"),
            *fields("machine", "differences", only="export"),
        ),
        about="application__applicant",
        narrow={"round": "application__round__code", "outcome": "outcome", "application": "application_id"},
    ),
    Resource(
        "recommendations",
        Recommendation,
        ("中评委推荐", "recommendations by intermediate committees"),
        "applications",
        (
            *fields("id", "application_id", "organisation_id", "state", "reason", "handed_at", "decided_at", "version"),
            *fields("points", "recognised", "opinion", only="export"),
        ),
        about="application__applicant",
        narrow={"round": "application__round__code", "state": "state"},
        process=RECOMMENDATION,
    ),
    Resource(
        "pools",
        Pool,
        ("专家库", "expert pools"),
        "reviews",
        fields("id", "office_id", "name", "tracks", "state", "adjusted_on", "version"),
        search=("name",),
        process=POOL,
    ),
    Resource(
        "experts",
        Expert,
        ("专家", "experts in pools"),
        "reviews",
        (
            *fields("id", "pool_id", "code", "name", "employer=employer_name", "region", "specialty", "title"),
            *fields("title_since", "outstanding", "listed_as", "joined_on", "left_on", "version"),
            *fields("left_because", "right_withdrawn", only="export"),
        ),
        search=("name", "employer_name", "code"),
        narrow={"pool": "pool_id", "specialty": "specialty"},
        order=("code",),
    ),
    Resource(
        "availabilities",
        Availability,
        ("能否参加的答复", "answers on availability"),
        "sheets",
        fields(
            "id", "expert_id", "round=round.code", "asked_at", "answer_until", "available", "note", "declared_at",
            "by_office", "version",
        ),
        narrow={"round": "round__code", "expert": "expert_id"},
        beside=("round",),
    ),
    Resource(
        "declarations",
        Declaration,
        ("回避申报", "declarations of ties"),
        "sheets",
        fields("id", "expert_id", "round=round.code", "declared_at", "source"),
        narrow={"round": "round__code"},
        beside=("round",),
    ),
    Resource(
        "ties",
        Tie,
        ("利害关系", "ties"),
        "sheets",
        (
            *fields("id", "round=round.code", "expert_id", "application_id", "kind", "relation", "start", "end"),
            *fields("source", "note", "state", "version"),
            *fields("stated_by", "known_from", "decision", "reason", only="export"),
        ),
        about="application__applicant",
        narrow={"round": "round__code", "state": "state", "expert": "expert_id"},
        beside=("round",),
    ),
    Resource(
        "tie-rules",
        TieRule,
        ("年度对利害关系的规定", "rules of a round on ties"),
        "reviews",
        fields("id", "round=round.code", "kind", "outcome", "years", "source", "set_at", "version"),
        narrow={"round": "round__code"},
        beside=("round",),
    ),
    Resource(
        "plans",
        Plan,
        ("评审工作方案", "plans"),
        "reviews",
        (
            *fields("id", "review_id", "round=review.round.code", "state", "meeting_day", "place", "content"),
            *fields("reported_on", "returned_because", "version"),
            Field("approvals", kind=list[dict[str, Any]], value=_approvals),
        ),
        narrow={"round": "review__round__code", "state": "state"},
        beside=("review__round",),
        process=PLAN,
    ),
    Resource(
        "committees",
        Committee,
        ("执行评委会", "yearly committees"),
        "reviews",
        fields("id", "review_id", "round=review.round.code", "state", "answer_until", "version"),
        narrow={"round": "review__round__code"},
        beside=("review__round",),
        process=COMMITTEE,
    ),
    Resource(
        "draws",
        Draw,
        ("抽取", "draws"),
        "reviews",
        fields("id", "committee_id", "serial", "stage", "digest", "plan", "preview", "findings", "trouble", "job",
               "begun_at", "version"),
        narrow={"committee": "committee_id"},
        order=("-pk",),
    ),
    Resource(
        "seats",
        Seat,
        ("评委席位", "seats"),
        "sheets",
        (
            *fields("id", "committee_id", "expert_id", "code=expert.code", "name=expert.name", "specialty", "role"),
            *fields("group_id", "leads", "state", "version"),
            *fields("reason", "invited_at", "answered_at", "drawn_round", "replaces_id", only="export"),
        ),
        narrow={"committee": "committee_id", "state": "state"},
        beside=("expert",),
        process=SEAT,
    ),
    Resource(
        "groups",
        Group,
        ("专业评议组", "specialty groups"),
        "sheets",
        fields("id", "committee_id", "name", "specialties", "version"),
        narrow={"committee": "committee_id"},
    ),
    Resource(
        "assignments",
        Assignment,
        ("评阅分配", "assignments"),
        "reviews",
        fields("id", "committee_id", "number", "stage", "digest", "trouble", "findings", "made_at", "version"),
        narrow={"committee": "committee_id"},
        order=("-pk",),
    ),
    Resource(
        "readings",
        Reading,
        ("评阅任务", "applications given to experts to read"),
        "sheets",
        fields("id", "assignment_id", "seat_id", "application_id", "ended_because"),
        narrow={"seat": "seat_id", "application": "application_id"},
    ),
)  # fmt: skip
