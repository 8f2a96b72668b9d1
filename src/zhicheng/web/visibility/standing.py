"""Who is asking, and in which roles: read once for each request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhicheng.procedure.refusal import ActRefused, Refusal

SIGN_IN = Refusal("sign-in-first", ("请先登录", "sign in first"))


@dataclass(frozen=True)
class Office:
    """A role held, and for which organisation (``None``: for the whole platform)."""

    role: str
    organisation_id: int | None


@dataclass(frozen=True)
class Standing:
    """A person with the roles valid at one moment. A visitor has ``user_id`` ``None`` and no office.

    ``token``: the one by which a program of the person asks; the ledger then says so.
    """

    user_id: int | None
    name: str = ""
    offices: tuple[Office, ...] = ()
    token: int | None = None

    @property
    def person(self) -> int:
        """The id of who acts.

        Raises:
            ActRefused: a visitor (``sign-in-first``).
        """
        if self.user_id is None:
            raise ActRefused(SIGN_IN)
        return self.user_id

    @cached_property
    def roles(self) -> frozenset[str]:
        """The words of all roles held; everybody signed in may be an applicant."""
        return frozenset(one.role for one in self.offices) | (
            {"applicant"} if self.user_id is not None else frozenset()
        )

    def organisations(self, *roles: str) -> frozenset[int]:
        """The organisations for which one of these roles is held."""
        return frozenset(
            one.organisation_id for one in self.offices if one.role in roles and one.organisation_id is not None
        )

    def holds(self, role: str, organisation_id: int | None = None) -> bool:
        """Whether the role is held, for this organisation where one is named."""
        if role == "applicant":
            return self.user_id is not None
        return any(one.role == role and organisation_id in (None, one.organisation_id) for one in self.offices)


VISITOR = Standing(None)


def standing_of(user: Any, now: dt.datetime) -> Standing:
    """The standing of a user at a moment: grants that have begun and not ended."""
    if user is None or not user.is_authenticated:
        return VISITOR
    from zhicheng.web.accounts.queries import grants_at  # models load after this room

    offices = tuple(Office(role, organisation) for role, organisation in grants_at(user.pk, now))
    return Standing(user.pk, user.name or user.username, offices)
