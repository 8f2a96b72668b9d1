"""How applications and what hangs on them are tied to persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Q

from zhicheng.web.applications.models import Application, Batch, Message, RecommendingExpert, Return
from zhicheng.web.visibility.scope import EVERYTHING, Relation, Scope, register
from zhicheng.web.visibility.standing import Standing


def _under(prefix: str) -> Mapping[str, Relation]:
    """The relations of an application, for objects that hang on one by ``prefix``."""

    def tied(path: str, ids: Callable[[Standing], object]) -> Relation:
        return lambda one: Q(**{f"{prefix}{path}__in": ids(one)})

    return {
        "any": lambda _: EVERYTHING,
        "own": lambda one: Q(**{f"{prefix}applicant": one.user_id}) & Q(**{f"{prefix}applicant__isnull": False}),
        "own-unit": tied("employer", lambda one: one.organisations("employer", "personnel-agency")),
        "own-tier": tied("holder", lambda one: one.organisations("department")),
        "passed-tier": tied("passed", lambda one: one.organisations("department")),
        "handed-over": tied("recommendation__organisation", lambda one: one.organisations("intermediate-committee")),
        "own-round": tied("round__office", lambda one: one.organisations("committee-office")),
    }


register(Application, Scope("application", "state", _under("")))
register(Application, Scope("person", "state", _under("")))
register(Application, Scope("eligible-application", "state", _under("")))
register(Return, Scope("return", "application__state", _under("application__")))
register(RecommendingExpert, Scope("recommending-expert", "application__state", _under("application__")))
register(Message, Scope("message", "kind", {"own": lambda one: Q(user=one.user_id)}))
register(
    Batch,
    Scope(
        "roster",
        "round__state",
        {
            "any": lambda _: EVERYTHING,
            "own-tier": lambda one: (
                Q(sender__in=one.organisations("department")) | Q(receiver__in=one.organisations("department"))
            ),
            "own-round": lambda one: Q(receiver__in=one.organisations("committee-office")),
        },
    ),
)
