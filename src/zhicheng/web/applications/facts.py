"""What the table of states has to know of an application before an act on it is judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from zhicheng.procedure.application_facts import ApplicationFacts
from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import NoticeFacts, Objection
from zhicheng.procedure.tiers import competition_rule
from zhicheng.web.applications.completeness import experts_needed, missing_papers
from zhicheng.web.applications.in_hand import InHand, in_hand, promise_stands
from zhicheng.web.applications.models import Application, ReturnItem
from zhicheng.web.clock.now import CHINA
from zhicheng.web.rounds.setting import options_for, pack_for, procedure_for
from zhicheng.web.rounds.way import chain_of, employer_notice_rule, windows_of
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]
EMPLOYERS = ("employer", "personnel-agency")

COMPETITION_STEPS: dict[str, Pair] = {
    "plan": ("公布竞聘方案", "competition plan published"),
    "entry": ("报名与资格审查", "entry and eligibility"),
    "presentation": ("竞聘述职或答辩", "presentation or defence"),
    "assessment": ("考核评议", "assessment"),
    "decision": ("集体研究确定推荐人选", "decision on whom to recommend"),
}
"""The steps of a competition for posts that a public institution records before it recommends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What an act itself brings: the version of the page it came from, a reason, an opinion, items, a roster."""

    version: int | None = None
    reason: str = ""
    opinion: str = ""
    items: int = 0
    rostered: bool = False
    forms_missing: tuple[Pair, ...] = field(default=())


class FactsAsRead(ApplicationFacts):
    """Facts of which some are read from the database only when a condition looks at them, and then once.

    An applicant's act reads nothing of the employer's notice; what an act does look at is never guessed.
    """

    __slots__ = ("_readers",)

    def __init__(self, known: Mapping[str, object], readers: Mapping[str, Callable[[], object]]) -> None:
        for name, value in {**known, "_readers": readers}.items():
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet."""
        if name == "_readers" or name not in self._readers:
            raise AttributeError(name)
        value = self._readers[name]()
        object.__setattr__(self, name, value)
        return value


def application_facts(
    application: Application,
    *,
    actor: Standing,
    role: str,
    now: dt.datetime,
    brought: Brought,
    hand: InHand | None = None,
) -> ApplicationFacts:
    """The facts of an application as the database has them now, with what the act brings.

    ``hand``: what the act is judged on, where it was read already in this request.
    """
    round_ = application.round
    known = {
        "today": now.date(),
        "chain": chain_of(round_),
        "tier": application.tier,
        "round_open": round_.state == "open",
        "demonstration": bool(options_for(round_).draft_accepted),
        "party": is_party(application, actor, role),
        "seen_version": application.version if brought.version is None else brought.version,
        "version": application.version,
        "policy_draft": pack_for(round_).status == "draft",
        "items_marked": brought.items,
        "calendar": shipped_calendar(),
        "reason_given": bool(brought.reason.strip()),
        "opinion_given": bool(brought.opinion.strip()),
        "rostered": brought.rostered,
        "forms_missing": brought.forms_missing,
    }
    return FactsAsRead(known, _Readers(application, hand).by_name())


class _Readers:
    """How each fact that lies in the database is read; what several are read from is read once."""

    def __init__(self, application: Application, hand: InHand | None) -> None:
        self.application = application
        self.given = hand

    @cached_property
    def hand(self) -> InHand:
        return self.given or in_hand(self.application)

    @cached_property
    def checks(self) -> tuple[int, int]:
        return _checks(self.application)

    def by_name(self) -> Mapping[str, Callable[[], object]]:
        row = self.application
        free = row.imported  # it came with its papers by another way
        return {
            "windows": lambda: windows_of(row.round),
            "way_chosen": lambda: free or row.way_in in {way.clause.key for way in self.hand.verdict.ways_in},
            "commitment_given": lambda: free or promise_stands(row, self.hand),
            "missing_papers": lambda: () if free else missing_papers(row, self.hand),
            "experts_needed": lambda: 0 if free else experts_needed(row, self.hand.verdict),
            "experts_confirmed": lambda: row.recommending_experts.filter(recommends=True).count(),
            "items_unanswered": lambda: _unanswered(row),
            "records_unchecked": lambda: self.checks[0],
            "records_disputed": lambda: self.checks[1],
            "statement_given": lambda: free or _stated(row),
            "competition_missing": lambda: competition_missing(row),
            "notice": lambda: notice_facts(row),
            "notice_rule": lambda: employer_notice_rule(row.round),
        }


def _unanswered(application: Application) -> int:
    """How many returned items the applicant has not answered yet."""
    open_returns = {"returned__application": application, "returned__resolved_at": None}
    return ReturnItem.objects.filter(**open_returns, answered_at=None).count()


def is_party(application: Application, actor: Standing, role: str) -> bool:
    """Whether this person acts on the application in this role: as the applicant, for its employer, for the department
    that holds it. Nobody acts for an organisation on an application of their own.
    """
    own = application.applicant_id is not None and application.applicant_id == actor.user_id
    if role == "applicant":
        return own
    if own:
        return False
    organisation = application.employer_id if role in EMPLOYERS else application.holder_id
    return organisation in actor.organisations(role)


def _checks(application: Application) -> tuple[int, int]:
    """How many items of the latest submission the employer hasn't checked, and how many it found not to agree."""
    submission = application.submissions.order_by("-number").first()
    if submission is None:
        return 0, 0
    items = {record["id"] for record in submission.dossier["records"]} | {"applicant"}
    outcomes = dict(submission.checks.filter(organisation=application.employer).values_list("item", "outcome"))
    return len(items - outcomes.keys()), sum(outcome != "agrees" for item, outcome in outcomes.items() if item in items)


def _stated(application: Application) -> bool:
    """Whether the employer has stated conduct since the application was begun, or taken up again."""
    statement = getattr(application, "statement", None)
    return statement is not None and statement.stated_at >= application.begun_at


def competition_missing(application: Application) -> tuple[Pair, ...]:
    """The steps of the competition for posts that a public institution has not recorded; none for other employers."""
    employer = application.employer
    round_ = application.round
    if employer is None or not employer.public_institution or application.imported:
        return ()
    if competition_rule(procedure_for(round_)) is None:
        return ()
    there = set(
        application.competition_steps.filter(recorded_at__gte=application.begun_at).values_list("step", flat=True)
    )
    return tuple(name for step, name in COMPETITION_STEPS.items() if step not in there)


def notice_facts(application: Application) -> NoticeFacts:
    """The employer's notice that names the application (a void one doesn't count), with the objections to this one."""
    notice = (
        application.notices.filter(kind="employer-notice", posted_at__gte=application.begun_at)
        .exclude(state="void")
        .order_by("-posted_at")
        .first()
    )
    if notice is None:
        return _noticed_before(application)
    rows = notice.objections.filter(application=application) | notice.objections.filter(application=None)
    objections = tuple(Objection(row.state, remedied(application, row)) for row in rows)
    closed = notice.closed_at.astimezone(CHINA).date() if notice.closed_at is not None else None
    return NoticeFacts(notice.first_day, objections, closed)


def _noticed_before(application: Application) -> NoticeFacts:
    """What an imported roster says of a notice that ran before: its first day, and the day it was closed."""
    said = application.extra.get("notice", {}) if application.imported else {}
    if not said:
        return NoticeFacts()
    return NoticeFacts(dt.date.fromisoformat(said["first_day"]), (), dt.date.fromisoformat(said["closed_on"]))


def remedied(application: Application, objection: object) -> bool:
    """Whether what an upheld objection concerned was corrected: returned for it, and handed in again since."""
    settled = getattr(objection, "settled_at", None)
    return settled is not None and application.submissions.filter(submitted_at__gt=settled).exists()
