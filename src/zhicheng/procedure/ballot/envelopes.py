"""Envelopes: taken in with the voter's name, closed under one root, handed over without it in random order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhicheng.procedure.ballot.blind_signature import Random
from zhicheng.procedure.ballot.forms import unb64
from zhicheng.procedure.ballot.messages import (
    CLOSING,
    HANDOVER,
    RECEIPT,
    Closing,
    Counted,
    Envelope,
    Envelopes,
    Handover,
    Missing,
    Receipt,
    Received,
    Row,
    SignedClosing,
)
from zhicheng.procedure.ballot.refusals import (
    UNKNOWN_SESSION,
    already_in,
    bad_message,
    envelopes_missing,
    not_eligible,
    not_present,
)
from zhicheng.procedure.ballot.session import Session
from zhicheng.procedure.canonical import canonical
from zhicheng.procedure.ledger.tree import leaf_hash, root
from zhicheng.procedure.refusal import ActRefused, Refusal

SEALED_MOST = 16_384
"""Bytes that a sealed ballot may have at most; an honest one has about 1,100."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An envelope in the platform's table, with its voter; the column goes when the vote is closed."""

    member: str
    envelope: Envelope

    @property
    def applicant(self) -> str:
        """Whom the ballot concerns."""
        return self.envelope.applicant


def leaf(envelope: Envelope) -> bytes:
    """The leaf hash of an envelope (format page, section 7)."""
    return leaf_hash(canonical(envelope.plain()))


def sorted_leaves(envelopes: Iterable[Envelope]) -> list[bytes]:
    """The leaves ascending: their order tells nothing of who came first, and anybody with the set finds the root."""
    return sorted(leaf(envelope) for envelope in envelopes)


def receive(session: Session, message: Envelopes, before: Iterable[Kept]) -> tuple[Receipt, tuple[Kept, ...]]:
    """The receipt for a member's envelopes, and the rows to be kept before it leaves.

    ``before``: the session's envelopes so far. The same envelope again changes nothing.

    Raises:
        ActRefused: not of this session, not a voter of the applicant, another envelope than the one that is in, or
            one that is in from somebody else.
    """
    rows = list(before)
    own = {kept.applicant: kept.envelope for kept in rows if kept.member == message.member}
    strange = {kept.envelope.key for kept in rows if kept.member != message.member}
    reasons = _refusals(session, message, own) or tuple(
        already_in(one.applicant) for one in message.envelopes if one.key in strange
    )
    if reasons:
        raise ActRefused(reasons)
    new = tuple(Kept(message.member, one) for one in message.envelopes if one.applicant not in own)
    whole = own | {one.applicant: one.envelope for one in new}
    return receipt(session, message.member, whole), new


def receipt(session: Session, member: str, own: Mapping[str, Envelope]) -> Receipt:
    """What is in from a member, in the session's order."""
    received = [Received(applicant=name, leaf=leaf(own[name]).hex()) for name in session.names if name in own]
    return Receipt(format=RECEIPT, session=session.id, member=member, received=received)


def _refusals(session: Session, message: Envelopes, own: Mapping[str, Envelope]) -> tuple[Refusal, ...]:
    here = session.id
    if message.session != here or any(one.session != here for one in message.envelopes):
        return (UNKNOWN_SESSION,)
    if message.member not in session.present:
        return (not_present(message.member),)
    sent = [one.applicant for one in message.envelopes]
    if len(set(sent)) != len(sent):
        return (bad_message("envelopes", "two for one applicant"),)
    if any(len(unb64(one.sealed)) > SEALED_MOST for one in message.envelopes):
        return (bad_message("envelopes", f"a sealed ballot of more than {SEALED_MOST} bytes"),)
    barred = [name for name in sent if name not in session.names or message.member not in session.eligible(name)]
    if barred:
        return (not_eligible(message.member, barred),)
    return tuple(already_in(one.applicant) for one in message.envelopes if own.get(one.applicant, one) != one)


def missing_pairs(session: Session, kept: Iterable[Kept]) -> tuple[tuple[str, str], ...]:
    """Eligible members without an envelope, as (member, applicant), by applicants, then members."""
    have = {(one.member, one.applicant) for one in kept}
    return tuple(
        (member, name)
        for name in session.names
        for member in sorted(session.eligible(name))
        if (member, name) not in have
    )


def close(
    session: Session, kept: Sequence[Kept], reasons: Mapping[tuple[str, str], str]
) -> tuple[Closing, tuple[str, ...]]:
    """The closing of a vote, and all leaves ascending.

    ``reasons``: why the chair closes without an envelope, for each (member, applicant) that is missing; such a member
    stays in the base and counts as not in favour.

    Raises:
        ActRefused: ``envelopes-missing`` for every missing pair without a reason; nobody is dropped silently.
    """
    missing = missing_pairs(session, kept)
    open_pairs = [pair for pair in missing if not reasons.get(pair, "").strip()]
    if open_pairs:
        raise ActRefused(envelopes_missing(open_pairs))
    leaves = sorted_leaves(one.envelope for one in kept)
    closing = Closing(
        format=CLOSING,
        session=session.id,
        root=root(leaves).hex(),
        count=len(leaves),
        counts=[Counted(applicant=name, envelopes=_count(kept, name)) for name in session.names],
        missing=[
            Missing(applicant=name, member=member, reason=reasons[member, name].strip()) for member, name in missing
        ],
    )
    return closing, tuple(one.hex() for one in leaves)


def closing_faults(session: Session, closing: Closing) -> tuple[tuple[str, str], ...]:
    """What does not add up in a closing, as pairs (Chinese, English); empty when counts and missing cover every applicant
    of the session and everybody who may vote: envelopes + missing = eligible."""
    if [one.applicant for one in closing.counts] != session.names:
        return (("信封数未逐一列出申报人", "the counts do not list the applicants"),)
    return (*_missing_faults(session, closing), *_count_faults(session, closing))


def _missing_faults(session: Session, closing: Closing) -> Iterator[tuple[str, str]]:
    known = [one for one in closing.missing if one.applicant in session.names]
    pairs = [(session.names.index(one.applicant), one.member) for one in known]
    if len(known) != len(closing.missing) or pairs != sorted(set(pairs)):
        yield "缺票名单不成序", "the list of missing envelopes is out of order"
    for one in known:
        if one.member not in session.eligible(one.applicant):
            yield f"{one.applicant}：{one.member} 无权表决", f"{one.applicant}: {one.member} may not vote at all"


def _count_faults(session: Session, closing: Closing) -> Iterator[tuple[str, str]]:
    for count in closing.counts:
        absent = sum(one.applicant == count.applicant for one in closing.missing)
        voters = len(session.eligible(count.applicant))
        if count.envelopes + absent != voters:
            yield (
                f"{count.applicant}：{count.envelopes} 个信封、{absent} 个缺票，应共 {voters}",
                f"{count.applicant}: {count.envelopes} envelopes and {absent} missing, not {voters} in all",
            )


def _count(kept: Iterable[Kept], applicant: str) -> int:
    return sum(one.applicant == applicant for one in kept)


def without_voters(kept: Sequence[Kept], random: Random) -> list[Envelope]:
    """The envelopes without their voters, in random order: what the table holds once the vote is closed.

    The caller writes these as new rows and deletes the old ones in the same transaction: row numbers and times
    must not tell either.
    """
    return shuffled([one.envelope for one in kept], random)


def handover(session: Session, closing: SignedClosing, envelopes: Sequence[Envelope], random: Random) -> Handover:
    """What goes to the supervisor; the order is drawn anew."""
    return Handover(format=HANDOVER, session=session.id, closing=closing, envelopes=shuffled(list(envelopes), random))


def shuffled(things: list[Envelope], random: Random) -> list[Envelope]:
    """The same in random order, every order equally likely (Fisher and Yates)."""
    mixed = list(things)
    for last in range(len(mixed) - 1, 0, -1):
        other = below(last + 1, random)
        mixed[last], mixed[other] = mixed[other], mixed[last]
    return mixed


def below(bound: int, random: Random) -> int:
    """A number from 0 to ``bound`` − 1, each equally likely."""
    size = (bound.bit_length() + 7) // 8 + 1
    limit = 256**size // bound * bound
    while (number := int.from_bytes(random(size), "big")) >= limit:
        continue
    return number % bound


def row_of(content: object) -> Row | None:
    """The ballot with its stamps in an opened envelope; ``None`` when it is not of that form."""
    from zhicheng.procedure.ballot.forms import read

    try:
        return read(Row, content)
    except ActRefused:
        return None
