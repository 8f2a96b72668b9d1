"""Rows of what leaves the platform and of the checks of the data, and by hand who is tied to which."""

from __future__ import annotations

from tests.web.people import World
from tests.web.visibility.tied import Tied
from zhicheng.web.applications.models import Message
from zhicheng.web.keeping.models import Inspection
from zhicheng.web.sending.models import Delivery, MailChoice


def choices(here: World) -> list[Tied]:
    """One of each applicant."""
    return [
        Tied(MailChoice.objects.create(user=user, address="a@example.cn"), "", {"own": {user.username}})
        for user in (here.applicant, here.other_applicant)
    ]


def deliveries(here: World) -> list[Tied]:
    """One to each applicant, sent and waiting."""
    found = []
    for user in (here.applicant, here.other_applicant):
        for channel, state in (("mail", "sent"), ("webhook", "waiting")):
            message = Message.objects.create(user=user, kind="x", text_zh="一", text_en="one", sent_at=here.now)
            sent_at = here.now if state == "sent" else None
            row = Delivery.objects.create(
                message=message, user=user, channel=channel, state=state, sent_at=sent_at, made_at=here.now
            )
            found.append(Tied(row, state, {"any": None, "own": {user.username}}))
    return found


def inspections(here: World) -> list[Tied]:
    """One run of the checks."""
    return [Tied(Inspection.objects.create(at=here.now), "", {"any": None})]
