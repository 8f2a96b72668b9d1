"""The register of certificates: what stands against an entry, and what it holds after an issue, re-issue, revocation.

Who may do which of these when is the state table's (:mod:`zhicheng.procedure.review.certificate_states`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from zhicheng.procedure.certificate.content import LABELS, Content
from zhicheng.procedure.certificate.status import REISSUED, REVOKED, VALID
from zhicheng.procedure.refusal import ActRefused, Refusal

Pair = tuple[str, str]

CORRECTION, NAME_CHANGE, KEY_CHANGE = "correction", "name-change", "key-change"
REISSUE_REASONS: Final[dict[str, Pair]] = {
    CORRECTION: ("登记信息更正", "a correction of what it says"),
    NAME_CHANGE: ("持证人更名", "the holder's name has changed"),
    KEY_CHANGE: ("签发密钥更换", "the signing key was changed"),
}
FRAUD, PROCEDURE, ERROR = "fraud", "procedure", "error"
REVOCATION_GROUNDS: Final[dict[str, Pair]] = {
    FRAUD: ("弄虚作假", "fraud"),
    PROCEDURE: ("评审程序违规", "the procedure was not kept"),
    ERROR: ("评审结果有误", "the result was wrong"),
}
_FIXED: Final = ("title", "track", "obtained_on", "status_list")
"""What a re-issue can't change: another title needs another review."""


@dataclass(frozen=True, slots=True)
class Record:
    """A certificate in the register: what it says, its state, since when and by which decision it has ended."""

    content: Content
    state: str = VALID
    ended_on: dt.date | None = None
    reason: str = ""
    decision: str = ""


def issue_refusals(content: Content, register: Sequence[Record]) -> tuple[Refusal, ...]:
    """Why this certificate can't be issued beside those of the register; empty when it can."""
    held = [record for record in register if record.state == VALID and _same_title(record.content, content)]
    again = tuple(
        Refusal(
            "already-issued",
            (
                f"{content.name}已持有证书 {record.content.number}",
                f"{content.name} holds {record.content.number} already",
            ),
            do=(
                "如需更正请办理换发；如非同一人，请填写隐去部分的证件号码以区分",
                "have it issued anew if it is wrong; tell two persons apart by their masked numbers",
            ),
        )
        for record in held
    )
    return (*again, *_taken(content, register))


def _same_title(one: Content, other: Content) -> bool:
    """Whether two certificates give the same person the same title: by name and masked number, as far as these tell."""
    return (one.name, one.person, one.track, one.obtained_on) == (
        other.name,
        other.person,
        other.track,
        other.obtained_on,
    )


def _taken(content: Content, register: Sequence[Record]) -> Iterator[Refusal]:
    for record in register:
        if record.content.number == content.number:
            yield Refusal("number-taken", (f"编号 {content.number} 已使用", f"number {content.number} is taken"))
        there = (record.content.status_list, record.content.status_index)
        if there == (content.status_list, content.status_index):
            what = (f"清单序号 {content.status_index} 已使用", f"index {content.status_index} of the list is taken")
            yield Refusal("index-taken", what)


def issued(content: Content, register: Sequence[Record]) -> Record:
    """The register's record of a new certificate.

    Raises:
        ActRefused: something stands against it; every reason is given.
    """
    _stop(issue_refusals(content, register))
    return Record(content)


def reissue_refusals(old: Record, new: Content, reason: str, register: Sequence[Record]) -> tuple[Refusal, ...]:
    """Why ``new`` may not take the place of ``old``; empty when it may."""
    return (*_ended(old, reason), *_unfit(old.content, new, reason), *_taken(new, register))


def _ended(old: Record, reason: str) -> Iterator[Refusal]:
    if reason not in REISSUE_REASONS:
        yield Refusal("no-reason", ("换发须说明原因", "a re-issue needs one of the reasons there are"))
    if old.state == REISSUED:
        what = ("该证书已换发过，请对新证书办理", "it was re-issued already; take the new certificate")
        yield Refusal("already-re-issued", what)
    if old.state == REVOKED:
        what = ("该证书已撤销，不能换发", "it is revoked and can't be issued anew")
        do = ("撤销决定被纠正的，请先恢复", "restore it first if the revocation was set aside")
        yield Refusal("already-revoked", what, do=do)


def _unfit(old: Content, new: Content, reason: str) -> Iterator[Refusal]:
    if new.replaces != old.number:
        yield Refusal("replaces-another", (f"新证书须注明替代 {old.number}", f"the new one must replace {old.number}"))
    if new.issued_on < old.issued_on:
        yield Refusal("older-than-replaced", ("新证书早于原证书", "the new one is older than the one it replaces"))
    for field in _FIXED:
        if getattr(old, field) != getattr(new, field):
            zh, en = LABELS[field]
            what = (f"换发不能改变{zh}", f"a re-issue can't change: {en}")
            yield Refusal(
                "not-changeable", what, do=("须另行评审或另发证书", "this needs another review or certificate")
            )
    own = {"number", "status_index", "replaces", "issued_on", "key"}
    same = all(getattr(old, field) == getattr(new, field) for field in LABELS if field not in own)
    if same and reason in (CORRECTION, NAME_CHANGE):
        yield Refusal("nothing-changed", ("内容没有变化，不需换发", "nothing has changed"))
    if old.key == new.key and reason == KEY_CHANGE:
        yield Refusal("same-key", ("签发密钥没有变化", "the key is the same"))


def reissued(
    old: Record, new: Content, reason: str, register: Sequence[Record], decision: str = ""
) -> tuple[Record, Record]:
    """The old record, ended, and the new one.

    Raises:
        ActRefused: something stands against it; every reason is given.
    """
    _stop(reissue_refusals(old, new, reason, register))
    ended = replace(old, state=REISSUED, ended_on=new.issued_on, reason=reason, decision=decision or old.decision)
    return ended, Record(new)


def revocation_refusals(record: Record, ground: str, decision: str, on: dt.date) -> tuple[Refusal, ...]:
    """Why a certificate may not be revoked; empty when it may. ``decision`` is the document that orders it."""
    return tuple(_against_revocation(record, ground, decision, on))


def _against_revocation(record: Record, ground: str, decision: str, on: dt.date) -> Iterator[Refusal]:
    if record.state == REVOKED:
        yield Refusal("already-revoked", ("该证书已撤销", "it is revoked already"))
    if record.state == REISSUED:
        what = ("该证书已换发，请撤销新证书", "it was re-issued; revoke the new certificate")
        yield Refusal("already-re-issued", what)
    if ground not in REVOCATION_GROUNDS:
        yield Refusal("no-ground", ("撤销须说明事由", "a revocation needs one of the grounds there are"))
    if not decision.strip():
        what = ("撤销须有决定文件", "a revocation needs the document that orders it")
        yield Refusal(
            "no-decision", what, do=("请填写决定文号及依据条款", "give its number and the clause it rests on")
        )
    if on < record.content.issued_on:
        yield Refusal("before-issue", ("撤销日期早于发证日期", "revoked before it was issued"))


def revoked(record: Record, ground: str, decision: str, on: dt.date) -> Record:
    """The record of a revoked certificate. Its number is never given again.

    Raises:
        ActRefused: something stands against it; every reason is given.
    """
    _stop(revocation_refusals(record, ground, decision, on))
    return replace(record, state=REVOKED, ended_on=on, reason=ground, decision=decision.strip())


def restored(record: Record, decision: str) -> Record:
    """The record of a certificate whose revocation was set aside: valid again under its own number.

    Raises:
        ActRefused: it is not revoked, or no decision is named.
    """
    reasons: tuple[Refusal, ...] = ()
    if record.state != REVOKED:
        reasons += (Refusal("not-revoked", ("该证书没有被撤销", "it is not revoked")),)
    if not decision.strip():
        what = ("恢复须有决定文件", "restoring it needs the document that orders it")
        reasons += (Refusal("no-decision", what, do=("请填写决定文号", "give its number")),)
    _stop(reasons)
    return replace(record, state=VALID, ended_on=None, reason="", decision=decision.strip())


def ended_indexes(register: Sequence[Record], name: str) -> tuple[frozenset[int], frozenset[int]]:
    """The indexes of a list that are revoked, and those re-issued: what a status list is made from."""
    there = [record for record in register if record.content.status_list == name]
    found = {
        state: frozenset(record.content.status_index for record in there if record.state == state)
        for state in (REVOKED, REISSUED)
    }
    return found[REVOKED], found[REISSUED]


def _stop(reasons: tuple[Refusal, ...]) -> None:
    if reasons:
        raise ActRefused(reasons)
