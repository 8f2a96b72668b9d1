"""The committee and its seats by services: chairs, replacements, recusals, void draws, wrong acts, ended readings."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.committee.seated import (
    Ground,
    a_draw,
    accepted,
    codes_of,
    declared,
    drawn,
    drawn_bundle,
    expert,
    ground,
    own,
    redrawn,
)  # fmt: skip
from tests.web.committee.test_whole_way import formed
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.committee.models import Assignment, Draw, Group, Reading, Seat
from zhicheng.web.committee.services.chairs import name_chair, take_role_back
from zhicheng.web.committee.services.committee import (
    constitute,
    seat_drawn,
    set_answer_day,
    vacate_seat,
    void_draw,
)
from zhicheng.web.committee.services.groups import GroupPlan, name_leader, set_groups
from zhicheng.web.committee.services.seats import (
    accept_seat,
    decline_seat,
    mark_unanswered,
    recuse_seat,
    withdraw_from_seat,
)
from zhicheng.web.experts.models import Expert, Tie
from zhicheng.web.ledger.models import Entry
from zhicheng.web.review.others import facts_of

pytestmark = pytest.mark.django_db


def whole_tie(made: Ground, seat: Seat, state: str) -> Tie:
    return Tie.objects.create(
        round=made.here.round, expert=seat.expert, kind="other", source="recorded", state=state,
        decision="conflict" if state == "stands" else "", decided_at=made.here.now if state == "stands" else None,
        recorded_at=made.here.now,
    )  # fmt: skip


def refused(act: object, *args: object, **kwargs: object) -> tuple[str, ...]:
    with pytest.raises(ActRefused) as found:
        act(*args, **kwargs)  # type: ignore[operator]
    return found.value.codes


def test_only_a_sound_draw_of_this_committee_makes_seats(now: dt.datetime) -> None:
    made = ground(now)
    experts = list(Expert.objects.order_by("code"))
    bundle = drawn_bundle(experts)
    codes = codes_of(bundle, experts)
    wrong = a_draw(made, bundle)
    wrong.bundle["rounds"][0]["outcome"]["seed"] = "0" * 64
    wrong.save()
    common = {"actor": made.office, "now": now}
    assert refused(seat_drawn, made.committee, codes, draw=wrong, **common) == ("draw-not-recorded",)
    assert not Seat.objects.exists() and not Group.objects.exists()
    wrong.delete()
    open_one = a_draw(made, bundle)
    open_one.stage = "revealed"
    open_one.save()
    assert refused(seat_drawn, made.committee, codes, draw=open_one, **common) == ("draw-not-recorded",)
    assert refused(seat_drawn, made.committee, {"物联网感知": ["nobody"]}, draw=open_one, **common) == (
        "expert-unknown",
    )


def test_the_size_of_the_document_binds_the_draw(now: dt.datetime) -> None:
    made = ground(now)
    experts = list(Expert.objects.order_by("code"))
    bundle = drawn_bundle(experts)
    codes = codes_of(bundle, experts)
    codes["物联网平台"] = []
    draw = a_draw(made, bundle)
    assert refused(seat_drawn, made.committee, codes, draw=draw, actor=made.office, now=now) == ("committee-too-small",)


def test_a_supervisor_or_expert_does_not_record_a_draw(now: dt.datetime) -> None:
    made = ground(now)
    experts = list(Expert.objects.order_by("code"))
    bundle = drawn_bundle(experts)
    draw, codes = a_draw(made, bundle), codes_of(bundle, experts)
    assert refused(seat_drawn, made.committee, codes, draw=draw, actor=made.supervisor, now=now) == ("not-your-step",)
    stranger = made.here.as_(made.here.employer_officer)
    assert refused(seat_drawn, made.committee, codes, draw=draw, actor=stranger, now=now) == ("no-right",)


def test_a_draw_is_recorded_once(now: dt.datetime) -> None:
    made = ground(now)
    drawn(made)
    draw = Draw.objects.get()
    codes = {one.specialty: [one.expert.code] for one in Seat.objects.all()}
    made.committee.refresh_from_db()
    found = refused(seat_drawn, made.committee, codes, draw=draw, actor=made.office, now=now)
    assert found == ("no-seat-open", "replacement-not-drawn")


def test_replacements_fill_open_seats_of_their_specialty_only(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    gone = next(one for one in seats if one.specialty == "物联网感知")
    decline_seat(gone, reason="不便", actor=own(made.here, gone), now=now, version=gone.version)
    other = Expert.objects.exclude(pk__in=[one.expert_id for one in seats]).filter(specialty="物联网网络").first()
    assert other is not None
    draw = Draw.objects.get()
    found = refused(seat_drawn, made.committee, {"物联网网络": [other.code]}, draw=draw, actor=made.office, now=now)
    assert found == ("seats-do-not-fit",)


def test_an_expert_drawn_anew_after_a_seat_was_vacated(now: dt.datetime) -> None:
    made = ground(now)
    committee = formed(made)
    leaving = Seat.objects.filter(state="accepted").first()
    assert leaving is not None
    withdraw_from_seat(leaving, reason="生病", actor=own(made.here, leaving), now=now, version=None)
    assert not facts_of(made.here.round)["committee_formed"], "formed on paper, but a seat is open"
    leaving.refresh_from_db()
    committee = vacate_seat(leaving, reason="生病", actor=made.office, now=now, version=committee.version)
    assert committee.state == "drawn"
    new = redrawn(made, [leaving.expert], Draw.objects.get())
    accepted(made, new)
    committee.refresh_from_db()
    assert constitute(committee, actor=made.office, now=now, version=None).state == "formed"


def test_the_office_records_a_member_who_can_not_answer_any_more(now: dt.datetime) -> None:
    made = ground(now)
    formed(made)
    seat = Seat.objects.filter(state="accepted").first()
    assert seat is not None
    assert refused(vacate_seat, seat, reason="", actor=made.office, now=now) == ("reason-missing",)
    vacate_seat(seat, reason="突发疾病", actor=made.office, now=now)
    seat.refresh_from_db()
    assert (seat.state, seat.reason) == ("declined", "突发疾病")
    assert refused(vacate_seat, Seat.objects.create(
        committee=made.committee, expert=expert(made.here, made.pool, "物联网平台", 99), specialty="x", state="void",
        invited_at=now), reason="y", actor=made.office, now=now) == ("seat-not-serving",)  # fmt: skip


def test_a_tie_to_everybody_bars_from_accepting_and_lets_the_office_recuse(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    one = seats[0]
    declared(made.here, one)
    assert refused(recuse_seat, one, reason="x", actor=made.office, now=now, version=None) == ("no-conflict",)
    tie = whole_tie(made, one, "open")
    assert refused(accept_seat, one, actor=own(made.here, one), now=now, version=None) == ("expert-conflicted",)
    assert refused(recuse_seat, one, reason="x", actor=made.office, now=now, version=None) == ("no-conflict",)
    tie.delete()
    whole_tie(made, one, "stands")
    assert recuse_seat(one, reason="曾任申报单位顾问", actor=made.office, now=now, version=None).state == "declined"


def test_a_recusal_reopens_a_formed_committee(now: dt.datetime) -> None:
    made = ground(now)
    committee = formed(made)
    seat = Seat.objects.filter(state="accepted").first()
    assert seat is not None
    whole_tie(made, seat, "stands")
    recuse_seat(seat, reason="利害关系", actor=made.office, now=now, version=None)
    committee.refresh_from_db()
    assert committee.state == "drawn"


def test_no_answer_counts_only_after_the_day_named(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    made.committee.refresh_from_db()
    set_answer_day(made.committee, now.date(), actor=made.office, now=now, version=None)
    seat = Seat.objects.get(pk=seats[0].pk)
    assert refused(mark_unanswered, seat, actor=made.office, now=now, version=None) == ("answer-not-due",)
    tomorrow = now + dt.timedelta(days=1)
    assert mark_unanswered(seat, actor=made.office, now=tomorrow, version=None).state == "declined"
    behind = now.date() - dt.timedelta(days=1)
    assert refused(set_answer_day, made.committee, behind, actor=made.office, now=now, version=None) == ("day-behind",)


def test_only_the_expert_answers_and_only_once(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    mine, other = own(made.here, seats[0]), own(made.here, seats[1])
    declared(made.here, seats[0])
    assert refused(accept_seat, seats[0], actor=other, now=now, version=None) == ("no-right",)
    assert refused(accept_seat, seats[0], actor=made.office, now=now, version=None) == ("not-your-step",)
    assert refused(accept_seat, seats[0], actor=mine, now=now, version=99) == ("page-stale",)
    accept_seat(seats[0], actor=mine, now=now, version=None)
    assert refused(accept_seat, seats[0], actor=mine, now=now, version=None) == ("already-done",)
    assert refused(decline_seat, seats[0], reason="x", actor=mine, now=now, version=None) == ("not-from-this-state",)


def test_an_officer_who_is_drawn_acts_as_the_expert_only(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    seats[0].expert.user = made.here.office_officer
    seats[0].expert.save()
    set_answer_day(made.committee, now.date(), actor=made.office, now=now, version=None)
    later = now + dt.timedelta(days=2)
    seat = Seat.objects.get(pk=seats[0].pk)
    assert refused(mark_unanswered, seat, actor=made.office, now=later, version=None) == ("not-your-step",)


def test_a_void_draw_leaves_its_seats_void_and_the_chair_named(now: dt.datetime) -> None:
    made = ground(now)
    chair = expert(made.here, made.pool, "物联网平台", 1, listed_as="chair")
    name_chair(made.committee, chair, "chair", actor=made.office, now=now, version=None)
    seats = drawn(made)
    made.committee.refresh_from_db()
    assert refused(void_draw, made.committee, reason="x", actor=made.office, now=now, version=None) == (
        "not-your-step",
    )
    void_draw(made.committee, reason="专家库有误", actor=made.supervisor, now=now, version=None)
    assert set(Seat.objects.filter(drawn_round__gt=0).values_list("state", flat=True)) == {"void"}
    assert Seat.objects.get(expert=chair).state == "drawn" and not Group.objects.exists()
    assert Draw.objects.get().stage == "void" and Draw.objects.get().bundle["rounds"][-1]["void"]
    assert refused(accept_seat, seats[0], actor=own(made.here, seats[0]), now=now, version=None) == ("draw-void",)


def test_chairs_come_from_those_listed(now: dt.datetime) -> None:
    made = ground(now)
    plain = Expert.objects.filter(listed_as="member").first()
    listed = expert(made.here, made.pool, "物联网平台", 1, listed_as="chair")
    silent = expert(made.here, made.pool, "物联网平台", 2, listed_as="deputy")
    silent.availabilities.update(available=False)
    assert plain is not None
    common = {"actor": made.office, "now": now, "version": None}
    assert refused(name_chair, made.committee, plain, "chair", **common) == ("chair-not-listed",)
    assert refused(name_chair, made.committee, silent, "deputy", **common) == ("expert-not-available",)
    assert refused(name_chair, made.committee, listed, "chair", **{**common, "version": 77}) == ("stale-page",)
    seat = name_chair(made.committee, listed, "chair", **common)
    assert (seat.role, seat.drawn_round, seat.state) == ("chair", 0, "drawn")
    decline_seat(seat, reason="x", actor=own(made.here, seat), now=now, version=None)
    second = expert(made.here, made.pool, "物联网平台", 3, listed_as="chair")
    new = name_chair(made.committee, second, "chair", **common)
    assert new.replaces == seat and Seat.objects.get(pk=seat.pk).state == "replaced"
    assert take_role_back(new, actor=made.office, now=now, version=None).state == "void"


def test_a_member_drawn_can_preside_and_stays_a_member(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    seat = name_chair(made.committee, seats[0].expert, "chair", actor=made.office, now=now, version=None)
    assert seat.pk == seats[0].pk and seat.role == "chair"
    assert take_role_back(seat, actor=made.office, now=now, version=None).role == "member"
    assert Seat.objects.get(pk=seat.pk).state == "drawn"


def test_groups_are_checked(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    common = {"actor": made.office, "now": now, "version": None}
    one, two = seats[0].pk, seats[1].pk

    def wrong(*groups: GroupPlan) -> tuple[str, ...]:
        return refused(set_groups, made.committee, groups, **common)

    assert wrong(GroupPlan("甲", (), (one,)), GroupPlan("甲", (), (two,))) == ("group-name-wrong",)
    assert wrong(GroupPlan("甲", ("没有的专业",), (one,))) == ("specialty-wrong",)
    assert wrong(GroupPlan("甲", (), (one,)), GroupPlan("乙", (), (one,))) == ("member-twice",)
    assert wrong(GroupPlan("甲", (), (one, 999_999))) == ("member-unknown",)
    assert wrong(GroupPlan("甲", (), (one,), leader=one)) == ("leader-not-member",), "who leads has accepted"
    accepted(made, seats)
    assert wrong(GroupPlan("甲", (), (one,), leader=two)) == ("leader-not-member",)
    set_groups(made.committee, [GroupPlan("甲", (), (one, two), leader=one)], **common)
    made.committee.refresh_from_db()
    found = refused(constitute, made.committee, actor=made.office, now=now, version=None)
    assert found == ("group-too-small",)
    set_groups(made.committee, [GroupPlan("甲", (), tuple(seat.pk for seat in seats), leader=one)], **common)
    made.committee.refresh_from_db()
    constitute(made.committee, actor=made.office, now=now, version=None)
    assert wrong(GroupPlan("乙", (), (one,))) == ("committee-settled",)
    assert name_leader(Seat.objects.get(pk=two), actor=made.office, now=now, version=None).leads
    assert not Seat.objects.get(pk=one).leads


def test_what_was_given_to_read_is_taken_back_with_the_seat(now: dt.datetime) -> None:
    made = ground(now)
    formed(made)
    leaving, staying = Seat.objects.filter(state="accepted")[:2]
    assignment = Assignment.objects.create(
        committee=made.committee, bundle={}, digest="0" * 64, made_at=now, made_by=made.here.office_officer
    )
    for seat in (leaving, staying):
        application = made.here.round.applications.first()
        Reading.objects.create(assignment=assignment, seat=seat, application=application)
    withdraw_from_seat(leaving, reason="生病", actor=own(made.here, leaving), now=now, version=None)
    ended = dict(Reading.objects.values_list("seat", "ended_because"))
    assert ended == {leaving.pk: "生病", staying.pk: ""}


def test_the_ledger_holds_no_name(now: dt.datetime) -> None:
    made = ground(now)
    formed(made)
    bodies = "".join(str(one.body) for one in Entry.objects.all())
    assert "评委E-" not in bodies and Entry.objects.filter(act="seat-accept").count() == 11
