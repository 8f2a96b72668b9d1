"""What allauth does to an account reaches the ledger too."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import signals as account
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from django.db import transaction
from django.db.models.signals import post_delete, post_save
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
    (social.social_account_added, "join-single-sign-on"),
    (social.social_account_removed, "leave-single-sign-on"),
)


def _receiver(act: str) -> Any:
    def record(sender: Any, **said: Any) -> None:  # noqa: ARG001 - the shape of a receiver
        user = said.get("user") or getattr(said.get("sociallogin") or said.get("socialaccount"), "user", None)
        request: HttpRequest | None = said.get("request")
        if not isinstance(user, User):
            return
        _write(act, user, request)

    return record


def _write(act: str, user: User, request: HttpRequest | None, **detail: str) -> None:
    now = getattr(request, "moment", None) or current_moment()
    with transaction.atomic():
        write_entry(act, actor=Standing(user.pk), now=now, on=user, role="applicant", detail=detail)


def _factor_added(sender: Any, instance: Authenticator, created: bool, **_: Any) -> None:  # noqa: ARG001
    """In the transaction that adds it: allauth's own signal comes only after the commit."""
    if created:
        _write("add-second-factor", instance.user, context.request, kind=str(instance.type))


def _factor_removed(sender: Any, instance: Authenticator, **_: Any) -> None:  # noqa: ARG001
    """One's own; what the operator takes off is written by that act itself."""
    request = context.request
    if request is not None and request.user.pk == instance.user_id:
        _write("drop-second-factor", instance.user, request, kind=str(instance.type))


def connect() -> None:
    """Listen (called once, when the app is loaded)."""
    for signal, act in ACTS:
        signal.connect(_receiver(act), weak=False, dispatch_uid=f"ledger:{id(signal)}:{act}")
    post_save.connect(_factor_added, sender=Authenticator, dispatch_uid="ledger:second-factor-added")
    post_delete.connect(_factor_removed, sender=Authenticator, dispatch_uid="ledger:second-factor-removed")
