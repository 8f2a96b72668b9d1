"""The job that sends a delivery."""

from __future__ import annotations

from django_tasks import task

from zhicheng.web.clock.now import current_moment
from zhicheng.web.sending.services.dispatch import send_now


@task()
def send_delivery(pk: int) -> None:
    """Send a delivery, once; arranged anew where it failed and may succeed later."""
    send_now(pk, now=current_moment())
