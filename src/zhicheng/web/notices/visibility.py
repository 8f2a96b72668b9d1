"""How notices and objections are tied to persons; an objection's sender is an object of its own."""

from django.db.models import Q

from zhicheng.web.notices.models import Notice, Objection, Sanction
from zhicheng.web.visibility.scope import EVERYTHING, Scope, register
from zhicheng.web.visibility.standing import Standing


def _own_notice(standing: Standing) -> Q:
    return Q(notice__organisation__in=standing.organisations("employer", "personnel-agency"))


def _office_notice(standing: Standing) -> Q:
    """Notices that a committee office has posted itself."""
    return Q(notice__organisation__in=standing.organisations("committee-office"))


register(
    Notice,
    Scope(
        "notice",
        "state",
        {
            "any": lambda _: EVERYTHING,
            "own-unit": lambda one: Q(organisation__in=one.organisations("employer", "personnel-agency")),
            "own-office": lambda one: Q(organisation__in=one.organisations("committee-office")),
        },
    ),
)
register(
    Objection,
    Scope(
        "objection",
        "state",
        {"any": lambda _: EVERYTHING, "own-notice": _own_notice, "office-notice": _office_notice},
        applicant="application__applicant",
    ),
)
register(
    Objection,
    Scope(
        "objector",
        "state",
        {
            "any": lambda _: EVERYTHING,
            "not-hidden": lambda one: _own_notice(one) & Q(sender_hidden=False, anonymous=False),
            "office-not-hidden": lambda one: _office_notice(one) & Q(sender_hidden=False, anonymous=False),
        },
        applicant="application__applicant",
    ),
)
register(Sanction, Scope("sanction", "state", {"any": lambda _: EVERYTHING}))
