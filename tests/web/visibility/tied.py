"""Rows at every stage of the table, and by hand which person is tied to which row by which relation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from tests.web.ledger.entries import entered
from tests.web.people import World, a_round, person, world
from tests.web.visibility.given import given_to_rhea
from tests.web.visibility.tied_end import END
from zhicheng.web.accounts.models import Grant, Invitation, Organisation, User
from zhicheng.web.applications.models import Application, Batch, Message, RecommendingExpert, Return, Submission
from zhicheng.web.clock.models import StatedMoment
from zhicheng.web.committee.models import Committee, Seat
from zhicheng.web.experts.models import Expert, Pool
from zhicheng.web.notices.models import Notice, Objection, Sanction
from zhicheng.web.papers.models import Blob, Paper
from zhicheng.web.records.models import Record
from zhicheng.web.review.models import EligibilityCheck, Recommendation, Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.tokens.models import Token

STATES = (
    "draft",
    "at-employer",
    "returned-by-employer",
    "at-department",
    "returned-by-department",
    "endorsed",
    "withdrawn",
    "not-recommended",
    "not-endorsed",
    "arrived",
)


def peopled(now: dt.datetime) -> World:
    """The world of all tests, with an agency, a second office with its round, and a department of elsewhere."""
    made = world(now)
    make = Organisation.objects.create
    agency = make(name="示例人事代理", kind="personnel-agency", above=made.county)
    elsewhere = make(name="余杭区经济和信息化局", kind="department", above=made.city)
    other_office = make(name="另一高评委办公室", kind="committee-office")
    a_round("zj-iot-2026/senior-engineer", other_office, tiers=2, now=now, code="other-2026")
    person("agnes", now, ("personnel-agency", made.employer))
    person("agnes-of-agency", now, ("personnel-agency", agency))
    person("dora", now, ("department", elsewhere))
    person("oona", now, ("committee-office", other_office))
    person("ines", now, ("intermediate-committee", make(name="示例市中评委", kind="intermediate-committee")))
    return made


@dataclass
class Tied:
    """A row, its stage, and by relation the people tied to it (``None``: everybody)."""

    row: Model
    stage: str
    ties: dict[str, set[str] | None] = field(default_factory=dict)


def _application(
    here: World, state: str, holder: Organisation | None, employer: Organisation, round_: Round, mark: str
) -> Application:
    return Application.objects.create(
        round=round_,
        applicant=person(f"applicant-{state}-{mark}", here.now),
        name="某人",
        employer=employer,
        employer_name=employer.name,
        holder=holder,
        state=state,
        created_at=here.now,
        submitted_at=here.now,
        arrived_at=here.now if state == "arrived" else None,
    )


def applications(here: World) -> list[Tied]:
    """At each state: one with the county, one that the county passed on to the city, one of another unit and round."""
    other = Round.objects.get(code="other-2026")
    places = (
        ("county", here.county, here.employer, here.round, {"own-tier": {"cora"}}),
        ("city", here.city, here.employer, here.round, {"own-tier": {"cito"}, "passed-tier": {"cora"}}),
        ("other", None, here.other_employer, other, {"own-unit": {"otto"}, "own-round": {"oona"}}),
    )
    found = []
    for state in STATES:
        for mark, holder, employer, round_, tied in places:
            row = _application(here, state, holder, employer, round_, mark)
            if "passed-tier" in tied:
                row.passed.add(here.county)
            assert row.applicant is not None
            usual = {} if mark == "other" else {"own-unit": {"erin", "agnes"}, "own-round": {"olga"}}
            if state in ("arrived", "endorsed") and mark == "county":
                _handed_over(here, row)
                usual["handed-over"] = {"ines"}
            if state in ("endorsed", "arrived") and mark == "county":
                given_to_rhea(here, row)
                usual["assigned"] = {"rhea"}
            found.append(Tied(row, state, {"any": None, "own": {row.applicant.username}, **usual, **tied}))
    return found


def _handed_over(here: World, application: Application, state: str = "received") -> Recommendation:
    """An application with the intermediate committee."""
    return Recommendation.objects.create(
        application=application,
        organisation=Organisation.objects.get(kind="intermediate-committee"),
        state=state,
        handed_by=here.office_officer,
        handed_at=here.now,
    )


def reviews(here: World) -> list[Tied]:
    """Of each office's round; on the first one's committee an expert has a seat, another has given theirs up."""
    rows = [
        Review.objects.create(round=round_, begun_at=here.now)
        for round_ in (here.round, Round.objects.get(code="other-2026"))
    ]
    committee = Committee.objects.create(review=rows[0])
    pool = Pool.objects.create(office=here.office, name="库")
    seated = person("sela", here.now, ("expert", here.office))
    gone = person("gaia", here.now, ("expert", here.office))
    for user, state in ((seated, "accepted"), (gone, "declined")):
        expert = Expert.objects.create(
            pool=pool,
            user=user,
            code=user.username,
            name="专家",
            employer_name="某校",
            region="省",
            specialty="感知",
            title="professorate-senior-engineer",
            title_since=here.now.date(),
            joined_on=here.now.date(),
        )
        Seat.objects.create(committee=committee, expert=expert, specialty="感知", state=state, invited_at=here.now)
    return [
        Tied(rows[0], "closed", {"any": None, "own-round": {"olga"}, "seated": {"sela"}}),
        Tied(rows[1], "closed", {"any": None, "own-round": {"oona"}}),
    ]


def eligibilities(here: World) -> list[Tied]:
    """One of each application that arrived."""
    found = []
    for application, one in _hanging(here):
        if application.state == "arrived":
            row = EligibilityCheck.objects.create(
                application=application, outcome="eligible", checked_by=here.office_officer, checked_at=here.now
            )
            found.append(Tied(row, "eligible", one.ties))
    return found


def recommendations(here: World) -> list[Tied]:
    """At each state; one more of another round, which the office exempted without any committee."""
    found = []
    for state in ("received", "scored", "recommended", "not-recommended", "exempt"):
        row = _application(here, "arrived", None, here.employer, here.round, state)
        assert row.applicant is not None
        ties = {"any": None, "own": {row.applicant.username}, "own-round": {"olga"}, "own-committee": {"ines"}}
        found.append(Tied(_handed_over(here, row, state), state, ties))
    row = _application(here, "arrived", None, here.employer, Round.objects.get(code="other-2026"), "apart")
    assert row.applicant is not None
    alone = Recommendation.objects.create(
        application=row, state="exempt", handed_by=here.office_officer, handed_at=here.now
    )
    found.append(Tied(alone, "exempt", {"any": None, "own": {row.applicant.username}, "own-round": {"oona"}}))
    return found


def _hanging(here: World) -> list[tuple[Application, Tied]]:
    """The applications, for what hangs on them."""
    return [(one.row, one) for one in applications(here) if isinstance(one.row, Application)]


def records(here: World) -> list[Tied]:
    """One of each applicant."""
    found = []
    for owner in (here.applicant, here.other_applicant):
        row = Record.objects.create(owner=owner, key="r", kind="degree", created_at=here.now, updated_at=here.now)
        found.append(Tied(row, "degree", {"own": {owner.username}}))
    return found


def papers(here: World) -> list[Tied]:
    """One with each application, and one handed in with none."""
    blob = Blob.objects.create(digest="0" * 64, size=1, kind="pdf", stored_at=here.now)
    common = {"paper": "other", "blob": blob, "file_name": "x", "added_at": here.now}
    found = []
    for application, one in _hanging(here):
        paper = Paper.objects.create(owner_id=application.applicant_id, **common)
        application.papers.add(paper)
        found.append(Tied(paper, one.stage, one.ties))
    alone = Paper.objects.create(owner=here.applicant, **common)
    return [*found, Tied(alone, "", {"own": {"alice"}})]


def returns(here: World) -> list[Tied]:
    """One of each application."""
    found = []
    for application, one in _hanging(here):
        submission = Submission.objects.create(
            application=application, number=1, dossier={"records": []}, submitted_at=here.now
        )
        row = Return.objects.create(
            application=application,
            submission=submission,
            organisation=here.county,
            tier=2,
            returned_by=here.county_officer,
            returned_at=here.now,
        )
        found.append(Tied(row, one.stage, one.ties))
    return found


def experts(here: World) -> list[Tied]:
    """One asked for each application."""
    found = []
    for application, one in _hanging(here):
        row = RecommendingExpert.objects.create(
            application=application,
            name="专家",
            title="正高级工程师",
            employer="某校",
            link_digest=str(application.pk),
            asked_at=here.now,
        )
        found.append(Tied(row, one.stage, one.ties))
    return found


def _notice(here: World, state: str, organisation: Organisation | None = None) -> Notice:
    day = here.now.date()
    return Notice.objects.create(
        round=here.round,
        organisation=organisation or here.employer,
        state=state,
        first_day=day,
        days=5,
        last_day=day,
        calendar_version="x",
        posted_by=here.employer_officer,
        posted_at=here.now,
    )


NOTICED = (
    ("employer", "own-unit", {"erin", "agnes"}),
    ("other_employer", "own-unit", {"otto"}),
    ("office", "own-office", {"olga"}),
)
"""Who posts notices, by which relation they are the own ones of whom."""


def notices(here: World) -> list[Tied]:
    """At each state, of each unit."""
    return [
        Tied(_notice(here, state, getattr(here, unit)), state, {"any": None, relation: people})
        for state in ("posted", "closed", "void")
        for unit, relation, people in NOTICED
    ]


def objections(here: World) -> list[Tied]:
    """A hidden sender, an anonymous one, one who may be known: at each unit, and at an office."""
    found = []
    for unit, relation, people in NOTICED:
        own, known = (
            ("office-notice", "office-not-hidden") if relation == "own-office" else ("own-notice", "not-hidden")
        )
        for number, (hidden, anonymous) in enumerate([(True, False), (False, True), (False, False)]):
            row = Objection.objects.create(
                notice=_notice(here, "posted", getattr(here, unit)),
                text="不实",
                received_at=here.now,
                sender_name="林某",
                sender_hidden=hidden,
                anonymous=anonymous,
                receipt_digest=f"{unit}-{number}",
            )
            shown = people if not hidden and not anonymous else set()
            found.append(Tied(row, "open", {"any": None, own: people, known: shown}))
    return found


def messages(here: World) -> list[Tied]:
    """One to each applicant."""
    found = []
    for user in (here.applicant, here.other_applicant):
        row = Message.objects.create(user=user, kind="x", text_zh="一", text_en="one", sent_at=here.now)
        found.append(Tied(row, "x", {"own": {user.username}}))
    return found


def rosters(here: World) -> list[Tied]:
    """From the county to the city, and from the county to the office."""
    found = []
    for receiver, tied in (
        (here.city, {"own-tier": {"cora", "cito"}}),
        (here.office, {"own-tier": {"cora"}, "own-round": {"olga"}}),
    ):
        row = Batch.objects.create(
            round=here.round,
            sender=here.county,
            receiver=receiver,
            number=receiver.name,
            roster_digest="",
            forwarded_by=here.county_officer,
            forwarded_at=here.now,
        )
        found.append(Tied(row, "open", {"any": None, **tied}))
    return found


def rounds(here: World) -> list[Tied]:
    """The two that are open, one in preparation, one closed."""
    other = Round.objects.get(code="other-2026")
    found = [Tied(here.round, "open", {"any": None, "own-round": {"olga"}})]
    found.append(Tied(other, "open", {"any": None, "own-round": {"oona"}}))
    for state in ("draft", "closed"):
        row = Round.objects.create(
            code=state,
            title_zh="年度",
            title_en="round",
            year=2026,
            pack="zj-iot-2026",
            level="senior-engineer",
            pack_version=1,
            pack_hash="",
            office=here.office,
            state=state,
            opened_at=None if state == "draft" else here.now,
            closed_at=here.now if state == "closed" else None,
        )
        found.append(Tied(row, state, {"any": None, "own-round": {"olga"}}))
    return found


ACTING: dict[str, set[str]] = {
    "杭州示例物联网有限公司": {"erin", "agnes"},
    "宁波另一家有限公司": {"otto"},
    "示例人事代理": {"agnes-of-agency"},
    "滨江区经济和信息化局": {"cora"},
    "杭州市经济和信息化局": {"cito"},
    "余杭区经济和信息化局": {"dora"},
    "示例高评委办公室": {"olga"},
    "另一高评委办公室": {"oona"},
    "示例市中评委": {"ines"},
}
"""Who acts for which organisation."""


def organisations(here: World) -> list[Tied]:
    """All there are."""
    rows = Organisation.objects.order_by("pk")
    return [Tied(row, row.kind, {"any": None, "own": ACTING[row.name]}) for row in rows]


def accounts(here: World) -> list[Tied]:
    """All there are."""
    return [Tied(row, "", {"any": None, "own": {row.username}}) for row in User.objects.order_by("pk")]


def grants(here: World) -> list[Tied]:
    """Everybody's, and at each kind of organisation one of alice that has run out; the first came from erin."""
    source = Grant.objects.get(user=here.employer_officer)
    for role, organisation in (
        ("employer", here.employer),
        ("department", here.county),
        ("committee-office", here.office),
        ("intermediate-committee", Organisation.objects.get(kind="intermediate-committee")),
    ):
        Grant.objects.create(
            user=here.applicant,
            role=role,
            organisation=organisation,
            delegated_from=source if organisation == here.employer else None,
            granted_at=here.now,
            valid_from=here.now - dt.timedelta(days=2),
            valid_until=here.now - dt.timedelta(days=1),
        )
    found = []
    for row in Grant.objects.select_related("user", "organisation").order_by("pk"):
        acting = ACTING[row.organisation.name] if row.organisation else set()
        passed_on = {"erin"} if row.delegated_from_id else set()
        ties = {"any": None, "own": {row.user.username}, "passed-on": passed_on, "own-organisation": acting}
        found.append(Tied(row, row.role, ties))
    return found


def tokens(here: World) -> list[Tied]:
    """One of the applicant, one of somebody who holds an office."""
    found = []
    for owner in (here.applicant, here.office_officer):
        row = Token.objects.create(
            user=owner,
            name="程序",
            beginning="zc_",
            digest=owner.username,
            made_at=here.now,
            expires_at=here.now + dt.timedelta(days=7),
        )
        found.append(Tied(row, "程序", {"any": None, "own": {owner.username}}))
    return found


def invitations(here: World) -> list[Tied]:
    """By erin for her unit, by somebody who acted for it before, by the operator elsewhere and for the platform."""
    found = []
    for role, organisation, inviter in (
        ("employer", here.employer, here.employer_officer),
        ("personnel-agency", here.employer, here.applicant),
        ("department", here.county, here.operator),
        ("committee-office", here.office, here.operator),
        ("intermediate-committee", Organisation.objects.get(kind="intermediate-committee"), here.operator),
        ("supervisor", None, here.operator),
    ):
        row = Invitation.objects.create(
            name="新人",
            role=role,
            organisation=organisation,
            nonce=role,
            invited_by=inviter,
            invited_at=here.now,
            expires_at=here.now + dt.timedelta(days=7),
        )
        acting = ACTING[organisation.name] if organisation else set()
        found.append(Tied(row, role, {"any": None, "made": {inviter.username}, "own-organisation": acting}))
    return found


def clocks(here: World) -> list[Tied]:
    """The one there is."""
    return [Tied(StatedMoment.objects.get(), "", {"any": None})]


def sanctions(here: World) -> list[Tied]:
    """One posted, one taken down."""
    found = []
    for state in ("posted", "void"):
        row = Sanction.objects.create(
            state=state,
            subject="某",
            text_zh="撤销",
            clause="（十五）",
            posted_on=here.now.date(),
            posted_by=here.supervisor,
        )
        found.append(Tied(row, state, {"any": None}))
    return found


def entries(here: World) -> list[Tied]:
    """Acts of alice, on her account, on her application; on bob's; and on something of nobody's."""
    of = {
        user: Application.objects.create(round=here.round, applicant=user, name="某", created_at=here.now)
        for user in (here.applicant, here.other_applicant)
    }
    about = (
        ("user", here.applicant.pk, here.operator, {"alice", "opal"}),
        ("application", of[here.applicant].pk, here.employer_officer, {"alice", "erin"}),
        ("application", of[here.other_applicant].pk, here.applicant, {"alice", "bob"}),
        ("application", of[here.other_applicant].pk, None, {"bob"}),
        # the number of a person, of another kind of object
        ("round", here.applicant.pk, None, set()),
    )
    found = []
    for kind, number, actor, people in about:
        row = entered(here.now, (kind, str(number)), actor)
        found.append(Tied(row, "submit", {"any": None, "about-me": people}))
    return found


ROWS: dict[str, Callable[[World], list[Tied]]] = {
    "application": applications,
    "person": applications,
    "record": records,
    "paper": papers,
    "return": returns,
    "recommending-expert": experts,
    "notice": notices,
    "objection": objections,
    "objector": objections,
    "message": messages,
    "roster": rosters,
    "round": rounds,
    "organisation": organisations,
    "account": accounts,
    "grant": grants,
    "invitation": invitations,
    "token": tokens,
    "clock": clocks,
    "sanction": sanctions,
    "entry": entries,
    "review": reviews,
    "eligibility": eligibilities,
    "eligible-application": applications,
    "recommendation": recommendations,
}


def _tied(rows: Callable[[World], list[tuple[Any, str, dict[str, set[str] | None]]]]) -> Callable[[World], list[Tied]]:
    """Rows of another room as they are taken here."""
    return lambda here: [Tied(row, stage, ties) for row, stage, ties in rows(here)]


ROWS |= {name: _tied(rows) for name, rows in END.items()}  # type: ignore[arg-type]
