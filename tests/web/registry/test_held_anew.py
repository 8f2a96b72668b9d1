"""A re-examination orders a vote anew: set aside by the supervisor, held at another meeting, carried into the result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.web.meetings.ground import Hall, deliberated, gathered, hall, opened
from tests.web.meetings.paper import decided
from tests.web.people import signed_in
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.waiting import waiting_for
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Seat
from zhicheng.web.ledger.models import Entry
from zhicheng.web.meetings.document import as_minutes
from zhicheng.web.meetings.minutes import digest_of
from zhicheng.web.meetings.models import Meeting, Vote
from zhicheng.web.meetings.services.convening import name_tellers, plan_meeting
from zhicheng.web.meetings.services.deliberating import begin_deliberation, end_deliberation
from zhicheng.web.meetings.services.minutes import sign_minutes, write_minutes
from zhicheng.web.meetings.services.voting import prepare_votes, set_aside_vote
from zhicheng.web.registry.case_process import had_a_part
from zhicheng.web.registry.certificate_process import contested
from zhicheng.web.registry.models import Certificate, Decision, Reexamination, Result
from zhicheng.web.registry.services.reexaminations import (
    ask_reexamination,
    decide_reexamination,
    set_aside_outcome,
    write_finding,
)
from zhicheng.web.registry.services.results import (
    close_result_notice,
    file_result,
    post_result,
    prepare_result,
    publish_result,
    reopen_result,
    take_down_result,
)
from zhicheng.web.registry.tells import pending
from zhicheng.web.scoring.models import Deliberation

pytestmark = [pytest.mark.django_db, pytest.mark.long]
CONTACT = "王老师 0571-12345678"
WHY = "投票程序有差错，应当重新表决。"


def codes(act: Callable[[], object]) -> tuple[str, ...]:
    """Why an act is refused."""
    with pytest.raises(ActRefused) as refused:
        act()
    return refused.value.codes


def finished(made: Hall) -> Meeting:
    """The meeting closed, its minutes signed by all and filed."""
    made.act("close")
    write_minutes(made.meeting, recorder="办", proceedings="逐一表决", actor=made.office, now=made.now, version=None)
    for place in range(11):
        sign_minutes(made.meeting, digest_of(made.meeting), actor=made.as_(place), now=made.now)
    made.act("sign")
    return made.act("archive", made.supervisor)


def first_meeting(now: dt.datetime) -> Hall:
    """Two applicants: the first (alice) does not pass, the second does."""
    made = hall(now, applicants=2)
    Application.objects.filter(pk=made.applications[0].pk).update(applicant=made.here.applicant)
    opened(made)
    for place in range(2):
        deliberated(made, place)
    prepare_votes(made.meeting, made.applications, actor=made.chair, now=made.now)
    decided(made, 0, (5, 6, 0, 0), range(11))
    decided(made, 1, (11, 0, 0, 0), range(11))
    finished(made)
    return made


def on_notice(made: Hall) -> Result:
    """The result prepared and posted."""
    result = prepare_result(made.review, actor=made.office, now=made.now)
    return post_result(result, CONTACT, actor=made.office, now=made.now, version=None)


def ordered(made: Hall) -> Reexamination:
    """Alice asks, the office finds a fault, the supervisor orders a new vote."""
    decision = Decision.objects.get(application=made.applications[0])
    row = ask_reexamination(decision, WHY, actor=made.here.as_(made.here.applicant), now=made.now)
    row = decide_reexamination(row, "take-up", actor=made.office, now=made.now, version=None)
    row = write_finding(row, WHY, fault=True, actor=made.office, now=made.now, version=None)
    return decide_reexamination(row, "order-repeat", actor=made.supervisor, now=made.now, version=None, reason=WHY)


def second_meeting(made: Hall, figures: tuple[int, int, int, int]) -> Vote:
    """Another meeting, on alice alone: deliberated on anew, voted on, minutes signed."""
    gathered(made)
    made.act("open")
    name_tellers(made.meeting, made.seats[8:10], actor=made.chair, now=made.now, version=None)
    row = Deliberation.objects.get(application=made.applications[0])
    early = codes(lambda: prepare_votes(made.meeting, made.applications[:1], actor=made.chair, now=made.now))
    assert early == ("not-deliberated",)  # what was said at the other meeting is no deliberation of this one
    row = begin_deliberation(row, actor=made.chair, now=made.now, version=None, reason="复查决定")
    end_deliberation(row, made.meeting, actor=made.chair, now=made.now, version=None)
    prepare_votes(made.meeting, made.applications[:1], actor=made.chair, now=made.now)
    vote = decided(made, 0, figures, range(11))
    finished(made)
    return vote


def published(made: Hall, result: Result) -> Result:
    """From the notice to the publication, the days run."""
    made.here.now += dt.timedelta(days=20)
    result = close_result_notice(result, "无", actor=made.office, now=made.now, version=None)
    result = file_result(result, "示例备〔2026〕1号", actor=made.office, now=made.now, version=None)
    return publish_result(result, "示例经信〔2026〕8号", actor=made.office, now=made.now, version=None)


def test_while_it_is_on_notice(now: dt.datetime) -> None:
    """Only as ordered, only by the supervisor; then nothing ends before the vote was held and the result made anew."""
    made = first_meeting(now)
    minutes, before = as_minutes(made.meeting), digest_of(made.meeting)
    result = on_notice(made)
    vote = made.vote(0)
    assert codes(lambda: set_aside_vote(vote, reason=WHY, actor=made.supervisor, now=made.now)) == ("not-ordered",)
    row = ordered(made)
    assert pending(made.here.round) == 1 and contested(made.applications[0])
    for actor in (made.office, made.chair, made.here.as_(made.here.applicant)):
        assert codes(lambda actor=actor: set_aside_outcome(row, reason=WHY, actor=actor, now=made.now, version=None))
    missing = codes(lambda: set_aside_outcome(row, reason=" ", actor=made.supervisor, now=made.now, version=None))
    assert missing == ("reason-missing",)
    needless = codes(lambda: plan_meeting(made.review, actor=made.office, now=made.now))
    assert needless == ("nobody-to-decide",)  # it would hold the result up, and could never be held
    done = set_aside_outcome(row, reason=WHY, actor=made.supervisor, now=made.now, version=row.version)
    assert (done.state, done.outcome, done.set_aside) == ("voided", "not-passed", True)
    assert Entry.objects.filter(act="vote-set-aside").count() == 1
    first = Meeting.objects.get(number=1)
    assert (as_minutes(first), digest_of(first)) == (minutes, before)  # what was signed stays what was signed
    made.here.now += dt.timedelta(days=20)
    close = codes(lambda: close_result_notice(result, "无", actor=made.office, now=made.now, version=None))
    assert "outcome-changed" in close
    result = take_down_result(result, reason="复查", actor=made.office, now=made.now, version=None)
    assert codes(lambda: prepare_result(made.review, actor=made.office, now=made.now)) == ("outcome-missing",)
    assert second_meeting(made, (9, 2, 0, 0)).outcome == "passed"
    assert pending(made.here.round) == 0 and not contested(made.applications[0])
    again = on_notice(made)
    assert again.notice is not None and set(again.notice.applications.all()) == set(made.applications)
    assert Decision.objects.get(application=made.applications[0]).passed
    # who gives up the seat afterwards stays in the signed minutes, and stays no independent examiner
    member = made.as_(10)
    Seat.objects.filter(pk=made.seats[10].pk).update(state="declined")
    first = Meeting.objects.get(number=1)
    assert (as_minutes(first), digest_of(first)) == (minutes, before) and had_a_part(row, member)


def test_after_it_was_published(now: dt.datetime) -> None:
    """The supervisor opens it again; only the name that is new is posted, only its certificate is due."""
    made = first_meeting(now)
    result = published(made, on_notice(made))
    unchanged = codes(lambda: reopen_result(result, reason=WHY, actor=made.supervisor, now=made.now, version=None))
    assert unchanged == ("outcome-unchanged",)
    row = ordered(made)
    set_aside_outcome(row, reason=WHY, actor=made.supervisor, now=made.now, version=row.version)
    assert codes(lambda: reopen_result(result, reason=WHY, actor=made.office, now=made.now, version=None))
    opened_again = reopen_result(result, reason=WHY, actor=made.supervisor, now=made.now, version=None)
    assert (opened_again.state, opened_again.published_on, opened_again.notice) == ("prepared", None, None)
    second_meeting(made, (11, 0, 0, 0))
    again = on_notice(made)
    assert again.notice is not None and list(again.notice.applications.all()) == made.applications[:1]
    published(made, again)
    assert Certificate.objects.filter(state="due").count() == 2


def test_not_once_a_certificate_rests_on_it(now: dt.datetime) -> None:
    made = first_meeting(now)
    published(made, on_notice(made))
    row = ordered(made)
    vote = made.vote(0)
    Certificate.objects.filter(application=made.applications[1]).update(application=made.applications[0])
    Certificate.objects.filter(application=made.applications[0]).update(state="issued", number="X-1", pdf=_blob())
    refused = codes(lambda: set_aside_outcome(row, reason=WHY, actor=made.supervisor, now=made.now, version=None))
    assert refused == ("certificate-issued",)
    assert codes(lambda: set_aside_vote(vote, reason=WHY, actor=made.supervisor, now=made.now)) == ("not-ordered",)


def _blob() -> object:
    from zhicheng.web.papers.models import Blob

    return Blob.objects.create(digest="0" * 64, size=1, kind="pdf", stored_at=dt.datetime.now(dt.UTC))


def test_from_the_pages(now: dt.datetime) -> None:
    """The supervisor's button, the office's other meeting and the minutes of the one before, the chair's reason."""
    made = first_meeting(now)
    on_notice(made)
    row, code = ordered(made), made.here.round.code
    supervisor, office = signed_in(made.here.supervisor), signed_in(made.here.office_officer)
    page = f"/reviews/{code}/reexaminations/{row.pk}/"
    assert [one.count for one in waiting_for(made.supervisor, now) if one.key == "set-aside"] == [1]
    act = f"{page}act/set-aside/"
    assert act not in office.get(page).content.decode() and act in supervisor.get(page).content.decode()
    assert supervisor.post(act, {"text": WHY, "version": row.version}).status_code == 302
    assert Vote.objects.filter(state="voided").count() == 1
    assert act not in supervisor.get(page).content.decode()
    meeting = f"/reviews/{code}/meeting/"
    assert "另行安排会议" in office.get(meeting).content.decode()
    posted = {"act": "plan", "day": made.here.now.date().isoformat(), "place": "二号厅"}
    assert office.post(meeting, posted).status_code == 302
    assert [one.application for one in made.meeting.agenda.all()] == made.applications[:1]
    assert office.get(f"{meeting}minutes.pdf?meeting=1").content.startswith(b"%PDF")
    made.act("convene", made.office)
    from zhicheng.web.meetings.services.attending import come_in

    come_in(made.meeting, made.seats, actor=made.office, now=made.now)
    made.act("open")
    chair = signed_in(made.users[0])
    presiding = f"/expert/meeting/{made.meeting.pk}/chair/"
    shown = chair.get(presiding).content.decode()
    assert "重新评议的理由" in shown and 'value="prepare"' not in shown
    talk = Deliberation.objects.get(application=made.applications[0])
    begun = {"act": "begin-deliberation", "deliberation": talk.pk, "version": talk.version, "reason": "复查决定"}
    assert chair.post(presiding, begun).status_code == 302
    talk.refresh_from_db()
    assert talk.state == "deliberating"
