"""A round of IoT senior engineers with a pool in force, everybody checked, and committees drawn from the pool."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.web.people import World, person
from tests.web.review.ground import all_checked, begun, closed
from zhicheng.procedure.draw.bundle import Balls, Bundle, Rules, Seat, group_of
from zhicheng.procedure.draw.plan import Expert as PoolLine
from zhicheng.procedure.draw.plan import Plan as DrawPlan
from zhicheng.procedure.draw.rounds import draw, freeze, reveal, state_round
from zhicheng.web.accounts.models import User
from zhicheng.web.committee.models import Committee, Draw
from zhicheng.web.committee.models import Seat as SeatRow
from zhicheng.web.committee.services.committee import begin_committee, seat_drawn
from zhicheng.web.committee.services.seats import accept_seat
from zhicheng.web.experts.models import Availability, Declaration, Expert, Pool
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round

SPECIALTIES: Mapping[str, int] = {"物联网感知": 4, "物联网网络": 4, "物联网平台": 3}
NUMBERS = {
    "pre_review_notice_days": {"value": "5", "unit": "working-days", "source": "示例年度通知一"},
    "report_days": {"value": "7", "unit": "working-days", "source": "示例年度通知二"},
}


@dataclass
class Ground:
    """The world with its review, pool and committee-to-be."""

    here: World
    review: Review
    pool: Pool
    committee: Committee
    other_supervisor: User

    @property
    def office(self):  # type: ignore[no-untyped-def]
        """The office's standing."""
        return self.here.as_(self.here.office_officer)

    @property
    def supervisor(self):  # type: ignore[no-untyped-def]
        """The platform's supervisor."""
        return self.here.as_(self.here.supervisor)


def ground(now: dt.datetime, *, per_specialty: int = 8, applicants: int = 2) -> Ground:
    """Everybody eligible; a pool with so many experts in each specialty, all with accounts; a committee begun."""
    here = closed(now, applicants=applicants)
    Round.objects.filter(pk=here.round.pk).update(numbers=NUMBERS)
    here.round.refresh_from_db()
    review = begun(here)
    all_checked(here)
    pool = Pool.objects.create(
        office=here.office, name="示例库", tracks=[here.round.track], state="in-force", adjusted_on=now.date()
    )
    for specialty in SPECIALTIES:
        for number in range(per_specialty):
            expert(here, pool, specialty, number)
    committee = begin_committee(review, actor=here.as_(here.office_officer), now=now)
    other = person("suyi", now, ("supervisor", here.city), name="另一厅")
    return Ground(here, review, pool, committee, other)


def expert(here: World, pool: Pool, specialty: str, number: int, *, listed_as: str = "member") -> Expert:
    """An expert with an account and the role."""
    code = f"E-{list(SPECIALTIES).index(specialty)}{number:02}" if listed_as == "member" else f"H-{listed_as}{number}"
    user = person(code.lower(), here.now, ("expert", here.office), name=f"评委{code}")
    made = Expert.objects.create(
        pool=pool,
        user=user,
        code=code,
        name=f"评委{code}",
        employer_name=f"示例大学{number}",
        region="杭州",
        specialty=specialty,
        title="professorate",
        title_since=dt.date(2015, 1, 1),
        listed_as=listed_as,
        joined_on=dt.date(2025, 1, 1),
    )
    Availability.objects.create(expert=made, round=here.round, available=True, declared_at=here.now, declared_by=user)
    return made


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def drawn_bundle(experts: Sequence[Expert], counts: Mapping[str, int] = SPECIALTIES) -> Bundle:
    """A draw of so many from each specialty, frozen, stated, its balls shown, drawn."""
    plan = DrawPlan(
        draw="iot-2026",
        title="示例",
        at="2026-10-12T09:30:00+08:00",
        rules=Rules(minimum=11, odd=False, attendance="2/3", group_size=3, source="示例"),
        seats=tuple(Seat(name=name, count=count, set=False) for name, count in counts.items()),
        experts=tuple(PoolLine(code=_hex(one.code), seat=one.specialty, region="杭州") for one in experts),
        balls=40,
        groups=tuple(group_of(f"{name}组", [name]) for name in counts),
    )
    bundle = state_round(freeze(plan, _hex("salt")), at="2026-10-12T09:31:00+08:00", salt=_hex("round"))
    return _shown(bundle)


def _shown(bundle: Bundle) -> Bundle:
    digits = "3141592653589793238462643383279502884197"
    balls = [Balls(by=name, digits=digits) for name in ("一", "二")]
    return draw(reveal(bundle, at="2026-10-12T09:32:00+08:00", balls=balls))


def codes_of(bundle: Bundle, experts: Sequence[Expert]) -> dict[str, list[str]]:
    """By specialty, who was drawn, by the pool's own codes."""
    assert bundle.standing is not None and bundle.standing.outcome is not None
    committee = set(bundle.standing.outcome.committee)
    found: dict[str, list[str]] = {}
    for one in experts:
        if _hex(one.code) in committee:
            found.setdefault(one.specialty, []).append(one.code)
    return found


def a_draw(made: Ground, bundle: Bundle) -> Draw:
    """A finished draw on record."""
    return Draw.objects.create(
        committee=made.committee, bundle=bundle.plain(), stage="drawn", digest=bundle.head, begun_at=made.here.now
    )


def drawn(made: Ground) -> list[SeatRow]:
    """The committee drawn: its seats wait for answers, its groups are those of the draw."""
    experts = list(Expert.objects.filter(pool=made.pool, listed_as="member").order_by("code"))
    bundle = drawn_bundle(experts)
    codes = codes_of(bundle, experts)
    groups = {f"{name}组": members for name, members in codes.items()}
    return seat_drawn(
        made.committee, codes, draw=a_draw(made, bundle), groups=groups, actor=made.office, now=made.here.now
    )


def redrawn(made: Ground, gone: Sequence[Expert], draw_row: Draw) -> list[SeatRow]:
    """Those who left are drawn anew in another round of the same draw."""
    experts = list(Expert.objects.filter(pool=made.pool, listed_as="member").order_by("code"))
    before = Bundle.model_validate_json(_json(draw_row.bundle))
    assert before.standing is not None and before.standing.outcome is not None
    out = {_hex(one.code): "谢绝" for one in gone}
    keep = [code for code in before.standing.outcome.committee if code not in out]
    stated = state_round(before, at="2026-10-13T09:00:00+08:00", salt=_hex("again"), keep=keep, out=out)
    bundle = _shown(stated)
    draw_row.bundle, draw_row.digest = bundle.plain(), bundle.head
    draw_row.save()
    made.committee.refresh_from_db()
    return seat_drawn(made.committee, codes_of(bundle, experts), draw=draw_row, actor=made.office, now=made.here.now)


def _json(plain: object) -> str:
    import json

    return json.dumps(plain)


def declared(here: World, seat: SeatRow) -> None:
    """The expert has said that there are no ties."""
    Declaration.objects.get_or_create(expert=seat.expert, round=here.round, defaults={"declared_at": here.now})


def own(here: World, seat: SeatRow):  # type: ignore[no-untyped-def]
    """The standing of who sits there."""
    assert seat.expert.user is not None
    return here.as_(seat.expert.user)


def accepted(made: Ground, seats: Sequence[SeatRow]) -> None:
    """Everybody declares and accepts."""
    for seat in seats:
        declared(made.here, seat)
        accept_seat(seat, actor=own(made.here, seat), now=made.here.now, version=seat.version)
