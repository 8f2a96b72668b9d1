"""The documents a department hands on with a batch: the roster of recommended persons, the entrusting letter."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from zhicheng.documents.office import EntrustedGroup, EntrustingLetter, RecommendationRoster
from zhicheng.documents.render import Rendered, render
from zhicheng.web.applications.models import Batch
from zhicheng.web.rounds.queries import templates_of
from zhicheng.web.rounds.roster_rows import rows_of
from zhicheng.web.rounds.setting import pack_for

KINDS = {"roster": "recommendation-roster", "letter": "entrusting-letter"}
"""The documents of a batch, by the name in their address."""


def batch_document(batch: Batch, name: str, format: str, *, now: dt.datetime) -> Rendered:
    """A batch's roster or entrusting letter, by the round's own template where it has one.

    Raises:
        KeyError: there is no such document.
        Refused: there is no such format, a name can't be printed, or the round's template fails.
    """
    data: Any = roster_of_batch(batch) if name == "roster" else letter_of_batch(batch)
    return render(KINDS[name], data, format, issued_at=now, templates=templates_of(batch.round))


def roster_of_batch(batch: Batch) -> RecommendationRoster:
    """Whom the batch recommends, in the province's columns."""
    rows = batch.applications.prefetch_related("submissions").order_by("serial", "pk")
    day = batch.forwarded_at.date()
    return RecommendationRoster(batch.round.title_zh, batch.sender.name, rows_of(batch.round, rows), filled_on=day)


def letter_of_batch(batch: Batch) -> EntrustingLetter:
    """How many persons of which specialty the department entrusts to the committee."""
    title = pack_for(batch.round).about(batch.round.level)[0]
    counted = Counter(batch.applications.values_list("specialty", flat=True))
    groups = tuple(EntrustedGroup(title, specialty or "—", count) for specialty, count in sorted(counted.items()))
    return EntrustingLetter(
        committee=batch.round.office.name,
        department=batch.sender.name,
        round_title=batch.round.title_zh,
        groups=groups,
        number=batch.number,
        contact=batch.sender.contact or None,
        signed_on=batch.forwarded_at.date(),
    )
