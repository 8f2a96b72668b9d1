"""A whole draw by services: committed, stated, revealed by two real chains, drawn, seated; replaced, voided."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.committee.draw_ground import (
    SPECIALTIES,
    an_expert,
    as_file,
    committed,
    drawn,
    ground,
    revealed,
    stated,
    worked,
)
from zhicheng.procedure.draw.bundle import Bundle
from zhicheng.procedure.draw.check import check_draw
from zhicheng.procedure.draw.names import names_faults
from zhicheng.procedure.draw.papers import reveal_for
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.committee.models import Seat
from zhicheng.web.committee.services.chairs import name_chair
from zhicheng.web.committee.services.committee import void_draw
from zhicheng.web.committee.services.draw_jobs import bundle_of, names_of
from zhicheng.web.committee.services.draw_revealing import enter_balls, give_value, take_reveal
from zhicheng.web.committee.services.drawing import (
    ask_first_round,
    ask_next_round,
    commit_to_draw,
    draw_members,
    prepare_draw,
    seat_members,
    set_draw_plan,
    void_round,
)
from zhicheng.web.experts.models import Availability, Expert, Tie
from zhicheng.web.ledger.models import Entry

pytestmark = pytest.mark.django_db


def test_a_whole_draw(now: dt.datetime) -> None:
    one = ground(now)
    draw = drawn(one)
    bundle = bundle_of(draw)
    assert draw.stage == "drawn" and draw.findings["sound"] and check_draw(bundle).sound
    assert list(names_faults(bundle, names_of(draw))) == []
    seats = Seat.objects.filter(committee=one.committee)
    outcome = bundle.standing.outcome if bundle.standing else None
    assert outcome is not None
    ids = {line.code: line.id for line in names_of(draw).experts}
    assert sorted(seats.values_list("expert__code", flat=True)) == sorted(ids[code] for code in outcome.committee)
    assert seats.count() == 11 and one.committee.state == "drawn"
    assert {seat.specialty for seat in seats} == set(SPECIALTIES)
    assert {seat.group.name for seat in seats if seat.group} == {f"{name}组" for name in SPECIALTIES}


def test_the_ledger_has_every_hash_before_what_it_binds(now: dt.datetime) -> None:
    one = ground(now)
    draw = drawn(one)
    bundle = bundle_of(draw)
    entries = list(Entry.objects.filter(object_type="draw").order_by("pk"))
    acts = [entry.act for entry in entries]
    assert acts == [
        "prepare-draw", "set-draw-plan", "commit-to-draw", "commit-to-draw", "ask-for-round", "state-draw-round",
        "reveal-for-draw", "reveal-for-draw", "draw-members",
    ]  # fmt: skip
    said = entries[5].body
    assert bundle.rounds[0].statement.digest in said and bundle.frozen.digest in said
    assert bundle.head in entries[-1].body
    assert all(
        one.secrets[name].commitment.anchor in entries[number].body
        for number, name in ((2, "省人力社保厅"), (3, "省经信厅"))
    )


def test_nothing_of_the_seed_is_there_before_the_reveals(now: dt.datetime) -> None:
    one = ground(now)
    draw = stated(one)
    kept = "".join(str(getattr(draw, field.attname)) for field in draw._meta.concrete_fields)
    kept += "".join(Entry.objects.values_list("body", flat=True))
    for secret in one.secrets.values():
        assert secret.commitment.anchor in kept
        assert not any(secret.link(number) in kept for number in range(1, secret.links + 1))
        assert secret.last not in kept
    assert draw.stage == "stated"
    assert draw.findings["sound"]


def test_a_secret_uploaded_by_mistake_is_told_apart_and_not_kept(now: dt.datetime) -> None:
    one = ground(now)
    draw = committed(one, prepare_draw(one.committee, actor=one.office, now=now))
    secret = one.secrets["省经信厅"]
    with pytest.raises(ActRefused) as refused:
        commit_to_draw(draw, as_file(secret.plain()), actor=one.supervisors["省经信厅"], now=now)
    assert refused.value.codes == ("secret-handed-in",)
    draw.refresh_from_db()
    assert secret.last not in str(draw.commitments)


def test_commitments_are_for_this_draw_and_each_supervisors_own(now: dt.datetime) -> None:
    one = ground(now)
    draw = committed(one, prepare_draw(one.committee, actor=one.office, now=now))
    secret, actors = one.secrets["省经信厅"], one.supervisors
    for change, code in (
        ({"draw": "other"}, "other-draw"),
        ({"serial": 2}, "other-draw"),
        ({"name": "省人力社保厅"}, "name-taken"),
        ({}, "anchor-known"),
    ):
        other = secret.model_copy(update=change).commitment
        with pytest.raises(ActRefused) as refused:
            commit_to_draw(draw, as_file(other.plain()), actor=actors["省经信厅"], now=now)
        assert refused.value.codes == (code,)
    again = secret.model_copy(update={"last": "ab" * 32}).commitment
    draw = commit_to_draw(draw, as_file(again.plain()), actor=actors["省经信厅"], now=now)
    assert [one["name"] for one in draw.commitments] == ["省人力社保厅", "省经信厅"]
    assert again.anchor in str(draw.commitments)
    for actor in (one.office, one.here.as_(one.here.applicant)):
        with pytest.raises(ActRefused):
            commit_to_draw(draw, as_file(again.plain()), actor=actor, now=now)


def test_one_commitment_is_too_few(now: dt.datetime) -> None:
    one = ground(now)
    draw = committed(one, prepare_draw(one.committee, actor=one.office, now=now))
    draw.commitments = draw.commitments[:1]
    draw.save()
    with pytest.raises(ActRefused) as refused:
        ask_first_round(draw, actor=one.office, now=now, version=None)
    assert refused.value.codes == ("too-few-sources",)


def test_wrong_late_and_second_reveals_are_refused(now: dt.datetime) -> None:
    one = ground(now)
    draw = stated(one)
    name, actor = next(iter(one.supervisors.items()))
    good = reveal_for(one.secrets[name], bundle_of(draw))

    def refused(change: dict[str, object], at: object = draw) -> tuple[str, ...]:
        with pytest.raises(ActRefused) as why:
            take_reveal(at, as_file(good.plain() | change), actor=actor, now=now)  # type: ignore[arg-type]
        return why.value.codes

    assert refused({"link": "0" * 64}) == ("wrong-link",)
    assert refused({"link": one.secrets[name].link(2)}) == ("wrong-link",)
    assert refused({"statement": "0" * 64}) == ("other-statement",)
    assert refused({"round": 2}) == ("other-statement",)
    assert refused({"name": "谁"}) == ("unknown-name",)
    assert refused({"format": "zhicheng-draw/1"}) == ("wrong-file",)
    draw = take_reveal(draw, as_file(good.plain()), actor=actor, now=now)
    assert draw.stage == "stated"
    assert refused({}) == ("revealed-already",)
    with pytest.raises(ActRefused) as early:
        draw_members(draw, actor=one.office, now=now, version=None)
    assert early.value.codes == ("not-revealed",)
    other, second = list(one.supervisors.items())[1]
    last = reveal_for(one.secrets[other], bundle_of(draw))
    draw = take_reveal(draw, as_file(last.plain()), actor=second, now=now)
    assert draw.stage == "revealed"
    draw = draw_members(draw, actor=one.office, now=now, version=None)
    assert refused({}, draw) == ("not-at-this-stage",)


def test_replacement_is_a_new_round_on_those_who_stay(now: dt.datetime) -> None:
    one = ground(now)
    draw = drawn(one)
    before = set(Seat.objects.filter(committee=one.committee).values_list("expert__code", flat=True))
    with pytest.raises(ActRefused) as refused:
        ask_next_round(draw, actor=one.office, now=now, version=None)
    assert refused.value.codes == ("no-seat-open",)
    leaves, *others = Seat.objects.filter(committee=one.committee).order_by("pk")
    _accept_all(one, others)
    _decline(one, leaves)
    idle = Expert.objects.exclude(code__in=before).order_by("code").first()
    assert idle is not None
    Availability.objects.filter(expert=idle).update(available=False)
    draw = worked(ask_next_round(draw, actor=one.office, now=now, version=None))
    assert draw.stage == "stated", draw.trouble
    said = bundle_of(draw).rounds[1].statement
    codes = {line.id: line.code for line in names_of(draw).experts}
    assert said.out == sorted([codes[leaves.expert.code], codes[idle.code]])
    assert said.keep == sorted(codes[code] for code in before - {leaves.expert.code})
    draw = worked(draw_members(revealed(one, draw), actor=one.office, now=now, version=None))
    seat_members(draw, actor=one.office, now=now)
    assert draw.findings["sound"]
    leaves.refresh_from_db()
    new = Seat.objects.get(committee=one.committee, replaces=leaves)
    assert leaves.state == "replaced" and new.drawn_round == 2 and new.specialty == leaves.specialty
    assert new.group_id is not None and new.expert.code not in before | {idle.code}


def test_a_tie_known_since_binds_the_next_round(now: dt.datetime) -> None:
    one = ground(now)
    draw = drawn(one)
    applicant = one.here.round.applications.order_by("pk").first()
    assert applicant is not None
    seats = list(Seat.objects.filter(committee=one.committee).order_by("pk"))
    outside = Expert.objects.filter(seats=None, specialty=seats[0].specialty)
    for expert in list(outside)[:2]:
        _tie(one, expert, applicant)
    _decline(one, seats[0])
    draw = worked(ask_next_round(draw, actor=one.office, now=now, version=None))
    hidden = bundle_of(draw).rounds[1].private
    assert hidden is not None
    assert [len(found.experts) for found in hidden.recusals] == [2]
    known = {found.code: found.name for found in names_of(draw).applicants}
    assert known[hidden.recusals[0].applicant] == applicant.serial


def test_a_named_chair_stays_and_counts_as_a_member(now: dt.datetime) -> None:
    one = ground(now)
    chair = an_expert(one.pool, one.here, 90, code="ZJ900", listed_as="chair", name="主任某")
    an_expert(one.pool, one.here, 91, code="ZJ901", listed_as="chair", name="另一人选")
    name_chair(one.committee, chair, "chair", actor=one.office, now=now, version=None)
    one.committee.refresh_from_db()
    draw = drawn(one)
    bundle = bundle_of(draw)
    named = [seat for seat in bundle.frozen.seats if seat.set]
    ids = {line.code: line.id for line in names_of(draw).experts}
    assert [(seat.name, seat.count) for seat in named] == [("主任委员", 1)] and bundle.frozen.size == 11
    assert [ids[code] for code in bundle.rounds[0].statement.keep] == ["ZJ900"]
    assert draw.findings["sound"]
    seats = Seat.objects.filter(committee=one.committee)
    assert seats.count() == 11 and seats.get(role="chair").expert == chair
    assert not seats.filter(expert__code="ZJ901").exists(), "listed for chair: not drawn as a member"


def test_void_rounds_stay_and_the_next_link_follows(now: dt.datetime) -> None:
    one = ground(now)
    draw = stated(one)
    name, actor = next(iter(one.supervisors.items()))
    first = reveal_for(one.secrets[name], bundle_of(draw))
    draw = take_reveal(draw, as_file(first.plain()), actor=actor, now=now)
    with pytest.raises(ActRefused):
        void_round(draw, reason=" ", actor=one.office, now=now, version=None)
    draw = void_round(draw, reason="一方拒不揭示", actor=one.office, now=now, version=None)
    assert draw.stage == "void"
    bundle = bundle_of(draw)
    void = bundle.rounds[0].void
    assert void is not None and void.missing == ["省经信厅"] and "办公室" in void.by and "olga" not in void.by
    draw = worked(ask_next_round(draw, actor=one.office, now=now, version=None))
    draw = worked(draw_members(revealed(one, draw), actor=one.office, now=now, version=None))
    assert draw.findings["sound"] and draw.stage == "drawn"
    assert len(bundle_of(draw).rounds) == 2
    seat_members(draw, actor=one.office, now=now)
    assert Seat.objects.filter(committee=one.committee).count() == 11


def test_a_voided_committee_is_drawn_anew_in_a_draw_that_names_the_head_of_the_first(now: dt.datetime) -> None:
    one = ground(now)
    draw = drawn(one)
    with pytest.raises(ActRefused) as refused:
        void_round(draw, reason="x", actor=one.office, now=now, version=None)
    assert refused.value.codes == ("not-at-this-stage",)
    with pytest.raises(ActRefused) as there:
        prepare_draw(one.committee, actor=one.office, now=now)
    assert there.value.codes == ("draw-there",)
    actor = one.supervisors["省人力社保厅"]
    one.committee = void_draw(one.committee, reason="专家库有误", actor=actor, now=now, version=None)
    draw.refresh_from_db()
    assert draw.stage == "void" and bundle_of(draw).rounds[0].void is not None
    again = drawn(one)
    assert again.serial == 2 and bundle_of(again).frozen.previous_draw == draw.digest
    assert again.findings["sound"]


def test_infeasible_seats_are_told_by_name_and_number(now: dt.datetime) -> None:
    one = ground(now)
    draw = prepare_draw(one.committee, actor=one.office, now=now)
    caps = [
        {"by": "region", "value": "杭州", "least": 0, "most": 1},
        {"by": "region", "value": "宁波", "least": 0, "most": 2},
    ]
    caps += [{"by": "region", "value": "温州", "least": 0, "most": 3}]
    draw = worked(set_draw_plan(draw, {**draw.plan, "caps": caps}, actor=one.office, now=now, version=None))
    assert draw.job == "failed"
    (why,) = draw.trouble
    assert why["code"] == "seats-infeasible"
    assert "杭州" in why["text"][0] and "至多 1 人" in why["text"][0] and "多 5 人" in why["do"][0]
    employer = [{"by": "employer", "value": "第0研究院有限公司", "least": 5, "most": None}]
    draw = worked(set_draw_plan(draw, {**draw.plan, "caps": employer}, actor=one.office, now=now, version=None))
    assert "第0研究院有限公司" in draw.trouble[0]["text"][0]


def test_too_many_seats_for_a_specialty_are_told(now: dt.datetime) -> None:
    one = ground(now)
    draw = prepare_draw(one.committee, actor=one.office, now=now)
    seats = [{"name": SPECIALTIES[0], "count": 15, "group": ""}, {"name": SPECIALTIES[1], "count": 6, "group": ""}]
    draw = worked(set_draw_plan(draw, {**draw.plan, "seats": seats}, actor=one.office, now=now, version=None))
    assert draw.trouble[0]["code"] == "seats-infeasible" and "少 3 人" in draw.trouble[0]["do"][0]


def test_caps_make_a_lottery_and_the_draw_is_sound(now: dt.datetime) -> None:
    one = ground(now, experts=16)
    draw = drawn(one, caps=[{"by": "region", "value": "", "least": 0, "most": 5}])
    bundle = bundle_of(draw)
    assert bundle.rounds[0].statement.mode == "lottery" and draw.findings["sound"]


def test_unavailable_and_tied_experts_are_barred_with_the_reason(now: dt.datetime) -> None:
    one = ground(now)
    experts = list(Expert.objects.order_by("code"))
    Availability.objects.filter(expert=experts[0]).update(available=None)
    for applicant in one.here.round.applications.all():
        _tie(one, experts[1], applicant)
    draw = stated(one)
    bundle = bundle_of(draw)
    assert bundle.private is not None and len(bundle.frozen.pool) == 24
    ids = {line.code: line.id for line in names_of(draw).experts}
    barred = {ids[bar.code]: bar.reason for bar in bundle.private.bars}
    assert set(barred) == {"ZJ000", "ZJ001"} and "total-conflict" in barred["ZJ001"]
    assert bundle.private.conflicts and draw.conflicts["format"] == "zhicheng-conflicts/1"


def test_open_ties_hold_the_draw_up(now: dt.datetime) -> None:
    one = ground(now)
    applicant = one.here.round.applications.first()
    Tie.objects.create(
        round=one.here.round,
        expert=Expert.objects.get(code="ZJ003"),
        application=applicant,
        kind="common-project",
        source="recorded",
        stated_by="office",
        recorded_at=now,
    )
    draw = prepare_draw(one.committee, actor=one.office, now=now)
    draw = worked(set_draw_plan(draw, draw.plan, actor=one.office, now=now, version=None))
    assert [why["code"] for why in draw.trouble] == ["conflict-open"]


def test_balls_are_entered_by_two_persons_who_agree(now: dt.datetime) -> None:
    one = ground(now)
    draw = stated(one, balls=4)
    digits = dict(zip(one.supervisors, ("0472", "0473"), strict=True))
    actors = one.supervisors
    draw = revealed(one, draw)
    assert draw.stage == "stated"
    name, other = actors
    enter_balls(draw, digits[name], actor=actors[name], now=now)
    with pytest.raises(ActRefused) as refused:
        enter_balls(draw, digits[name], actor=actors[name], now=now)
    assert refused.value.codes == ("entered-already",)
    differ = enter_balls(draw, digits[other], actor=actors[other], now=now)
    assert getattr(differ, "code", "") == "balls-differ"
    enter_balls(draw, "0472", actor=one.office, now=now)
    enter_balls(draw, "04 72", actor=actors[other], now=now)
    draw.refresh_from_db()
    assert draw.stage == "revealed"
    draw = worked(draw_members(draw, actor=one.office, now=now, version=None))
    assert draw.findings["sound"]
    assert [ball.digits for ball in bundle_of(draw).rounds[0].reveal.balls] == ["0472", "0472"]


def test_a_named_source_is_given_once(now: dt.datetime) -> None:
    one = ground(now)
    draw = revealed(one, stated(one, sources=["某期彩票"]))
    assert draw.stage == "stated"
    with pytest.raises(ActRefused) as refused:
        give_value(draw, "某期彩票", "1 2 3", actor=one.office, now=now)
    assert refused.value.codes == ("wrong-value",)
    draw = give_value(draw, "某期彩票", "12345", actor=one.office, now=now)
    assert draw.stage == "revealed"
    with pytest.raises(ActRefused) as again:
        give_value(draw, "某期彩票", "54321", actor=one.office, now=now)
    assert again.value.codes == ("revealed-before",)


def test_one_changed_byte_makes_the_bundle_unsound(now: dt.datetime) -> None:
    one = ground(now)
    draw = drawn(one)
    for place in ("frozen", "private", "reveal", "outcome"):
        plain = bundle_of(draw).plain()
        part = plain["rounds"][0][place] if place in ("reveal", "outcome") else plain[place]
        match place:
            case "frozen":
                part["title"] += " "
            case "private":
                part["regions"][0] += "x"
            case "reveal":
                part["links"][0] = _flipped(part["links"][0])
            case _:
                part["seed"] = _flipped(part["seed"])
        assert not check_draw(Bundle.model_validate(plain)).sound, place


def _flipped(text: str) -> str:
    return ("1" if text[0] == "0" else "0") + text[1:]


def _accept_all(one: object, seats: list[Seat]) -> None:
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(state="accepted")


def _decline(one: object, seat: Seat) -> None:
    Seat.objects.filter(pk=seat.pk).update(state="declined", reason="因公出差")
    seat.refresh_from_db()


def _tie(one: object, expert: Expert, applicant: object) -> None:
    Tie.objects.create(
        round=one.here.round,  # type: ignore[attr-defined]
        expert=expert,
        application=applicant,  # type: ignore[misc]
        kind="same-employer",
        source="recorded",
        stated_by="office",
        recorded_at=one.now,  # type: ignore[attr-defined]
    )
