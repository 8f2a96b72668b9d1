"""The parts of a plan: what the office writes, and the figures that the platform puts into it."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from zhicheng.web.applications.models import Application
from zhicheng.web.committee.committee_facts import held
from zhicheng.web.committee.models import Committee
from zhicheng.web.committee.plan_process import review_notice
from zhicheng.web.rounds.models import Round

Pair = tuple[str, str]

PARTS: Final[tuple[tuple[str, Pair], ...]] = (
    ("procedure", ("评审程序", "Procedure of the review")),
    ("schedule", ("日程安排", "Schedule")),
    ("discipline", ("回避与评审纪律", "Recusal and discipline")),
    ("note", ("其他说明", "Anything else")),
)
"""What the office writes; the first must be there."""

FIGURES: Final = "figures"
"""Where the figures of the report that stands are kept in a plan's content."""


def figures_of(round_: Round) -> dict[str, Any]:
    """The figures of a plan as they are now: numbers and dates, no names.

    ``arrived``, ``eligible``, ``not_eligible``, ``unchecked``; ``notice`` ({first_day, last_day, named, objections,
    upheld} or None); ``seats`` ({specialty: accepted members}), ``members``, ``groups`` ({name: members}).
    """
    arrived = Application.objects.filter(round=round_, state="arrived")
    outcomes = Counter(one or "" for one in arrived.values_list("eligibility__outcome", flat=True))
    return {
        "arrived": sum(outcomes.values()),
        "eligible": outcomes["eligible"],
        "not_eligible": outcomes["not-eligible"],
        "unchecked": outcomes[""],
        "notice": _notice(round_),
        **_committee(round_),
    }


def _notice(round_: Round) -> dict[str, Any] | None:
    notice = review_notice(round_)
    if notice is None:
        return None
    states = Counter(notice.objections.values_list("state", flat=True))
    return {
        "first_day": notice.first_day.isoformat(),
        "last_day": notice.last_day.isoformat(),
        "named": notice.applications.count(),
        "objections": sum(states.values()),
        "upheld": states["upheld"],
    }


def _committee(round_: Round) -> dict[str, Any]:
    committee = Committee.objects.filter(review__round=round_).first()
    accepted = [one for one in held(committee) if one.state == "accepted"] if committee is not None else []
    groups = Counter(one.group.name for one in accepted if one.group is not None)
    return {
        "members": len(accepted),
        "seats": dict(sorted(Counter(one.specialty for one in accepted).items())),
        "groups": dict(sorted(groups.items())),
    }
