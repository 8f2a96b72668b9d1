"""How accounts, organisations, roles held and invitations are tied to persons."""

from django.db.models import Q

from zhicheng.web.accounts.models import Grant, Invitation, Organisation, User
from zhicheng.web.visibility.scope import EVERYTHING, Relation, Scope, register
from zhicheng.web.visibility.standing import Standing

OWN_ROLES = ("employer", "personnel-agency", "department", "committee-office", "intermediate-committee")


def _own(field: str) -> Relation:
    def tied(standing: Standing) -> Q:
        return Q(**{f"{field}__in": standing.organisations(*OWN_ROLES)})

    return tied


register(Organisation, Scope("organisation", "kind", {"any": lambda _: EVERYTHING, "own": _own("pk")}))
register(User, Scope("account", "pk", {"any": lambda _: EVERYTHING, "own": lambda one: Q(pk=one.user_id)}))
register(
    Grant,
    Scope(
        "grant",
        "role",
        {
            "any": lambda _: EVERYTHING,
            "own": lambda one: Q(user=one.user_id),
            "passed-on": lambda one: Q(delegated_from__user=one.user_id),
            "own-organisation": _own("organisation"),
        },
    ),
)
register(
    Invitation,
    Scope(
        "invitation",
        "role",
        {
            "any": lambda _: EVERYTHING,
            "made": lambda one: Q(invited_by=one.user_id),
            "own-organisation": _own("organisation"),
        },
    ),
)
