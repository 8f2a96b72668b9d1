"""Stamps, once per member and applicant: the same for both issuers; what is kept is who and the blinded value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from zhicheng.procedure.ballot.blind_signature import Random, SigningFailed, StampKey, blind_sign
from zhicheng.procedure.ballot.forms import Issuer, b64, unb64
from zhicheng.procedure.ballot.messages import STAMPS, Blinded, Request, Stamp, Stamps
from zhicheng.procedure.ballot.refusals import (
    UNKNOWN_SESSION,
    already_stamped,
    bad_message,
    not_eligible,
    not_present,
)
from zhicheng.procedure.ballot.session import Session
from zhicheng.procedure.refusal import ActRefused, Refusal

KeyOf = Callable[[str], StampKey]
"""The private stamp key for an applicant of the session."""


@dataclass(frozen=True, slots=True)
class Issued:
    """All that an issuer keeps of a stamp."""

    member: str
    applicant: str
    blinded: str


def issue(
    session: Session, issuer: Issuer, request: Request, before: Iterable[Issued], key_of: KeyOf, random: Random
) -> tuple[Stamps, tuple[Issued, ...]]:
    """The stamps asked for, and the rows to be kept before the answer leaves.

    ``before``: what this issuer has kept of this member in this session. The same blinded value is signed again
    (with the same result), another one is refused, and then nothing of the request is answered.

    Raises:
        ActRefused: with every reason.
    """
    known = {row.applicant: row.blinded for row in before if row.member == request.member}
    reasons = request_refusals(session, issuer, request, known)
    if reasons:
        raise ActRefused(reasons)
    try:
        stamps = [_stamp(one, key_of(one.applicant), random) for one in request.requests]
    except SigningFailed as fault:
        raise ActRefused(bad_message("requests", str(fault))) from None
    new = tuple(
        Issued(request.member, one.applicant, one.blinded) for one in request.requests if one.applicant not in known
    )
    answer = Stamps(format=STAMPS, session=request.session, member=request.member, issuer=issuer, stamps=stamps)
    return answer, new


def _stamp(one: Blinded, key: StampKey, random: Random) -> Stamp:
    return Stamp(applicant=one.applicant, stamp=b64(blind_sign(key, unb64(one.blinded), random)))


def request_refusals(
    session: Session, issuer: Issuer, request: Request, known: Mapping[str, str]
) -> tuple[Refusal, ...]:
    """Why a request gets no stamps; empty when it does. ``known``: blinded values kept, by applicant."""
    if request.session != session.id:
        return (UNKNOWN_SESSION,)
    if request.issuer != issuer:
        return (bad_message("issuer", f"is {request.issuer}, not {issuer}"),)
    if request.member not in session.present:
        return (not_present(request.member),)
    asked = [one.applicant for one in request.requests]
    if asked != [name for name in session.names if name in set(asked)] and not session.others(asked):
        return (bad_message("requests", "not in the session's order, each once"),)
    barred = [name for name in asked if name not in session.names or request.member not in session.eligible(name)]
    if barred:
        return (not_eligible(request.member, barred),)
    other = [one.applicant for one in request.requests if known.get(one.applicant, one.blinded) != one.blinded]
    return (already_stamped(other),) if other else ()
