"""Messages that leave the platform: to their own person, with their moment, reminders of what they say."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from zhicheng.web.keeping.invariants import Look, Pair, invariant, row_name
from zhicheng.web.sending.models import SENT, Delivery, MailChoice, Reminder

Found = Iterator[tuple[str, Pair]]


@invariant("delivery-agrees")
def deliveries_agree(_: Look) -> Found:
    """A delivery goes to whom its message is for, and what was sent was tried; a reminder's message is its person's."""
    for row in Delivery.objects.filter(message__isnull=False).exclude(user=F("message__user")):
        yield row_name(row), ("收件人不是消息的收件人", "it goes to another person than its message")
    for row in Delivery.objects.filter(state=SENT, attempts=0):
        yield row_name(row), ("已发送而没有尝试", "it was sent without being tried")
    for reminder in Reminder.objects.filter(~Q(message__user=F("user")) | ~Q(message__kind="reminder")):
        yield row_name(reminder), ("提醒与其消息不符", "its message is another person's, or no reminder")
    for choice in MailChoice.objects.filter(confirmed_at__isnull=False, address=""):
        yield row_name(choice), ("已确认而没有邮箱", "it is confirmed without an address")
