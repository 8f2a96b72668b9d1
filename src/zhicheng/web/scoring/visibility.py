"""How scoring is tied to persons: by the own reading, by leading the group, by a seat, by the round's office."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Exists, OuterRef, Q

from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Group
from zhicheng.web.papers.models import Paper
from zhicheng.web.scoring.models import HANDED_IN, Answer, Defence, Deliberation, Sheet
from zhicheng.web.scoring.recusal import before_committee_of, led_by, readings_of
from zhicheng.web.visibility.scope import EVERYTHING, Relation, Scope, add_relation, register
from zhicheng.web.visibility.standing import Standing


def _within(path: str, values: Callable[[Standing], object]) -> Relation:
    return lambda one: Q(**{f"{path}__in": values(one)})


def _tied(application: str, deliberation: str) -> Mapping[str, Relation]:
    """Relations by the paths to the application and to its deliberation."""
    return {
        "any": lambda _: EVERYTHING,
        "own-round": _within(f"{application}__round__office", lambda one: one.organisations("committee-office")),
        "assigned": _within(application, lambda one: readings_of(one).values("application")),
        "led": _within(deliberation, lambda one: led_by(one).values("pk")),
        "seated": _within(deliberation, lambda one: before_committee_of(one).values("pk")),
    }


def _own_sheet(one: Standing) -> Q:
    return Q(
        seat__expert__user=one.user_id,
        seat__state="accepted",
        deliberation__application__in=readings_of(one).values("application"),
    )


def _beside_own(one: Standing) -> Q:
    """Sheets of an application on which the own sheet is handed in, once its group compares them."""
    own = Sheet.objects.filter(deliberation=OuterRef("deliberation"), seat__expert__user=one.user_id, state=HANDED_IN)
    compared = Q(deliberation__compared_at__isnull=False)
    return compared & Q(Exists(own), deliberation__application__in=readings_of(one).values("application"))


def _led_sheet(one: Standing) -> Q:
    return Q(deliberation__compared_at__isnull=False, deliberation__in=led_by(one).values("pk"))


def _agreed(one: Standing) -> Q:
    offices = one.organisations("committee-office")
    return Q(deliberation__agreed_at__isnull=False, deliberation__application__round__office__in=offices)


_AT = _tied("application", "application__deliberation")
_APPLICANT = "application__applicant"
register(Deliberation, Scope("deliberation", "state", _tied("application", "pk"), applicant=_APPLICANT))
register(Deliberation, Scope("group-sheet", "state", _tied("application", "pk"), applicant=_APPLICANT))
register(
    Sheet,
    Scope(
        "sheet",
        "state",
        {
            **_tied("deliberation__application", "deliberation"),
            "own": _own_sheet,
            "beside-own": _beside_own,
            "led-and-compared": _led_sheet,
            "own-round-agreed": _agreed,
            "compared": lambda _: Q(deliberation__compared_at__isnull=False),
        },
        applicant=f"deliberation__{_APPLICANT}",
    ),
)
register(Answer, Scope("answer", "application__deliberation__state", _AT, applicant=_APPLICANT))
register(Defence, Scope("defence", "state", _AT, applicant=_APPLICANT))
add_relation(Application, "application", "assigned", _within("pk", lambda one: readings_of(one).values("application")))
add_relation(Paper, "paper", "assigned", _within("applications", lambda one: readings_of(one).values("application")))
add_relation(Group, "group", "led", _within("deliberations", lambda one: led_by(one).values("pk")))
