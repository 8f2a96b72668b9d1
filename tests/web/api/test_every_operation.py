"""Whatever is sent to whichever operation: no error of the server, and every answer is one that the description has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.web.api.fuzzing import askers, operations, try_out
from tests.web.committee import draw_ground
from tests.web.meetings import ground as meeting
from tests.web.people import handed_in, world
from tests.web.registry import ground as ending
from tests.web.review import ground as checking
from tests.web.scoring import ground as scoring
from zhicheng.web.api.rows.resource import Resource
from zhicheng.web.clock.now import state_moment
from zhicheng.web.notices.services.objecting import Sender, receive_objection
from zhicheng.web.notices.services.posting import post_notice

pytestmark = pytest.mark.django_db


def _applying(now: dt.datetime) -> tuple[str, ...]:
    here = world(now)
    row = handed_in(here)
    officer = here.as_(here.employer_officer)
    notice = post_notice(here.round, here.employer, [row], actor=officer, now=now, contact="人事部 0571")
    receive_objection(notice, row, "该项目的排名与证书不一致", Sender(anonymous=True), now=now)
    return "alice", "erin", "opal", "cora"


def _checking(now: dt.datetime) -> tuple[str, ...]:
    here = checking.judged(now)
    checking.begun(here)
    return "olga", "sven", "alice"


def _drawing(now: dt.datetime) -> tuple[str, ...]:
    draw_ground.stated(draw_ground.ground(now))
    return "olga", "sven"


def _scoring(now: dt.datetime) -> tuple[str, ...]:
    made = scoring.ground(now)
    scoring.compared(made)
    return made.experts[0].username, made.experts[1].username, "olga", "sven"


def _meeting(now: dt.datetime) -> tuple[str, ...]:
    hall = meeting.hall(now, members=11, applicants=2)
    meeting.opened(hall)
    meeting.all_deliberated(hall)
    return hall.users[0].username, hall.users[1].username, "olga", "sven"


def _ending(now: dt.datetime) -> tuple[str, ...]:
    made = ending.ground(now)
    ending.issued(made)
    state_moment(made.now)
    return "alice", "olga", "sven"


GROUNDS: dict[str, Callable[[dt.datetime], tuple[str, ...]]] = {
    "applying": _applying,
    "checking": _checking,
    "drawing": _drawing,
    "scoring": _scoring,
    "meeting": _meeting,
    "ending": _ending,
}


@pytest.mark.long
def test_some_operations_answer_as_described(now: dt.datetime) -> None:
    who = askers(now, GROUNDS["applying"](now))
    wrong = [
        one
        for place, op in enumerate(operations())
        if place % 12 == 0
        for one in try_out(op, who, examples=2, people=1)
    ]
    assert not wrong, "\n\n".join(wrong[:5])


def test_an_error_of_the_server_and_an_answer_of_another_form_would_be_seen(
    now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = askers(now, _applying(now)[:1])
    listing = next(one for one in operations() if one.path == "/api/v1/applications" and one.method == "get")
    assert try_out(listing, who, examples=1, people=1) == []
    monkeypatch.setattr(Resource, "shown", lambda *_: [{"id": "no number"}])
    assert "no number" in try_out(listing, who, examples=1, people=1)[0]
    monkeypatch.setattr(Resource, "shown", lambda *_: 1 // 0)
    assert "ZeroDivisionError" in try_out(listing, who, examples=1, people=1)[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", GROUNDS)
def test_every_operation_answers_as_described(name: str, now: dt.datetime) -> None:
    who = askers(now, GROUNDS[name](now))
    assert who.headers
    wrong = []
    for operation in operations():
        known = any(who.rows.get(str(operation.path).split("/")[3], {}).values())
        if known or name == "applying":
            wrong += try_out(operation, who, examples=4, people=2, negative=name == "applying")
    assert not wrong, f"{len(wrong)}\n" + "\n\n".join(wrong[:12])
