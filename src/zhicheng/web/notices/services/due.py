"""What is due in notices: objections to be settled before the days have run, and the end to be recorded after that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db.models import Count, Q

from zhicheng.web.accounts.waiting import day_of
from zhicheng.web.notices.models import Notice
from zhicheng.web.rounds.due_dates import Due, add_due, holders

_ROLES: Final = {"employer": ("employer", "personnel-agency"), "personnel-agency": ("employer", "personnel-agency")}
_PLACES: Final = {"employer": "/employer/notices/{}/", "personnel-agency": "/employer/notices/{}/"}


@add_due
def notices(now: dt.datetime) -> Iterator[Due]:
    """Notices that are posted: their last day, and until then the objections to them."""
    posted = Notice.objects.filter(state="posted", provisional=False, last_day__gte=day_of(now))
    posted = posted.select_related("round", "organisation").order_by("pk")
    for row in posted.annotate(open=Count("objections", filter=Q(objections__state="open"))):
        kind = row.organisation.kind
        place = _PLACES.get(kind, f"/reviews/{row.round.code}/").format(row.pk)
        for user in holders(now, row.organisation_id, *_ROLES.get(kind, (kind,))):
            yield Due(user, f"notice-{row.pk}", row.last_day, _ENDS, place, row.round)
            if row.open:
                yield Due(user, f"objections-{row.pk}", row.last_day, _OPEN, place, row.round)


_ENDS: Final = ("公示期将满，期满后请登记结束", "a notice of yours has its last day; record its end after that")
_OPEN: Final = ("公示期满前有异议待处理", "objections to a notice are to be settled before its days have run")
