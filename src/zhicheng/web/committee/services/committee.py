"""Writes on the yearly committee: begun, drawn, chairs named, seats vacated, constituted, dissolved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.committee_states import FORMED, FORMING
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.committee_facts import COMMITTEE, HEAD_SEATS, Drawn, pool_of
from zhicheng.web.committee.models import Committee, Draw, Group, Seat
from zhicheng.web.committee.seats_process import SEAT
from zhicheng.web.committee.services.draw_voiding import void_whole_draw
from zhicheng.web.committee.services.readings import end_readings
from zhicheng.web.experts.models import Expert
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.acting import perform
from zhicheng.web.review.models import Review
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE: Final = "committee-office"
DAYS_TO_ANSWER: Final = 5
"""Days that experts have to answer where the office has named no day before the draw; it can change the day."""

Found = Sequence[tuple[str, Expert]]


@transaction.atomic
def begin_committee(review: Review, *, actor: Standing, now: dt.datetime) -> Committee:
    """The committee of a review, to be drawn; the one there is, if it was begun.

    Raises:
        ActRefused: ``no-right``.
    """
    require(actor, "set-up", review)
    committee, new = Committee.objects.get_or_create(review=review)
    if new:
        write_entry("begin-committee", actor=actor, now=now, on=committee, role=OFFICE)
    return committee


@transaction.atomic
def set_answer_day(
    committee: Committee, day: dt.date, *, actor: Standing, now: dt.datetime, version: int | None
) -> Committee:
    """Until which day the experts drawn answer.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``day-behind``.
    """
    row = locked(committee, version)
    require(actor, "change", row)
    if day < now.astimezone(CHINA).date():
        raise ActRefused(_DAY_BEHIND)
    row.answer_until = day
    row.version += 1
    row.save()
    write_entry("set-answer-day", actor=actor, now=now, on=row, role=OFFICE, detail={"until": day.isoformat()})
    return row


@transaction.atomic
def seat_drawn(
    committee: Committee,
    codes_by_seat: Mapping[str, Sequence[str]],
    *,
    draw: Draw,
    actor: Standing,
    now: dt.datetime,
    groups: Mapping[str, Sequence[str]] | None = None,
    version: int | None = None,
) -> list[Seat]:
    """The seats that a finished draw gives, new ones only: the first draw recorded, or open seats filled anew.

    Args:
        committee: to be drawn (``record-draw``), or drawn with open seats (``replace-seats``).
        codes_by_seat: by seat group (a specialty; 主任委员, 副主任委员 give their role) the ``Expert.code`` of every
            member the draw gave. Who has a seat that stands (a chair named before, a member kept) keeps it.
        draw: with its bundle and stage ``drawn``; it is checked whole.
        groups: by specialty group the codes of its members, where the draw made groups.

    Raises:
        ActRefused: ``expert-unknown``, ``seats-do-not-fit``, or what the committee's table has against it.
    """
    row = locked(committee, None)
    found = _found(row, codes_by_seat)
    pairs = open_seats_for(row, found) if row.state != FORMING else {}
    number = max(1, len(draw.bundle.get("rounds", ())))
    made: list[Seat] = []

    def seat(fresh: Committee) -> None:
        if fresh.answer_until is None or fresh.answer_until < now.astimezone(CHINA).date():
            fresh.answer_until = now.astimezone(CHINA).date() + dt.timedelta(days=DAYS_TO_ANSWER)
        made.extend(seats_for(fresh, found, pairs, number, now))

    act = "record-draw" if row.state == FORMING else "replace-seats"
    brought = Drawn(draw, tuple(expert for _, expert in found))
    detail = {"draw": draw.pk, "count": len(found), "digest": draw.digest}
    row = perform(
        COMMITTEE, row, act, actor=actor, now=now, version=version, brought=brought, change=seat, detail=detail
    )
    for old in pairs.values():
        perform(SEAT, old, "replace", actor=actor, now=now)
    group_seats(row, groups or {})
    return list(Seat.objects.filter(pk__in=[one.pk for one in made]).order_by("specialty", "pk"))


def _found(committee: Committee, codes_by_seat: Mapping[str, Sequence[str]]) -> Found:
    """The experts without a seat that stands, each with the seat group they were drawn for."""
    pool = pool_of(committee.review.round)
    wanted = {code: specialty for specialty, codes in codes_by_seat.items() for code in codes}
    there = {one.code: one for one in Expert.objects.filter(pool=pool, code__in=wanted)} if pool else {}
    unknown = sorted(code for code in wanted if code not in there)
    if unknown:
        raise ActRefused(_unknown(unknown))
    seated = set(serving(committee).values_list("expert_id", flat=True))
    return [(specialty, there[code]) for code, specialty in wanted.items() if there[code].pk not in seated]


def serving(committee: Committee) -> QuerySet[Seat]:
    """The seats that somebody sits in, answered or not."""
    return Seat.objects.filter(committee=committee, state__in=["drawn", "accepted"])


def open_seats_for(committee: Committee, found: Found) -> dict[int, Seat]:
    """By the expert's key the open seat each of the new ones takes: of the same seat group, the oldest first."""
    rows = Seat.objects.filter(committee=committee, state="declined", drawn_round__gt=0)
    free = list(rows.select_for_update(no_key=True).order_by("pk"))
    taken: dict[int, Seat] = {}
    for specialty, expert in found:
        seat = next((one for one in free if _is_of(one, specialty)), None)
        if seat is None:
            raise ActRefused(_do_not_fit(specialty))
        free.remove(seat)
        taken[expert.pk] = seat
    return taken


def _is_of(seat: Seat, name: str) -> bool:
    return seat.role == HEAD_SEATS[name] if name in HEAD_SEATS else seat.specialty == name


def seats_for(
    committee: Committee, found: Found, pairs: Mapping[int, Seat], number: int, now: dt.datetime
) -> list[Seat]:
    """Seats for experts as round ``number`` gave them; ``pairs``: the open seat that one takes, by the expert's key."""
    made = []
    for specialty, expert in found:
        old = pairs.get(expert.pk)
        made.append(
            Seat.objects.create(
                committee=committee,
                expert=expert,
                specialty=expert.specialty if specialty in HEAD_SEATS else specialty,
                role=HEAD_SEATS.get(specialty, "member"),
                drawn_round=number,
                replaces=old,
                group=old.group if old is not None else None,
                invited_at=now,
            )
        )
    return made


def group_seats(committee: Committee, groups: Mapping[str, Sequence[str]]) -> None:
    """The groups as the draw made them; their specialties are those of their members."""
    for name, codes in groups.items():
        seats = list(serving(committee).filter(expert__code__in=codes))
        group, _ = Group.objects.get_or_create(committee=committee, name=name)
        group.specialties = sorted({*group.specialties, *(one.specialty for one in seats)})
        group.save()
        Seat.objects.filter(pk__in=[one.pk for one in seats]).update(group=group)


@transaction.atomic
def void_draw(
    committee: Committee, *, reason: str, actor: Standing, now: dt.datetime, version: int | None
) -> Committee:
    """The draw voided by the supervisor: its seats are void, its rows say so, and the committee is drawn anew.

    Chairs named by the office keep their seats.

    Raises:
        ActRefused: what the committee's table has against it.
    """

    def undo(row: Committee) -> None:
        for draw in Draw.objects.filter(committee=row, stage="drawn").select_for_update(no_key=True):
            void_whole_draw(draw, reason=reason, by=f"监督方 #{actor.person}", now=now)
        drawn = Seat.objects.filter(committee=row, drawn_round__gt=0).exclude(state="void")
        for seat in drawn.select_for_update(no_key=True):
            _void(seat, reason)
        Seat.objects.filter(committee=row).update(group=None, leads=False)
        _drop_groups(row)

    return perform(COMMITTEE, committee, "void-draw", actor=actor, now=now, version=version, reason=reason, change=undo)


def _drop_groups(committee: Committee) -> None:
    try:
        Group.objects.filter(committee=committee).delete()
    except ProtectedError as error:
        raise ActRefused(_WORKED) from error


def _void(seat: Seat, reason: str) -> None:
    seat.state, seat.reason, seat.group, seat.leads = "void", reason.strip()[:300], None, False
    seat.version += 1
    seat.save()
    end_readings(seat, reason)


@transaction.atomic
def vacate_seat(seat: Seat, *, reason: str, actor: Standing, now: dt.datetime, version: int | None = None) -> Committee:
    """A seat of a formed committee is open: its member withdrew, or cannot serve any more, as the office records.

    ``version``: of the committee as the page showed it.

    Raises:
        ActRefused: what the committee's table has against it; ``seat-not-serving``: the seat is settled otherwise.
    """
    committee = locked(seat.committee, None)
    row = locked(seat, None)
    if row.state not in ("accepted", "declined"):
        raise ActRefused(_NOT_SERVING)

    def leave(_: Committee) -> None:
        if row.state == "accepted":
            row.state, row.reason = "declined", reason.strip()[:300]
            row.leads = False
            row.version += 1
            row.save()
            end_readings(row, reason)

    return perform(
        COMMITTEE,
        committee,
        "vacate-seat",
        actor=actor,
        now=now,
        version=version,
        reason=reason,
        change=leave,
        detail={"seat": row.pk},
    )


def constitute(committee: Committee, *, actor: Standing, now: dt.datetime, version: int | None) -> Committee:
    """The committee is formed: every seat accepted, chairs settled, groups large enough."""
    return perform(COMMITTEE, committee, "constitute", actor=actor, now=now, version=version)


def dissolve(committee: Committee, *, actor: Standing, now: dt.datetime, version: int | None) -> Committee:
    """The committee ends with its review."""
    return perform(COMMITTEE, committee, "dissolve", actor=actor, now=now, version=version)


def settled(committee: Committee) -> tuple[Refusal, ...]:
    """Why chairs and groups can't be changed now: the committee is formed or dissolved."""
    return (_SETTLED,) if committee.state in (FORMED, "dissolved") else ()


_DAY_BEHIND = Refusal("day-behind", ("答复截止日不能早于今天", "the last day to answer can't lie behind"))
_NOT_SERVING = Refusal(
    "seat-not-serving",
    ("此席位不在任，无需登记退出", "nobody sits there now"),
    do=("请刷新页面", "reload the page"),
)
_WORKED = Refusal(
    "group-in-use",
    ("评议组已有评审记录，抽取不能再作废", "the groups have begun their work: the draw can't be made void"),
    do=("请对个别席位登记退出并递补", "vacate single seats and draw replacements"),
)
_SETTLED = Refusal(
    "committee-settled",
    ("执行评委会已组成或已解散，不能再改", "the committee is formed or dissolved: this can't be changed"),
    do=("确需调整的，请先登记委员退出", "where it must be, record first that a member leaves"),
)


def _unknown(codes: Sequence[str]) -> Refusal:
    return Refusal(
        "expert-unknown",
        (f"专家库中没有编号 {'、'.join(codes[:5])}", f"not in the pool: {', '.join(codes[:5])}"),
        do=("请核对抽取名单与专家库", "compare the draw with the pool"),
    )


def _do_not_fit(specialty: str) -> Refusal:
    return Refusal(
        "seats-do-not-fit",
        (f"“{specialty}”没有这么多空缺席位", f"'{specialty}' has not so many open seats"),
        do=("请核对抽取结果", "look at what was drawn"),
    )
