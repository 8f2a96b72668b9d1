"""What waits for members, tellers, the supervisor and the office in a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.procedure.review.meeting_states import ADJOURNED, ANNOUNCED, CLOSED, CONVENED, OPEN
from zhicheng.web.accounts.waiting import Waiting, add_source
from zhicheng.web.experts.tasks import add_task_source
from zhicheng.web.meetings.minutes import digest_of
from zhicheng.web.meetings.models import BallotSession, Signature, Vote
from zhicheng.web.meetings.queries import meetings_seen, own_meetings
from zhicheng.web.meetings.room import own_seat
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


@add_task_source
def _member(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001 - the shape of a source
    for meeting in own_meetings(standing).filter(state__in=(CONVENED, OPEN, ADJOURNED)):
        title, address = meeting.review.round.title, f"/expert/meeting/{meeting.pk}/"
        what = (f"次评审会议（{title[0]}，{meeting.day}）", f"meeting of the committee ({title[1]}, {meeting.day})")
        yield Waiting("meeting", what, 1, address, until=meeting.day)
        seat = own_seat(meeting, standing)
        if seat is not None and meeting.tellers.filter(pk=seat.pk).exists():
            rows = Vote.objects.filter(meeting=meeting, state__in=("paper-open", "collected", "opened"))
            count = visible(standing, "view", rows).count()
            yield Waiting("counting", ("项表决待计票、登记", "votes to count or record"), count, f"{address}count/")
    for meeting in own_meetings(standing).filter(state__in=(CLOSED, ANNOUNCED)):
        seat = own_seat(meeting, standing)
        if seat is None or "checkpoint" not in meeting.minutes or not seat.presences.filter(meeting=meeting).exists():
            continue
        signed = Signature.objects.filter(meeting=meeting, seat=seat, digest=digest_of(meeting)).exists()
        what = ("份会议记录待签名", "minutes to sign")
        yield Waiting("minutes", what, int(not signed), f"/expert/meeting/{meeting.pk}/#minutes")


@add_source
def _supervisor(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001
    if "supervisor" not in standing.roles:
        return
    rows = BallotSession.objects.filter(stage="prepared").select_related("meeting__review__round")
    for one in visible(standing, "relay", rows):
        code, title = one.meeting.review.round.code, one.meeting.review.round.title
        what = (f"份投票会议文件待签署（{title[0]}）", f"session file to be signed ({title[1]})")
        yield Waiting("session-to-sign", what, 1, f"/reviews/{code}/meeting/supervisor/")


@add_source
def _office(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001
    if "committee-office" not in standing.roles:
        return
    for meeting in meetings_seen(standing, "write-minutes").filter(state__in=(CLOSED, ANNOUNCED)):
        if "checkpoint" in meeting.minutes:
            continue
        code, title = meeting.review.round.code, meeting.review.round.title
        what = (f"份会议记录待定稿（{title[0]}）", f"minutes to be finished ({title[1]})")
        yield Waiting("minutes-to-write", what, 1, f"/reviews/{code}/meeting/#minutes")
