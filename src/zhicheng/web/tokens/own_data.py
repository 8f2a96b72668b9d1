"""A person's tokens, for their own data export; what is kept of the keys themselves stays here."""

from __future__ import annotations

from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import Files, add_part, rows_as_json
from zhicheng.web.tokens.models import Token
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def _tokens(user: User, standing: Standing) -> Files:
    own = visible(standing, "view", Token.objects.filter(user=user))
    yield "tokens.json", rows_as_json(own, "digest", "revoked_by")


add_part("tokens", _tokens)
