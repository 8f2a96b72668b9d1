"""What a check found: each thing looked at, whether it holds, in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Pair = tuple[str, str]

ONE_SIGNATURE, FILE_UNCHANGED, FILE_SIGNATURE = "one-signature", "file-unchanged", "file-signature"
KEY_KNOWN, KEY_IN_USE, STATEMENT_SIGNATURE = "key-known", "key-in-use", "statement-signature"
LIST_SIGNATURE, LIST_CURRENT, LIST_AFTER_ISSUE, NOT_ENDED = (
    "list-signature",
    "list-current",
    "list-after-issue",
    "not-ended",
)

CHECKS: Final[dict[str, Pair]] = {
    ONE_SIGNATURE: ("签名覆盖整个文件", "one signature covers the whole file"),
    FILE_UNCHANGED: ("文件自签名后未改动", "the file is as it was signed"),
    KEY_KNOWN: ("签发密钥在密钥文件中", "the signing key is in the key file"),
    KEY_IN_USE: ("密钥在发证之日有效", "the key was in use on the day of issue"),
    FILE_SIGNATURE: ("文件的数字签名正确", "the signature of the file is right"),
    STATEMENT_SIGNATURE: ("证书内容（二维码）的签名正确", "the signature of what it says (and of the code) is right"),
    LIST_SIGNATURE: ("状态清单真实", "the status list is genuine"),
    LIST_CURRENT: ("状态清单未过期", "the status list has not expired"),
    LIST_AFTER_ISSUE: ("状态清单不早于证书", "the status list is not older than the certificate"),
    NOT_ENDED: ("证书未撤销、未换发", "neither revoked nor re-issued"),
}
"""Every check by its code, as a sentence that holds when all is well."""

VALID, REVOKED, REISSUED = "valid", "revoked", "re-issued"
SOUND, UNCERTAIN, SEALED_ELSEWHERE, UNSOUND = "sound", "uncertain", "sealed-elsewhere", "unsound"
OUTCOMES: Final[dict[str, Pair]] = {
    VALID: ("证书真实、有效", "The certificate is genuine and valid"),
    REVOKED: ("证书已撤销", "The certificate has been revoked"),
    REISSUED: ("证书已换发，以新证书为准", "The certificate was re-issued; the new one counts"),
    SOUND: ("证书真实；未核对是否撤销", "The certificate is genuine; whether it was revoked has not been checked"),
    UNCERTAIN: ("证书真实；状态清单不能使用", "The certificate is genuine; the status list can't be used"),
    SEALED_ELSEWHERE: (
        "证书内容真实；文件上的电子印章须用印章系统核验",
        "What the certificate says is genuine; the official seal of the file needs the seal's own program",
    ),
    UNSOUND: ("证书不能确认为真", "The certificate can't be confirmed as genuine"),
}
"""What a check comes to."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``holds`` is ``None`` when it can't be told; ``why`` then says why, or what is wrong."""

    code: str
    holds: bool | None
    why: Pair = ("", "")

    @property
    def text(self) -> Pair:
        """The check as a sentence that holds when all is well."""
        return CHECKS[self.code]
