"""What leaves the platform: a person's choice of e-mail, each delivery of a message, each reminder sent."""

from __future__ import annotations

import uuid
from typing import Final

from django.conf import settings
from django.db import models

from zhicheng.web.applications.models import Message
from zhicheng.web.site.encrypted import EncryptedText

USER = settings.AUTH_USER_MODEL

WAITING, SENDING, SENT, FAILED, UNSURE, GIVEN_UP = "waiting", "sending", "sent", "failed", "unsure", "given-up"
STATES: Final = (
    (WAITING, "待发送 / waiting"),
    (SENDING, "发送中 / being sent"),
    (SENT, "已发送 / sent"),
    (FAILED, "失败，将再试 / failed, to be tried again"),
    (UNSURE, "中断，是否送达不明 / cut off, not known whether it went out"),
    (GIVEN_UP, "已放弃 / given up"),
)
"""The states of a delivery."""
LANGUAGES: Final = (("zh", "中文"), ("en", "English"))


class MailChoice(models.Model):
    """Whether a person wants messages by e-mail, where to, in which language.

    ``confirmed_at``: since when it is known that the address is theirs; nothing but the question for that goes to one
    that is not.
    """

    user = models.OneToOneField(USER, on_delete=models.PROTECT, related_name="mail_choice")
    address = EncryptedText(blank=True, default="")
    on = models.BooleanField(default=False)
    language = models.SlugField(max_length=2, choices=LANGUAGES, default="zh")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)


class Delivery(models.Model):
    """One message going out by one channel; ``message`` empty: the question whether an address is the person's.

    ``key``: by which a receiver knows it again; it never changes. ``trouble``: why it did not go out, [zh, en].
    """

    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.SlugField(max_length=40)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.SlugField(max_length=10, choices=STATES, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.JSONField(default=list)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel"],
                condition=models.Q(message__isnull=False),
                name="one_delivery_per_message_and_channel",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
                name="sent_has_its_moment",
            ),
        ]


class Reminder(models.Model):
    """A person was reminded of a thing that is due on a day, so many days before; never twice. ``address``: where it is
    done."""

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="reminders")
    thing = models.CharField(max_length=80)
    day = models.DateField()
    lead = models.PositiveSmallIntegerField()
    address = models.CharField(max_length=200)
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="reminder")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "thing", "day", "lead"], name="reminded_once"),
        ]
