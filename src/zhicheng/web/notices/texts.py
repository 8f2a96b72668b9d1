"""The text of a notice in the unit: who, from which to which day, where to object; as a page and as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from zhicheng.documents import office
from zhicheng.policy.pack import load_pack
from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import WORKING_DAYS, NoticeRule, notice_end
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.working_days import NoticeEnd, is_working_day
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application
from zhicheng.web.notices.kinds import rule_of
from zhicheng.web.notices.models import Notice
from zhicheng.web.notices.queries import Named, named_in
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.way import employer_notice_rule

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice before or after it is posted, as its page shows it."""

    round: Round
    organisation: Organisation
    people: tuple[Named, ...]
    first_day: dt.date
    last_day: dt.date
    days: int
    unit: Pair
    clause: str
    provisional: bool
    contact: str

    @property
    def free_day(self) -> dt.date:
        """From when it can be closed."""
        return self.last_day + dt.timedelta(days=1)


def rule_for(round_: Round) -> NoticeRule:
    """How long the notice runs.

    Raises:
        ActRefused: neither document nor round says it.
    """
    rule = employer_notice_rule(round_)
    if isinstance(rule, Refusal):
        raise ActRefused(rule)
    return rule


def unit_of(rule: NoticeRule | Refusal) -> Pair:
    """How the days of a notice are called."""
    working = isinstance(rule, NoticeRule) and rule.unit == WORKING_DAYS
    return ("个工作日", "working days") if working else ("天", "days")


def text_before(
    round_: Round, organisation: Organisation, rows: Sequence[Application], first_day: dt.date, contact: str
) -> NoticeText:
    """The notice as it would be posted, both days by the calendar."""
    rule = rule_for(round_)
    end: NoticeEnd = notice_end(rule, first_day, shipped_calendar())
    title = load_pack(round_.pack).about(round_.level)
    people = tuple(Named(one.pk, one.name, one.employer_name, title, one.specialty, one.way_in) for one in rows)
    return NoticeText(
        round_, organisation, people, first_day, end.last_day, rule.days, unit_of(rule), rule.clause,
        end.provisional, contact,
    )  # fmt: skip


def text_of(notice: Notice) -> NoticeText:
    """A posted notice; its days are those it was posted with."""
    unit = unit_of(rule_of(notice))
    return NoticeText(
        notice.round, notice.organisation, tuple(named_in(notice)), notice.first_day, notice.last_day, notice.days,
        unit, notice.clause, notice.provisional, notice.contact,
    )  # fmt: skip


def as_document(text: NoticeText) -> office.EmployerNotice:
    """The notice as the document that hangs in the unit."""
    contact, phone = split_contact(text.contact)
    above = text.organisation.above
    people = [office.NoticePerson(one.name, one.unit, one.title[0], one.specialty) for one in text.people]
    return office.EmployerNotice(
        unit=text.organisation.name,
        round_title=text.round.title_zh,
        people=tuple(people),
        first_day=text.first_day,
        last_day=text.last_day,
        working_days=working_days_in(text),
        contact=contact,
        phone=phone,
        department=above.name if above is not None else None,
        department_phone=(above.contact or None) if above is not None else None,
    )


def working_days_in(text: NoticeText) -> int:
    """How many days are worked after the day of posting, the last day included; plain weekdays in unknown years."""
    calendar = shipped_calendar()
    span = (text.last_day - text.first_day).days
    days = [text.first_day + dt.timedelta(days=number) for number in range(1, span + 1)]
    return sum(
        is_working_day(calendar, day) if calendar.year(day.year) is not None else day.weekday() < 5 for day in days
    )


def split_contact(contact: str) -> Pair:
    """Who takes objections, and the telephone number, which stands last."""
    words = contact.split()
    if len(words) > 1 and any(one.isdecimal() for one in words[-1]):
        return " ".join(words[:-1]), words[-1]
    return contact, "—"
