"""The second factor: kept encrypted, and asked of every office before anything else works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhicheng.web.site.encrypted import decrypted, encrypted
from zhicheng.web.visibility.standing import Standing

OFFICES: Final = frozenset({"committee-office", "intermediate-committee", "supervisor", "operator", "department"})
"""The roles in which nobody acts with a password alone."""

ALWAYS_OPEN: Final = ("/accounts/", "/language/", "/type/", "/static/")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are ciphertext in the database; an office can't take its second factor off."""

    def encrypt(self, text: str) -> str:
        """Ciphertext of a secret."""
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return decrypted(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Not while a role held asks for it."""
        from zhicheng.web.accounts.queries import roles_ever_open

        return not (settings.SECOND_FACTOR == "required" and OFFICES & roles_ever_open(authenticator.user_id))


def has_second_factor(user_id: int) -> bool:
    """Whether an authenticator app is set up."""
    return bool(Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists())


def must_set_up(standing: Standing) -> bool:
    """Whether this person holds an office and has to set up the second factor before acting."""
    if settings.SECOND_FACTOR != "required" or standing.user_id is None or not OFFICES & standing.roles:
        return False
    return not has_second_factor(standing.user_id)


def second_factor_first(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lead an office without a second factor to the page where it is set up, whatever was asked for."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(ALWAYS_OPEN) or not request.user.is_authenticated:
            return respond(request)
        if not must_set_up(request.standing):  # type: ignore[attr-defined]
            return respond(request)
        wanted = request.get_full_path() if request.method == "GET" else "/home/"
        address = f"{reverse('mfa_activate_totp')}?{urlencode({'next': wanted})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return HttpResponseRedirect(address)

    return answer
