"""Filling an empty database: every application goes its way by the same functions as in earnest, day by day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from zhicheng.dossier.files import read_dossier
from zhicheng.policy.attachments import Paper, evidence_of
from zhicheng.policy.pack import POLICIES, load_pack
from zhicheng.vocabulary.truth import NOT_MET
from zhicheng.web.accounts.models import Grant, Organisation, User
from zhicheng.web.applications.completeness import verdict_on
from zhicheng.web.applications.items import FIXED, items_of
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.checking import check_item, state_conduct
from zhicheng.web.applications.services.deciding import endorse_application, recommend_application
from zhicheng.web.applications.services.forwarding import forward_batch
from zhicheng.web.applications.services.returning import Marked, return_items
from zhicheng.web.applications.services.submitting import (
    begin_application,
    change_draft,
    give_commitment,
    submit_application,
)
from zhicheng.web.clock.now import CHINA, state_moment
from zhicheng.web.demonstration.accounts import make_people
from zhicheng.web.demonstration.organisations import make_organisations
from zhicheng.web.demonstration.papers import sample_paper
from zhicheng.web.notices.models import Notice
from zhicheng.web.notices.services.objecting import Sender, receive_objection
from zhicheng.web.notices.services.posting import close_notice, post_notice
from zhicheng.web.papers.asked import COVERED_BY_RECORDS, PROMISES
from zhicheng.web.papers.services import add_paper
from zhicheng.web.records.models import Record
from zhicheng.web.records.services import take_over_dossier
from zhicheng.web.rounds.demonstration import set_up_demonstration_rounds
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.standing import Standing, standing_of

TODAY: Final = dt.datetime(2026, 10, 12, 9, 30, tzinfo=CHINA)
"""The moment the demonstration opens on."""
RATHER: Final = {"zj-iot-2026/senior-engineer": "第七条（二）"}
"""The way in the made-up applicants take, where the dossier meets it."""


class _Story:
    """The demonstration while it is being filled: its people and rounds, and the day it is."""

    def __init__(self) -> None:
        self.organisations = make_organisations()
        self.people = make_people(self.organisations)
        self.now = TODAY - dt.timedelta(days=27)
        self.rounds: dict[str, Round] = {}

    def as_(self, username: str) -> Standing:
        """Somebody's standing on the day it is."""
        return standing_of(self.people[username], self.now)

    def day(self, ago: int, hour: int = 10) -> None:
        """Go on to a day so many days before the demonstration opens."""
        self.now = (TODAY - dt.timedelta(days=ago)).replace(hour=hour)


def fill() -> None:
    """People, organisations, three open rounds, and applications in every state before the committee's door."""
    story = _Story()
    state_moment(TODAY)
    offices = {
        "demo-iot-2026": story.organisations["iot-office"],
        "demo-qti-2026": story.organisations["qti-office"],
        "demo-wenzhou-2026": story.organisations["wz-office"],
    }
    story.rounds = _rounds(story, offices)
    for username in ("shen", "zhou", "wu", "zheng", "wang", "feng", "chen"):
        _keep(story, username)
    _applications(story)


def _rounds(story: _Story, offices: dict[str, Organisation]) -> dict[str, Round]:
    actor = standing_of(_office_of_all(story, offices), story.now)
    return set_up_demonstration_rounds(offices, actor=actor, now=story.now)


def _office_of_all(story: _Story, offices: dict[str, Organisation]) -> User:
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


def _keep(story: _Story, username: str) -> None:
    """The demonstration dossier, with every paper the rounds' documents ask for."""
    actor = story.as_(username)
    take_over_dossier(read_dossier(Path(POLICIES) / "demo" / "dossier.yaml"), actor=actor, now=story.now)
    for record in Record.objects.filter(owner_id=actor.user_id):
        for paper in _papers_for(record.kind):
            stored = sample_paper(paper.say[0], str(record.data.get("name") or record.kind))
            name = f"{paper.say[0][:20]}.pdf"
            add_paper(stored, record=record, paper=paper.name, file_name=name, actor=actor, now=story.now)


def _papers_for(kind: str) -> list[Paper]:
    """What the two provincial documents require for a kind of record; of a choice the first."""
    found: dict[str, Paper] = {}
    for pack in ("zj-iot-2026", "zj-qti-2023"):
        for paper in evidence_of(load_pack(pack)).records.get(kind, ()):
            if paper.required:
                found.setdefault(f"{pack} {paper.any_of}" if paper.any_of else paper.name, paper)
    return list({paper.name: paper for paper in found.values()}.values())


def _applications(story: _Story) -> None:
    iot, qti = story.rounds["demo-iot-2026"], story.rounds["demo-qti-2026"]
    story.day(26)
    named = [_hand_in(story, name, iot, "company") for name in ("zheng", "wang", "feng")]
    story.day(25)
    _employer_done(story, named)
    story.day(12)
    for application in named[1:]:
        _endorse(story, "county", application, "材料齐全，同意报送。")
    forward_batch(iot, story.organisations["county"], [named[2]], actor=story.as_("county"), now=story.now)
    story.day(9)
    _endorse(story, "city", named[2], "同意报送")
    forward_batch(iot, story.organisations["city"], [named[2]], actor=story.as_("city"), now=story.now)
    story.day(4)
    running = _hand_in(story, "zhou", iot, "company")
    returned = _hand_in(story, "wu", iot, "company")
    _hand_in(story, "chen", qti, "institute")
    story.day(3)
    notice = _post(story, [running])
    sender = Sender("林某", "13800000000")
    receive_objection(
        notice, running, "公示中的项目负责人并非本人，请核实。", sender, now=story.now + dt.timedelta(hours=3)
    )
    _return(story, returned)


def _hand_in(story: _Story, username: str, round_: Round, employer: str) -> Application:
    actor = story.as_(username)
    application = begin_application(round_, actor=actor, now=story.now)
    changes = {
        "employer": story.organisations[employer],
        "way_in": _way(application),
        "extra": {"not_applicable": _excused(application)},
    }
    application = change_draft(application, actor=actor, version=None, changes=changes)
    application = give_commitment(application, actor=actor, now=story.now, version=None)
    return submit_application(application, actor=actor, now=story.now, version=application.version)


def _way(application: Application) -> str:
    """The way in to take: the usual one, else the first that is met or open."""
    _, _, verdict = verdict_on(application)
    keys = [way.clause.key for way in verdict.ways_in if way.truth != NOT_MET]
    rather = RATHER.get(application.round.track, "")
    return rather if rather in keys or not keys else keys[0]


def _excused(application: Application) -> dict[str, dict[str, str]]:
    """General papers that a made-up person has no reason to hand in."""
    asked = evidence_of(load_pack(application.round.pack)).general
    apart = PROMISES | COVERED_BY_RECORDS
    return {"general": {one.name: "演示：不涉及" for one in asked if one.required and one.name not in apart}}


def _employer_done(story: _Story, named: list[Application]) -> None:
    """Checked, stated, posted, closed, recommended."""
    actor = story.as_("employer")
    notice = _post(story, named)
    for application in named:
        for key in items_of(application):
            if key not in FIXED or key == "applicant":
                check_item(application, key, "agrees", "", actor=actor, now=story.now)
        state_conduct(application, "遵纪守法，作风正派，无违规违纪情况。", True, actor=actor, now=story.now)
    story.day(13)
    notice.refresh_from_db()
    close_notice(notice, "公示期间未收到异议", actor=actor, now=story.now, version=notice.version)
    for application in named:
        application.refresh_from_db()
        recommend_application(
            application, "经考核，同意推荐。", actor=actor, now=story.now, version=application.version
        )


def _post(story: _Story, named: list[Application]) -> Notice:
    company = story.organisations["company"]
    contact = "人力资源部 0571-00000000"
    return post_notice(named[0].round, company, named, actor=story.as_("employer"), now=story.now, contact=contact)


def _endorse(story: _Story, who: str, application: Application, text: str) -> None:
    application.refresh_from_db()
    endorse_application(application, text, actor=story.as_(who), now=story.now, version=application.version)


def _return(story: _Story, application: Application) -> None:
    application.refresh_from_db()
    records = [key for key in items_of(application) if key not in FIXED]
    marks = [Marked(records[0], "paper-unclear"), Marked(records[1], "wrong-date", "证书日期为 2025 年 3 月")]
    return_items(application, marks, actor=story.as_("employer"), now=story.now, version=application.version)
