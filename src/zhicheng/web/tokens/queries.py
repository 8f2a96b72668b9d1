"""Which tokens somebody sees."""

from __future__ import annotations

from django.db.models import QuerySet

from zhicheng.web.tokens.models import Token
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def own_tokens(standing: Standing) -> QuerySet[Token]:
    """The person's own tokens, the latest first."""
    return tokens_seen(standing).filter(user=standing.person)


def tokens_seen(standing: Standing) -> QuerySet[Token]:
    """Every token this person may see: the own ones, for an operator all."""
    return visible(standing, "view", Token.objects.select_related("user", "revoked_by"))
