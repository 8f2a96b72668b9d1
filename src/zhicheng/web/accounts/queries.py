"""Questions about accounts."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from zhicheng.web.accounts.models import Grant, Invitation, Organisation, User
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def grants_at(user_id: int, now: dt.datetime) -> list[tuple[str, int | None]]:
    """The roles a person holds at a moment, each with its organisation (``None``: the platform's).

    A delegated grant counts only while the one it came from does.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS, [user_id])
        rows = cursor.fetchall()
    found = [
        (role, organisation)
        for role, organisation, begins, ends, other, *source in rows
        if _holds(now, None, begins, ends) and (other is None or _holds(now, *source))
    ]
    return list(dict.fromkeys(found))


_GRANTS: Final = """
    select one.role, one.organisation_id, one.valid_from, one.valid_until,
           source.id, source.ended_at, source.valid_from, source.valid_until
    from accounts_grant one left join accounts_grant source on source.id = one.delegated_from_id
    where one.user_id = %s and one.ended_at is null
    order by one.role, one.organisation_id
"""
"""Asked on every request of everybody signed in: a plain statement, the moments compared here."""


def _holds(now: dt.datetime, ended: dt.datetime | None, begins: dt.datetime, ends: dt.datetime | None) -> bool:
    """Whether a grant counts at a moment."""
    return ended is None and begins <= now and (ends is None or ends > now)


def roles_ever_open(user_id: int) -> frozenset[str]:
    """The roles of all grants not ended by anybody, begun or not: for rules that must not depend on the day."""
    return frozenset(Grant.objects.filter(user_id=user_id, ended_at=None).values_list("role", flat=True))


def organisations_seen(standing: Standing) -> QuerySet[Organisation]:
    """The organisations this person may see."""
    return visible(standing, "view", Organisation.objects.select_related("above"))


def departments_for(standing: Standing) -> QuerySet[Organisation]:
    """The departments this person may put above an organisation."""
    return visible(standing, "change", Organisation.objects.filter(kind="department", closed_at=None)).order_by("name")


def grants_seen(
    standing: Standing, organisation: Organisation | None = None, *, person: User | None = None
) -> QuerySet[Grant]:
    """The roles this person may see: of one organisation, of one person, or of the platform (neither)."""
    rows = visible(
        standing, "view", Grant.objects.select_related("user", "organisation", "granted_by", "delegated_from__user")
    )
    if person is not None:
        return rows.filter(user=person).order_by("ended_at", "-valid_from", "pk")
    return rows.filter(organisation=organisation).order_by("user__name", "pk")


def grants_to_end(standing: Standing) -> frozenset[int]:
    """The open roles this person may end."""
    return frozenset(visible(standing, "end", Grant.objects.filter(ended_at=None)).values_list("pk", flat=True))


def invitations_seen(standing: Standing, organisation: Organisation | None, now: dt.datetime) -> QuerySet[Invitation]:
    """Invitations of one organisation (``None``: of the platform) that can still be taken up."""
    rows = visible(standing, "view", Invitation.objects.filter(organisation=organisation, user=None))
    return (
        rows.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
        .select_related("invited_by")
        .order_by("expires_at")
    )


def people_seen(standing: Standing) -> QuerySet[User]:
    """The accounts this person may see."""
    return visible(standing, "view", User.objects.all())


def own_account(standing: Standing) -> User:
    """The account of whoever is signed in."""
    return visible(standing, "change", User.objects.all()).get(pk=standing.user_id or 0)


def account_called(username: str) -> User | None:
    """The open account of this name, for somebody who knows the name: to grant it a role. Shown to nobody."""
    return User.objects.filter(username__iexact=username.strip(), is_active=True).first()
