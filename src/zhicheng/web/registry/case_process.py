"""How re-examinations, cases and entries in the integrity record move."""

from __future__ import annotations

from django.db.models import Q

from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.review.reexamination_states import ReexaminationFacts
from zhicheng.procedure.review.sanction_states import IntegrityFacts, SanctionFacts
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Seat
from zhicheng.web.registry.models import Case, Certificate, EnteredOutcome, IntegrityRecord, Reexamination
from zhicheng.web.registry.roles import parties_to
from zhicheng.web.review.acting import Asked, Common, Process
from zhicheng.web.visibility.standing import Standing

GIVEN = ("issued", "revoked")
"""States of a certificate whose holder has, or had, the title."""


def had_a_part(row: Reexamination, actor: Standing) -> bool:
    """Whether somebody had a part in what is examined: a member of the committee, also one who gave up the seat after
    sitting or scoring, or who entered the outcome."""
    application = row.decision.application
    seats = Seat.objects.filter(
        committee__review__round=application.round_id, expert__user=actor.user_id, expert__user__isnull=False
    )
    entered = EnteredOutcome.objects.filter(application=application, entered_by=actor.user_id)
    sat = seats.filter(
        Q(state="accepted") | Q(presences__isnull=False) | Q(sheets__deliberation__application=application)
    )
    return sat.exists() or entered.exists()


def _reexamination_facts(row: Reexamination, asked: Asked, common: Common) -> ReexaminationFacts:
    notice = row.decision.result.notice
    return ReexaminationFacts(
        **common.fields,
        today=asked.now.astimezone(CHINA).date(),
        calendar=shipped_calendar(),
        posted_on=None if notice is None else notice.first_day,
        asked_on=row.asked_on,
        independent=not had_a_part(row, asked.actor),
        fault_found=row.fault,
        finding_written=bool(row.finding.strip()),
    )


def _case_facts(row: Case, asked: Asked, common: Common) -> SanctionFacts:
    chosen = asked.brought if asked.brought is not None else row.chosen
    return SanctionFacts(
        **common.fields,
        offence=row.offence,
        evidence=len(row.evidence),
        heard=row.heard_on is not None and bool(row.heard.strip()),
        serious=row.serious,
        title_given=title_given(row),
        chosen=frozenset(chosen),
    )


def title_given(row: Case) -> bool:
    """Whether the applicant holds, or held, a title from this review."""
    return Certificate.objects.filter(application=row.application, state__in=GIVEN).exists()


def _record_facts(row: IntegrityRecord, asked: Asked, common: Common) -> IntegrityFacts:
    return IntegrityFacts(
        **common.fields,
        today=asked.now.astimezone(CHINA).date(),
        established=row.case.state in ("established", "applied"),
        annulled=row.case.state == "annulled",
        entered_on=row.entered_on,
    )


REEXAMINATION = Process[Reexamination, ReexaminationFacts](
    table="reexamination",
    round_of=lambda row: row.decision.application.round,
    roles=lambda row, actor: parties_to(row.decision.application, actor),
    facts=_reexamination_facts,
)
CASE = Process[Case, SanctionFacts](
    table="sanction",
    round_of=lambda row: row.application.round,
    roles=lambda row, actor: parties_to(row.application, actor),
    facts=_case_facts,
)
RECORD = Process[IntegrityRecord, IntegrityFacts](
    table="integrity-record",
    round_of=lambda row: row.case.application.round,
    roles=lambda row, actor: parties_to(row.case.application, actor),
    facts=_record_facts,
)
