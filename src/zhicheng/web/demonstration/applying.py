"""An application's way to the committee's door: kept, handed in, checked, on notice, recommended, endorsed, forwarded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from zhicheng.dossier.model import Dossier
from zhicheng.policy.attachments import Paper, evidence_of
from zhicheng.policy.pack import load_pack
from zhicheng.vocabulary.truth import NOT_MET
from zhicheng.web.applications.checks import items_unchecked
from zhicheng.web.applications.completeness import verdict_on
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.batch_checking import agree_remaining
from zhicheng.web.applications.services.checking import state_conduct
from zhicheng.web.applications.services.deciding import endorse_application, recommend_application
from zhicheng.web.applications.services.forwarding import forward_batch
from zhicheng.web.applications.services.submitting import (
    begin_application,
    change_draft,
    give_commitment,
    submit_application,
)
from zhicheng.web.demonstration.papers import sample_paper
from zhicheng.web.demonstration.story import Story
from zhicheng.web.notices.models import Notice
from zhicheng.web.notices.services.posting import close_notice, post_notice
from zhicheng.web.papers.asked import COVERED_BY_RECORDS, PROMISES
from zhicheng.web.papers.services import add_paper
from zhicheng.web.records.models import Record
from zhicheng.web.records.services import take_over_dossier
from zhicheng.web.rounds.models import Round

RATHER: Final = {"zj-iot-2026/senior-engineer": "第七条（二）"}
"""The way in the made-up applicants take, where the dossier meets it."""
Day = tuple[int, int]
"""Month and day, in 2026."""


def keep(story: Story, username: str, dossier: Dossier) -> None:
    """A dossier as somebody's records, with every paper the rounds' documents ask for."""
    actor = story.as_(username)
    take_over_dossier(dossier, actor=actor, now=story.now)
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


def hand_in(story: Story, username: str, round_: Round, employer: str, *, specialty: str = "") -> Application:
    """Begun, filled in, promised, handed in to the employer."""
    actor = story.as_(username)
    application = begin_application(round_, actor=actor, now=story.now)
    changes = {
        "employer": story.organisations[employer],
        "specialty": specialty,
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


def post(story: Story, named: Sequence[Application]) -> Notice:
    """The company's notice of those it recommends."""
    company = story.organisations["company"]
    contact = "人力资源部 0571-00000000"
    return post_notice(named[0].round, company, named, actor=story.as_("employer"), now=story.now, contact=contact)


def check_all(story: Story, named: Sequence[Application]) -> None:
    """Every item found to agree, the conduct stated."""
    actor = story.as_("employer")
    for application in named:
        left = items_unchecked(application)
        seen = application.submissions.order_by("-number")[0].number
        agree_remaining(application, left, seen=seen, actor=actor, now=story.now)
        state_conduct(application, "遵纪守法，作风正派，无违规违纪情况。", True, actor=actor, now=story.now)


def recommend(story: Story, notice: Notice, named: Sequence[Application]) -> None:
    """The notice closed when its days have run, everybody on it recommended."""
    actor = story.as_("employer")
    notice.refresh_from_db()
    close_notice(notice, "公示期间未收到异议", actor=actor, now=story.now, version=notice.version)
    for one in named:
        one.refresh_from_db()
        recommend_application(one, "经考核，同意推荐。", actor=actor, now=story.now, version=one.version)


def endorse(story: Story, who: str, application: Application, text: str) -> None:
    """A department endorses."""
    application.refresh_from_db()
    endorse_application(application, text, actor=story.as_(who), now=story.now, version=application.version)


def to_the_door(story: Story, round_: Round, named: Sequence[Application], days: Sequence[Day]) -> None:
    """From the employer's desk to the committee's door. ``days``: notice posted, closed, county, city."""
    story.go(*days[0])
    notice = post(story, named)
    check_all(story, named)
    story.go(*days[1])
    recommend(story, notice, named)
    for tier, day in zip(("county", "city"), days[2:], strict=True):
        story.go(*day)
        for one in named:
            endorse(story, tier, one, "材料齐全，同意报送。")
        forward_batch(round_, story.organisations[tier], list(named), actor=story.as_(tier), now=story.now)
