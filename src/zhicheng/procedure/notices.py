"""Public notices: how long they run, when they may be closed, and what becomes of objections.

The length comes from the document of the track, or from the round with its source where the document is silent;
it never comes from another document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.policy.attachments import NUMBERS, Duty, Procedure
from zhicheng.procedure.calendar_years import Calendar
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.working_days import ONE_DAY, NoticeEnd, unknown_year, working_days_after

EMPLOYER_NOTICE: Final = "employer_notice_days"
PRE_REVIEW_NOTICE: Final = "pre_review_notice_days"
RESULT_NOTICE: Final = "result_notice_days"
NOTICES: Final = (EMPLOYER_NOTICE, PRE_REVIEW_NOTICE, RESULT_NOTICE)

WORKING_DAYS, CALENDAR_DAYS = "working-days", "calendar-days"
NOTICE_UNITS: Final = (WORKING_DAYS, CALENDAR_DAYS)

OPEN, UPHELD, REJECTED, WITHDRAWN = "open", "upheld", "rejected", "withdrawn"
OUTCOMES: Final[Mapping[str, tuple[str, str]]] = {
    OPEN: ("待处理", "open"),
    UPHELD: ("异议成立", "upheld"),
    REJECTED: ("异议不成立", "rejected"),
    WITHDRAWN: ("异议人撤回", "withdrawn"),
}
"""What an objection can come to, and how it is called."""

OBJECTOR_HIDDEN: Final = "objector-hidden"
"""The rule of a pack that orders the objector's name to be kept from the employer."""


@dataclass(frozen=True, slots=True)
class RoundNumber:
    """A number that the round sets for a track, with the source that it was taken from."""

    value: int
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """How long a notice runs: ``days`` of ``unit``, at least or exactly, and where that is written."""

    days: int
    unit: str
    at_least: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection by its outcome; one upheld is ``remedied`` once what it concerned was corrected or taken out."""

    outcome: str = OPEN
    remedied: bool = False


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A notice: the day it was posted (``None``: not posted), its objections, the day it was closed."""

    first_day: dt.date | None = None
    objections: tuple[Objection, ...] = ()
    closed_on: dt.date | None = None

    def count(self, outcome: str) -> int:
        """How many objections came to ``outcome``."""
        return sum(objection.outcome == outcome for objection in self.objections)

    @property
    def unremedied(self) -> int:
        """How many upheld objections still have no remedy; they stand in the way of a recommendation."""
        return sum(objection.outcome == UPHELD and not objection.remedied for objection in self.objections)


def notice_rule(
    procedure: Procedure | None, round_numbers: Mapping[str, RoundNumber], key: str
) -> NoticeRule | Refusal:
    """How long the notice ``key`` (one of :data:`NOTICES`) runs for this document and round.

    The document's own number, or a longer one of the round where the document says "at least"; where the document
    is silent the round's number with its source. Else a refusal: ``number-not-set``, or ``number-against-document``
    when the round's number is not what the document allows.

    Raises:
        KeyError: there is no such number.
    """
    name = NUMBERS[key][1:]
    own = procedure.numbers.get(key) if procedure is not None else None
    set_here = round_numbers.get(key)
    if own is not None:
        written = NoticeRule(int(own.value), _unit(own.unit), own.bound == "at-least", "、".join(own.cite))
        return written if set_here is None else _together(written, set_here, name)
    if set_here is None or not set_here.source.strip() or set_here.value < 1 or set_here.unit not in NOTICE_UNITS:
        return Refusal(
            "number-not-set",
            (f"本评价文件未规定{name[0]}，年度通知也未设定", f"neither the document nor the round sets the {name[1]}"),
            do=("请在年度设置中填写天数并注明依据", "set it in the round, with its source"),
        )
    return NoticeRule(set_here.value, set_here.unit, False, set_here.source.strip())


def _unit(unit: str) -> str:
    return CALENDAR_DAYS if unit == "days" else unit


def _together(written: NoticeRule, set_here: RoundNumber, name: tuple[str, str]) -> NoticeRule | Refusal:
    """The document's rule with the round's number for it: only "at least" leaves room, and only upwards."""
    allowed = set_here.value >= written.days if written.at_least else set_here.value == written.days
    if set_here.unit == written.unit and allowed:
        return NoticeRule(set_here.value, written.unit, written.at_least, written.clause)
    return Refusal(
        "number-against-document",
        (
            f"年度通知设定的{name[0]}（{set_here.value}）与文件规定（{written.days}）不符",
            f"the round's {name[1]} ({set_here.value}) do not agree with the document's ({written.days})",
        ),
        written.clause,
        ("请按文件规定改正", "correct it to what the document says"),
    )


def notice_end(
    rule: NoticeRule, first_day: dt.date, calendar: Calendar, *, posting_day_counts: bool = False
) -> NoticeEnd:
    """Until when a notice posted on ``first_day`` runs under ``rule``.

    Calendar days whose last falls on a day off run on to the next working day (Civil Code art. 203).
    """
    if rule.unit == WORKING_DAYS:
        return working_days_after(calendar, first_day, rule.days, posting_day_counts=posting_day_counts)
    last = first_day + ONE_DAY * (rule.days - posting_day_counts)
    end = working_days_after(calendar, last, 1, posting_day_counts=True)
    return NoticeEnd(first_day, end.last_day, end.provisional, end.latest_possible, end.calendar_version)


def last_day_to_post(rule: NoticeRule, closes: dt.date, calendar: Calendar) -> dt.date:
    """The last day to post a notice that is still to be closed on ``closes``, the last day of the tier's window.

    Careful where a year is not announced: then by the latest possible end.
    """
    day = closes - ONE_DAY
    while notice_end(rule, day, calendar).latest_possible >= closes:
        day -= ONE_DAY
    return day


def may_close(facts: NoticeFacts, rule: NoticeRule, calendar: Calendar, today: dt.date) -> tuple[Refusal, ...]:
    """Why a notice may not be closed ``today``; empty when it may.

    The last day must have passed in full. A provisional end closes nothing, however late it is. Every objection
    must have come to an outcome.
    """
    if facts.closed_on is not None:
        return (already_closed(facts.closed_on),)
    return (*days_refusals(facts, rule, calendar, today), *objection_refusals(facts, rule.clause))


def days_refusals(facts: NoticeFacts, rule: NoticeRule, calendar: Calendar, today: dt.date) -> tuple[Refusal, ...]:
    """Why the days of a notice have not run by ``today``: not posted, an end in a year unknown, or days to go."""
    if facts.first_day is None:
        return (
            Refusal(
                "notice-not-posted",
                ("尚未公示", "the notice has not been posted"),
                rule.clause,
                ("请先发布公示，或登记在别处的公示", "post it, or record where it was posted"),
            ),
        )
    end = notice_end(rule, facts.first_day, calendar)
    if end.provisional:
        year = next(year for year in range(facts.first_day.year, end.last_day.year + 1) if calendar.year(year) is None)
        return (_provisional(end, unknown_year(calendar, year), rule.clause),)
    if today <= end.last_day:
        return (_still_running(end, rule),)
    return ()


def objection_refusals(facts: NoticeFacts, clause: str = "") -> tuple[Refusal, ...]:
    """Why the objections stand in the way of closing: some are still open."""
    waiting = facts.count(OPEN)
    if not waiting:
        return ()
    return (
        Refusal(
            "objection-open",
            (f"还有 {waiting} 件异议未处理", f"objections still open: {waiting}"),
            clause,
            ("请调查核实并逐件作出处理", "look into each and settle it"),
        ),
    )


def may_object(facts: NoticeFacts, rule: NoticeRule, calendar: Calendar, today: dt.date) -> tuple[Refusal, ...]:
    """Why no objection can be lodged ``today``: nothing is posted, not yet, or it has ended; empty when it can.

    While the end is provisional objections stay possible until the notice is closed.
    """
    if facts.first_day is None or today < facts.first_day:
        text = ("公示尚未开始", "the notice has not begun")
        return (Refusal("notice-not-begun", text, rule.clause, ("请在公示期内提出", "object while it runs")),)
    end = notice_end(rule, facts.first_day, calendar)
    if facts.closed_on is not None or (not end.provisional and today > end.last_day):
        return (
            Refusal(
                "notice-over",
                (f"公示已于 {end.last_day} 结束", f"the notice ended on {end.last_day}"),
                rule.clause,
                ("可向评委会办公室反映", "you can still write to the committee office"),
            ),
        )
    return ()


def hiding_rule(procedure: Procedure | None) -> Duty | None:
    """The rule of the document that orders the objector's name to be kept from the employer; ``None``: none does."""
    rules = procedure.rules if procedure is not None else ()
    return next((rule for rule in rules if rule.name == OBJECTOR_HIDDEN), None)


def objector_hidden(procedure: Procedure | None) -> bool:
    """Whether the document orders the objector's name to be kept from the employer."""
    return hiding_rule(procedure) is not None


def already_closed(day: dt.date) -> Refusal:
    """Why a notice can't be closed: it was, on ``day``."""
    text = (f"公示已于 {day} 结束登记", f"the notice was closed on {day}")
    return Refusal("notice-already-closed", text, do=("无需再次办理", "there is nothing more to do"))


def _still_running(end: NoticeEnd, rule: NoticeRule) -> Refusal:
    unit = ("个工作日", "working") if rule.unit == WORKING_DAYS else ("日", "calendar")
    free = end.last_day + ONE_DAY
    return Refusal(
        "notice-days-not-run",
        (
            f"公示须满 {rule.days} {unit[0]}，自 {end.first_day} 起至 {end.last_day} 止",
            f"the notice runs {rule.days} {unit[1]} days, from {end.first_day} to {end.last_day}",
        ),
        rule.clause,
        (f"{free} 起可以办理", f"possible from {free}"),
    )


def _provisional(end: NoticeEnd, unknown: Refusal, clause: str) -> Refusal:
    return Refusal(
        "notice-end-provisional",
        (
            f"{unknown.text[0]}，公示止日暂推算为 {end.last_day}，最迟 {end.latest_possible}",
            f"{unknown.text[1]}; the end is provisionally {end.last_day}, at the latest {end.latest_possible}",
        ),
        clause,
        unknown.do,
    )
