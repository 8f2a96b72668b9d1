"""Questions to the ledger."""

from __future__ import annotations

from django.db.models import QuerySet

from zhicheng.web.ledger.models import Entry
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def entries_seen(
    standing: Standing, *, act: str = "", object_type: str = "", object_id: str = "", person: str = ""
) -> QuerySet[Entry]:
    """The entries this person may see: all, or those of one act, one kind of object, one object, one person (by id)."""
    rows = visible(standing, "view", Entry.objects.select_related("actor"))
    if act:
        rows = rows.filter(act=act)
    if object_type:
        rows = rows.filter(object_type=object_type)
    if object_id:
        rows = rows.filter(object_id=object_id)
    if person.isdecimal() and len(person) < 19:
        rows = rows.filter(actor=int(person))
    return rows


def acts_seen(standing: Standing) -> list[str]:
    """The acts that occur among the entries this person may see."""
    return list(visible(standing, "view", Entry.objects.order_by("act")).values_list("act", flat=True).distinct())
