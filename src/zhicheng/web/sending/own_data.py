"""A person's choice of e-mail, and what went out to them, for their own data export."""

from __future__ import annotations

from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import Files, add_part, rows_as_json
from zhicheng.web.sending.models import Delivery, MailChoice, Reminder
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def _sending(user: User, standing: Standing) -> Files:
    yield "mail-choice.json", rows_as_json(visible(standing, "view", MailChoice.objects.filter(user=user)))
    yield "deliveries.json", rows_as_json(visible(standing, "take-along", Delivery.objects.filter(user=user)))
    yield "reminders.json", rows_as_json(Reminder.objects.filter(user=user))


add_part("sending", _sending)
