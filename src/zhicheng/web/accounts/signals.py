"""What allauth does to an account reaches the ledger too."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest

from zhicheng.web.accounts.models import User
from zhicheng.web.clock.now import current_moment
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.standing import Standing

ACTS: Final[tuple[tuple[Signal, str], ...]] = (
    (account.user_signed_up, "open-account"),
    (account.password_changed, "change-password"),
    (account.password_set, "change-password"),
    (mfa.authenticator_added, "add-second-factor"),
    (mfa.authenticator_removed, "drop-second-factor"),
    (social.social_account_added, "join-single-sign-on"),
    (social.social_account_removed, "leave-single-sign-on"),
)


def _receiver(act: str) -> Any:
    def record(sender: Any, **said: Any) -> None:
        user = said.get("user") or getattr(said.get("sociallogin") or said.get("socialaccount"), "user", None)
        request: HttpRequest | None = said.get("request")
        if not isinstance(user, User):
            return
        kind = getattr(said.get("authenticator"), "type", "")
        now = getattr(request, "moment", None) or current_moment()
        with transaction.atomic():
            write_entry(act, actor=Standing(user.pk), now=now, on=user, role="applicant", detail={"kind": kind} if kind else {})

    return record


def connect() -> None:
    """Listen (called once, when the app is loaded)."""
    for signal, act in ACTS:
        signal.connect(_receiver(act), weak=False, dispatch_uid=f"ledger:{id(signal)}:{act}")
