"""Opening a round, giving its tiers more time, closing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Count

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.rounds_states import Extension
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.conditions import act_refusals, facts_of, in_hand_refusals, policy_refusals
from zhicheng.web.rounds.models import Round, Window, WindowChange
from zhicheng.web.rounds.services.common import person_of, refuse
from zhicheng.web.rounds.setting import options_for
from zhicheng.web.rounds.signals import windows_extended
from zhicheng.web.rounds.windows import TIER_KEYS, tier_number
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

ROLE = "committee-office"


@transaction.atomic
def open_round(
    round_: Round, *, actor: Standing, now: dt.datetime, version: int | None, draft_reason: str = ""
) -> Round:
    """Open a round: from now on it is public, and applications can be made in the applicants' window.

    ``draft_reason``: why a policy not in force is used all the same; kept with the round.

    Raises:
        ActRefused: ``stale-page``, ``no-right``, whatever the round's table finds (``tiers-not-set``,
            ``number-not-set``, ``window-not-set``, ``windows-out-of-order``, ``round-too-late`` …), ``policy-is-draft``,
            ``policy-not-in-force``, ``policy-expired``, ``policy-changed``.
    """
    round_ = locked(round_, version)
    require(actor, "open", round_)
    found = act_refusals(round_, "open", facts_of(round_, now.date()))
    refuse(found or policy_refusals(round_, draft_reason))
    round_.state, round_.opened_at = "open", now
    if draft_reason.strip():
        kept = options_for(round_).model_copy(update={"draft_accepted": draft_reason.strip()[:500]})
        round_.options = kept.model_dump(mode="json")
    round_.version += 1
    round_.save()
    detail = {"code": round_.code, "draft_reason": draft_reason.strip()}
    write_entry("open-round", actor=actor, now=now, on=round_, role=ROLE, detail=detail)
    return round_


def extend_window(
    window: Window, *, closes: dt.date, reason: str, actor: Standing, now: dt.datetime, version: int | None
) -> Round:
    """Let one tier act until a later day; as :func:`extend_windows`."""
    return extend_windows(window.round, {window.tier: closes}, reason=reason, actor=actor, now=now, version=version)


@transaction.atomic
def extend_windows(
    round_: Round,
    closes: Mapping[str, dt.date],
    *,
    reason: str,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
) -> Round:
    """Let tiers (by key) act until later days, for a reason that is published; together, so that they stay in order.

    Raises:
        ActRefused: ``stale-page``, ``no-right``, ``no-such-tier``, and by the table ``not-from-this-state``,
            ``extension-missing``, ``extension-not-later``, ``extension-past``, ``windows-out-of-order``, ``reason-missing``.
    """
    round_ = locked(round_, version)
    require(actor, "extend", round_)
    refuse(tuple(_no_tier(key) for key in closes if key not in TIER_KEYS))
    wanted = tuple(Extension(tier_number(key), day) for key, day in closes.items())
    refuse(act_refusals(round_, "extend", facts_of(round_, now.date(), wanted, reason)))
    changes = [_extend(round_.windows.get(tier=key), day, reason, actor, now) for key, day in closes.items()]
    round_.version += 1
    round_.save(update_fields=["version"])
    said = {one.window.tier: [one.before.isoformat(), one.after.isoformat()] for one in changes}
    detail = {"code": round_.code, "windows": said, "reason": reason.strip()}
    write_entry("extend-windows", actor=actor, now=now, on=round_, role=ROLE, detail=detail)
    windows_extended.send(sender=Round, round_=round_, changes=changes, actor=actor, now=now)
    return round_


@transaction.atomic
def close_round(round_: Round, *, actor: Standing, now: dt.datetime, version: int | None, reason: str = "") -> Round:
    """Close a round. What is still in hand below stays where it is, and needs a reason.

    Raises:
        ActRefused: ``stale-page``, ``no-right``, ``not-from-this-state``, ``already-done``, ``windows-not-over``,
            ``applications-in-hand`` (which lists what is left, by state) without a reason.
    """
    round_ = locked(round_, version)
    require(actor, "close", round_)
    counts = _counts(round_)
    left = () if reason.strip() else in_hand_refusals(counts)
    found = act_refusals(round_, "close", facts_of(round_, now.date()))
    refuse((*found, *left) if round_.state == "open" else found)
    round_.state, round_.closed_at = "closed", now
    round_.version += 1
    round_.save(update_fields=["state", "closed_at", "version"])
    detail = {"code": round_.code, "reason": reason.strip(), "left": counts}
    write_entry("close-round", actor=actor, now=now, on=round_, role=ROLE, detail=detail)
    return round_


def _counts(round_: Round) -> dict[str, int]:
    """How many applications are in each state: a rule must know of all of them, whoever may see them."""
    rows = round_.applications.order_by().values_list("state")
    return dict(rows.annotate(number=Count("pk")))


def _extend(window: Window, day: dt.date, reason: str, actor: Standing, now: dt.datetime) -> WindowChange:
    change = WindowChange.objects.create(
        window=window,
        before=window.closes,
        after=day,
        reason=reason.strip(),
        changed_by_id=person_of(actor),
        changed_at=now,
    )
    window.closes = day
    window.save(update_fields=["closes"])
    return change


def _no_tier(key: str) -> Refusal:
    return Refusal("no-such-tier", (f"本年度没有“{key}”这一级", f"the round has no tier '{key}'"))
