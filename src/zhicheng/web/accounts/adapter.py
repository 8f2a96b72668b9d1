"""How allauth opens accounts and signs in: by invitation, sign-up or single sign-on, never by itself for an office."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.http import HttpRequest, HttpResponse

from zhicheng.web.site.rate import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Anybody may open an account as an applicant; roles for organisations are granted, never claimed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the shape allauth calls
        """Open: an account alone gives no right but to keep one's own records."""
        return True

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address by which everything else counts too."""
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Whoever is locked out sees the page that says so, before any password is looked at."""
        if AxesProxyHandler.is_locked(request, credentials):
            raise ImmediateHttpResponse(get_lockout_response(request, None, credentials))
        super().pre_authenticate(request, **credentials)

    def post_login(self, request: HttpRequest, user: Any, **said: Any) -> HttpResponse:
        """Who has just signed in has just confirmed who they are, and isn't asked again for the next five minutes."""
        records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            *records[:-1],
            *({**one, "reauthenticated": True} for one in records[-1:]),
        ]
        response: HttpResponse = super().post_login(request, user, **said)
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts from the single sign-on bring the name along."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """The new user with the name the provider states, and no address of mail: the platform keeps none."""
        user = super().populate_user(request, sociallogin, data)
        said = sociallogin.account.extra_data
        userinfo = said.get("userinfo") or said.get("id_token") or said
        user.name = str(data.get("name") or userinfo.get("name") or "")[:80]
        user.email = ""
        return user
