"""The conflict facts of a round, from the rows: what the draw, the assignment and the ballot start from.

Codes: an expert is the pool's ``Expert.code``, an applicant :func:`application_code`. Everything that was stated and
decided is read anew each time; what it comes to is reckoned by procedure/conflicts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet

from zhicheng.policy.attachments import procedure_of
from zhicheng.procedure.conflicts.facts import ConflictFacts
from zhicheng.procedure.conflicts.facts import conflict_facts as reckoned
from zhicheng.procedure.conflicts.rules import Ground, ground_of
from zhicheng.procedure.conflicts.ties import Decision, Declaration, RoundRule, Stated
from zhicheng.procedure.conflicts.ties import Tie as StatedTie
from zhicheng.procedure.conflicts.words import CONFLICT
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import CHINA
from zhicheng.web.experts.models import Expert, Tie
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import pack_for

SEATED = ("drawn", "accepted")
"""States of a seat whose expert has a part in the review."""


def application_code(application: Application) -> str:
    """The code of an applicant in conflict facts: the serial, or ``#`` and the row's number where there is none."""
    return application.serial or f"#{application.pk}"


def experts_of(round_: Round) -> QuerySet[Expert]:
    """The experts now in the pool that the round's office keeps for the round's track, by code."""
    here = Expert.objects.filter(pool__office=round_.office_id, pool__tracks__contains=[round_.track], left_on=None)
    return here.order_by("code")


def candidates(round_: Round) -> QuerySet[Expert]:
    """The experts who can be drawn: in a pool in force, and available for the round; by code."""
    return experts_of(round_).filter(
        pool__state="in-force", availabilities__round=round_, availabilities__available=True
    )


def applicants_of(round_: Round) -> QuerySet[Application]:
    """Whom the review judges: applications that arrived and were not found ineligible; by serial."""
    arrived = round_.applications.filter(state="arrived").exclude(eligibility__outcome="not-eligible")
    return arrived.order_by("serial", "pk")


def conflict_facts(round_: Round, *, as_of: dt.date, experts: Iterable[Expert] | None = None) -> ConflictFacts:
    """What all ties of a round come to by ``as_of``, to be frozen by ``freeze_conflicts`` before a draw.

    ``experts``: by default those who can be drawn (:func:`candidates`) and those with a seat in the round.
    ``facts.experts`` are ``Expert.code``, ``facts.applicants`` :func:`application_code`; ``facts.barred``,
    ``facts.recused`` (pairs), ``facts.open_ties`` and ``facts.undeclared`` are what others ask for.

    Raises:
        ActRefused: a decision against what the clause fixes, or the pack of the round is missing or changed.
    """
    people = {one.pk: one.code for one in (_concerned(round_) if experts is None else experts)}
    applicants = {one.pk: application_code(one) for one in applicants_of(round_)}
    return reckoned(
        ground_for(round_), as_of, people.values(), applicants.values(), _stated(round_, people, applicants)
    )


def recused(round_: Round, application: Application, *, as_of: dt.date) -> frozenset[str]:
    """The codes of the experts who may not judge this application; those barred from the whole review among them."""
    facts, code = conflict_facts(round_, as_of=as_of), application_code(application)
    barred = {one.expert for one in facts.barred}
    return frozenset(barred | {expert for expert, applicant in facts.recused if applicant == code})


def ground_for(round_: Round) -> Ground:
    """What recusal rests on in a round: its document's clause, or the national rule."""
    return ground_of(procedure_of(pack_for(round_), round_.level, None))


def _concerned(round_: Round) -> QuerySet[Expert]:
    seated = Expert.objects.filter(seats__committee__review__round=round_, seats__state__in=SEATED)
    return Expert.objects.filter(Q(pk__in=candidates(round_).values("pk")) | Q(pk__in=seated.values("pk")))


def _stated(round_: Round, experts: dict[int, str], applicants: dict[int, str]) -> Stated:
    rows = round_.ties.filter(expert__in=experts).order_by("pk")
    pairs = [(one, code) for one in rows for code in _codes(one, applicants)]
    declared = round_.declarations.filter(expert__in=experts)
    return Stated(
        tuple(_tie(one, experts[one.expert_id], code) for one, code in pairs),
        tuple(
            Declaration(experts[one.expert_id], day_of(one.declared_at), one.source or "平台申报") for one in declared
        ),
        tuple(_decisions(round_.office.name, experts, pairs)),
        tuple(
            RoundRule(one.kind, one.outcome, one.source, round_.office.name, day_of(one.set_at), one.years)
            for one in round_.tie_rules.order_by("kind")
        ),
    )


def _codes(tie: Tie, applicants: dict[int, str]) -> Iterable[str]:
    """Whom a tie is with: one applicant, or everybody; nobody where the application is judged no more."""
    if tie.application_id is None:
        return applicants.values()
    return [applicants[tie.application_id]] if tie.application_id in applicants else []


def _tie(one: Tie, expert: str, applicant: str) -> StatedTie:
    known = one.known_from or "平台登记"
    return StatedTie(expert, applicant, one.kind, one.stated_by, known, one.relation, one.start, one.end, one.note)


def _decisions(office: str, experts: dict[int, str], pairs: list[tuple[Tie, str]]) -> Iterator[Decision]:
    """The last decision on each kind of tie between two persons; where one covers everybody, conflict goes first."""
    last: dict[tuple[str, str, str], Tie] = {}
    for one, code in pairs:
        key = (experts[one.expert_id], code, one.kind)
        if one.decided_at is not None and (key not in last or _rank(one) > _rank(last[key])):
            last[key] = one
    for (expert, applicant, kind), one in last.items():
        assert one.decided_at is not None
        yield Decision(expert, applicant, kind, one.decision, one.reason, office, day_of(one.decided_at))


def _rank(one: Tie) -> tuple[bool, dt.datetime]:
    assert one.decided_at is not None
    return one.decision == CONFLICT, one.decided_at


def day_of(moment: dt.datetime) -> dt.date:
    """The day of a moment, in China."""
    return moment.astimezone(CHINA).date()
