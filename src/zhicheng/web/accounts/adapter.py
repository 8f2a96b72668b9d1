"""How allauth opens accounts: by invitation or by the single sign-on, never by itself for an office."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Anybody may open an account as an applicant; roles for organisations are granted, never claimed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Open: an account alone gives no right but to keep one's own records."""
        return True


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts from the single sign-on bring the name along."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """The new user with the name the provider states."""
        user = super().populate_user(request, sociallogin, data)
        user.name = data.get("name") or sociallogin.account.extra_data.get("name", "")
        return user
