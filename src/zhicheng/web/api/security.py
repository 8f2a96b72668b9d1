"""Who asks: a program with a token of a person, or the person's own browser, which may only read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from zhicheng.web.accounts.second_factor import must_set_up
from zhicheng.web.api.errors import TOO_OFTEN, ApiError
from zhicheng.web.site.rate import limited
from zhicheng.web.tokens.models import Token
from zhicheng.web.tokens.scopes import SCOPES
from zhicheng.web.tokens.services import note_use, token_of
from zhicheng.web.visibility.standing import standing_of

READS_A_MINUTE: Final = 600
ACTS_A_MINUTE: Final = 120
A_MINUTE: Final = 60

UNKNOWN_TOKEN: Final = ApiError(
    401,
    "token-unknown",
    ("令牌无效、已作废或已到期", "the token is not known, revoked or run out"),
    do=("请在“我的账号—接口令牌”重新生成", "make a new one under 'My account', 'Tokens for programs'"),
)
SIGN_IN: Final = ApiError(
    401,
    "sign-in-first",
    ("需要令牌", "a token is needed"),
    do=("请带上 Authorization: Bearer …", "send Authorization: Bearer …"),
)
SECOND_FACTOR: Final = ApiError(
    403,
    "second-factor-first",
    ("您的角色须先启用第二因素", "your role asks for a second factor first"),
    do=("请登录网页启用", "sign in on the pages and set it up"),
)


def not_in_scope(scope: str) -> ApiError:
    """A token that was not made for this."""
    zh, en = SCOPES[scope]
    do = (f"请生成含 {scope}（{zh}）的令牌", f"make a token with {scope} ({en})")
    return ApiError(403, "scope-missing", (f"令牌不含 {scope}", f"the token lacks {scope}"), do=do)


class TokenAuth(HttpBearer):
    """``Authorization: Bearer …``: a token with the scope that the operation wants.

    The request then has the standing of the token's person, as it is at this moment: never more.
    """

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope
        self.reads = scope.startswith("read:")

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token, or an error (401, 403, 429)."""
        now = request.moment  # type: ignore[attr-defined]
        found = token_of(token, now=now)
        if found is None:
            raise UNKNOWN_TOKEN
        if self.scope not in found.scopes:
            raise not_in_scope(self.scope)
        self._not_too_often(found, now)
        standing = replace(standing_of(found.user, now), token=found.pk)
        if must_set_up(standing):
            raise SECOND_FACTOR
        note_use(found, now=now)
        request.standing = standing  # type: ignore[attr-defined]
        return found

    def _not_too_often(self, found: Token, now: Any) -> None:
        kind, limit = ("read", READS_A_MINUTE) if self.reads else ("act", ACTS_A_MINUTE)
        if limited(f"token-{kind}:{found.pk}", limit=limit, seconds=A_MINUTE, now=now):
            raise TOO_OFTEN


class SessionAuth(APIKeyCookie):
    """The session of somebody signed in; only for reading, so that no other site can make a browser act."""

    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002 - the session was read before
        """Who is signed in, or nobody."""
        return request.user if request.user.is_authenticated else None


def anybody(request: HttpRequest) -> bool:  # noqa: ARG001 - the shape the framework calls
    """Nobody in particular: what visitors may see."""
    return True


def reading(scope: str, *, public: bool = False) -> list[Any]:
    """What an operation that reads takes: a token with the scope, or the own session; ``public``: or nothing."""
    return [TokenAuth(scope), SessionAuth(), *([anybody] if public else [])]


def acting(scope: str) -> list[Any]:
    """What an operation that acts takes: a token with the scope, and nothing else."""
    return [TokenAuth(scope)]
