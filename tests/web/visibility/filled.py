"""A world in which every object of the table has a row with something in it that could leak: a word found nowhere else.

Words begin with ``Qk``; who may come upon which word in which channel stands in ``channels.py``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from dataclasses import dataclass, field

from tests.web.ledger.entries import entered
from tests.web.people import World, a_draft, handed_in, person, small_pdf
from tests.web.visibility.committee_filled import fill_committee
from tests.web.visibility.draws_channels import fill_draws
from tests.web.visibility.experts_channels import fill_experts
from tests.web.visibility.tied import peopled
from zhicheng.web.accounts.models import Grant, Invitation, Organisation, User
from zhicheng.web.applications.models import (
    Application,
    Batch,
    Message,
    RecommendingExpert,
    Return,
    ReturnItem,
)
from zhicheng.web.notices.models import Notice, Objection, Sanction
from zhicheng.web.papers.models import Blob, Paper, Picture
from zhicheng.web.papers.services import add_paper, store_file
from zhicheng.web.papers.tasks import picture_path
from zhicheng.web.records.models import Record
from zhicheng.web.review.models import EligibilityCheck, Recommendation, Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.encrypted import digest
from zhicheng.web.tokens.models import Token

NUMBERS = {
    "alice": "110101199003071233",
    "carl": "110101199003072236",
    "dina": "110101199003073239",
    "ella": "110101199003074231",
}
"""Identity numbers of those who apply."""
STAGES = {"alice": "draft", "carl": "at-employer", "dina": "at-department", "ella": "arrived"}
"""Who applies, and how far the application has come."""


@dataclass
class Filled:
    """The world with the rows that pages are asked about, by a name for each."""

    here: World
    rows: dict[str, int | str] = field(default_factory=dict)


def fill(now: dt.datetime) -> Filled:
    """Make everything."""
    made = Filled(peopled(now))
    for name, stage in STAGES.items():
        _application(made, name, stage)
    for part in (
        _kept,
        _returns,
        _experts,
        _notices,
        _objections,
        _rosters,
        _offices,
        _public,
        _review,
        fill_committee,
        fill_experts,
        fill_draws,
    ):
        part(made)
    return made


def _application(made: Filled, name: str, stage: str) -> None:
    here = made.here
    user = here.applicant if name == "alice" else person(name, here.now)
    user.personal_number, user.personal_number_digest = NUMBERS[name], digest(NUMBERS[name])
    user.phone, user.name = f"Qkphone{name}", f"Qkname{name}"
    user.save()
    row = a_draft(here, user) if stage == "draft" else handed_in(here, user)
    changes: dict[str, object] = {"serial": f"Qkserial{name}", "name": f"Qkappl{name}"}
    if stage == "at-department":
        changes |= {"state": stage, "tier": 2, "holder": here.county}
    if stage == "arrived":
        changes |= {"state": stage, "tier": 3, "holder": None, "arrived_at": here.now}
        row.passed.set([here.county, here.city])
    Application.objects.filter(pk=row.pk).update(**changes)
    paper = Paper.objects.filter(owner=user).order_by("pk")[0]
    Paper.objects.filter(pk=paper.pk).update(file_name=f"Qkfile{name}.pdf")
    _pictured(paper.blob, name)
    made.rows |= {name: row.pk, f"paper-{name}": paper.pk, f"person-{name}": user.pk}


def _pictured(blob: Blob, name: str) -> None:
    """A page picture whose bytes can be told (the original's hold the owner's user name)."""
    content = f"Qkpicture{name}".encode()
    code = hashlib.sha256(content).hexdigest()
    path = picture_path(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    Picture.objects.create(blob=blob, page=1, digest=code, media_type="image/png")
    Blob.objects.filter(pk=blob.pk).update(pictures="made", pages=1)


def _kept(made: Filled) -> None:
    """What bob keeps and has never handed in: a record and a file."""
    here, bob = made.here, made.here.other_applicant
    User.objects.filter(pk=bob.pk).update(name="Qknamebob")
    data = {"name": "Qkrecordbob"}
    record = Record.objects.create(
        owner=bob, key="patent-1", kind="patent", data=data, created_at=here.now, updated_at=here.now
    )
    stored = store_file(io.BytesIO(small_pdf("bob")))
    paper = add_paper(
        stored, record=record, paper="other", file_name="Qkfilebob.pdf", actor=here.as_(bob), now=here.now
    )
    _pictured(paper.blob, "bob")
    made.rows |= {"record": record.pk, "paper-bob": paper.pk}


def _returns(made: Filled) -> None:
    """An item returned once and corrected since, of each application that was handed in."""
    here = made.here
    for name in ("carl", "dina", "ella"):
        application = Application.objects.get(pk=made.rows[name])
        submission = application.submissions.get()
        returned = Return.objects.create(
            application=application,
            submission=submission,
            organisation=here.employer,
            tier=1,
            returned_by=here.employer_officer,
            returned_at=here.now,
            resolved_at=None if name == "carl" else here.now,
        )
        item = submission.dossier["records"][0]["id"]
        ReturnItem.objects.create(returned=returned, item=item, reason="other", sentence=f"Qkreturn{name}")


def _experts(made: Filled) -> None:
    """An expert asked for each application; ella's has answered, which those who examine it read."""
    for name in STAGES:
        RecommendingExpert.objects.create(
            application_id=made.rows[name],
            name=f"Qkexpert{name}",
            title="正高级工程师",
            employer="某大学",
            contact=f"Qkcontact{name}",
            link_digest=f"link-{name}",
            asked_at=made.here.now,
            answered_at=made.here.now if name == "ella" else None,
            recommends=True if name == "ella" else None,
            opinion="同意推荐" if name == "ella" else "",
        )


def _notice(made: Filled, state: str, organisation: Organisation, mark: str) -> Notice:
    here = made.here
    return Notice.objects.create(
        round=here.round,
        organisation=organisation,
        state=state,
        contact=mark,
        first_day=here.now.date(),
        days=5,
        last_day=here.now.date() + dt.timedelta(days=7),
        calendar_version="x",
        posted_by=here.employer_officer,
        posted_at=here.now,
        closed_at=here.now if state != "posted" else None,
    )


def _notices(made: Filled) -> None:
    """One that runs, naming fred; two made void: of another unit, and of erin's, naming ella (known by its first day)."""
    here = made.here
    posted = _notice(made, "posted", here.employer, "Qkcontactposted")
    void = _notice(made, "void", here.other_employer, "Qkcontactvoid")
    for name, notice, state in (("fred", posted, "at-employer"), ("void", void, "withdrawn")):
        named = Application.objects.create(
            round=here.round,
            name=f"Qkappl{name}",
            employer=notice.organisation,
            employer_name=notice.organisation.name,
            holder=notice.organisation,
            tier=1,
            state=state,
            created_at=here.now,
            submitted_at=here.now,
        )
        notice.applications.add(named)
        made.rows[name] = named.pk
    early = _notice(made, "void", here.employer, "")
    Notice.objects.filter(pk=early.pk).update(first_day=dt.date(2026, 2, 27))
    early.applications.add(made.rows["ella"])
    blob = Blob.objects.create(digest="f" * 64, size=1, kind="png", stored_at=here.now)
    _pictured(blob, "notice")
    Notice.objects.filter(pk=void.pk).update(picture=blob)
    made.rows |= {"posted": posted.pk, "voided": void.pk}


def _objections(made: Filled) -> None:
    """One whose sender is hidden from the unit, one whose sender is not."""
    for name, hidden in (("hidden", True), ("shown", False)):
        row = Objection.objects.create(
            notice_id=made.rows["posted"],
            application_id=made.rows["fred"],
            text=f"Qkobjection{name}",
            received_at=made.here.now,
            sender_name=f"Qksender{name}",
            sender_contact=f"Qkreach{name}",
            sender_hidden=hidden,
            receipt_digest=name,
        )
        made.rows[f"objection-{name}"] = row.pk


def _rosters(made: Filled) -> None:
    """From the county to the city, and from the city to the office; both with ella."""
    here = made.here
    for name, sender, receiver in (("up", here.county, here.city), ("in", here.city, here.office)):
        row = Batch.objects.create(
            round=here.round,
            sender=sender,
            receiver=receiver,
            number=f"Qkbatch{name}",
            roster_digest="",
            forwarded_by=here.county_officer,
            forwarded_at=here.now,
        )
        row.applications.add(made.rows["ella"])
        made.rows[f"batch-{name}"] = row.pk


def _offices(made: Filled) -> None:
    """A round in preparation, a role held at the other unit, an invitation there, its contact; a message to carl."""
    here = made.here
    Organisation.objects.filter(pk=here.other_employer.pk).update(region="Qkregion", credit_code="Qkcreditcode")
    Round.objects.create(
        code="draft-2027",
        title_zh="Qkrounddraft",
        title_en="Qkrounddraft",
        year=2027,
        pack=here.round.pack,
        level=here.round.level,
        pack_version=here.round.pack_version,
        pack_hash=here.round.pack_hash,
        notice=here.round.notice,
        options=here.round.options,
        office=here.office,
    )
    held = person("grantee", here.now, name="Qkgrantee")
    grant = Grant.objects.create(
        user=held,
        role="employer",
        organisation=here.other_employer,
        granted_at=here.now,
        valid_from=here.now,
        valid_until=here.now + dt.timedelta(days=20),
    )
    invitation = Invitation.objects.create(
        name="Qkinvited",
        role="employer",
        organisation=here.other_employer,
        nonce="x",
        invited_at=here.now,
        expires_at=here.now + dt.timedelta(days=7),
    )
    message = Message.objects.create(
        user_id=made.rows["person-carl"], kind="returned", text_zh="Qkmessage 一", text_en="Qkmessage", sent_at=here.now
    )
    token = Token.objects.create(
        user=here.other_applicant,
        name="Qktoken",
        beginning="zc_",
        digest="x",
        made_at=here.now,
        expires_at=here.now + dt.timedelta(days=7),
    )
    # a moment that stands in no other row
    Grant.objects.filter(user__username="dora").update(valid_until=dt.datetime(2027, 3, 4, 5, 6, 7, tzinfo=dt.UTC))
    made.rows |= {
        "grant": grant.pk,
        "invitation": invitation.pk,
        "message": message.pk,
        "token": token.pk,
        "unit": here.other_employer.pk,
    }


def _review(made: Filled) -> None:
    """The round under review: ella found eligible, and not recommended by the intermediate committee."""
    here = made.here
    step = {"step": "intermediate-review", "who": ["intermediate-committee"], "source": "Qkstepsource"}
    Review.objects.create(round=here.round, begun_at=here.now, steps=[step])
    EligibilityCheck.objects.create(
        application_id=made.rows["ella"],
        outcome="eligible",
        reason="Qkfoundella",
        checked_by=here.office_officer,
        checked_at=here.now,
    )
    row = Recommendation.objects.create(
        application_id=made.rows["ella"],
        organisation=Organisation.objects.get(kind="intermediate-committee"),
        state="not-recommended",
        reason="Qkdeclinedella",
        handed_by=here.office_officer,
        handed_at=here.now,
        decided_at=here.now,
    )
    made.rows["recommendation"] = row.pk


def _public(made: Filled) -> None:
    """A sanction that stands and one taken down; an entry of the ledger on alice's application."""
    here = made.here
    for state in ("posted", "void"):
        Sanction.objects.create(
            state=state,
            subject=f"Qksanction{state}",
            text_zh="撤销所取得的职称",
            clause="（十五）",
            posted_on=here.now.date(),
            posted_by=here.supervisor,
        )
    entry = entered(here.now, ("application", str(made.rows["alice"])), here.operator, note="Qkentry")
    entered(here.now, ("application", "Qkobjectentry"))
    made.rows["entry"] = entry.number or 0
