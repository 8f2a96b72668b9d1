"""The three rounds that are open: applications in every state before the committee's door."""

from __future__ import annotations

import datetime as dt

from zhicheng.web.accounts.models import Grant, Organisation, User
from zhicheng.web.applications.items import FIXED, items_of
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.forwarding import forward_batch
from zhicheng.web.applications.services.returning import Marked, return_items
from zhicheng.web.demonstration.applying import check_all, endorse, hand_in, keep, post, recommend
from zhicheng.web.demonstration.dossiers import whole_dossier
from zhicheng.web.demonstration.story import Story
from zhicheng.web.notices.services.objecting import Sender, receive_objection
from zhicheng.web.rounds.demonstration import set_up_demonstration_rounds
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.standing import standing_of


def open_rounds(story: Story) -> None:
    """Three rounds set up four weeks ago; seven people keep records, six of them apply."""
    story.go(9, 15, 9, 30)
    offices = {
        "demo-iot-2026": story.organisations["iot-office"],
        "demo-qti-2026": story.organisations["qti-office"],
        "demo-wenzhou-2026": story.organisations["wz-office"],
    }
    story.rounds |= _rounds(story, offices)
    for username in ("shen", "zhou", "wu", "zheng", "wang", "feng", "chen"):
        keep(story, username, whole_dossier())
    _applications(story)


def _rounds(story: Story, offices: dict[str, Organisation]) -> dict[str, Round]:
    actor = standing_of(_office_of_all(story, offices), story.now)
    return set_up_demonstration_rounds(offices, actor=actor, now=story.now)


def _office_of_all(story: Story, offices: dict[str, Organisation]) -> User:
    """Somebody who sets up all three rounds: the first office's officer, granted the others for that day."""
    user = story.people["office"]
    for office in offices.values():
        Grant.objects.get_or_create(
            user=user,
            role="committee-office",
            organisation=office,
            defaults={
                "granted_at": story.now,
                "valid_from": story.now,
                "valid_until": story.now + dt.timedelta(days=1),
            },
        )
    return user


def _applications(story: Story) -> None:
    iot, qti = story.rounds["demo-iot-2026"], story.rounds["demo-qti-2026"]
    story.go(9, 16)
    named = [hand_in(story, name, iot, "company") for name in ("zheng", "wang", "feng")]
    story.go(9, 17)
    notice = post(story, named)
    check_all(story, named)
    story.go(9, 29)
    recommend(story, notice, named)
    story.go(9, 30)
    for application in named[1:]:
        endorse(story, "county", application, "材料齐全，同意报送。")
    forward_batch(iot, story.organisations["county"], [named[2]], actor=story.as_("county"), now=story.now)
    story.go(10, 3)
    endorse(story, "city", named[2], "同意报送")
    forward_batch(iot, story.organisations["city"], [named[2]], actor=story.as_("city"), now=story.now)
    story.go(10, 8)
    running = hand_in(story, "zhou", iot, "company")
    returned = hand_in(story, "wu", iot, "company")
    hand_in(story, "chen", qti, "institute")
    story.go(10, 9)
    notice = post(story, [running])
    _return(story, returned)
    story.go(10, 9, 13)
    text = "公示中的项目负责人并非本人，请核实。"
    receive_objection(notice, running, text, Sender("林某", "13800000000"), now=story.now)


def _return(story: Story, application: Application) -> None:
    application.refresh_from_db()
    records = [key for key in items_of(application) if key not in FIXED]
    marks = [Marked(records[0], "paper-unclear"), Marked(records[1], "wrong-date", "证书日期为 2025 年 3 月")]
    return_items(application, marks, actor=story.as_("employer"), now=story.now, version=application.version)
