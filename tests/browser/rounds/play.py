"""One round that is played: its track, its people, and where its play stands."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.browser.rounds.lay import IOT, QTI, laid
from tests.browser.rounds.stage import Stage
from tests.web.people import World, demonstration_dossier, person
from zhicheng.dossier.plain import stored_dossier
from zhicheng.verdict.result import Verdict
from zhicheng.vocabulary.truth import NOT_MET
from zhicheng.web.accounts.models import Organisation, User
from zhicheng.web.applications.completeness import verdict_on
from zhicheng.web.applications.in_hand import in_hand
from zhicheng.web.applications.models import Application, Opinion, Statement
from zhicheng.web.applications.services.submitting import begin_application, change_draft, freeze, give_commitment
from zhicheng.web.records.models import Profile, Record
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round

ALWAYS = ("degree-1", "title-2", "work-2", "year-2023", "year-2024", "year-2025", "hours-2025")
"""Records of the demonstration dossier that every generated applicant has."""
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", ("一帆", "若水", "明远", "可欣")


@dataclass(frozen=True)
class Kind:
    """What differs between the rounds."""

    track: str
    members: int
    specialties: tuple[str, ...]
    pool: int
    """Experts of the pool for each specialty."""
    numbers: tuple[str, ...]
    sealed: bool
    """The result is announced, and sealed by the committee."""


IOT_ROUND = Kind(
    IOT, 11, ("物联网智能感知组网", "物联网应用"), 12, ("report_days", "pre_review_notice_days"), sealed=False
)
QTI_ROUND = Kind(QTI, 25, ("质量", "计量", "标准化"), 20, ("pre_review_notice_days",), sealed=True)


@dataclass
class Play:
    """A round on the stage."""

    kind: Kind
    on: Stage
    here: World
    second: User
    folder: Path
    employers: list[Organisation] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The round's."""
        return self.here.round.code

    @property
    def review(self) -> Review:
        """The review as it is now."""
        return Review.objects.select_related("round").get(round__code=self.code)

    def page(self, rest: str = "") -> str:
        """The address of a page of the review."""
        return f"/reviews/{self.code}/{rest}"

    @property
    def applications(self) -> list[Application]:
        """Everybody who has arrived, by number."""
        rows = Application.objects.filter(round=self.here.round, state="arrived").select_related("applicant", "round")
        return list(rows.order_by("serial"))


def laid_play(kind: Kind, on: Stage, folder: Path, *, applicants: int) -> Play:
    """A closed round at whose committee's door so many generated applicants stand."""
    here, second = laid(kind.track, kind.numbers)
    made = Play(kind, on, here, second, folder)
    made.employers = [
        Organisation.objects.create(name=f"示例第{place}有限公司", kind="employer", above=here.county)
        for place in range(6)
    ]
    for place in range(applicants):
        _arrived(made, place)
    Round.objects.filter(pk=here.round.pk).update(state="closed", closed_at=on.now)
    here.round.refresh_from_db()
    return made


def _arrived(play: Play, place: int) -> Application:
    """One applicant with the dossier that chance (seeded by the place) gives, handed in, attested, at the door."""
    here, now = play.here, play.on.now
    name = FAMILY[place % len(FAMILY)] + GIVEN[place // len(FAMILY) % len(GIVEN)]
    user = person(f"applicant{place:02}", now, name=name)
    _keep(user, place, now)
    actor = here.as_(user)
    application = begin_application(here.round, actor=actor, now=now)
    _, _, verdict = verdict_on(application)
    specialty = play.kind.specialties[place % len(play.kind.specialties)]
    changes = {"employer": play.employers[place % len(play.employers)], "way_in": _way(verdict), "specialty": specialty}
    application = change_draft(application, actor=actor, version=None, changes=changes)
    application = give_commitment(application, actor=actor, now=now, version=None)
    freeze(application, in_hand(application), now)
    there = {"state": "arrived", "serial": f"{play.code}-{place + 1:05}", "submitted_at": now, "arrived_at": now}
    Application.objects.filter(pk=application.pk).update(tier=3, holder=None, **there)
    Statement.objects.create(
        application=application, text="遵纪守法", sound=True, stated_by=here.employer_officer, stated_at=now
    )
    Opinion.objects.create(
        application=application, organisation=here.county, tier=2, decision="endorse", text="同意报送",
        given_by=here.county_officer, given_at=now,
    )  # fmt: skip
    return application


def _keep(user: User, place: int, now: dt.datetime) -> None:
    plain = stored_dossier(demonstration_dossier())
    Profile.objects.create(user=user, facts=plain.get("applicant", {}), updated_at=now)
    rest = [one for one in plain["records"] if one["id"] not in ALWAYS]
    chance = random.Random(place)
    chosen = chance.sample(rest, chance.randint(6, 16))
    records = [one for one in plain["records"] if one["id"] in ALWAYS or one in chosen]
    Record.objects.bulk_create(
        Record(owner=user, key=one["id"], kind=one["kind"], data=_data(one), created_at=now, updated_at=now)
        for one in records
    )


def _data(record: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in record.items() if key not in ("id", "evidence", "kind")}


def _way(verdict: Verdict) -> str:
    """The first way in that is met or open and has no defence as its price; else the first."""
    open_ones = [way for way in verdict.ways_in if way.truth != NOT_MET]
    without = [way for way in open_ones if "defence" not in way.price]
    found = (without or open_ones or list(verdict.ways_in))[0]
    return found.clause.key


def codes(applications: Sequence[Application]) -> list[str]:
    """How ballots call applicants."""
    return [f"a-{one.pk}" for one in applications]
