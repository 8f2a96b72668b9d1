"""Specialty groups of the committee: which specialties each reads, who sits in it, who leads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.committee.models import Committee, Group, Seat
from zhicheng.web.committee.services.committee import OFFICE, settled
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """A group as the office wants it: its key if it is there already, its members and leader as keys of seats."""

    name: str
    specialties: tuple[str, ...]
    seats: tuple[int, ...]
    leader: int | None = None
    key: int | None = None


@transaction.atomic
def set_groups(
    committee: Committee, groups: Sequence[GroupPlan], *, actor: Standing, now: dt.datetime, version: int | None
) -> list[Group]:
    """All groups of a committee anew, before it is formed; those not named are taken away.

    Whether they are large enough is asked when the committee is constituted.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``committee-settled``, ``group-name-wrong``, ``specialty-wrong``,
            ``member-twice``, ``member-unknown``, ``leader-not-member``, ``group-in-use``.
    """
    row = locked(committee, version)
    require(actor, "change", row)
    seats = {one.pk: one for one in Seat.objects.filter(committee=row, state__in=["drawn", "accepted"])}
    _refuse(row, groups, seats)
    Seat.objects.filter(committee=row).exclude(state="declined").update(group=None, leads=False)
    kept = [_saved(row, one) for one in groups]
    _remove_others(row, kept)
    for group, wanted in zip(kept, groups, strict=True):
        Seat.objects.filter(pk__in=wanted.seats).update(group=group)
        if wanted.leader is not None:
            Seat.objects.filter(pk=wanted.leader).update(leads=True)
    row.version += 1
    row.save()
    detail = {
        "groups": [{"group": group.pk, "seats": list(one.seats)} for group, one in zip(kept, groups, strict=True)]
    }
    write_entry("set-groups", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
    return kept


@transaction.atomic
def name_leader(seat: Seat, *, actor: Standing, now: dt.datetime, version: int | None) -> Seat:
    """Who leads the group that the seat is in; at any time while the committee is there.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``leader-not-member``: not accepted, or in no group.
    """
    locked(seat.committee, None)
    row = locked(seat, version)
    require(actor, "change", row)
    if row.state != "accepted" or row.group_id is None:
        raise ActRefused(_LEADER)
    Seat.objects.filter(group=row.group_id, leads=True).exclude(pk=row.pk).update(leads=False)
    row.leads = True
    row.version += 1
    row.save()
    write_entry("name-leader", actor=actor, now=now, on=row, role=OFFICE, detail={"group": row.group_id})
    return row


def _saved(committee: Committee, wanted: GroupPlan) -> Group:
    group = Group.objects.filter(committee=committee, pk=wanted.key).first() if wanted.key else None
    group = group or Group(committee=committee, version=0)
    group.name, group.specialties = wanted.name.strip(), list(wanted.specialties)
    group.version += 1
    group.save()
    return group


def _remove_others(committee: Committee, kept: Sequence[Group]) -> None:
    gone = Group.objects.filter(committee=committee).exclude(pk__in=[one.pk for one in kept])
    Seat.objects.filter(group__in=gone).update(group=None, leads=False)
    try:
        gone.delete()
    except ProtectedError as error:
        raise ActRefused(_IN_USE) from error


def _refuse(committee: Committee, groups: Sequence[GroupPlan], seats: dict[int, Seat]) -> None:
    against = list(settled(committee))
    names = [one.name.strip() for one in groups]
    if not all(names) or len(set(names)) != len(names) or any(len(name) > 80 for name in names):
        against.append(_NAME)
    known = {one.specialty for one in seats.values()}
    said = [specialty for one in groups for specialty in one.specialties]
    if len(set(said)) != len(said) or not set(said) <= known:
        against.append(_SPECIALTY)
    members = [pk for one in groups for pk in one.seats]
    if len(set(members)) != len(members):
        against.append(_TWICE)
    if not set(members) <= seats.keys():
        against.append(_UNKNOWN)
    for one in groups:
        seat = seats.get(one.leader) if one.leader is not None else None
        if one.leader is not None and (one.leader not in one.seats or seat is None or seat.state != "accepted"):
            against.append(_LEADER)
    if against:
        raise ActRefused(dict.fromkeys(against))


_NAME = Refusal(
    "group-name-wrong", ("评议组名称为空、过长或重复", "a group's name is empty, too long, or stands twice")
)
_SPECIALTY = Refusal(
    "specialty-wrong",
    ("专业重复归组，或没有这一专业的委员", "a specialty stands in two groups, or no member has it"),
    do=("每个专业只归一个评议组", "each specialty belongs to one group"),
)
_TWICE = Refusal("member-twice", ("有委员被分入两个评议组", "a member stands in two groups"))
_UNKNOWN = Refusal("member-unknown", ("有席位不在本评委会或已空缺", "a seat is not of this committee, or is open"))
_LEADER = Refusal(
    "leader-not-member",
    ("组长须为本组已接受邀请的委员", "a leader is a member of the group who has accepted"),
    do=("请另行指定", "name another"),
)
_IN_USE = Refusal(
    "group-in-use",
    ("评议组已有评审记录，不能取消", "a group with records of its work can't be taken away"),
    do=("请保留该组并调整成员", "keep it and change its members"),
)
