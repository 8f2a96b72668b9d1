"""In the groups: who reads whom, the experts' sheets, the group's one score and its opinion."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Assignment, Committee, Reading, Seat
from zhicheng.web.committee.services.assigning import ask_assignment, give_half
from zhicheng.web.committee.services.assignment_jobs import work_on_assignment
from zhicheng.web.demonstration.story import Story
from zhicheng.web.review.models import Review
from zhicheng.web.scoring.forms import From
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.scoring.services.comparing import agree_score, begin_comparison, give_opinion, keep_group_sheet
from zhicheng.web.scoring.services.defences import call_to_defence, summon
from zhicheng.web.scoring.services.opening import open_deliberations, set_group_score
from zhicheng.web.scoring.services.sheets import Written, hand_in_sheet, keep_sheet
from zhicheng.web.visibility.standing import Standing

GOOD = "业绩材料真实，技术贡献较突出，同意推荐。"
BY_JUDGEMENT = "职业道德/爱岗敬业"
"""The indicator that no rule reckons."""
POOR = "业绩材料与申报等级尚有差距，暂不推荐。"


def assigned(story: Story, office: str, committee: Committee, *, matching: int) -> Assignment:
    """Dossiers assigned by the halves of the office and of a supervisor, then opened to the groups."""
    actor = story.as_(office)
    row = _worked(ask_assignment(committee, matching=matching, actor=actor, now=story.now))
    for who in (office, "supervisor"):
        half = hashlib.sha256(f"demonstration half {committee.pk} {who}".encode()).hexdigest()
        give_half(row, half, actor=story.as_(who), now=story.later())
        row.refresh_from_db()
    return _worked(row)


def _worked(row: Assignment) -> Assignment:
    """The assignment after its job, which runs here and now."""
    row.refresh_from_db()
    work_on_assignment.call(row.pk, row.version)
    row.refresh_from_db()
    return row


def opened(story: Story, office: str, review: Review) -> None:
    """The applications given to their groups; a score is the median of the sheets."""
    actor = story.as_(office)
    review = set_group_score(review, method="median", limit="", actor=actor, now=story.now, version=None)
    open_deliberations(review, actor=actor, now=story.now)


def sheets(
    story: Story, application: Application, *, recommends: bool = True, leave: int = 0, differing: bool = False
) -> list[Reading]:
    """The sheets of everybody who reads an application, handed in. ``leave``: so many of plain members stay to be
    written; they are given back. ``differing``: each gives other points than the one before."""
    row = Deliberation.objects.get(application=application)
    readings = Reading.objects.filter(application=application, ended_because="").select_related("seat__expert__user")
    plain = [one for one in readings.order_by("pk") if one.seat.role == "member" and not one.seat.leads]
    left = plain[:leave]
    for place, reading in enumerate(readings.exclude(pk__in=[one.pk for one in left]).order_by("pk")):
        user = reading.seat.expert.user
        assert user is not None  # whoever has a seat has an account
        line = {"points": str(8 - 2 * place if differing else 8), "reason": "单位考核评价和荣誉可以证明"}
        text = GOOD if recommends else POOR
        written = Written(lines={BY_JUDGEMENT: line}, opinion=text, recommends=recommends)
        keep_sheet(row, written, actor=story.as_(user), now=story.now, page=From(None))
        hand_in_sheet(row, actor=story.as_(user), now=story.later(), seen=None)
    return left


def called_to_defence(story: Story, office: str, application: Application, at: dt.datetime) -> None:
    """The group wants to hear an applicant; the office says when and where."""
    row = Deliberation.objects.get(application=application)
    reason = "主要业绩中本人承担的工作需当面说明"
    made = call_to_defence(row, reason=reason, actor=_leader(story, row.group_id), now=story.later())
    place = "杭州示例会议中心二号厅"
    summon(
        made, appointed_at=at, place=place, kind="interview", actor=story.as_(office), now=story.later(), version=None
    )


def laid_side_by_side(story: Story, application: Application) -> None:
    """The leader has begun the comparison of one application."""
    row = Deliberation.objects.select_related("group").get(application=application)
    begin_comparison(row.group, actor=_leader(story, row.group_id), now=story.later())


def through(story: Story, applications: Sequence[Application], *, declined: Sequence[Application] = ()) -> None:
    """The groups compare, agree and hand their opinions on; of ``declined`` they don't recommend."""
    rows = {one.pk: Deliberation.objects.select_related("group").get(application=one) for one in applications}
    for group in {row.group.pk: row.group for row in rows.values()}.values():
        begin_comparison(group, actor=_leader(story, group.pk), now=story.later())
    for one in applications:
        row, good = rows[one.pk], one not in declined
        actor = _leader(story, row.group_id)
        text = GOOD if good else POOR
        keep_group_sheet(row, {}, opinion=text, recommends=good, actor=actor, now=story.later())
        agree_score(row, actor=actor, now=story.now, version=None)
        give_opinion(row, actor=actor, now=story.now, version=None)


def _leader(story: Story, group: int) -> Standing:
    seat = Seat.objects.select_related("expert__user").get(group=group, leads=True)
    assert seat.expert.user is not None
    return story.as_(seat.expert.user)
