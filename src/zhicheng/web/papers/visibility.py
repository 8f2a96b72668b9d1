"""How evidence is tied to persons: the owner's always, others' only through an application it was handed in with."""

from django.db.models import Q

from zhicheng.web.papers.models import Paper
from zhicheng.web.visibility.scope import Scope, register

register(
    Paper,
    Scope(
        "paper",
        "applications__state",
        {
            "any": lambda _: Q(applications__isnull=False),
            "own": lambda one: Q(owner=one.user_id),
            "own-unit": lambda one: Q(applications__employer__in=one.organisations("employer", "personnel-agency")),
            "own-tier": lambda one: Q(applications__holder__in=one.organisations("department")),
            "handed-over": lambda one: Q(
                applications__recommendation__organisation__in=one.organisations("intermediate-committee")
            ),
            "own-round": lambda one: Q(applications__round__office__in=one.organisations("committee-office")),
        },
        many=True,
    ),
)
