"""Pools: set up, established, adjusted. What the pool's table has goes through it; the rest stands here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction

from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.procedure.refusal import Refusal
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.accounts.services.rights import refuse
from zhicheng.web.experts import refusals
from zhicheng.web.experts.facts import day_of
from zhicheng.web.experts.models import Pool
from zhicheng.web.experts.process import CHAIRS, POOL
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.acting import perform
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import NO_RIGHT, require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"
STEPS = ("establish", "begin-adjustment", "finish-adjustment")
"""The acts of the pool's table that concern the pool as a whole."""


@transaction.atomic
def found_pool(office: Organisation, name: str, tracks: Iterable[str], *, actor: Standing, now: dt.datetime) -> Pool:
    """A new pool, being gathered.

    Raises:
        ActRefused: ``no-right``, ``pool-name-missing``, ``pool-name-taken``, ``track-unknown``, ``track-has-a-pool``.
    """
    office = Organisation.objects.select_for_update(no_key=True).get(pk=office.pk)
    refuse(() if actor.holds(OFFICE, office.pk) else (NO_RIGHT,))
    chosen = sorted(set(tracks))
    refuse(_pool_faults(office, name.strip(), chosen, None))
    made = Pool.objects.create(office=office, name=name.strip(), tracks=chosen)
    write_entry("found-pool", actor=actor, now=now, on=made, role=OFFICE, detail={"tracks": chosen})
    return made


@transaction.atomic
def change_pool(
    pool: Pool, name: str, tracks: Iterable[str], *, actor: Standing, now: dt.datetime, version: int | None
) -> Pool:
    """Another name, other tracks. Refuses as :func:`found_pool`, and ``stale-page``."""
    office = Organisation.objects.select_for_update(no_key=True).get(pk=pool.office_id)
    fresh = locked(pool, version)
    require(actor, "change", fresh)
    chosen = sorted(set(tracks))
    refuse(_pool_faults(office, name.strip(), chosen, fresh))
    fresh.name, fresh.tracks = name.strip(), chosen
    fresh.version += 1
    fresh.save()
    write_entry("change-pool", actor=actor, now=now, on=fresh, role=OFFICE, detail={"tracks": chosen})
    return fresh


def take_pool_further(pool: Pool, act: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Pool:
    """Establish the pool, begin its adjustment or finish it, by its table.

    Raises:
        ActRefused: ``no-round-for-pool``, ``no-such-step``, and whatever the table refuses.
    """

    def change(row: Pool) -> None:
        if act == "begin-adjustment":
            row.before = row.experts.filter(left_on=None).exclude(listed_as__in=CHAIRS).count()
            row.adjustments += 1
        else:
            row.adjusted_on = day_of(now)

    if act not in STEPS:
        refuse((_no_such_act(act),))
    return perform(POOL, pool, act, actor=actor, now=now, version=version, change=change)


def known_tracks() -> tuple[str, ...]:
    """Every track of the packs installed, as ``pack/level``."""
    return tuple(f"{name}/{level}" for name in packs_in() for level in load_pack(name).levels)


def _pool_faults(office: Organisation, name: str, tracks: list[str], own: Pool | None) -> Iterator[Refusal]:
    others = Pool.objects.filter(office=office)
    if own is not None:
        others = others.exclude(pk=own.pk)
    if not name:
        yield refusals.NAME_MISSING
    if others.filter(name=name).exists():
        yield refusals.NAME_TAKEN
    if not tracks or not set(tracks) <= set(known_tracks()):
        yield refusals.TRACK_UNKNOWN
    for track in tracks:
        other = others.filter(tracks__contains=[track]).first()
        if other is not None:
            yield _has_a_pool(track, other)


def _has_a_pool(track: str, other: Pool) -> Refusal:
    return Refusal(
        "track-has-a-pool",
        (f"{track} 已有专家库“{other.name}”", f"{track} has the pool '{other.name}' already"),
        do=("一个专业和级别只设一个专家库", "a track has one pool"),
    )


def _no_such_act(act: str) -> Refusal:
    return Refusal("no-such-act", (f"没有“{act[:40]}”这一操作", f"there is no act '{act[:40]}'"))
