"""How what leaves the platform is tied to persons."""

from django.db.models import Q

from zhicheng.web.sending.models import Delivery, MailChoice
from zhicheng.web.visibility.scope import EVERYTHING, Scope, register

register(MailChoice, Scope("mail-choice", "pk", {"own": lambda standing: Q(user=standing.user_id)}))
register(
    Delivery,
    Scope("delivery", "state", {"any": lambda _: EVERYTHING, "own": lambda standing: Q(user=standing.user_id)}),
)
