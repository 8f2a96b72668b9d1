"""What a ballot with both stamps proves, shown by a member who misses its row: its envelope is made anew, its leaf looked for."""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zhicheng.procedure.ballot.blind_signature import mgf1
from zhicheng.procedure.ballot.bundle import Held
from zhicheng.procedure.ballot.envelopes import leaf
from zhicheng.procedure.ballot.forms import OpeningPublic, b64, unb64
from zhicheng.procedure.ballot.messages import ENVELOPE, Envelope, Proof
from zhicheng.procedure.ballot.opening import NONCE, Stampers, envelope_data
from zhicheng.procedure.ballot.session import Session
from zhicheng.procedure.canonical import canonical

Pair = tuple[str, str]

FOUND: Final = "found"
ROW_MISSING: Final = "row-missing"
TWICE: Final = "twice"
NOT_OPENED: Final = "not-opened"
NOT_HANDED_IN: Final = "not-under-the-root"
NOT_A_BALLOT: Final = "not-a-ballot-of-this-session"

SAY: Final[dict[str, Pair]] = {
    FOUND: ("这张票在计票榜上", "this ballot stands on the board"),
    ROW_MISSING: (
        "漏计属实：这张票的信封在双方签名的根之下，监督方的计票榜上却没有这张票",
        "proved: this ballot's envelope is under the root that both signed, and the supervisor's board has no row of it",
    ),
    TWICE: (
        "另有一个信封装着同一票号的票，榜上已计一张，这一张按规则作废",
        "another envelope holds a ballot of the same number, which stands on the board; this one is spoiled by rule",
    ),
    NOT_OPENED: (
        "这张票的信封在根之下，本轮没有开启",
        "this ballot's envelope is under the root; the session was not opened",
    ),
    NOT_HANDED_IN: (
        "不能证明监督方漏计：这张票的信封不在根之下，没有到过监督方（没有投出，或截止前被平台丢弃，凭此不能分辨）",
        "no proof against the supervisor: this ballot's envelope is not under the root, it never came to the supervisor "
        "(not handed in, or lost by the platform before closing; this can't tell which)",
    ),
    NOT_A_BALLOT: (
        "不是本次会议有效的双章选票，什么也不能证明",
        "no ballot of this meeting with both stamps: it proves nothing",
    ),
}
"""What each finding says (Chinese, English)."""


def proof_finding(held: Held, proof: Proof) -> str:
    """What a ballot with both stamps, shown with key and seed of its envelope, proves; one of the codes of :data:`SAY`.

    Only an envelope whose leaf is among those under the root ever came to the supervisor, and it holds exactly the ballot
    shown, for envelope and leaf follow from ballot, key and seed: ``row-missing`` is therefore the supervisor's fault and
    nobody else's. Two stamps alone prove nothing of the kind: a member can have them and hand nothing in.
    """
    row, session = proof.row, held.session
    if row.ballot.session != session.id or row.ballot.applicant not in session.names or Stampers(session).fault(row):
        return NOT_A_BALLOT
    if held.board is not None and row in held.board.board.rows:
        return FOUND
    shown = leaf(envelope_of(session, proof)).hex()
    if shown not in (held.leaves or ()):
        return NOT_HANDED_IN
    if held.board is None:
        return NOT_OPENED
    board = held.board.board
    spoiled = {one.leaf for one in board.spoiled if one.reason == "repeated"}
    numbers = {one.ballot.number for one in board.rows}
    return TWICE if shown in spoiled and row.ballot.number in numbers else ROW_MISSING


def envelope_of(session: Session, proof: Proof) -> Envelope:
    """The envelope that holds the ballot shown, under this key and seed, byte for byte as the page made it (format page,
    section 7)."""
    here, applicant, secret = session.id, proof.row.ballot.applicant, unb64(proof.envelope_key)
    sealed = AESGCM(secret).encrypt(NONCE, canonical(proof.row.plain()), envelope_data(here, applicant))
    key = sealed_key(session.opening_key, secret, unb64(proof.envelope_seed))
    return Envelope(format=ENVELOPE, session=here, applicant=applicant, key=b64(key), sealed=b64(sealed))


def sealed_key(opening: OpeningPublic, secret: bytes, seed: bytes) -> bytes:
    """RSAES-OAEP of ``secret`` under the opening key with SHA-384, no label, and a seed that is given: 384 bytes."""
    n = int.from_bytes(unb64(opening.n), "big")
    size, empty = (n.bit_length() + 7) // 8, hashes.Hash(hashes.SHA384()).finalize()
    block = empty + bytes(size - 2 * len(empty) - 2 - len(secret)) + b"\x01" + secret
    masked = _xor(block, mgf1(seed, len(block)))
    whole = b"\x00" + _xor(seed, mgf1(masked, len(seed))) + masked
    return pow(int.from_bytes(whole, "big"), opening.e, n).to_bytes(size, "big")


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def noted_missing(held: Held, applicant: str) -> tuple[str, ...]:
    """Who, by the closing that the platform signed, handed in no envelope on an applicant: to be compared with whoever
    shows a ballot that is not under the root."""
    if held.closing is None:
        return ()
    return tuple(one.member for one in held.closing.closing.missing if one.applicant == applicant)
