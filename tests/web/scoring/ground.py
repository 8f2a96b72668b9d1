"""Two groups of experts, a review under way, applications given to read: where the tests of scoring begin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from tests.web.people import World, handed_in, person, world
from zhicheng.web.accounts.models import User
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Assignment, Committee, Group, Reading, Seat
from zhicheng.web.experts.models import Expert, Pool, Tie
from zhicheng.web.review.models import EligibilityCheck, Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.scoring.forms import From
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.scoring.services.comparing import begin_comparison
from zhicheng.web.scoring.services.opening import open_deliberations
from zhicheng.web.scoring.services.sheets import Written, hand_in_sheet, keep_sheet
from zhicheng.web.visibility.standing import Standing

SPECIALTIES = ("物联网感知与应用", "物联网平台与网络")
GOOD = "业绩属实，同意推荐"


@dataclass
class Ground:
    """A world under review. ``experts``: four of the first group, the first of them leads; then one of the second."""

    here: World
    review: Review
    groups: list[Group]
    seats: list[Seat] = field(default_factory=list)
    experts: list[User] = field(default_factory=list)

    @property
    def now(self) -> dt.datetime:
        return self.here.now

    def as_(self, place: int) -> Standing:
        """The standing of an expert, by number."""
        return self.here.as_(self.experts[place])

    @property
    def office(self) -> Standing:
        """The standing of the office."""
        return self.here.as_(self.here.office_officer)

    @property
    def leader(self) -> Standing:
        """The standing of who leads the first group."""
        return self.as_(0)


def ground(now: dt.datetime) -> Ground:
    """A closed round under review, with its committee, but no application yet."""
    here = world(now)
    Round.objects.filter(pk=here.round.pk).update(state="closed", closed_at=now)
    here.round.refresh_from_db()
    review = Review.objects.create(round=here.round, begun_at=now, state="reviewing")
    committee = Committee.objects.create(review=review, state="formed")
    groups = [
        Group.objects.create(committee=committee, name=f"第{place}组", specialties=[name])
        for place, name in enumerate(SPECIALTIES, 1)
    ]
    made = Ground(here, review, groups)
    pool = Pool.objects.create(office=here.office, name="专家库")
    for place in range(5):
        _expert(made, pool, committee, place)
    return made


def _expert(made: Ground, pool: Pool, committee: Committee, place: int) -> None:
    here, now = made.here, made.now
    user = person(f"expert{place}", now, ("expert", here.office), name=f"专家{place}")
    expert = Expert.objects.create(
        pool=pool,
        user=user,
        code=f"E{place:03}",
        name=f"专家{place}",
        employer_name="某大学",
        region="杭州",
        specialty=SPECIALTIES[place // 4],
        title="professorate",
        title_since=dt.date(2010, 1, 1),
        joined_on=dt.date(2026, 1, 1),
    )
    seat = Seat.objects.create(
        committee=committee,
        expert=expert,
        specialty=expert.specialty,
        group=made.groups[place // 4],
        leads=place in (0, 4),
        role="chair" if place == 4 else "member",
        state="accepted",
        invited_at=now,
    )
    made.seats.append(seat)
    made.experts.append(user)


def application(made: Ground, user: User | None = None, *, readers: tuple[int, ...] = (0, 1, 2)) -> Application:
    """An application with the demonstration dossier that arrived, was found eligible and is given to these experts."""
    here = made.here
    Round.objects.filter(pk=here.round.pk).update(state="open", closed_at=None)
    here.round.refresh_from_db()
    row = handed_in(here, user)
    Round.objects.filter(pk=here.round.pk).update(state="closed", closed_at=made.now)
    here.round.refresh_from_db()
    Application.objects.filter(pk=row.pk).update(
        state="arrived", arrived_at=made.now, holder=None, tier=3, serial=f"S{row.pk:03}"
    )
    row = Application.objects.get(pk=row.pk)
    EligibilityCheck.objects.create(
        application=row, outcome="eligible", checked_by=here.office_officer, checked_at=made.now
    )
    given(made, row, *readers)
    return row


def given(made: Ground, row: Application, *readers: int) -> None:
    """Give an application to experts."""
    assignment, _ = Assignment.objects.get_or_create(
        committee=made.seats[0].committee,
        defaults={"bundle": {}, "digest": "0" * 64, "made_at": made.now, "made_by": made.here.office_officer},
    )
    for place in readers:
        Reading.objects.create(assignment=assignment, seat=made.seats[place], application=row)


def opened(made: Ground, row: Application | None = None) -> Deliberation:
    """The deliberation of an application, given to its group."""
    row = row or application(made)
    open_deliberations(made.review, actor=made.office, now=made.now)
    return Deliberation.objects.get(application=row)


def sheet(made: Ground, row: Deliberation, place: int, **written: object) -> None:
    """One expert's sheet, handed in: the machine's points unless ``lines`` say otherwise."""
    given = Written(**{"opinion": GOOD, "recommends": True, **written})  # type: ignore[arg-type]
    keep_sheet(row, given, actor=made.as_(place), now=made.now, page=From(None))
    hand_in_sheet(row, actor=made.as_(place), now=made.now, seen=None)


def compared(made: Ground, row: Deliberation | None = None, **lines: dict[str, dict[str, str]]) -> Deliberation:
    """A deliberation with three sheets side by side; ``expert1={path: {points, reason}}`` gives other points."""
    row = row or opened(made)
    for place in range(3):
        sheet(made, row, place, lines=lines.get(f"expert{place}", {}))
    begin_comparison(row.group, actor=made.leader, now=made.now)
    row.refresh_from_db()
    return row


def tied(made: Ground, place: int, row: Application | None, *, state: str = "stands") -> Tie:
    """A tie between an expert and an application, or the whole review."""
    return Tie.objects.create(
        round=made.here.round,
        expert=made.seats[place].expert,
        application=row,
        kind="declared",
        source="declared",
        state=state,
        recorded_at=made.now,
    )
