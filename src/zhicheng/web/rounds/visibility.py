"""How rounds are tied to persons."""

from django.db.models import Q

from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.scope import EVERYTHING, Scope, register

register(
    Round,
    Scope(
        "round",
        "state",
        {
            "any": lambda _: EVERYTHING,
            "own-round": lambda one: Q(office__in=one.organisations("committee-office")),
        },
    ),
)
