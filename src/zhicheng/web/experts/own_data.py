"""What is held of an expert, for their own data export: the entry in the pool, answers, declarations, declared ties."""

from __future__ import annotations

from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import Files, add_part, rows_as_json
from zhicheng.web.experts.models import Availability, Declaration, Expert, Tie
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def _experts(user: User, standing: Standing) -> Files:
    own = visible(standing, "view", Expert.objects.filter(user=user.pk))
    yield "experts.json", rows_as_json(own)
    answers = visible(standing, "view", Availability.objects.filter(expert__user=user.pk))
    yield "availability.json", rows_as_json(answers, "declared_by")
    declared = visible(standing, "view", Declaration.objects.filter(expert__user=user.pk))
    yield "declarations.json", rows_as_json(declared, "declared_by")
    ties = visible(standing, "view", Tie.objects.filter(expert__user=user.pk, source="declared"))
    yield "ties.json", rows_as_json(ties, "recorded_by", "decided_by")


add_part("experts", _experts)
