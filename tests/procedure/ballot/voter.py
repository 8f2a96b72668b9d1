"""A voter in Python, written from docs/reference/format-ballots.md alone: nothing of the library is imported here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Message = dict[str, Any]
Send = Callable[[Message], Message]
ISSUERS = ("platform", "supervisor")
CHOICES = ("Y", "N", "A")


class Alarm(Exception):
    """The page stops: something is not as it has to be."""


class RefusedByIssuer(Alarm):
    """An answer was a refusal; ``codes`` are its reasons."""

    def __init__(self, answer: Message) -> None:
        self.codes = tuple(one["code"] for one in answer["refusals"])
        super().__init__(", ".join(self.codes))


def canonical(value: Any) -> bytes:
    """RFC 8785 for what the format holds: ASCII keys, integers, text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def digest(value: Any) -> str:
    return sha256(canonical(value)).hex()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def number(text: str) -> int:
    return int.from_bytes(base64.b64decode(text), "big")


def mgf1(seed: bytes, length: int) -> bytes:
    blocks = (hashlib.sha384(seed + i.to_bytes(4, "big")).digest() for i in range(length // 48 + 1))
    return b"".join(blocks)[:length]


def xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def pss(message: bytes, salt: bytes) -> int:
    """EMSA-PSS with SHA-384, a salt of 48 bytes, 2047 bits."""
    h = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    db = bytes(256 - 48 - 48 - 2) + b"\x01" + salt
    masked = xor(db, mgf1(h, len(db)))
    return int.from_bytes(bytes([masked[0] & 0x7F]) + masked[1:] + h + b"\xbc", "big")


def oaep(message: bytes, seed: bytes) -> int:
    """EME-OAEP with SHA-384, no label, for 384 bytes."""
    db = hashlib.sha384(b"").digest() + bytes(335 - 48 - 1 - len(message)) + b"\x01" + message
    masked = xor(db, mgf1(seed, 335))
    return int.from_bytes(b"\x00" + xor(seed, mgf1(masked, 48)) + masked, "big")


def merkle(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, by its own recursion."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + merkle(leaves[:split]) + merkle(leaves[split:]))


def statement_holds(point: str, statement: Message, signature: str) -> bool:
    raw = base64.b64decode(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(point))
    try:
        key.verify(der, f"{statement['format']}\n".encode() + canonical(statement), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


@dataclass(frozen=True)
class Secrets:
    """What the seed gives for one session, applicant and choice."""

    seed: bytes
    session: str
    applicant: str
    choice: str

    def derive(self, what: str, length: int) -> bytes:
        info = b"\x00".join(part.encode() for part in ("zhicheng-ballot/1", what, self.applicant, self.choice))
        return HKDF(hashes.SHA256(), length, bytes.fromhex(self.session), info).derive(self.seed)

    @property
    def ballot(self) -> Message:
        return {
            "format": "zhicheng-ballot/1",
            "session": self.session,
            "applicant": self.applicant,
            "choice": self.choice,
            "number": self.derive("number", 16).hex(),
        }

    @property
    def prepared(self) -> bytes:
        return self.derive("prefix", 32) + canonical(self.ballot)

    def blinded(self, issuer: str, n: int) -> tuple[int, int, int]:
        """Blinded value, encoded message, blinding factor."""
        m = pss(self.prepared, self.derive(f"salt-{issuer}", 48))
        r = int.from_bytes(self.derive(f"blind-{issuer}", 272), "big") % n
        if math.gcd(m * r, n) != 1:
            raise Alarm("the key is not what it should be")
        return m * pow(r, 65537, n) % n, m, r


class Voter:
    """One member's page on one device: it has the seed, the admission code, and a way to the platform."""

    def __init__(self, member: str, seed: bytes, code: bytes, send: Send) -> None:
        self.member, self.seed, self.code, self._send = member, seed, code, send
        self.session: Message = {}
        self.id = ""
        self.choices: dict[str, str] = {}

    # --- messages ---

    def send(self, message: Message) -> Message:
        answer = self._send(json.loads(json.dumps(message)))
        if answer["format"] == "zhicheng-ballot-refusal/1":
            raise RefusedByIssuer(answer)
        return answer

    def sealed(self, message: Message) -> Message:
        bare = {name: value for name, value in message.items() if name != "mac"}
        return bare | {"mac": hmac.new(self.code, b"zhicheng-ballot-mac/1\n" + canonical(bare), "sha256").hexdigest()}

    def hello(self, meeting: str, vote: str) -> Message:
        """Ask, check the session, find out what has been chosen before."""
        state = self.send(
            {"format": "zhicheng-ballot-hello/1", "meeting": meeting, "vote": vote, "member": self.member}
        )
        self.accept(state["signed"], state["tag"])
        for one in state["requests"]:
            self.choices[one["applicant"]] = self.recognise(one["applicant"], one["blinded"])
        own = {name: self.leaf(self.envelope(name)) for name in self.choices} if state["received"] else {}
        for one in state["received"]:
            if own.get(one["applicant"]) != one["leaf"]:
                raise Alarm("an envelope in my name is not mine")
        return state

    def accept(self, signed: Message, tag: str) -> None:
        session, signatures = signed["session"], signed["signatures"]
        self.id, self.session = digest(session), session
        expected = hmac.new(self.code, b"zhicheng-ballot-tag/1\n" + bytes.fromhex(self.id), "sha256").hexdigest()
        if tag != expected:
            raise Alarm("the session is not the supervisor's")
        for issuer in ISSUERS:
            if not statement_holds(session["signing"][issuer], session, signatures[issuer]):
                raise Alarm("a signature of the session does not hold")

    # --- voting ---

    def may_vote_on(self) -> list[str]:
        return [
            one["applicant"]
            for one in self.session["applicants"]
            if self.member in self.session["present"] and self.member not in one["missed"] + one["recused"]
        ]

    def secrets(self, applicant: str, choice: str | None = None) -> Secrets:
        return Secrets(self.seed, self.id, applicant, choice or self.choices[applicant])

    def modulus(self, applicant: str, issuer: str) -> int:
        return next(number(one[issuer]["n"]) for one in self.session["applicants"] if one["applicant"] == applicant)

    def recognise(self, applicant: str, blinded: str) -> str:
        for choice in CHOICES:
            value = self.secrets(applicant, choice).blinded("platform", self.modulus(applicant, "platform"))[0]
            if b64(value.to_bytes(256, "big")) == blinded:
                return choice
        raise Alarm("seed or record is wrong")

    def request(self, issuer: str, applicants: list[str]) -> Message:
        asked = [
            {
                "applicant": name,
                "blinded": b64(self.secrets(name).blinded(issuer, self.modulus(name, issuer))[0].to_bytes(256, "big")),
            }
            for name in applicants
        ]
        message = {
            "format": "zhicheng-ballot-request/1",
            "session": self.id,
            "member": self.member,
            "issuer": issuer,
            "requests": asked,
            "mac": "",
        }
        return self.sealed(message) if issuer == "supervisor" else message

    def signature(self, applicant: str, issuer: str, stamp: str) -> str:
        n = self.modulus(applicant, issuer)
        _, m, r = self.secrets(applicant).blinded(issuer, n)
        s = number(stamp) * pow(r, -1, n) % n
        if pow(s, 65537, n) != m:
            raise Alarm("a bad stamp")
        return b64(s.to_bytes(256, "big"))

    def stamps(self, issuer: str, applicants: list[str]) -> dict[str, str]:
        answer = self.send(self.request(issuer, applicants))
        if [one["applicant"] for one in answer["stamps"]] != applicants:
            raise Alarm("not the stamps asked for")
        return {one["applicant"]: self.signature(one["applicant"], issuer, one["stamp"]) for one in answer["stamps"]}

    def row(self, applicant: str) -> Message:
        """The ballot with both stamps; the issuers give the same stamps as often as one asks."""
        mine = self.secrets(applicant)
        signed = {issuer: self.stamps(issuer, [applicant])[applicant] for issuer in ISSUERS}
        return {"ballot": mine.ballot, "prefix": b64(mine.derive("prefix", 32)), **signed}

    def seal(self, applicant: str, content: bytes) -> Message:
        mine, n = self.secrets(applicant), number(self.session["opening_key"]["n"])
        key, data = mine.derive("envelope-key", 32), f"zhicheng-ballot-envelope/1\n{self.id}\n{applicant}".encode()
        wrapped = pow(oaep(key, mine.derive("envelope-seed", 48)), 65537, n)
        return {
            "format": "zhicheng-ballot-envelope/1",
            "session": self.id,
            "applicant": applicant,
            "key": b64(wrapped.to_bytes(384, "big")),
            "sealed": b64(AESGCM(key).encrypt(bytes(12), content, data)),
        }

    def envelope(self, applicant: str) -> Message:
        return self.seal(applicant, canonical(self.row(applicant)))

    @staticmethod
    def leaf(envelope: Message) -> str:
        return sha256(b"\x00" + canonical(envelope)).hex()

    def post(self, envelopes: list[Message]) -> Message:
        return self.send(
            {"format": "zhicheng-ballot-envelopes/1", "session": self.id, "member": self.member, "envelopes": envelopes}
        )

    def vote(self, choices: dict[str, str]) -> None:
        """Vote on applicants in one go: platform, supervisor, envelopes."""
        for name, choice in choices.items():
            if self.choices.setdefault(name, choice) != choice:
                raise Alarm("never two choices for one applicant")
        names = [name for name in self.may_vote_on() if name in choices]
        stamped = {issuer: self.stamps(issuer, names) for issuer in ISSUERS}
        envelopes = []
        for name in names:
            mine = self.secrets(name)
            content = {"ballot": mine.ballot, "prefix": b64(mine.derive("prefix", 32))}
            whole = content | {issuer: stamped[issuer][name] for issuer in ISSUERS}
            envelopes.append(self.seal(name, canonical(whole)))
        answer = self.post(envelopes)
        mine = {one["applicant"]: one["leaf"] for one in answer["received"]}
        if any(mine.get(one["applicant"]) != self.leaf(one) for one in envelopes):
            raise Alarm("the receipt is not for my envelopes")

    # --- looking after one's own ---

    def confirm(self, of: str, shown: str, missing: list[str], sound: bool) -> Message:
        return self.send(
            self.sealed(
                {
                    "format": "zhicheng-ballot-confirmation/1",
                    "session": self.id,
                    "member": self.member,
                    "of": of,
                    "digest": shown,
                    "holds": sound and not missing,
                    "missing": missing,
                }
            )
        )

    def look_for_envelopes(self, state: Message, own: dict[str, str] | None = None) -> list[str]:
        """Check root and signature, look for own leaves, say so; the applicants whose envelope is missing."""
        signed, leaves = state["closing"], state["leaves"]
        own = own or {name: self.leaf(self.envelope(name)) for name in self.choices}
        found = merkle([bytes.fromhex(one) for one in leaves]).hex()
        signature = statement_holds(self.session["signing"]["platform"], signed["closing"], signed["signature"])
        missing = [name for name in self.may_vote_on() if name in own and own[name] not in leaves]
        self.confirm("closing", found, missing, signature and found == signed["closing"]["root"])
        return missing

    def look_for_rows(self, state: Message, own: dict[str, Message] | None = None) -> list[str]:
        """Check the board's signature, look for own rows, say so; the applicants whose row is missing."""
        signed = state["board"]
        own = own or {name: self.row(name) for name in self.choices}
        signature = statement_holds(self.session["signing"]["supervisor"], signed["board"], signed["signature"])
        missing = [name for name in self.may_vote_on() if name in own and own[name] not in signed["board"]["rows"]]
        self.confirm("board", digest(signed["board"]), missing, signature)
        return missing
