"""Every cell of the table of visibility (role × object × stage × act), on the predicate itself.

For each object rows are made at every stage of the table, and it is written down by hand which person is tied to
which row by which relation. What ``visible`` gives must be what the table says, for every person, act and row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db.models import Model

from tests.web.people import World, person, world
from zhicheng.web.accounts.models import Organisation, User
from zhicheng.web.applications.models import Application, Batch, Message, Return, Submission
from zhicheng.web.ledger.models import Entry
from zhicheng.web.notices.models import Notice, Objection, Sanction
from zhicheng.web.papers.models import Blob, Paper
from zhicheng.web.records.models import Record
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.scope import may, registered, visible
from zhicheng.web.visibility.standing import VISITOR, Standing
from zhicheng.web.visibility.table import ROLES, table

pytestmark = pytest.mark.django_db

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


@dataclass
class Tied:
    """A row, its stage, and by relation the people tied to it (``None``: everybody)."""

    row: Model
    stage: str
    ties: dict[str, set[str] | None] = field(default_factory=dict)


def _application(here: World, state: str, holder: Organisation | None, passed: list[Organisation]) -> Application:
    at = here.now if state == "arrived" else None
    row = Application.objects.create(
        round=here.round,
        applicant=person(f"applicant-{state}-{holder and holder.pk}", here.now),
        name="某人",
        employer=here.employer,
        employer_name=here.employer.name,
        holder=holder,
        state=state,
        created_at=here.now,
        submitted_at=here.now,
        arrived_at=at,
    )
    row.passed.set(passed)
    return row


def applications(here: World) -> list[Tied]:
    """One application at each state with the county, and one endorsed with the city that the county has passed on."""
    found = []
    for state in STATES:
        for holder, passed in ((here.county, []), (here.city, [here.county])):
            row = _application(here, state, holder, passed)
            assert row.applicant is not None
            tier = "cora" if holder == here.county else "cito"
            ties: dict[str, set[str] | None] = {
                "any": None,
                "own": {row.applicant.username},
                "own-unit": {"erin", "agnes"},
                "own-tier": {tier},
                "passed-tier": {"cora"} if passed else set(),
                "own-round": {"olga"},
            }
            found.append(Tied(row, state, ties))
    return found


def records(here: World) -> list[Tied]:
    row = Record.objects.create(owner=here.applicant, key="r", kind="degree", created_at=here.now, updated_at=here.now)
    return [Tied(row, "degree", {"own": {"alice"}})]


def papers(here: World) -> list[Tied]:
    found = []
    blob = Blob.objects.create(digest="0" * 64, size=1, kind="pdf", stored_at=here.now)
    for one in applications(here):
        application = one.row
        assert isinstance(application, Application)
        paper = Paper.objects.create(
            owner_id=application.applicant_id, paper="other", blob=blob, file_name="x", added_at=here.now
        )
        application.papers.add(paper)
        found.append(Tied(paper, one.stage, one.ties))
    alone = Paper.objects.create(owner=here.applicant, paper="other", blob=blob, file_name="x", added_at=here.now)
    return [*found, Tied(alone, "", {"own": {"alice"}})]


def returns(here: World) -> list[Tied]:
    found = []
    for one in applications(here):
        application = one.row
        assert isinstance(application, Application)
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


def _notice(here: World, state: str) -> Notice:
    day = here.now.date()
    return Notice.objects.create(
        round=here.round,
        organisation=here.employer,
        state=state,
        first_day=day,
        days=5,
        last_day=day,
        calendar_version="x",
        posted_by=here.employer_officer,
        posted_at=here.now,
    )


def notices(here: World) -> list[Tied]:
    unit = {"own-unit": {"erin", "agnes"}}
    return [Tied(_notice(here, state), state, {"any": None, **unit}) for state in ("posted", "closed", "void")]


def objections(here: World) -> list[Tied]:
    found = []
    for number, (hidden, anonymous) in enumerate([(True, False), (False, True), (False, False)]):
        row = Objection.objects.create(
            notice=_notice(here, "posted"),
            text="不实",
            received_at=here.now,
            sender_name="林某",
            sender_hidden=hidden,
            anonymous=anonymous,
            receipt_digest=str(number),
        )
        shown = {"erin", "agnes"} if not hidden and not anonymous else set()
        found.append(Tied(row, "open", {"any": None, "own-notice": {"erin", "agnes"}, "not-hidden": shown}))
    return found


def messages(here: World) -> list[Tied]:
    row = Message.objects.create(user=here.applicant, kind="x", text_zh="一", text_en="one", sent_at=here.now)
    return [Tied(row, "x", {"own": {"alice"}})]


def rosters(here: World) -> list[Tied]:
    found = []
    for number, receiver in enumerate([here.city, here.office]):
        row = Batch.objects.create(
            round=here.round,
            sender=here.county,
            receiver=receiver,
            number=str(number),
            roster_digest="",
            forwarded_by=here.county_officer,
            forwarded_at=here.now,
        )
        tier = {"cora", "cito"} if receiver == here.city else {"cora"}
        office = {"olga"} if receiver == here.office else set()
        found.append(Tied(row, "open", {"any": None, "own-tier": tier, "own-round": office}))
    return found


def rounds(here: World) -> list[Tied]:
    found = [Tied(here.round, "open", {"any": None, "own-round": {"olga"}})]
    for state in ("draft", "closed"):
        opened = None if state == "draft" else here.now
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
            opened_at=opened,
            closed_at=here.now if state == "closed" else None,
        )
        found.append(Tied(row, state, {"any": None, "own-round": {"olga"}}))
    return found


def organisations(here: World) -> list[Tied]:
    own = {here.employer.pk: {"erin"}, here.county.pk: {"cora"}, here.city.pk: {"cito"}, here.office.pk: {"olga"}}
    rows = Organisation.objects.order_by("pk")
    agency = Organisation.objects.get(kind="personnel-agency")
    own[here.other_employer.pk], own[agency.pk] = {"otto"}, {"agnes-of-agency"}
    return [Tied(row, row.kind, {"any": None, "own": own.get(row.pk, set())}) for row in rows]


def accounts(here: World) -> list[Tied]:
    return [Tied(row, "", {"any": None, "own": {row.username}}) for row in User.objects.order_by("pk")]


def sanctions(here: World) -> list[Tied]:
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
    row = Entry.objects.create(at=here.now, act="submit", object_type="application", object_id="1")
    return [Tied(row, "submit", {"any": None})]


ROWS: dict[str, Callable[[World], list[Tied]]] = {
    "application": applications,
    "person": applications,
    "record": records,
    "paper": papers,
    "return": returns,
    "notice": notices,
    "objection": objections,
    "objector": objections,
    "message": messages,
    "roster": rosters,
    "round": rounds,
    "organisation": organisations,
    "account": accounts,
    "sanction": sanctions,
    "entry": entries,
}


@pytest.fixture
def here(now: dt.datetime) -> World:
    made = world(now)
    agency = Organisation.objects.create(name="示例人事代理", kind="personnel-agency", above=made.county)
    person("agnes", now, ("personnel-agency", made.employer))
    person("agnes-of-agency", now, ("personnel-agency", agency))
    return made


def everybody(here: World) -> dict[str, Standing]:
    """The people of the world, and a visitor."""
    return {"": VISITOR, **{user.username: here.as_(user) for user in User.objects.all()}}


def expected(name: str, who: str, standing: Standing, act: str, one: Tied) -> bool:
    """What the table says, by the ties written down here."""
    for cell in table():
        if cell.object != name or act not in cell.acts:
            continue
        if cell.role != "visitor" and cell.role not in standing.roles:
            continue
        tied = one.ties.get(cell.relation, set())
        if (tied is None or who in tied) and (cell.stages is None or one.stage in cell.stages):
            return True
    return False


def test_every_object_of_the_table_is_tried_here() -> None:
    assert set(ROWS) == {cell.object for cell in table()} == set(registered())


@pytest.mark.parametrize("name", ROWS)
def test_the_predicate_gives_what_the_table_says(name: str, here: World) -> None:
    model, _ = registered()[name]
    rows = ROWS[name](here)
    acts = sorted({act for cell in table() if cell.object == name for act in cell.acts})
    for who, standing in everybody(here).items():
        for act in acts:
            seen = set(
                visible(standing, act, model._default_manager.all(), as_object=name).values_list("pk", flat=True)
            )
            for one in rows:
                wanted = expected(name, who, standing, act, one)
                assert (one.row.pk in seen) == wanted, (name, who, act, one.stage)


@pytest.mark.parametrize("name", ROWS)
def test_a_single_row_is_judged_like_the_list(name: str, here: World) -> None:
    model, _ = registered()[name]
    row = ROWS[name](here)[0].row
    for standing in everybody(here).values():
        for act in ("view", "change", "check", "unmask"):
            listed = visible(standing, act, model._default_manager.all(), as_object=name).filter(pk=row.pk).exists()
            assert may(standing, act, row, as_object=name) == listed


def test_every_word_of_the_table_is_known() -> None:
    for cell in table():
        _, scope = registered()[cell.object]
        assert cell.role in ROLES
        assert cell.relation in scope.relations
        if scope.stage.endswith("state") and cell.object in ("application", "person", "paper", "return"):
            assert (cell.stages or set()) <= set(STATES)


NEVER: tuple[tuple[str, str, Callable[[Tied], bool]], ...] = (
    ("application", "visitor", lambda one: True),
    ("application", "employer", lambda one: one.stage in ("draft", "withdrawn")),
    ("application", "department", lambda one: one.stage in ("draft", "at-employer", "withdrawn", "not-recommended")),
    ("application", "committee-office", lambda one: one.stage != "arrived"),
    ("paper", "department", lambda one: one.stage in ("draft", "at-employer", "withdrawn", "returned-by-employer", "")),
    ("person", "supervisor", lambda one: True),
    ("record", "employer", lambda one: True),
    ("record", "supervisor", lambda one: True),
    ("message", "operator", lambda one: True),
    ("round", "visitor", lambda one: one.stage == "draft"),
    ("objection", "visitor", lambda one: True),
    ("entry", "applicant", lambda one: True),
)
"""What must never be seen, whatever is written into the table: object, role, at which rows."""


@pytest.mark.parametrize(("name", "role", "rows"), NEVER)
def test_what_is_never_seen(name: str, role: str, rows: Callable[[Tied], bool], here: World) -> None:
    model, _ = registered()[name]
    made: list[Any] = [one.row.pk for one in ROWS[name](here) if rows(one)]
    standing = VISITOR if role == "visitor" else Standing(10_000_000, "", here_offices(role, here))
    assert made
    assert not set(
        visible(standing, "view", model._default_manager.all(), as_object=name).values_list("pk", flat=True)
    ) & set(made)


def here_offices(role: str, here: World) -> tuple[Any, ...]:
    """The role for every organisation there is, and for the platform."""
    from zhicheng.web.visibility.standing import Office

    places = [None, *Organisation.objects.values_list("pk", flat=True)]
    return () if role == "applicant" else tuple(Office(role, place) for place in places)
