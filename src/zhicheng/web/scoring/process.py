"""How a deliberation and a defence move: in which role a person stands to them, by what an act is judged."""

from __future__ import annotations

from django.db.models import OuterRef

from zhicheng.procedure.review.deliberation_states import HELD, MISSED, DefenceFacts, DeliberationFacts
from zhicheng.web.applications.models import Application
from zhicheng.web.review.acting import Asked, Common, Process
from zhicheng.web.review.process import staff_for
from zhicheng.web.scoring.models import HANDED_IN, Defence, Deliberation, Sheet
from zhicheng.web.scoring.others import meeting_of
from zhicheng.web.scoring.recusal import CHAIRS, barred, before_committee_of, led_by
from zhicheng.web.visibility.standing import Standing

SETTLED = (HELD, MISSED)
"""States in which a defence no longer holds up the group's opinion."""


def roles_at(row: Deliberation, actor: Standing) -> frozenset[str]:
    """The roles in which a person stands to an application before the committee."""
    own = set(staff_for(row.application, actor))
    if "expert" in actor.roles:
        if led_by(actor).filter(pk=row.pk).exists():
            own.add("group-leader")
        if before_committee_of(actor, roles=CHAIRS).filter(pk=row.pk).exists():
            own.add("chair")
    return frozenset(own)


def tainted_sheets(row: Deliberation) -> list[Sheet]:
    """Sheets handed in by experts who are, or have turned out to be, recused for the application."""
    sheets = row.sheets.filter(state=HANDED_IN).select_related("seat__expert")
    return list(sheets.filter(barred(OuterRef("seat__expert"), row.application_id, row.application.round_id)))


def defence_open(application: Application) -> bool:
    """Whether a defence is due and neither held nor missed."""
    return Defence.objects.filter(application=application).exclude(state__in=SETTLED).exists()


def _deliberation_facts(row: Deliberation, asked: Asked, common: Common) -> DeliberationFacts:
    meeting = meeting_of(row)
    present = (asked.brought or {}).get("presence") or row.presence
    return DeliberationFacts(
        **common.fields,
        opinions=row.sheets.filter(state=HANDED_IN).count(),
        tainted=len(tainted_sheets(row)),
        score_agreed=row.agreed_at is not None,
        defence_open=defence_open(row.application),
        meeting_open=meeting.meeting_open,
        members=meeting.members,
        present=meeting.present,
        recused_in_room=meeting.recused_in_room,
        presence_recorded=bool(present),
        voted=meeting.voted,
    )


def _defence_facts(_row: Defence, asked: Asked, common: Common) -> DefenceFacts:
    brought = asked.brought or {}
    return DefenceFacts(
        **common.fields,
        appointed=bool(brought.get("appointed_at") and str(brought.get("place", "")).strip()),
        examiners=len(brought.get("examiners", ())),
        outcome_written=brought.get("outcome") in ("passed", "failed")
        and bool(str(brought.get("findings", "")).strip()),
    )


DELIBERATION = Process[Deliberation, DeliberationFacts](
    table="deliberation",
    round_of=lambda row: row.application.round,
    roles=roles_at,
    facts=_deliberation_facts,
)
DEFENCE = Process[Defence, DefenceFacts](
    table="defence",
    round_of=lambda row: row.application.round,
    roles=lambda row, actor: roles_at(row.application.deliberation, actor),
    facts=_defence_facts,
)
