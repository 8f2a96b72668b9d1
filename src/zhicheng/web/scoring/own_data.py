"""What is held of an expert's scoring, for their own data export: the own sheets."""

from __future__ import annotations

from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import Files, add_part, rows_as_json
from zhicheng.web.scoring.models import Sheet
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def _sheets(user: User, standing: Standing) -> Files:
    own = visible(standing, "view", Sheet.objects.filter(seat__expert__user=user.pk))
    yield "scoring-sheets.json", rows_as_json(own)


add_part("scoring", _sheets)
