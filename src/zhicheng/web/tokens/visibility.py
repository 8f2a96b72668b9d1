"""How tokens are tied to persons: to who made them, and to every operator."""

from django.db.models import Q

from zhicheng.web.tokens.models import Token
from zhicheng.web.visibility.scope import EVERYTHING, Scope, register

register(
    Token,
    Scope("token", "name", {"any": lambda _: EVERYTHING, "own": lambda one: Q(user=one.user_id)}),
)
