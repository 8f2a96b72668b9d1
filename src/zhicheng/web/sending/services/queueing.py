"""A message set out on its ways: a delivery for each channel, and a job for each delivery, within the act's transaction."""

from __future__ import annotations

import datetime as dt

from allauth.socialaccount.models import SocialAccount

from zhicheng.web.accounts.models import User
from zhicheng.web.applications.models import Message
from zhicheng.web.sending.channels.channel import Recipient
from zhicheng.web.sending.channels.loaded import channels
from zhicheng.web.sending.models import Delivery, MailChoice


def queue_message(message: Message) -> list[Delivery]:
    """The deliveries of a message: one for each channel by which this person is reached."""
    ways = channels()
    if not ways:
        return []
    recipient = recipient_of(message.user)
    return [
        queue_delivery(message.user, name, now=message.sent_at, message=message)
        for name, way in ways.items()
        if way.address_of(recipient)
    ]


def queue_delivery(user: User, channel: str, *, now: dt.datetime, message: Message | None = None) -> Delivery:
    """A delivery that waits, and the job that sends it once this transaction is committed."""
    from zhicheng.web.sending.tasks import send_delivery  # the job is built on these services

    row = Delivery.objects.create(message=message, user=user, channel=channel, made_at=now)
    send_delivery.enqueue(row.pk)
    return row


def recipient_of(user: User, *, unconfirmed: bool = False) -> Recipient:
    """What channels are told of a person; ``unconfirmed``: the address to be asked about."""
    choice = MailChoice.objects.filter(user=user).first()
    single_sign_on = SocialAccount.objects.filter(user=user).order_by("pk").values_list("uid", flat=True).first()
    wanted = choice is not None and (unconfirmed or (choice.on and choice.confirmed_at is not None))
    return Recipient(
        number=user.pk,
        language=choice.language if choice is not None else "zh",
        mail=choice.address if choice is not None and wanted else "",
        phone=user.phone,
        single_sign_on=single_sign_on or "",
    )
