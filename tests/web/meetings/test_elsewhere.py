"""A review that begins at the meeting: what was done before is taken over with its source, and nothing is made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.web.meetings.lists import member_rows, members, opinions
from tests.web.people import World, person, signed_in
from tests.web.review.ground import begun, closed
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.committee.models import Committee, Plan, Seat
from zhicheng.web.committee.services.committee import constitute
from zhicheng.web.committee.services.elsewhere import seat_from_list, take_over_plan
from zhicheng.web.committee.services.plan import approve_plan
from zhicheng.web.committee.services.seats import accept_seat, decline_seat
from zhicheng.web.experts.models import Declaration, Expert
from zhicheng.web.ledger.models import Entry
from zhicheng.web.meetings.models import Meeting
from zhicheng.web.meetings.services.convening import act_on_meeting, plan_meeting
from zhicheng.web.review.elsewhere import Source
from zhicheng.web.review.models import EligibilityCheck, Review
from zhicheng.web.review.services import take_further
from zhicheng.web.review.services.elsewhere import take_over_eligibility
from zhicheng.web.rounds.models import Round
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.scoring.services.elsewhere import take_over_opinions

pytestmark = pytest.mark.django_db

SOURCE = Source("省平台评审办〔2026〕3号", dt.date(2026, 9, 1))
NUMBERS = {"report_days": {"value": "5", "unit": "working-days", "source": "示例年度通知"}}


@contextmanager
def refused_for(*codes: str) -> Iterator[None]:
    """What is done in the block is refused for just these reasons."""
    with pytest.raises(ActRefused) as refused:
        yield
    assert refused.value.codes == codes


def ground(now: dt.datetime) -> tuple[World, Review]:
    """Three people from a roster, the review begun."""
    here = closed(now, applicants=3)
    Round.objects.filter(pk=here.round.pk).update(numbers=NUMBERS)
    here.round.refresh_from_db()
    return here, begun(here)


def seated(here: World, review: Review, raw: bytes | None = None) -> list[Seat]:
    """The committee's seats from a list of eleven."""
    return seat_from_list(
        review, raw or members(11), "评委.xlsx", SOURCE, actor=here.as_(here.office_officer), now=here.now, version=None
    )


def accepted(here: World, seats: list[Seat]) -> None:
    """Everybody has an account, declares that there are no ties, and accepts."""
    for place, seat in enumerate(seats):
        user = person(f"listed{place:02}-{seat.pk}", here.now, ("expert", here.office), name=seat.expert.name)
        Expert.objects.filter(pk=seat.expert_id).update(user=user)
        seat.expert.refresh_from_db()
        Declaration.objects.create(expert=seat.expert, round=here.round, declared_at=here.now)
        accept_seat(seat, actor=here.as_(user), now=here.now, version=seat.version)


def formed(here: World, review: Review) -> Committee:
    """The committee of the list, constituted."""
    accepted(here, seated(here, review))
    row = Committee.objects.get(review=review)
    return constitute(row, actor=here.as_(here.office_officer), now=here.now, version=row.version)


def test_a_review_begins_at_the_meeting(now: dt.datetime) -> None:
    here, review = ground(now)
    asked = {"actor": here.as_(here.office_officer), "now": now, "version": None}
    assert take_over_eligibility(review, SOURCE, **asked) == 3
    checks = EligibilityCheck.objects.all()
    assert {one.outcome for one in checks} == {"eligible"}
    assert all(SOURCE.document in one.reason and "2026-09-01" in one.reason for one in checks)
    committee = formed(here, review)
    assert committee.state == "formed" and Seat.objects.filter(role="chair").get().expert.listed_as == "chair"
    plan = take_over_plan(review, now.date(), "一号厅", SOURCE, **asked)
    assert (plan.state, plan.reported_on) == ("reported", SOURCE.on)
    second = person("susan", now, ("supervisor", here.city), name="另一厅")
    for supervisor in (here.supervisor, second):
        plan.refresh_from_db()
        plan = approve_plan(plan, actor=here.as_(supervisor), now=now, version=None)
    assert plan.state == "approved"
    take_further(review, "finish-checking", **asked)
    take_further(review, "begin-review", **asked)
    given = [["X000", "赵一0", "推荐", 88.5, "同意推荐"], ["X001", "钱二1", "不推荐", "61", ""], ["X002", "孙三2"]]
    assert take_over_opinions(review, SOURCE, raw=opinions(given), file="意见.xlsx", **asked) == 3
    first, last = (
        Deliberation.objects.get(application__serial="X000"),
        Deliberation.objects.get(application__serial="X002"),
    )
    assert (first.state, first.recommends, first.recognised["total"], first.opinion) == (
        "reviewed", True, "88.5", "同意推荐",
    )  # fmt: skip
    assert last.recognised == {} and SOURCE.document in last.opinion
    meeting = plan_meeting(review, actor=asked["actor"], now=now)
    assert meeting.agenda.count() == 3
    act_on_meeting(meeting, "convene", **asked)
    assert Meeting.objects.get().state == "convened"
    review.refresh_from_db()
    assert sorted(review.elsewhere) == ["check-eligibility", "draw", "group-review", "report-plan"]
    told = list(Entry.objects.filter(act__in=("take-over-step", "seat-from-list", "take-over-plan")).order_by("pk"))
    assert [one.act for one in told] == [
        "take-over-step", "take-over-step", "seat-from-list", "take-over-step", "take-over-plan", "take-over-step",
    ]  # fmt: skip
    assert not any("赵一" in str(one.body) for one in Entry.objects.all())


def test_a_step_without_a_source_or_before_its_time_is_refused(now: dt.datetime) -> None:
    here, review = ground(now)
    asked = {"actor": here.as_(here.office_officer), "now": now, "version": None}
    with pytest.raises(ActRefused) as refused:
        take_over_eligibility(review, Source(" ", now.date() + dt.timedelta(days=1)), **asked)
    assert refused.value.codes == ("source-missing", "day-ahead")
    with pytest.raises(ActRefused) as refused:
        take_over_opinions(review, SOURCE, **asked)
    assert refused.value.codes == ("not-under-review", "no-groups", "nobody-left")
    with pytest.raises(ActRefused) as refused:
        take_over_plan(review, now.date(), "一号厅", SOURCE, **asked)
    assert refused.value.codes == ("committee-not-formed",)
    assert not EligibilityCheck.objects.exists() and not Plan.objects.exists()
    review.refresh_from_db()
    assert review.elsewhere == {}


def test_what_was_handed_in_here_is_checked_here(now: dt.datetime) -> None:
    here, review = ground(now)
    here.round.applications.filter(serial="X001").update(imported=False, submitted_at=now)
    asked = {"actor": here.as_(here.office_officer), "now": now, "version": None}
    assert take_over_eligibility(review, SOURCE, **asked) == 2
    assert not EligibilityCheck.objects.filter(application__serial="X001").exists()
    with refused_for("nobody-left"):
        take_over_eligibility(review, SOURCE, **asked)


def test_only_the_office_of_the_round_takes_steps_over(now: dt.datetime) -> None:
    here, review = ground(now)
    for user in (here.supervisor, here.city_officer, here.applicant, here.operator):
        with refused_for("no-right"):
            take_over_eligibility(review, SOURCE, actor=here.as_(user), now=now, version=None)
        with refused_for("no-right"):
            seat_from_list(review, members(11), "a.xlsx", SOURCE, actor=here.as_(user), now=now, version=None)
    address = f"/reviews/{here.round.code}/elsewhere/"
    assert signed_in(here.office_officer).get(address).status_code == 200
    page = signed_in(here.supervisor).get(address)
    assert page.status_code == 200 and "登记为别处已办" not in page.content.decode()
    for user in (here.city_officer, here.applicant, here.operator):
        assert signed_in(user).get(address).status_code == 404
        assert signed_in(user).get(f"{address}draw.xlsx").status_code == 404
    assert not Seat.objects.exists() and not EligibilityCheck.objects.exists()


def test_a_list_with_errors_seats_nobody(now: dt.datetime) -> None:
    from tests.web.meetings.lists import filled
    from zhicheng.web.committee.member_list import member_template

    here, review = ground(now)
    rows = member_rows(11)
    rows[3][5], rows[4][7] = "2031-01-01", "组长"
    rows[6][:2] = rows[5][:2]
    with pytest.raises(Refused) as refused:
        seated(here, review, filled(member_template("zh"), rows))
    said = [f"{one.place} {one.what[0]}" for one in refused.value.problems]
    assert any("H6（职务）" in one for one in said), said
    rows[4][7] = "委员"
    with pytest.raises(Refused) as refused:
        seated(here, review, filled(member_template("zh"), rows))
    said = [f"{one.place} {one.what[0]}" for one in refused.value.problems]
    assert len(said) == 2 and any("同一人" in one for one in said) and any("今天之后" in one for one in said)
    with refused_for("committee-too-small"):
        seated(here, review, members(9))
    assert not Seat.objects.exists() and not Expert.objects.exists() and not Committee.objects.exists()


def test_a_member_who_declines_is_replaced_by_another_list(now: dt.datetime) -> None:
    from tests.web.meetings.lists import filled
    from zhicheng.web.committee.member_list import member_template

    here, review = ground(now)
    seats = seated(here, review)
    with refused_for("no-seat-open"):
        seated(here, review)
    gone = seats[5]
    user = person("gone", now, ("expert", here.office))
    Expert.objects.filter(pk=gone.expert_id).update(user=user)
    gone.expert.refresh_from_db()
    decline_seat(gone, reason="出差", actor=here.as_(user), now=now, version=gone.version)
    new = seated(here, review, filled(member_template("zh"), [member_rows(12)[11]]))
    assert [one.replaces for one in new] == [gone]
    gone.refresh_from_db()
    assert gone.state == "replaced" and new[0].group_id is not None
    assert Committee.objects.get().seats.filter(state="drawn").count() == 11


def test_opinions_name_everybody_who_waits_and_nobody_else(now: dt.datetime) -> None:
    here, review = ground(now)
    asked = {"actor": here.as_(here.office_officer), "now": now, "version": None}
    take_over_eligibility(review, SOURCE, **asked)
    formed(here, review)
    Review.objects.filter(pk=review.pk).update(state="reviewing")
    given = [["X000", "赵一0", "推荐", "八十", ""], ["X009", "钱二1"], ["X000", "赵一0"]]
    with pytest.raises(Refused) as refused:
        take_over_opinions(review, SOURCE, raw=opinions(given), file="意见.xlsx", **asked)
    said = " ".join(one.what[0] for one in refused.value.problems)
    assert all(word in said for word in ("不是分值", "没有这名", "重复", "缺少 X001", "缺少 X002")), said
    assert not Deliberation.objects.exists()
    assert take_over_opinions(review, SOURCE, **asked) == 3
    with refused_for("nobody-left"):
        take_over_opinions(review, SOURCE, **asked)
