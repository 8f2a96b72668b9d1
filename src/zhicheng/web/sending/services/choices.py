"""Whether, where to and in which language a person gets messages by e-mail."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.sending.models import LANGUAGES, MailChoice
from zhicheng.web.sending.services.dispatch import ADDRESS_SALT
from zhicheng.web.sending.services.queueing import queue_delivery
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

LINK_SECONDS: Final = 3 * 86_400
"""How long the link that confirms an address is good."""
LONGEST: Final = 254

WRONG_ADDRESS: Final = Refusal(
    "mail-address-invalid",
    ("邮箱地址格式有误", "this is no e-mail address"),
    do=("请核对后重新填写", "look at it again"),
)
WRONG_LANGUAGE: Final = Refusal("language-unknown", ("没有这种语言", "there is no such language"))
LINK_SPENT: Final = Refusal(
    "mail-link-spent",
    ("此链接已失效，或邮箱已改动", "this link is no longer good, or the address was changed"),
    do=("请在“我的账号—消息通知”中重新发送确认邮件", "have another one sent from your account's page of messages"),
)


def choice_of(actor: Standing) -> MailChoice:
    """The person's choice; one that says no where nothing was chosen yet."""
    return MailChoice.objects.get_or_create(user_id=actor.person)[0]


@transaction.atomic
def choose_mail(
    choice: MailChoice, *, on: bool, address: str, language: str, actor: Standing, now: dt.datetime, version: int | None
) -> MailChoice:
    """Turn e-mail on or off. An address that is new is asked first whether it is the person's.

    Refuses with ``no-right``, ``stale-page``, ``mail-address-invalid``, ``language-unknown``.
    """
    fresh = locked(choice, version)
    require(actor, "change", fresh)
    address = address.strip()
    _refuse(on, address, language)
    if address != fresh.address:
        fresh.address, fresh.confirmed_at = address, None
    fresh.on, fresh.language = on, language
    fresh.version += 1
    fresh.save()
    write_entry(
        "choose-mail", actor=actor, now=now, on=fresh.user, role="applicant", detail={"state": "on" if on else "off"}
    )
    if on and fresh.confirmed_at is None:
        queue_delivery(fresh.user, "mail", now=now)
    return fresh


@transaction.atomic
def confirm_mail(token: str, *, actor: Standing, now: dt.datetime) -> MailChoice:
    """The address is the person's: who follows the link is signed in as whom it was sent to.

    Refuses with ``mail-link-spent`` (too old, another's, or the address was changed since), ``no-right``.
    """
    try:
        said = signing.loads(token, salt=ADDRESS_SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        raise ActRefused(LINK_SPENT) from None
    fresh = MailChoice.objects.select_for_update().filter(user_id=actor.person).first()
    if fresh is None or said != {"user": actor.person, "address": fresh.address} or not fresh.address:
        raise ActRefused(LINK_SPENT)
    require(actor, "change", fresh)
    if fresh.confirmed_at is None:
        fresh.confirmed_at = now
        fresh.version += 1
        fresh.save()
        write_entry("confirm-mail", actor=actor, now=now, on=fresh.user, role="applicant")
    return fresh


def _refuse(on: bool, address: str, language: str) -> None:
    found = [] if language in dict(LANGUAGES) else [WRONG_LANGUAGE]
    if on or address:
        try:
            validate_email(address)
        except ValidationError:
            found.append(WRONG_ADDRESS)
    if len(address) > LONGEST:
        found.append(WRONG_ADDRESS)
    if found:
        raise ActRefused(found)
