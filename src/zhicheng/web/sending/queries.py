"""Questions about what leaves the platform, each asked by somebody: nothing here goes past what they may see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from zhicheng.web.sending.models import Delivery, MailChoice
from zhicheng.web.sending.services.reminding import Planned
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]


def own_choice(standing: Standing) -> MailChoice | None:
    """The person's own choice, once there is one."""
    return visible(standing, "change", MailChoice.objects.filter(user=standing.user_id)).first()


def deliveries_seen(standing: Standing) -> QuerySet[Delivery]:
    """Every delivery, for whoever looks after them."""
    return visible(standing, "view", Delivery.objects.select_related("user", "message"))


def delivery_or_404(standing: Standing, pk: int) -> Delivery:
    """One delivery.

    Raises:
        Http404: there is none of that number, or this person doesn't look after them.
    """
    return get_object_or_404(deliveries_seen(standing), pk=pk)


@dataclass(frozen=True, slots=True)
class Row:
    """Reminders of one thing on one day: of what, to how many people."""

    on: str
    day: str
    lead: int
    round: Pair
    what: Pair
    count: int


def reminder_rows(found: list[Planned]) -> list[Row]:
    """Planned reminders put together, without who they go to."""
    counted = Counter((one.on, one.due.day, one.lead, one.due.round.title, one.due.what) for one in found)
    return [Row(str(on), str(day), lead, title, what, count) for (on, day, lead, title, what), count in counted.items()]
