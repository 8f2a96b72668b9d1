"""Ties that lists show: same employer, own application, the applicant's recommending expert. Proposed, for the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from zhicheng.procedure.conflicts.derive import same_employer_ties, same_person_ties
from zhicheng.procedure.conflicts.words import BY_RECORD, EMPLOYER, OWN, RECOMMENDER
from zhicheng.vocabulary.text import plain
from zhicheng.web.applications.models import Application, RecommendingExpert
from zhicheng.web.experts.facts import applicants_of, experts_of
from zhicheng.web.experts.models import Expert, Tie
from zhicheng.web.experts.services.declaring import TieFacts, store_tie
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"
Found = tuple[Expert, Application, str, str]
"""An expert, an applicant, the kind of tie, and what shows it."""


@transaction.atomic
def find_ties(round_: Round, *, actor: Standing, now: dt.datetime) -> list[Tie]:
    """Compare the round's pool with its applicants and record every tie that shows, as open. Returns the new ones.

    Co-authors and kin no list shows: they come by declaration or by the ties file. Refuses with ``no-right``.
    """
    round_ = locked(round_, None)
    require(actor, "review", round_)
    made = []
    for expert, application, kind, shown_by in found_ties(round_):
        if not Tie.objects.filter(round=round_, expert=expert, application=application, kind=kind).exists():
            facts = TieFacts(application, kind)
            made.append(store_tie(round_, expert, facts, "found", BY_RECORD, shown_by, actor=actor, now=now))
    detail = {"code": round_.code, "count": len(made)}
    write_entry("find-ties", actor=actor, now=now, on=round_, role=OFFICE, detail=detail)
    return made


def found_ties(round_: Round) -> Iterator[Found]:
    """Every tie that the lists show, in order of codes; nothing is changed."""
    experts = {one.code: one for one in experts_of(round_).select_related("user")}
    applicants = {str(one.pk): one for one in applicants_of(round_)}
    seen: set[tuple[str, str, str]] = set()
    for code, pk, kind, shown_by in (
        *_own_applications(experts, applicants),
        *_same_employers(experts, applicants),
        *_recommenders(experts, applicants),
    ):
        if (code, pk, kind) not in seen:
            seen.add((code, pk, kind))
            yield experts[code], applicants[pk], kind, shown_by


Pairs = Iterator[tuple[str, str, str, str]]
Experts = dict[str, Expert]
Applicants = dict[str, Application]


def _own_applications(experts: Experts, applicants: Applicants) -> Pairs:
    """The same account; else, for applications without one, the same name at the same employer."""
    accounts = {code: str(one.user_id or "") for code, one in experts.items()}
    handed_in = {pk: str(one.applicant_id or "") for pk, one in applicants.items()}
    for tie in same_person_ties(accounts, handed_in):
        yield tie.expert, tie.applicant, OWN, "名单：同一账号"
    for code, pk in _same_names(experts, {pk: one.name for pk, one in applicants.items()}):
        if _unit(experts[code].employer_name) == _unit(applicants[pk].employer_name):
            yield code, pk, OWN, "名单：姓名和单位均相同"


def _same_employers(experts: Experts, applicants: Applicants) -> Pairs:
    """The same name of the employer, or the same employer registered here under another name then."""
    units = {code: one.employer_name for code, one in experts.items()}
    for tie in same_employer_ties(units, {pk: one.employer_name for pk, one in applicants.items()}):
        yield tie.expert, tie.applicant, EMPLOYER, tie.source
    for code, one in experts.items():
        for pk, other in applicants.items():
            if one.employer_id is not None and one.employer_id == other.employer_id:
                yield code, pk, EMPLOYER, "名单：工作单位相同"


def _recommenders(experts: Experts, applicants: Applicants) -> Pairs:
    """An expert by whose name an applicant was recommended, or who was asked to."""
    asked = RecommendingExpert.objects.filter(application__in=[int(pk) for pk in applicants]).order_by("pk")
    named = [(str(one.application_id), one) for one in asked]
    for code, expert in experts.items():
        for pk, one in named:
            if plain(one.name).casefold() != plain(expert.name).casefold():
                continue
            same = _unit(one.employer) == _unit(expert.employer_name)
            yield code, pk, RECOMMENDER, "推荐专家：姓名和单位相同" if same else "推荐专家：姓名相同，单位不同，请核对"


def _same_names(experts: Experts, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    by_name: dict[str, list[str]] = {}
    for pk, name in names.items():
        by_name.setdefault(plain(name).casefold(), []).append(pk)
    for code, one in experts.items():
        yield from ((code, pk) for pk in by_name.get(plain(one.name).casefold(), ()))


def _unit(name: str) -> str:
    return plain(name).casefold()
