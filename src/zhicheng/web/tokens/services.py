"""Making, using and revoking a token."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Collection, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.accounts.models import User
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.site.acts import locked_for
from zhicheng.web.tokens.models import Token
from zhicheng.web.tokens.scopes import SCOPES
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

CHINA: Final = ZoneInfo("Asia/Shanghai")
BEGINNING: Final = "zc_"
LONGEST: Final = dt.timedelta(days=366)
MOST: Final = 20
NOTED_EVERY: Final = dt.timedelta(minutes=1)
_KEY: Final = re.compile(r"zc_[0-9A-Za-z_-]{43}")


@transaction.atomic
def make_token(
    name: str, scopes: Collection[str], last_day: dt.date, *, actor: Standing, now: dt.datetime
) -> tuple[Token, str]:
    """A token for the person's own programs, and its key, which can't be shown again.

    Raises:
        ActRefused: ``sign-in-first``, ``name-missing``, ``scope-missing``, ``scope-unknown``, ``end-not-in-future``,
            ``token-too-long``, ``too-many-tokens``.
    """
    owner = User.objects.select_for_update(no_key=True).get(pk=actor.person)
    require(actor, "change", owner)
    ends = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), CHINA) if last_day < dt.date.max else None
    found = list(_faults(name.strip(), scopes, ends, owner, now))
    if found or ends is None:
        raise ActRefused(found)
    key = BEGINNING + secrets.token_urlsafe(32)
    said = {"name": name.strip(), "scopes": [one for one in SCOPES if one in scopes]}
    kept = {"beginning": key[:8], "digest": digest_of(key)}
    row = Token.objects.create(user=owner, **said, **kept, made_at=now, expires_at=ends)
    write_entry(
        "make-token", actor=actor, now=now, on=row, detail={"until": last_day.isoformat(), "scopes": row.scopes}
    )
    return row, key


def digest_of(key: str) -> str:
    """By what a key is known. It is 256 random bits, so that a plain hash can't be guessed backwards."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def revoke_token(token: Token, *, actor: Standing, now: dt.datetime) -> Token:
    """A token that opens nothing any more, from now on; by its owner or an operator. Again: nothing happens.

    Raises:
        ActRefused: ``no-right``.
    """
    row = locked_for(actor, "revoke", token)
    if row.revoked_at is not None:
        return row
    row.revoked_at, row.revoked_by_id = now, actor.person
    row.save(update_fields=["revoked_at", "revoked_by"])
    role = "" if row.user_id == actor.user_id else "operator"
    write_entry("revoke-token", actor=actor, now=now, on=row, role=role, detail={"user": row.user_id})
    return row


def token_of(key: str, *, now: dt.datetime) -> Token | None:
    """The token a key belongs to, if it opens anything now: not revoked, not run out, its person's account open."""
    if not _KEY.fullmatch(key):
        return None
    open_now = Q(revoked_at=None, expires_at__gt=now, user__is_active=True)
    return Token.objects.select_related("user").filter(open_now, digest=digest_of(key)).first()


def note_use(token: Token, *, now: dt.datetime) -> None:
    """Remember that a token was used, to the minute: what is asked a hundred times a second is written once."""
    used = token.last_used_at
    if used is not None and used <= now < used + NOTED_EVERY:
        return
    Token.objects.filter(pk=token.pk).update(last_used_at=now)


def _faults(
    name: str, scopes: Collection[str], ends: dt.datetime | None, owner: User, now: dt.datetime
) -> Iterator[Refusal]:
    if not name or len(name) > 80 or "\x00" in name:
        yield _NAME
    if not scopes:
        yield _NO_SCOPE
    if not set(scopes) <= set(SCOPES):
        yield _UNKNOWN_SCOPE
    if ends is None or ends > now + LONGEST:
        yield _TOO_LONG
    elif ends <= now:
        yield _PAST
    if owner.tokens.filter(revoked_at=None, expires_at__gt=now).count() >= MOST:
        yield _TOO_MANY


_NAME: Final = Refusal(
    "name-missing",
    ("请写明令牌的用途，不超过 80 字", "say what the token is for, in up to 80 characters"),
    do=("如“人事系统对接”", "for example 'our staff system'"),
)
_NO_SCOPE: Final = Refusal(
    "scope-missing", ("没有勾选权限范围", "no scope is chosen"), do=("请至少勾选一项", "choose at least one")
)
_UNKNOWN_SCOPE: Final = Refusal(
    "scope-unknown",
    ("没有这一权限范围", "there is no such scope"),
    do=("请从所列范围中选择", "choose from those listed"),
)
_PAST: Final = Refusal(
    "end-not-in-future",
    ("截止日期不得早于今天", "the last day may not lie before today"),
    do=("请改为今天或以后的日期", "choose today or a later day"),
)
_TOO_LONG: Final = Refusal(
    "token-too-long",
    ("令牌最长有效一年", "a token lasts a year at most"),
    do=("请改为一年以内的日期", "choose a day within a year"),
)
_TOO_MANY: Final = Refusal(
    "too-many-tokens",
    (f"您已有 {MOST} 个有效令牌", f"you have {MOST} tokens already"),
    do=("请先作废不再使用的令牌", "revoke those that are no longer used"),
)
