"""Signing the ledger's state."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection, transaction

from zhicheng.procedure.ledger.checkpoint import signed_checkpoint
from zhicheng.web.ledger.models import Checkpoint, Entry
from zhicheng.web.ledger.services.state import ledger_seed, present_state, resumptions
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

DAY: Final = dt.timedelta(hours=24)
_LOCK: Final = 0x7A6C6564676572
"""Of those who sign: one after another, so that no state is signed twice at once."""


STAGE_ENDS: Final = frozenset(
    {
        "close-notice",
        "close-review-notice",
        "close-round",
        "draw-members",
        "forward-batch",
        "result-close-notice",
        "result-publish",
        "meeting-close",
        "meeting-sign",
        "show-board",
        "state-draw-round",
    }
)
"""Acts that end a stage: what was done until then is signed at once, so that it can leave the building that day."""


def stage_ended(*, now: dt.datetime) -> None:
    """Sign the state once the act that ends a stage is done; called within the act's transaction.

    The entry has its number only after that. An act is never undone because its checkpoint could not be signed: the
    daily one, or the operator's command, comes after it.
    """
    transaction.on_commit(lambda: _sign(now), robust=True)


def _sign(now: dt.datetime) -> None:
    issue_checkpoint(now=now)


@transaction.atomic
def issue_checkpoint(*, now: dt.datetime) -> Checkpoint:
    """Sign and keep the present state; where nothing was entered since the last checkpoint, that one stands.

    At the end of a stage it is called after the act's transaction: only then the act's entry has its number. A
    checkpoint that stands is signed anew after a day, so that those who watch see that the ledger is alive.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    state, last = present_state(), last_checkpoint()
    if last is not None and last.size == state.size and now - last.at < DAY:
        return last
    note = signed_checkpoint(state, ledger_seed(), at=now, resumed=resumptions(state.size))
    return Checkpoint.objects.create(at=now, size=state.size, note=str(note))


def issue_checkpoint_asked(*, actor: Standing, now: dt.datetime) -> Checkpoint:
    """The same, asked for by a person. Refuses with ``no-right``."""
    last = Entry.objects.order_by("-number").first()
    if last is not None:
        require(actor, "sign", last)
    return issue_checkpoint(now=now)


def last_checkpoint() -> Checkpoint | None:
    """The checkpoint signed last."""
    return Checkpoint.objects.order_by("-pk").first()
