"""Nobody is office, supervisor or expert in a matter of their own, whatever roles they hold; others are not touched."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.people import signed_in
from tests.web.scoring.ground import Ground, application, compared, ground, opened, sheet
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.models import Grant, User
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Reading
from zhicheng.web.meetings.models import Meeting, Vote
from zhicheng.web.registry.models import Decision, Result
from zhicheng.web.scoring.models import Answer, Defence, Deliberation, Sheet
from zhicheng.web.scoring.recusal import is_barred
from zhicheng.web.scoring.services.comparing import agree_score, keep_group_sheet
from zhicheng.web.scoring.services.defences import call_to_defence
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ABOUT = (Deliberation, Sheet, Answer, Defence, Reading, Vote, Decision)


@pytest.fixture
def made(now: dt.datetime) -> Ground:
    return ground(now)


def judged(made: Ground, user: User) -> Deliberation:
    """An application of this person with everything there is about one: sheets agreed on, defence, vote, decision."""
    row = compared(made, opened(made, application(made)))
    row = keep_group_sheet(row, {}, opinion="同意", recommends=True, actor=made.leader, now=made.now)
    agree_score(row, actor=made.leader, now=made.now, version=None)
    Defence.objects.create(application=row.application)
    Answer.objects.create(
        application=row.application, question="q", value=True, reason="r", by=made.seats[0], at=made.now
    )
    meeting = Meeting.objects.create(review=made.review, day=made.now.date(), place="会议中心")
    Vote.objects.create(meeting=meeting, application=row.application)
    result = Result.objects.create(review=made.review, prepared_by=made.here.supervisor, prepared_at=made.now)
    Decision.objects.create(result=result, application=row.application, passed=True)
    Application.objects.filter(pk=row.application_id).update(applicant=user)
    Deliberation.objects.filter(pk=row.pk).update(state="reviewed")
    return Deliberation.objects.get(pk=row.pk)


def seen(standing: Standing) -> set[str]:
    """Of what there are rows about the application that this person sees."""
    return {model.__name__ for model in ABOUT if visible(standing, "view", model.objects.all()).exists()}  # type: ignore[attr-defined]


def test_an_officer_or_supervisor_who_applies_sees_nothing_of_the_own_case(made: Ground) -> None:
    here, everything = made.here, {model.__name__ for model in ABOUT}
    row = judged(made, here.applicant)
    assert seen(made.office) == seen(here.as_(here.supervisor)) == everything
    for user in (here.office_officer, here.supervisor):
        Application.objects.filter(pk=row.application_id).update(applicant=user)
        assert seen(here.as_(user)) == set(), user
    assert seen(made.office) == everything  # the other's is not the officer's own


def test_the_pages_say_nothing_of_it_either(made: Ground) -> None:
    here = made.here
    row = judged(made, here.office_officer)
    client, code = signed_in(here.office_officer), here.round.code
    assert client.get(f"/reviews/{code}/scoring/?q={row.application.serial}").content.count(b"group-opinion") == 0
    for address in (f"/reviews/{code}/scoring/", f"/reviews/{code}/scoring/defences/"):
        found = client.get(address)
        assert found.status_code == 200 and row.application.serial not in found.content.decode(), address
    with pytest.raises(ActRefused) as refused:
        call_to_defence(row, reason="想去", actor=made.office, now=made.now)
    assert refused.value.codes == ("no-right",)


def test_an_expert_who_applies_is_kept_from_the_own_application_without_any_tie_on_file(made: Ground) -> None:
    """The chair of the committee, and the leader of the group, apply: they read, lead and see nothing of it."""
    row = judged(made, made.experts[0])
    assert is_barred(made.seats[0], row.application) and not is_barred(made.seats[1], row.application)
    assert seen(made.as_(0)) == set()
    assert "Deliberation" in seen(made.as_(1))
    assert visible(made.as_(4), "settle", Deliberation.objects.all()).count() == 1  # the chair leads in the place
    Application.objects.filter(pk=row.application_id).update(applicant=made.experts[4])
    assert seen(made.as_(4)) == set() and "Sheet" in seen(made.as_(0))


def test_a_supervisor_sees_no_sheet_before_the_group_compares(made: Ground) -> None:
    supervisor = made.here.as_(made.here.supervisor)
    row = opened(made)
    for place in range(2):
        sheet(made, row, place)
    assert not visible(supervisor, "view", Sheet.objects.all()).exists()
    assert visible(supervisor, "count", Sheet.objects.all()).count() == 2
    Deliberation.objects.filter(pk=row.pk).update(compared_at=made.now)
    assert visible(supervisor, "view", Sheet.objects.all()).count() == 2


def test_a_summons_goes_to_somebody_of_this_review(made: Ground, now: dt.datetime) -> None:
    """The office of two rounds can't summon, from the page of one, somebody of the other."""
    from tests.web.people import a_round
    from zhicheng.web.review.models import Review

    row = opened(made)
    defence = Defence.objects.create(application=row.application)
    other = a_round("zj-iot-2026/senior-engineer", made.here.office, tiers=2, now=now, code="second-2026")
    Review.objects.create(round=other, begun_at=now, state="reviewing")
    client = signed_in(made.here.office_officer)
    posted = {"appointed_at": "2030-01-01T09:00", "place": "一号厅", "kind": "interview", "version": "1"}
    assert client.post(f"/reviews/second-2026/scoring/defences/{defence.pk}/", posted).status_code == 404
    assert Grant.objects.filter(user=made.here.office_officer).exists()
