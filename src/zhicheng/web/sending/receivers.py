"""What happens elsewhere and concerns what leaves the platform: somebody is told something."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from zhicheng.web.applications.models import Message
from zhicheng.web.sending.services.queueing import queue_message


@receiver(post_save, sender=Message, dispatch_uid="send-what-was-told")
def send_what_was_told(instance: Message, created: bool, **_: Any) -> None:
    """Set a new message out on its ways, whoever wrote it, within the act's own transaction."""
    if created:
        queue_message(instance)
