"""Everything that is left found to agree, at once: what is left is listed and confirmed first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.applications.checks import items_unchecked
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.checking import check_item
from zhicheng.web.applications.services.perform import lock
from zhicheng.web.site.acts import STALE
from zhicheng.web.visibility.standing import Standing

NOTHING_LEFT = Refusal("nothing-left", ("各项均已核对", "every item has been checked"))


@transaction.atomic
def agree_remaining(
    application: Application, items: Sequence[str], *, seen: int, actor: Standing, now: dt.datetime
) -> int:
    """How many items were noted as agreeing: exactly those listed on the page that was confirmed.

    Raises:
        ActRefused: ``stale-page`` where others are left by now than the page listed, or another submission is there;
            ``nothing-left``; as :func:`check_item`.
    """
    row = lock(application, actor)
    left = items_unchecked(row)
    if not left:
        raise ActRefused(NOTHING_LEFT)
    if set(items) != set(left):
        raise ActRefused(STALE)
    for item in left:
        check_item(row, item, "agrees", "", actor=actor, now=now, seen=seen)
    return len(left)
