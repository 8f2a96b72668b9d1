"""A certificate checked from what one holds: the file or its code, the issuer's keys, a status list. No network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from zhicheng.procedure.certificate.cms import Claimed, claimed, container, signed_attributes
from zhicheng.procedure.certificate.content import Content
from zhicheng.procedure.certificate.der import NotDer
from zhicheng.procedure.certificate.findings import (
    FILE_SIGNATURE,
    FILE_UNCHANGED,
    KEY_IN_USE,
    KEY_KNOWN,
    LIST_AFTER_ISSUE,
    LIST_CURRENT,
    LIST_SIGNATURE,
    NOT_ENDED,
    ONE_SIGNATURE,
    REISSUED,
    REVOKED,
    SEALED_ELSEWHERE,
    SOUND,
    STATEMENT_SIGNATURE,
    UNCERTAIN,
    UNSOUND,
    VALID,
    Finding,
)
from zhicheng.procedure.certificate.keys import COMPROMISED, PLATFORM, Key, KeySet
from zhicheng.procedure.certificate.signature import as_der, lower, verified
from zhicheng.procedure.certificate.signed_pdf import SignedPdf, signed_pdf, statement_of
from zhicheng.procedure.certificate.statement import Statement
from zhicheng.procedure.certificate.status import STATES, SignedList

BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
SLACK: Final = dt.timedelta(days=1)
"""How far a clock may be behind the issuer's."""
_GENUINE: Final = (ONE_SIGNATURE, FILE_UNCHANGED, KEY_KNOWN, KEY_IN_USE, FILE_SIGNATURE, STATEMENT_SIGNATURE)

_LISTED: Final = (LIST_SIGNATURE, LIST_CURRENT, LIST_AFTER_ISSUE, NOT_ENDED)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the content as it stands, the findings in order, and what they come to together."""

    content: Content
    findings: tuple[Finding, ...]
    outcome: str

    @property
    def good(self) -> bool:
        """Whether one may rely on it: genuine, and not known to have ended."""
        return self.outcome in (VALID, SOUND)


def check_certificate(
    pdf: bytes, keys: KeySet | None, status: SignedList | None, *, now: dt.datetime, where: str = ""
) -> Checked:
    """The file checked: not one byte changed, signed by a key of the issuer, its state by the list.

    Without ``keys`` nobody can say who signed; without ``status`` the state stays unchecked. ``now`` (with a time
    zone) is compared with the list's date only.

    Raises:
        Refused: the file is no certificate of this kind at all.
    """
    statement = statement_of(pdf, where)
    found = signed_pdf(pdf)
    parts = _claims(found)
    key = keys.find(statement.content.key) if keys else None
    file_part = tuple(_file_findings(found, parts, key, keys is not None))
    return _together(statement, (*file_part, *_statement_findings(statement, key, keys, status, now)))


def check_statement(
    statement: Statement, keys: KeySet | None, status: SignedList | None, *, now: dt.datetime
) -> Checked:
    """The code of a print checked: as :func:`check_certificate`, without the file."""
    key = keys.find(statement.content.key) if keys else None
    return _together(statement, tuple(_statement_findings(statement, key, keys, status, now)))


def _claims(found: SignedPdf | None) -> Claimed | None:
    try:
        return claimed(found.contents) if found else None
    except (NotDer, ValueError):
        return None


def _file_findings(found: SignedPdf | None, parts: Claimed | None, key: Key | None, asked: bool) -> Iterator[Finding]:
    if key is not None and key.kind != PLATFORM:
        yield Finding(FILE_SIGNATURE, None, _OTHER_SEAL)
        return
    if found is None or parts is None:
        what = ("文件未签名、签名损坏，或签名后又有增补", "not signed, damaged, or something was added after signing")
        yield Finding(ONE_SIGNATURE, False, what)
        return
    yield Finding(ONE_SIGNATURE, True)
    same = parts.digest == found.digest
    yield Finding(
        FILE_UNCHANGED, same, ("", "") if same else ("签名后文件被改动", "the file was changed after signing")
    )
    if key is None:
        yield Finding(FILE_SIGNATURE, None, _NO_KEY if asked else _NO_KEYS)
    elif key.certificate not in parts.certificates:
        what = ("文件由另一把密钥签名", "another key signed the file")
        yield Finding(FILE_SIGNATURE, False, what)
    else:
        yield _file_signature(found, parts, key)


_NO_KEYS: Final = ("未提供密钥文件，不能确认由谁签名", "no key file was given, so nobody can say who signed")
_NO_KEY: Final = ("密钥文件中没有这把密钥", "the key file does not have this key")
_OTHER_SEAL: Final = (
    "由电子印章签署，请用印章系统的验证工具核验",
    "sealed by an official electronic seal; check it with the seal's own program",
)


def _file_signature(found: SignedPdf, parts: Claimed, key: Key) -> Finding:
    """The key's signature over this very file, and the container in its one form (so that no byte of it is free)."""
    raw = _raw(parts.signature)
    if raw is None or not verified(key.public, signed_attributes(found.digest, key.certificate), raw):
        return Finding(FILE_SIGNATURE, False, ("不是这把密钥对本文件的签名", "not this key's signature over this file"))
    if not found.holds(container(found.digest, key.certificate, as_der(raw))):
        what = ("签名区域被改动或不合规定", "the signature's place was changed, or is not in its one form")
        return Finding(FILE_SIGNATURE, False, what)
    return Finding(FILE_SIGNATURE, True)


def _raw(signature: bytes) -> bytes | None:
    try:
        r, s = decode_dss_signature(signature)
        raw = lower(r, s)
    except (ValueError, OverflowError):
        return None
    return raw if as_der(raw) == signature else None


def _statement_findings(
    statement: Statement, key: Key | None, keys: KeySet | None, status: SignedList | None, now: dt.datetime
) -> Iterator[Finding]:
    content = statement.content
    if keys is None:
        yield Finding(KEY_KNOWN, None, _NO_KEYS)
    elif key is None:
        yield Finding(KEY_KNOWN, False, _NO_KEY)
    else:
        yield Finding(KEY_KNOWN, True)
        yield _key_in_use(key, content.issued_on, KEY_IN_USE)
        right = verified(key.public, statement.signed, statement.signature)
        what = ("内容与签名不符：内容被改动，或不是这把密钥所签",
                "content and signature do not agree: it was changed, or another key signed it")  # fmt: skip
        yield Finding(STATEMENT_SIGNATURE, right, ("", "") if right else what)
    if status is not None:
        yield from _list_findings(content, status, keys, now)


def _key_in_use(key: Key, day: dt.date, code: str) -> Finding:
    if key.state == COMPROMISED:
        what = ("该密钥已作废（可能被他人使用），请向发证单位核实",
                "this key is void (others may have used it); ask the issuer")  # fmt: skip
        return Finding(code, False, what)
    if not key.signs_on(day):
        return Finding(code, False, (f"{day} 不在密钥使用期内", f"{day} is outside of the key's period"))
    return Finding(code, True)


def _list_findings(content: Content, status: SignedList, keys: KeySet | None, now: dt.datetime) -> Iterator[Finding]:
    signature = _list_signature(content, status, keys)
    yield signature
    found = status.list
    early, fresh = now < found.made_at - SLACK, now <= found.next_at
    due = f"{found.next_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    if early:
        what = ("清单的日期在将来，请核对本机时钟", "the list is dated in the future; check this machine's clock")
    else:
        what = (f"应于 {due} 前更新，请取最新清单", f"a newer one was due by {due}; get the newest")
    fresh = fresh and not early
    yield Finding(LIST_CURRENT, fresh, ("", "") if fresh else what)
    made = found.made_at.astimezone(BEIJING).date()
    after = made >= content.issued_on
    what = (f"清单为 {made} 所制，证书为 {content.issued_on} 所发",
            f"the list is of {made}, the certificate of {content.issued_on}")  # fmt: skip
    yield Finding(LIST_AFTER_ISSUE, after, ("", "") if after else what)
    if not signature.holds:
        yield Finding(NOT_ENDED, None, ("清单未能确认，不作依据", "the list could not be confirmed and is not used"))
        return
    state = found.state(content.status_index)
    if state == VALID:
        yield Finding(NOT_ENDED, True if fresh and after else None, ("", "") if fresh and after else _UNUSABLE)
    else:
        yield Finding(NOT_ENDED, False, STATES[state])


_UNUSABLE: Final = ("清单过期或早于证书，不能说明现状", "the list has expired or is too old to tell")


def _list_signature(content: Content, status: SignedList, keys: KeySet | None) -> Finding:
    found = status.list
    if found.name != content.status_list or content.status_index >= found.size:
        what = (f"清单 {found.name} 不是本证书的清单 {content.status_list}",
                f"the list {found.name} is not this certificate's list {content.status_list}")  # fmt: skip
        return Finding(LIST_SIGNATURE, False, what)
    if keys is None:
        return Finding(LIST_SIGNATURE, None, _NO_KEYS)
    key = keys.find(found.key)
    if key is None:
        return Finding(LIST_SIGNATURE, False, _NO_KEY)
    used = _key_in_use(key, found.made_at.astimezone(BEIJING).date(), LIST_SIGNATURE)
    if not used.holds:
        return used
    if not verified(key.public, status.signed, status.signature):
        return Finding(LIST_SIGNATURE, False, ("清单的签名不对", "the signature of the list is wrong"))
    return used


def _together(statement: Statement, findings: tuple[Finding, ...]) -> Checked:
    return Checked(statement.content, findings, _outcome(findings))


def _outcome(findings: tuple[Finding, ...]) -> str:
    """Genuine first; an end that a genuine list tells of counts even when the list has expired."""
    held = {one.code: one.holds for one in findings}
    elsewhere = FILE_SIGNATURE in held and FILE_UNCHANGED not in held and ONE_SIGNATURE not in held
    own = [held[code] for code in _GENUINE if code in held and not (elsewhere and code == FILE_SIGNATURE)]
    if STATEMENT_SIGNATURE not in held or not all(own):
        return UNSOUND
    if held.get(NOT_ENDED, True) is False:
        return REISSUED if _why(findings) == STATES[REISSUED] else REVOKED
    if elsewhere:
        return SEALED_ELSEWHERE
    if NOT_ENDED not in held:
        return SOUND
    return VALID if all(held[code] for code in _LISTED) else UNCERTAIN


def _why(findings: tuple[Finding, ...]) -> tuple[str, str]:
    return next(one.why for one in findings if one.code == NOT_ENDED)
