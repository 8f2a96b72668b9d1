"""Before the review: eligibility, notice, draw with both supervisors' halves, seats, groups, plan and its approvals."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence

from zhicheng.procedure.draw.papers import ChainSecret, reveal_for
from zhicheng.vocabulary.truth import MET, NAMES
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Committee, Draw, Plan, Seat
from zhicheng.web.committee.services.chairs import name_chair
from zhicheng.web.committee.services.committee import begin_committee, constitute
from zhicheng.web.committee.services.draw_jobs import bundle_of, work_on_draw
from zhicheng.web.committee.services.draw_revealing import take_reveal
from zhicheng.web.committee.services.drawing import (
    ask_first_round,
    commit_to_draw,
    draw_members,
    prepare_draw,
    seat_members,
    set_draw_plan,
)
from zhicheng.web.committee.services.groups import GroupPlan, name_leader, set_groups
from zhicheng.web.committee.services.notice import close_review_notice, post_review_notice
from zhicheng.web.committee.services.plan import PlanText, approve_plan, begin_plan, report_plan, write_plan
from zhicheng.web.committee.services.seats import accept_seat
from zhicheng.web.demonstration.pools import with_account
from zhicheng.web.demonstration.story import Story
from zhicheng.web.experts.models import Pool
from zhicheng.web.notices.models import Notice
from zhicheng.web.notices.services.objecting import Sender, receive_objection, settle_objection
from zhicheng.web.review.machine import machine_of
from zhicheng.web.review.models import Review
from zhicheng.web.review.services import check_eligibility, take_further

CONTACT = "评委会办公室 0571-00000001"
SUPERVISORS: Mapping[str, str] = {"supervisor": "省经信厅（示例）", "supervisor2": "省人社厅（示例）"}
"""Who gives a half of the draw, with the names they commit under."""
OPEN_BUT_ATTESTED = "单位和主管部门审核意见为据"


def checked(story: Story, office: str, applications: Sequence[Application]) -> None:
    """Everybody found eligible; what the rules leave open is found met by what employer and departments attest."""
    actor = story.as_(office)
    for one in applications:
        machine = machine_of(one)
        outcomes = {} if machine is None else machine.outcomes
        check_eligibility(
            one,
            outcome="eligible",
            way_in="" if machine is None else machine.way,
            machine=outcomes,
            differences={key: OPEN_BUT_ATTESTED for key, said in outcomes.items() if said != NAMES[MET]},
            reason="",
            actor=actor,
            now=story.now,
            seen=0,
        )


def noticed(story: Story, office: str, review: Review) -> Notice:
    """The notice before the review, from today."""
    return post_review_notice(review, CONTACT, actor=story.as_(office), now=story.now)


def objected_in_vain(story: Story, office: str, notice: Notice, application: Application) -> None:
    """Somebody objects to one who is named; the office looks into it and rejects it."""
    text = "该同志任职年限似有不足，请核实聘任文件。"
    one, _ = receive_objection(notice, application, text, Sender("韩某", "13800002222"), now=story.now)
    finding = "查聘任文件与社保记录，聘任满五年，异议不成立。"
    settle_objection(one, "rejected", finding, actor=story.as_(office), now=story.later(90), version=one.version)


def notice_over(story: Story, office: str, notice: Notice) -> None:
    """Its days have run."""
    close_review_notice(notice, "公示期间未收到异议", actor=story.as_(office), now=story.now, version=None)


def to_be_drawn(story: Story, office: str, review: Review, pool: Pool, groups: Mapping[str, str]) -> Draw:
    """A committee with chair and deputy named and a draw to which both supervisors have committed, its first round
    stated. ``groups``: specialty → its group."""
    actor = story.as_(office)
    committee = begin_committee(review, actor=actor, now=story.now)
    for role in ("chair", "deputy"):
        expert = pool.experts.get(listed_as=role)
        name_chair(committee, expert, role, actor=actor, now=story.now, version=None)
    committee.refresh_from_db()
    draw = _worked(prepare_draw(committee, actor=actor, now=story.now))
    seats = [{**one, "group": groups.get(one["name"], "")} for one in draw.plan["seats"]]
    draw = set_draw_plan(draw, {**draw.plan, "seats": seats}, actor=actor, now=story.later(), version=None)
    draw = _worked(draw)
    for username in SUPERVISORS:
        paper = secret_of(draw, username).commitment.plain()
        draw = commit_to_draw(draw, as_file(paper), actor=story.as_(username), now=story.later())
    return _worked(ask_first_round(draw, actor=actor, now=story.later(), version=None))


def secret_of(draw: Draw, username: str) -> ChainSecret:
    """A supervisor's chain, the same in every demonstration; in earnest it never leaves the supervisor's machine."""
    code = draw.committee.review.round.code
    last = hashlib.sha256(f"demonstration {code} {draw.serial} {username}".encode()).hexdigest()
    return ChainSecret(draw=code, serial=draw.serial, name=SUPERVISORS[username], last=last, links=8)


def reveal(story: Story, draw: Draw, username: str) -> Draw:
    """A supervisor's half for the open round."""
    draw.refresh_from_db()
    paper = reveal_for(secret_of(draw, username), bundle_of(draw)).plain()
    return _worked(take_reveal(draw, as_file(paper), actor=story.as_(username), now=story.later()))


def as_file(plain: object) -> bytes:
    """What somebody uploads."""
    return json.dumps(plain, ensure_ascii=False).encode()


def _worked(draw: Draw) -> Draw:
    """The draw after its job, which runs here and now."""
    draw.refresh_from_db()
    if draw.job:
        work_on_draw.call(draw.pk, draw.version)
        draw.refresh_from_db()
    return draw


def drawn(story: Story, office: str, draw: Draw) -> list[Seat]:
    """Both halves given, the members drawn and invited."""
    for username in SUPERVISORS:
        draw = reveal(story, draw, username)
    draw = _worked(draw_members(draw, actor=story.as_(office), now=story.later(), version=None))
    seat_members(draw, actor=story.as_(office), now=story.later())
    seats = Seat.objects.filter(committee=draw.committee, state="drawn")
    return list(seats.select_related("expert", "committee").order_by("specialty", "pk"))


def accepted(story: Story, office: str, seats: Sequence[Seat], accounts: str) -> None:
    """Everybody opens an account and accepts. ``accounts``: what their user names begin with."""
    for place, seat in enumerate(seats, 1):
        user = with_account(story, office, seat.expert, f"{accounts}{place:02}")
        accept_seat(seat, actor=story.as_(user), now=story.now, version=None)


def formed(story: Story, office: str, committee: Committee, groups: Mapping[str, Sequence[str]]) -> Committee:
    """Groups by specialty, each with a leader who is a plain member and has led none before; the committee constituted."""
    actor = story.as_(office)
    seats = list(Seat.objects.filter(committee=committee, state="accepted").order_by("pk"))
    plans = []
    for name, specialties in groups.items():
        own = [one for one in seats if one.specialty in specialties]
        led = set(Seat.objects.filter(leads=True).values_list("expert", flat=True))
        leader = next(one.pk for one in own if one.role == "member" and one.expert_id not in led)
        plans.append(GroupPlan(name, tuple(specialties), tuple(one.pk for one in own), leader))
    set_groups(committee, plans, actor=actor, now=story.now, version=None)
    for one in Seat.objects.filter(pk__in=[plan.leader for plan in plans], leads=False):
        name_leader(one, actor=actor, now=story.now, version=None)
    committee.refresh_from_db()
    return constitute(committee, actor=actor, now=story.now, version=None)


def planned(story: Story, office: str, review: Review, meeting: dt.date) -> Plan:
    """The plan written and reported."""
    actor = story.as_(office)
    plan = begin_plan(review, actor=actor, now=story.now)
    parts = {
        "procedure": "资格审查、评前公示后，先由专业评议组评阅、合议，再由评委会评议并无记名投票。",
        "schedule": "上午分组评议，下午全体会议投票。",
        "discipline": "应回避的评委不参加相应申报人的评议和投票；不得泄露评议意见和票数。",
    }
    plan = write_plan(
        plan, PlanText(meeting, "杭州示例会议中心一号厅", parts), actor=actor, now=story.now, version=None
    )
    return report_plan(plan, actor=actor, now=story.now, version=None)


def approved(story: Story, office: str, plan: Plan) -> Review:
    """Both departments approve; the review begins."""
    for username in SUPERVISORS:
        plan = approve_plan(plan, actor=story.as_(username), now=story.later(), version=None)
    review = plan.review
    for act in ("finish-checking", "begin-review"):
        review = take_further(review, act, actor=story.as_(office), now=story.later(), version=None)
    return review
