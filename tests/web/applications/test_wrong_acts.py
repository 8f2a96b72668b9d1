"""Wrong acts: every state × act × person that the table does not permit is refused, and nothing changes by it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.web.people import World, world
from zhicheng.procedure.application_states import APPLICATION
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.models import Organisation, User
from zhicheng.web.applications.facts import Brought
from zhicheng.web.applications.models import Application, Submission
from zhicheng.web.applications.services.perform import perform
from zhicheng.web.ledger.models import Entry

pytestmark = pytest.mark.django_db

BROUGHT = Brought(reason="理由", opinion="意见", items=1, rostered=True)
ROLE_OF = {
    "alice": "applicant",
    "bob": "stranger",
    "erin": "employer",
    "otto": "other-employer",
    "cora": "department",
    "cito": "other-department",
    "olga": "office",
    "sven": "supervisor",
    "opal": "operator",
}
HOLDER = {
    "at-employer": "employer",
    "returned-by-employer": "employer",
    "at-department": "county",
    "returned-by-department": "county",
    "endorsed": "county",
}


def row_at(here: World, state: str) -> Application:
    """An application at a state, in the hands that state means, handed in where it was."""
    tier = {"draft": 0, "withdrawn": 1, "at-employer": 1, "returned-by-employer": 1, "not-recommended": 1}.get(state, 2)
    holder: Organisation | None = getattr(here, HOLDER[state]) if state in HOLDER else None
    row = Application.objects.create(
        round=here.round,
        applicant=here.applicant,
        name="申小艾",
        employer=here.employer,
        employer_name=here.employer.name,
        holder=holder,
        tier=tier,
        state=state,
        created_at=here.now,
        submitted_at=None if state == "draft" else here.now,
        arrived_at=here.now if state == "arrived" else None,
    )
    if state != "draft":
        dossier = {"format": 1, "records": []}
        Submission.objects.create(application=row, number=1, dossier=dossier, submitted_at=here.now)
    if state in ("arrived", "not-endorsed"):
        row.passed.set([here.county])
    return row


def permitted(state: str, act: str, who: str) -> bool:
    """Whether the table has a row for this, written once more by hand in tests/procedure."""
    row = APPLICATION.row(state, act)
    return row is not None and ROLE_OF[who] in row.who


@pytest.mark.parametrize("state", [state.name for state in APPLICATION.states])
def test_out_of_turn_or_by_the_wrong_person(state: str, now: dt.datetime) -> None:
    here = world(now)
    row = row_at(here, state)
    before = Application.objects.filter(pk=row.pk).values().get()
    people = {user.username: here.as_(user) for user in User.objects.filter(username__in=ROLE_OF)}
    for act in APPLICATION.acts():
        for who, standing in people.items():
            if permitted(state, act, who):
                continue
            with pytest.raises(ActRefused) as error:
                perform(row, act, actor=standing, now=now, brought=BROUGHT)
            assert set(error.value.codes) & {
                "no-right",
                "not-from-this-state",
                "already-done",
                "not-your-step",
                "not-yours",
            }, (
                act,
                who,
            )
            for one in error.value.refusals:
                assert one.sentence("zh")
                assert one.sentence("en")
    assert Application.objects.filter(pk=row.pk).values().get() == before
    assert not Entry.objects.exists()


@pytest.mark.parametrize("act", APPLICATION.acts())
def test_nobody_acts_for_an_office_on_an_application_of_their_own(act: str, now: dt.datetime) -> None:
    """The applicant who is also the employer's officer and the department's clerk decides nothing about themselves."""
    from zhicheng.web.accounts.models import Grant

    here = world(now)
    for role, place in (("employer", here.employer), ("department", here.county)):
        Grant.objects.create(user=here.applicant, role=role, organisation=place, granted_at=now, valid_from=now)
    for state in HOLDER:
        transition = APPLICATION.row(state, act)
        if transition is None or "applicant" in transition.who:
            continue
        row = row_at(here, state)
        with pytest.raises(ActRefused) as error:
            perform(row, act, actor=here.as_(here.applicant), now=now, brought=BROUGHT)
        assert "not-yours" in error.value.codes
        Application.objects.filter(pk=row.pk).update(state="withdrawn")


CLOSED: list[tuple[str, str, str, Any]] = [
    ("draft", "submit", "alice", "window-over"),
    ("at-employer", "refuse", "erin", "window-over"),
    ("at-department", "decline", "cora", "window-over"),
]


@pytest.mark.parametrize(("state", "act", "who", "code"), CLOSED)
def test_late(state: str, act: str, who: str, code: str, now: dt.datetime) -> None:
    here = world(now)
    row = row_at(here, state)
    late = now + dt.timedelta(days=90)
    actor = here.as_(User.objects.get(username=who))
    with pytest.raises(ActRefused) as error:
        perform(row, act, actor=actor, now=late, brought=BROUGHT)
    assert code in error.value.codes
    assert "2026-" in error.value.refusals[0].sentence()


@pytest.mark.parametrize(("state", "act", "who", "code"), CLOSED)
def test_early(state: str, act: str, who: str, code: str, now: dt.datetime) -> None:
    here = world(now)
    row = row_at(here, state)
    actor = here.as_(User.objects.get(username=who))
    here.round.windows.update(opens=dt.date(2026, 10, 13))
    with pytest.raises(ActRefused) as error:
        perform(row, act, actor=actor, now=now, brought=BROUGHT)
    assert "window-not-begun" in error.value.codes


def test_on_a_stale_page(now: dt.datetime) -> None:
    here = world(now)
    row = row_at(here, "at-employer")
    actor = here.as_(here.employer_officer)
    with pytest.raises(ActRefused) as error:
        perform(row, "refuse", actor=actor, now=now, brought=Brought(version=row.version - 1, reason="理由"))
    assert "page-stale" in error.value.codes


def test_twice(now: dt.datetime) -> None:
    here = world(now)
    row = row_at(here, "at-employer")
    actor = here.as_(here.employer_officer)
    perform(row, "refuse", actor=actor, now=now, brought=BROUGHT)
    with pytest.raises(ActRefused) as error:
        perform(row, "refuse", actor=actor, now=now, brought=BROUGHT)
    assert "already-done" in error.value.codes
    assert Entry.objects.filter(act="refuse").count() == 1
