"""Who is signed in: looked up on every request, so by a statement that is kept."""

from __future__ import annotations

from typing import Final

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from zhicheng.web.accounts.models import User
from zhicheng.web.site.prepared import Prepared
from zhicheng.web.visibility.standing import Standing


def _active(standing: Standing) -> QuerySet[User]:
    return User.objects.filter(pk=standing.person, is_active=True)


_USER: Final = Prepared(_active)


class SignedIn(AuthenticationBackend):  # type: ignore[misc]
    """allauth's way to sign in, in all but how the person of a session is found."""

    def get_user(self, user_id: int) -> User | None:
        """The person, read anew; ``None`` where the account is gone or closed."""
        return next(iter(_USER(Standing(user_id))), None)
