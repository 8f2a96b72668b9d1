"""Who reads which application: frozen, seeded by two persons, assigned; recusals and seats given up change little."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter

import pytest

from tests.web.committee.draw_ground import SPECIALTIES, Ground, another_office, ground
from zhicheng.procedure.assignment.check import check_assignment, sound
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.committee.models import Assignment, Reading, Seat
from zhicheng.web.committee.services.assigning import ask_assignment, drop_assignment, give_half, recused_readings
from zhicheng.web.committee.services.assignment_jobs import assigned_of, seed_from, work_on_assignment
from zhicheng.web.experts.models import Expert, Tie
from zhicheng.web.ledger.models import Entry
from zhicheng.web.review.models import EligibilityCheck
from zhicheng.web.visibility.scope import visible

pytestmark = pytest.mark.django_db


def seated(now: dt.datetime, *, applicants: int = 6) -> Ground:
    """A committee of eleven who have accepted, six and five of two specialties."""
    one = ground(now, experts=14, applicants=applicants)
    for place, expert in enumerate(Expert.objects.order_by("code")[:11]):
        Seat.objects.create(
            committee=one.committee, expert=expert, specialty=SPECIALTIES[place % 2], drawn_round=1, state="accepted",
            invited_at=now,
        )  # fmt: skip
    one.committee.state = "drawn"
    one.committee.save()
    return one


def worked(row: Assignment) -> Assignment:
    """The assignment after its job."""
    work_on_assignment.call(row.pk, row.version)
    row.refresh_from_db()
    return row


def assigned(one: Ground, matching: int = 1) -> Assignment:
    """An assignment that stands: frozen, seeded by the office and a supervisor."""
    row = worked(ask_assignment(one.committee, matching=matching, actor=one.office, now=one.now))
    assert row.stage == "frozen", row.trouble
    for actor in (one.office, one.supervisors["省经信厅"]):
        row = give_half(row, secrets.token_hex(32), actor=actor, now=one.now)
    return worked(row)


def live(one: Ground) -> set[tuple[str, str]]:
    """Who reads what now."""
    rows = Reading.objects.filter(seat__committee=one.committee, ended_because="")
    return set(rows.values_list("seat__expert__code", "application__serial"))


def tie(one: Ground, expert: str, serial: str) -> None:
    """A tie that is a conflict."""
    Tie.objects.create(
        round=one.here.round,
        expert=Expert.objects.get(code=expert),
        application=one.here.round.applications.get(serial=serial),
        kind="same-employer",
        source="recorded",
        stated_by="office",
        recorded_at=one.now,
    )


def test_three_read_each_and_nobody_who_is_recused(now: dt.datetime) -> None:
    one = seated(now)
    tie(one, "ZJ000", "X000")
    EligibilityCheck.objects.filter(application__serial="X005").update(outcome="not-eligible")
    row = assigned(one)
    pairs = live(one)
    assert row.stage == "assigned" and row.findings["sound"]
    assert Counter(serial for _, serial in pairs) == dict.fromkeys(("X000", "X001", "X002", "X003", "X004"), 3)
    assert ("ZJ000", "X000") not in pairs
    loads = Counter(expert for expert, _ in pairs)
    assert max(loads.values()) - min(loads.values()) <= 1 and len(loads) == 11
    assert pairs == set(assigned_of(row).pairs())
    assert row.conflicts["format"] == "zhicheng-conflicts/1"


def test_the_fingerprint_is_on_the_ledger_before_the_seed_is_anywhere(now: dt.datetime) -> None:
    one = seated(now)
    row = worked(ask_assignment(one.committee, matching=1, actor=one.office, now=now))
    fingerprint = row.digest
    assert "seed" not in row.task
    assert fingerprint in Entry.objects.get(act="freeze-assignment").body
    halves = {"a": "12" * 16 + "ab" * 16, "b": "34" * 16 + "cd" * 16}
    give_half(row, halves["a"], actor=one.office, now=now)
    bodies = "".join(Entry.objects.values_list("body", flat=True))
    assert halves["a"] not in bodies
    row.refresh_from_db()
    row = worked(give_half(row, halves["b"].upper(), actor=one.supervisors["省经信厅"], now=now))
    assert row.bundle["seed"] == seed_from(fingerprint, halves)
    assert row.bundle["seed"] in Entry.objects.get(act="make-assignment").body


def test_halves_come_from_two_persons_one_a_supervisor(now: dt.datetime) -> None:
    one = seated(now)
    row = worked(ask_assignment(one.committee, matching=1, actor=one.office, now=now))
    for half in ("xyz", "0" * 64, "12" * 31):
        with pytest.raises(ActRefused) as refused:
            give_half(row, half, actor=one.office, now=now)
        assert refused.value.codes == ("half-not-usable",)
    give_half(row, secrets.token_hex(32), actor=one.office, now=now)
    with pytest.raises(ActRefused) as again:
        give_half(row, secrets.token_hex(32), actor=one.office, now=now)
    assert again.value.codes == ("half-given", "supervisor-needed")
    with pytest.raises(ActRefused) as stranger:
        give_half(row, secrets.token_hex(32), actor=one.here.as_(one.here.applicant), now=now)
    assert stranger.value.codes == ("no-right",)


def test_a_recusal_changes_that_pair_and_keeps_the_rest(now: dt.datetime) -> None:
    one = seated(now)
    first = assigned(one)
    before = live(one)
    expert, serial = sorted(before)[0]
    tie(one, expert, serial)
    assert [reading.application.serial for reading in recused_readings(one.committee, now)] == [serial]
    row = ask_assignment(one.committee, matching=1, actor=one.office, now=now)
    assert (expert, serial) not in live(one), "whoever is recused stops at once, not when the job is done"
    row = worked(row)
    for actor in (one.office, one.supervisors["省经信厅"]):
        row = give_half(row, secrets.token_hex(32), actor=actor, now=now)
    row = worked(row)
    after = live(one)
    assert row.number == 2 and row.findings["sound"] and row.bundle["frozen"]["earlier"]["digest"] == first.digest
    assert len(before & after) >= len(before) - 2 and len(after) == len(before), (
        "the check proves that fewer can't change"
    )
    kept = Reading.objects.filter(ended_because="", assignment=first).count()
    assert kept == len(before & after)


def test_a_seat_given_up_is_read_by_others(now: dt.datetime) -> None:
    one = seated(now)
    assigned(one)
    before = live(one)
    Seat.objects.filter(expert__code="ZJ004").update(state="declined")
    assigned(one)
    after = live(one)
    assert not any(expert == "ZJ004" for expert, _ in after)
    assert before - after == {pair for pair in before if pair[0] == "ZJ004"}
    assert Counter(serial for _, serial in after) == dict.fromkeys((f"X00{place}" for place in range(6)), 3)


def test_what_cannot_be_assigned_says_who_lacks_what(now: dt.datetime) -> None:
    one = seated(now, applicants=2)
    for place in range(9):
        tie(one, f"ZJ{place:03}", "X001")
    row = worked(ask_assignment(one.committee, matching=1, actor=one.office, now=now))
    assert row.stage == "dropped"
    assert {why["code"] for why in row.trouble} == {"too-few-experts"}
    assert "X001" in row.trouble[0]["text"][0] and "9 名须回避" in row.trouble[0]["text"][0]


def test_one_at_a_time_and_given_up_with_a_reason(now: dt.datetime) -> None:
    one = seated(now)
    row = worked(ask_assignment(one.committee, matching=1, actor=one.office, now=now))
    with pytest.raises(ActRefused) as open_:
        ask_assignment(one.committee, matching=1, actor=one.office, now=now)
    assert open_.value.codes == ("assignment-open",)
    with pytest.raises(ActRefused) as reason:
        drop_assignment(row, reason=" ", actor=one.office, now=now, version=None)
    assert reason.value.codes == ("reason-missing",)
    drop_assignment(row, reason="名单有误", actor=one.office, now=now, version=row.version)
    assert assigned(one).number == 2


def test_unanswered_seats_hold_the_first_assignment_up(now: dt.datetime) -> None:
    one = seated(now)
    Seat.objects.filter(expert__code="ZJ001").update(state="drawn")
    with pytest.raises(ActRefused) as refused:
        ask_assignment(one.committee, matching=1, actor=one.office, now=now)
    assert refused.value.codes == ("seats-unanswered",)


def test_another_office_sees_and_does_nothing(now: dt.datetime) -> None:
    one = seated(now)
    assigned(one)
    other = one.here.as_(another_office(now))
    assert not visible(other, "view", Assignment.objects.all()).exists()
    assert not visible(other, "view", Reading.objects.all()).exists()
    with pytest.raises(ActRefused):
        ask_assignment(one.committee, matching=1, actor=other, now=now)


def test_a_changed_assignment_is_not_sound(now: dt.datetime) -> None:
    one = seated(now)
    row = assigned(one)
    made = assigned_of(row)
    applicant, experts = made.assigned[0]
    others = [expert.code for expert in made.frozen.task.experts if expert.code not in experts]
    changed = type(made)(
        made.frozen, made.seed, ((applicant, tuple(sorted([*experts[1:], others[0]]))), *made.assigned[1:])
    )
    assert sound(check_assignment(made)) and not sound(check_assignment(changed))
