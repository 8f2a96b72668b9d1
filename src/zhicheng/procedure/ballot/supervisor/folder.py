"""The supervisor's folder: the meeting, who is present, keys used, stamps given, confirmations, boards.

Everything is a file; what must never be lost is written to disk before an answer leaves. A lock keeps the server and
the commands apart.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from zhicheng.procedure.ballot.blind_signature import Random, StampKey, stamp_key
from zhicheng.procedure.ballot.card import ADMISSION, BYTES, write_card
from zhicheng.procedure.ballot.issuing import Issued
from zhicheng.procedure.ballot.keys import (
    make_opening_key,
    make_signing_key,
    make_stamp_key,
    opening_public,
    private_bytes,
    rsa_private,
    signing_private,
    signing_public,
    stamp_public,
)
from zhicheng.procedure.ballot.messages import KEYS, Keys
from zhicheng.procedure.ballot.session import Session, SignedSession
from zhicheng.procedure.ballot.supervisor.vault import Vault, refuse_open_folder, sync_folder, write_private
from zhicheng.procedure.refusal import ActRefused, Refusal

MEETING: Final = "meeting.json"
PRESENT: Final = "present.json"
PUBLIC: Final = "public-keys.json"
WAITING: Final = "waiting.json"


class Folder:
    """The supervisor's folder with its vault open."""

    def __init__(self, path: Path, vault: Vault) -> None:
        self.path, self._vault = path, vault
        self._stamp_keys: dict[str, StampKey] = {}

    @classmethod
    def create(
        cls, path: Path, passphrase: str, meeting: str, members: Sequence[str], platform_key: str, random: Random
    ) -> Folder:
        """A new folder (0700) for a meeting: signing key, an admission code for each member.

        ``platform_key``: the platform's signing key, as given to the supervisor by the organiser's own hand.

        Raises:
            ActRefused: the passphrase is too short, or no member or one twice is named (capitals or not: a code is also the
                name of a file, and not every disk tells ``m01`` from ``M01``).
            FileExistsError: the folder is there already.
        """
        if not members or len({member.casefold() for member in members}) != len(members):
            twice = (
                "评委代码为空或有重复（不分大小写）",
                "no members, or one of them twice (capitals make no difference)",
            )
            raise ActRefused(Refusal("no-members", twice))
        path.mkdir(mode=0o700)
        vault = Vault.create(path / "vault", passphrase, random)
        folder = cls(path, vault)
        vault.put("signing", private_bytes(make_signing_key()))
        for member in members:
            vault.put(f"admission-{member}", random(BYTES[ADMISSION]))
        folder.write(MEETING, {"meeting": meeting, "members": sorted(members), "platform_key": platform_key})
        folder.write(PRESENT, [])
        folder.write(PUBLIC, {"stamp_keys": [], "opening_keys": []})
        return folder

    @classmethod
    def open(cls, path: Path, passphrase: str, random: Random) -> Folder:
        """The folder as it stands.

        Raises:
            ActRefused: open to others, no vault, or a wrong passphrase.
        """
        refuse_open_folder(path)
        return cls(path, Vault.open(path / "vault", passphrase, random))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else changes the folder meanwhile."""
        with (self.path / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def read(self, name: str) -> Any:
        """The JSON in a file of the folder; ``None`` when it is not there."""
        file = self.path / name
        return json.loads(file.read_bytes()) if file.exists() else None

    def write(self, name: str, value: Any) -> None:
        """Write JSON to a file of the folder, on disk when this returns."""
        file = self.path / name
        if not file.parent.exists():
            file.parent.mkdir(mode=0o700)
            sync_folder(file.parent.parent)
        write_private(file, json.dumps(value, ensure_ascii=False).encode())

    def append(self, name: str, rows: Sequence[Any]) -> None:
        """Add lines to a file, on disk when this returns. A line cut off by a crash is cut away first."""
        file = self.path / name
        fresh = not file.exists()
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as stream:
            whole = stream.read().rfind(b"\n") + 1
            stream.truncate(whole)
            stream.seek(whole)
            stream.write(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
            stream.flush()
            os.fsync(stream.fileno())
        if fresh:
            sync_folder(file.parent)

    def lines(self, name: str) -> list[Any]:
        """The whole lines of a file."""
        file = self.path / name
        data = file.read_bytes() if file.exists() else b""
        return [json.loads(line) for line in data[: data.rfind(b"\n") + 1].splitlines()]

    # --- the meeting ---

    @property
    def meeting(self) -> dict[str, Any]:
        """``meeting``, ``members``, ``platform_key``."""
        found: dict[str, Any] = self.read(MEETING)
        return found

    @property
    def present(self) -> list[str]:
        """The supervisor's own list of those present now, ascending."""
        found: list[str] = self.read(PRESENT)
        return found

    def mark(self, came: Sequence[str], left: Sequence[str]) -> list[str]:
        """Members came or left; the list afterwards.

        Raises:
            ActRefused: somebody who is no member.
        """
        strangers = sorted({*came, *left} - set(self.meeting["members"]))
        if strangers:
            named = "、".join(strangers)
            raise ActRefused(Refusal("not-a-member", (f"不是评委：{named}", f"not members: {named}")))
        present = sorted((set(self.present) | set(came)) - set(left))
        self.write(PRESENT, present)
        return present

    # --- keys ---

    def make_keys(self, stamps: int, openings: int) -> None:
        """Make stamp and opening keys beforehand, to be used in order."""
        self.keep_keys([make_stamp_key() for _ in range(stamps)], [make_opening_key() for _ in range(openings)])

    def keep_keys(self, stamps: Sequence[RSAPrivateKey], openings: Sequence[RSAPrivateKey]) -> None:
        """Keep keys that were made elsewhere (on a quicker machine of the supervisor's own), to be used in order."""
        public = self.read(PUBLIC)
        for key in stamps:
            written = stamp_public(key)
            self._vault.put(f"stamp-{_short(written.n)}", private_bytes(key))
            public["stamp_keys"].append(written.plain())
        for opening in openings:
            sealed = opening_public(opening)
            self._vault.put(f"opening-{_short(sealed.n)}", private_bytes(opening))
            public["opening_keys"].append(sealed.plain())
        self.write(PUBLIC, public)

    def public_keys(self) -> Keys:
        """The public keys that no session has used yet."""
        public, used = self.read(PUBLIC), self.used()
        return Keys.model_validate(
            {
                "format": KEYS,
                "meeting": self.meeting["meeting"],
                "signing": signing_public(self.signing_key()),
                "stamp_keys": [key for key in public["stamp_keys"] if key["n"] not in used],
                "opening_keys": [key for key in public["opening_keys"] if key["n"] not in used],
            }
        )

    def used(self) -> set[str]:
        """The moduli (base64) of own keys in sessions signed so far."""
        found: set[str] = set()
        for signed in self.sessions():
            found |= {one.supervisor.n for one in signed.session.applicants} | {signed.session.opening_key.n}
        return found

    def signing_key(self) -> EllipticCurvePrivateKey:
        """The supervisor's signing key."""
        return signing_private(self._vault.get("signing"))

    def stamp_key(self, modulus: str) -> StampKey:
        """The private stamp key of a modulus (base64).

        Raises:
            KeyError: not a key of this folder.
        """
        found = self._stamp_keys.get(modulus)
        if found is None:
            found = stamp_key(rsa_private(self._vault.get(f"stamp-{_short(modulus)}")))
            self._stamp_keys[modulus] = found
        return found

    def opening_key(self, modulus: str) -> RSAPrivateKey:
        """The private opening key of a modulus (base64).

        Raises:
            KeyError: not a key of this folder, or destroyed.
        """
        return rsa_private(self._vault.get(f"opening-{_short(modulus)}"))

    def owns(self, session: Session) -> bool:
        """Whether the folder has the private keys to everything that a session names as the supervisor's."""
        names = [f"stamp-{_short(one.supervisor.n)}" for one in session.applicants]
        return all(self._vault.has(name) for name in [*names, f"opening-{_short(session.opening_key.n)}"])

    def destroy_opening_key(self, session: Session) -> None:
        """Overwrite and delete a session's opening key; what has been destroyed already stays so."""
        name = f"opening-{_short(session.opening_key.n)}"
        if self._vault.has(name):
            self._vault.destroy(name)

    def has_opening_key(self, session: Session) -> bool:
        """Whether a session's opening key is (still) here."""
        return self._vault.has(f"opening-{_short(session.opening_key.n)}")

    # --- admission ---

    def admission_code(self, member: str) -> bytes:
        """The admission code of a member.

        Raises:
            KeyError: no member of this meeting.
        """
        if member not in self.meeting["members"]:
            raise KeyError(member)
        return self._vault.get(f"admission-{member}")

    def cards(self) -> dict[str, str]:
        """The admission card of every member, to be printed and handed out in the room."""
        return {member: write_card(ADMISSION, self.admission_code(member)) for member in self.meeting["members"]}

    # --- sessions ---

    def sessions(self, after: str | None = None) -> list[SignedSession]:
        """The sessions signed so far, in order; those signed after one of them."""
        ids = self.lines("sessions.jsonl")
        ids = ids if after is None else ids[ids.index(after) + 1 :]
        return [SignedSession.model_validate(self.read(f"{one}/session.json")) for one in ids]

    def session(self, session_id: str) -> SignedSession | None:
        """A session that was signed; ``None``: it was not."""
        if session_id not in self.lines("sessions.jsonl"):
            return None
        return SignedSession.model_validate(self.read(f"{session_id}/session.json"))

    def add_session(self, signed: SignedSession) -> None:
        """Keep a session that has been signed."""
        self.write(f"{signed.session.id}/session.json", signed.plain())
        self.append("sessions.jsonl", [signed.session.id])

    def issued(self, session_id: str) -> list[Issued]:
        """Who has had a stamp for which blinded value."""
        return [Issued(*row) for row in self.lines(f"{session_id}/issued.jsonl")]

    def keep_issued(self, session_id: str, rows: Sequence[Issued]) -> None:
        """Keep new stamps; on disk when this returns."""
        if rows:
            self.append(f"{session_id}/issued.jsonl", [[row.member, row.applicant, row.blinded] for row in rows])


def _short(modulus: str) -> str:
    from zhicheng.procedure.ballot.keys import fingerprint

    return fingerprint(modulus)[:32]
