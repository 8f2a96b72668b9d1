"""How a review and the checks of its applications are tied to persons."""

from django.db.models import Q

from zhicheng.web.review.models import EligibilityCheck, Recommendation, Review
from zhicheng.web.visibility.scope import EVERYTHING, Scope, register

register(
    Review,
    Scope(
        "review",
        "state",
        {
            "any": lambda _: EVERYTHING,
            "own-round": lambda one: Q(round__office__in=one.organisations("committee-office")),
            "seated": lambda one: Q(
                committee__seats__expert__user=one.user_id, committee__seats__state__in=["drawn", "accepted"]
            ),
        },
        many=True,
    ),
)
register(
    EligibilityCheck,
    Scope(
        "eligibility",
        "outcome",
        {
            "any": lambda _: EVERYTHING,
            "own-round": lambda one: Q(application__round__office__in=one.organisations("committee-office")),
            "own": lambda one: Q(application__applicant=one.user_id) & Q(application__applicant__isnull=False),
        },
        applicant="application__applicant",
    ),
)
register(
    Recommendation,
    Scope(
        "recommendation",
        "state",
        {
            "any": lambda _: EVERYTHING,
            "own-committee": lambda one: Q(organisation__in=one.organisations("intermediate-committee")),
            "own-round": lambda one: Q(application__round__office__in=one.organisations("committee-office")),
            "own": lambda one: Q(application__applicant=one.user_id) & Q(application__applicant__isnull=False),
        },
        applicant="application__applicant",
    ),
)
