"""Opening: the supervisor unseals envelopes under a confirmed root and writes the board (format page, 7 and 11)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zhicheng.procedure.ballot.blind_signature import verify
from zhicheng.procedure.ballot.envelopes import closing_faults, leaf, row_of
from zhicheng.procedure.ballot.forms import read, unb64
from zhicheng.procedure.ballot.keys import rsa_public, statement_holds
from zhicheng.procedure.ballot.messages import BOARD, Board, Confirmation, Envelope, Handover, Row, Spoiled, Without
from zhicheng.procedure.ballot.refusals import BAD_ROOT, BAD_SIGNATURE, UNKNOWN_SESSION, bad_closing, not_confirmed
from zhicheng.procedure.ballot.session import Session
from zhicheng.procedure.canonical import NotCanonical, canonical
from zhicheng.procedure.ledger.tree import root
from zhicheng.procedure.refusal import ActRefused, Refusal

Reason = Literal["not-opened", "not-a-ballot", "stamp-platform", "stamp-supervisor", "repeated"]

OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA384()), algorithm=hashes.SHA384(), label=None)
NONCE = bytes(12)


class Stampers:
    """The public stamp keys of a session, made ready once."""

    def __init__(self, session: Session) -> None:
        self._keys: dict[tuple[str, str], RSAPublicKey] = {}
        self._session = session

    def fault(self, row: Row) -> Literal["stamp-platform", "stamp-supervisor"] | None:
        """Which stamp of the row does not hold, the platform's looked at first; ``None``: both hold."""
        prepared = unb64(row.prefix) + canonical(row.ballot.plain())
        if not verify(self._key(row.ballot.applicant, "platform"), prepared, unb64(row.platform)):
            return "stamp-platform"
        if not verify(self._key(row.ballot.applicant, "supervisor"), prepared, unb64(row.supervisor)):
            return "stamp-supervisor"
        return None

    def _key(self, applicant: str, issuer: Literal["platform", "supervisor"]) -> RSAPublicKey:
        found = self._keys.get((applicant, issuer))
        if found is None:
            found = self._keys[applicant, issuer] = rsa_public(self._session.on(applicant).key(issuer))
        return found


def envelope_data(session: str, applicant: str) -> bytes:
    """What the seal binds the content to."""
    return f"zhicheng-ballot-envelope/1\n{session}\n{applicant}".encode()


def unseal(envelope: Envelope, key: RSAPrivateKey) -> bytes | None:
    """The content of an envelope; ``None`` when key or seal is wrong."""
    try:
        content_key = key.decrypt(unb64(envelope.key), OAEP)
        data = envelope_data(envelope.session, envelope.applicant)
        return AESGCM(content_key).decrypt(NONCE, unb64(envelope.sealed), data)
    except (InvalidTag, ValueError):
        return None


def read_content(envelope: Envelope, content: bytes) -> Row | None:
    """The row in the content; ``None`` unless it is canonical, of the form, and of the envelope's session and applicant."""
    try:
        value: Any = json.loads(content)
        if canonical(value) != content:
            return None
    except (ValueError, RecursionError, NotCanonical):
        return None
    row = row_of(value)
    if row is None or (row.ballot.session, row.ballot.applicant) != (envelope.session, envelope.applicant):
        return None
    return row


def handover_refusals(
    session: Session,
    message: Handover,
    confirmed: Mapping[str, Confirmation],
    without: Mapping[str, str],
    stamped: Collection[str] = (),
) -> tuple[Refusal, ...]:
    """Why the supervisor opens nothing yet; empty when it may.

    The closing must bear the platform's signature and fit the envelopes handed over, for each applicant as many as it
    counts, and with those missing as many as may vote; every eligible member with an
    envelope must have confirmed its root, and so must whoever has had a stamp (``stamped``) or misses an envelope,
    though the platform may have closed without, except those in ``without`` (member → reason).
    """
    closing = message.closing.closing
    if message.session != session.id or closing.session != session.id:
        return (UNKNOWN_SESSION,)
    if not statement_holds(session.signing.platform, closing.plain(), message.closing.signature):
        return (BAD_SIGNATURE,)
    leaves = sorted(leaf(one) for one in message.envelopes)
    if root(leaves).hex() != closing.root or len(leaves) != closing.count or len(set(leaves)) != len(leaves):
        return (BAD_ROOT,)
    if any(one.session != session.id or one.applicant not in session.names for one in message.envelopes):
        return (BAD_ROOT,)
    if any(one.digest != closing.root for one in confirmed.values()):
        return (BAD_ROOT,)
    if wrong := bad_closing((*closing_faults(session, closing), *_other_counts(message))):
        return wrong
    return _unconfirmed(session, message, confirmed, without, stamped)


def _other_counts(message: Handover) -> Iterator[tuple[str, str]]:
    """Applicants with another number of envelopes than the closing counts."""
    here = Counter(one.applicant for one in message.envelopes)
    for count in message.closing.closing.counts:
        if here[count.applicant] != count.envelopes:
            yield (
                f"{count.applicant}：移交 {here[count.applicant]} 个信封，声明 {count.envelopes} 个",
                f"{count.applicant}: {here[count.applicant]} envelopes handed over, {count.envelopes} stated",
            )


def _unconfirmed(
    session: Session,
    message: Handover,
    confirmed: Mapping[str, Confirmation],
    without: Mapping[str, str],
    stamped: Collection[str],
) -> tuple[Refusal, ...]:
    absent = {(one.member, one.applicant) for one in message.closing.closing.missing}
    voters = {member for name in session.names for member in session.eligible(name) if (member, name) not in absent}
    # that an envelope never came is the platform's word alone: against it stand the page's and the stamps given
    doubted = {member for member, said in confirmed.items() if not said.holds} | set(stamped)
    waiting = [
        member
        for member in sorted(voters | doubted)
        if not (member in confirmed and confirmed[member].holds) and not without.get(member, "").strip()
    ]
    return (not_confirmed(waiting),) if waiting else ()


def open_envelopes(
    session: Session,
    message: Handover,
    key: RSAPrivateKey,
    confirmed: Mapping[str, Confirmation],
    without: Mapping[str, str],
    stamped: Collection[str] = (),
) -> Board:
    """The board: every envelope opened, its row shown or the reason why it is spoiled.

    Raises:
        ActRefused: the handing over does not fit, or members have not confirmed (:func:`handover_refusals`).
    """
    reasons = handover_refusals(session, message, confirmed, without, stamped)
    if reasons:
        raise ActRefused(reasons)
    rows, spoiled = sort_out(session, message.envelopes, key)
    return Board(
        format=BOARD,
        session=session.id,
        root=message.closing.closing.root,
        rows=rows,
        spoiled=spoiled,
        without=[read(Without, {"member": member, "reason": without[member].strip()}) for member in sorted(without)],
    )


def sort_out(session: Session, envelopes: Sequence[Envelope], key: RSAPrivateKey) -> tuple[list[Row], list[Spoiled]]:
    """The rows that count and the spoiled envelopes, each in the board's order."""
    stampers, numbers = Stampers(session), set[str]()
    rows: list[Row] = []
    spoiled: list[Spoiled] = []
    for envelope in sorted(envelopes, key=leaf):
        found = _look(envelope, key, stampers, numbers)
        if isinstance(found, Row):
            numbers.add(found.ballot.number)
            rows.append(found)
        else:
            spoiled.append(Spoiled(applicant=envelope.applicant, leaf=leaf(envelope).hex(), reason=found))
    place = {name: index for index, name in enumerate(session.names)}
    rows.sort(key=lambda row: (place[row.ballot.applicant], row.ballot.number))
    spoiled.sort(key=lambda one: (place[one.applicant], one.leaf))
    return rows, spoiled


def _look(envelope: Envelope, key: RSAPrivateKey, stampers: Stampers, numbers: Iterable[str]) -> Row | Reason:
    content = unseal(envelope, key)
    if content is None:
        return "not-opened"
    row = read_content(envelope, content)
    if row is None:
        return "not-a-ballot"
    return stampers.fault(row) or ("repeated" if row.ballot.number in numbers else row)
