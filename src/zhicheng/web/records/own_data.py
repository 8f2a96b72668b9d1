"""What a person keeps, for their own data export."""

from __future__ import annotations

from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import Files, add_part, rows_as_json
from zhicheng.web.records.models import Profile, Record
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def _records(user: User, standing: Standing) -> Files:
    yield "profile.json", rows_as_json(Profile.objects.filter(user=user.pk))
    yield "records.json", rows_as_json(visible(standing, "view", Record.objects.filter(owner=user)))


add_part("records", _records)
