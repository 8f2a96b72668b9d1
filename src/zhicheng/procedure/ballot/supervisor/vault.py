"""Secrets in files that only their owner may read, each sealed with a key that a passphrase opens."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from zhicheng.procedure.ballot.blind_signature import Random
from zhicheng.procedure.ballot.forms import b64, unb64
from zhicheng.procedure.refusal import ActRefused, Refusal

FORMAT: Final = "zhicheng-vault/1"
PASSPHRASE_LEAST: Final = 12
"""Characters that a passphrase needs."""

_COST: Final = 2**15
_NONCE: Final = 12


class Vault:
    """Named secrets in a folder. Open one with :meth:`create` or :meth:`open`."""

    def __init__(self, folder: Path, key: bytes, random: Random) -> None:
        self._folder, self._seal, self._random = folder, AESGCM(key), random

    @classmethod
    def create(cls, folder: Path, passphrase: str, random: Random) -> Vault:
        """A new vault in a folder that does not exist yet; it is made for its owner alone (0700).

        Raises:
            ActRefused: the passphrase is too short.
            FileExistsError: the folder is there already.
        """
        if len(passphrase) < PASSPHRASE_LEAST:
            raise ActRefused(_short_passphrase())
        folder.mkdir(mode=0o700)
        salt, nonce, key = random(16), random(_NONCE), random(32)
        opened = _derive(passphrase, salt)
        head = {
            "format": FORMAT,
            "scrypt": {"salt": b64(salt), "n": _COST, "r": 8, "p": 1},
            "key": b64(nonce + AESGCM(opened).encrypt(nonce, key, FORMAT.encode())),
        }
        write_private(folder / "vault.json", json.dumps(head).encode())
        return cls(folder, key, random)

    @classmethod
    def open(cls, folder: Path, passphrase: str, random: Random) -> Vault:
        """The vault in a folder.

        Raises:
            ActRefused: others may look into the folder, it is no vault, or the passphrase is wrong.
        """
        refuse_open_folder(folder)
        try:
            head = json.loads((folder / "vault.json").read_bytes())
            sealed, salt = unb64(head["key"]), unb64(head["scrypt"]["salt"])
        except (OSError, ValueError, KeyError, TypeError):
            raise ActRefused(
                Refusal("no-vault", (f"{folder} 里没有密钥库", f"there is no vault in {folder}"))
            ) from None
        try:
            opened = _derive(passphrase, salt)
            key = AESGCM(opened).decrypt(sealed[:_NONCE], sealed[_NONCE:], FORMAT.encode())
        except InvalidTag:
            raise ActRefused(Refusal("wrong-passphrase", ("口令不对", "the passphrase is wrong"))) from None
        return cls(folder, key, random)

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret under a name; whatever had that name is replaced."""
        nonce = self._random(_NONCE)
        write_private(self._file(name), nonce + self._seal.encrypt(nonce, secret, name.encode()))

    def get(self, name: str) -> bytes:
        """The secret of that name.

        Raises:
            KeyError: there is none (any more).
            ActRefused: the file was changed.
        """
        try:
            sealed = self._file(name).read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None
        try:
            return self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
        except InvalidTag:
            changed = Refusal("vault-changed", (f"密钥文件 {name} 已被改动", f"the key file {name} was changed"))
            raise ActRefused(changed) from None

    def has(self, name: str) -> bool:
        """Whether there is a secret of that name."""
        return self._file(name).exists()

    def destroy(self, name: str) -> None:
        """Overwrite the secret's file, then delete it. A copy made elsewhere, or by the disk itself, is not reached.

        Raises:
            KeyError: there is none.
        """
        file = self._file(name)
        if not file.exists():
            raise KeyError(name)
        with file.open("r+b") as handle:
            size = handle.seek(0, os.SEEK_END)
            for filling in (self._random(size), bytes(size)):
                handle.seek(0)
                handle.write(filling)
                handle.flush()
                os.fsync(handle.fileno())
        file.unlink()
        sync_folder(self._folder)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.sealed"


def write_private(file: Path, data: bytes) -> None:
    """Write a file that only its owner may read; whole or not at all, on disk when this returns."""
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refuse_open_folder(folder: Path) -> None:
    """Refuse a folder into which others may look.

    Raises:
        ActRefused: ``folder-not-there`` or ``folder-open-to-others``.
    """
    try:
        state = folder.stat()
    except OSError:
        raise ActRefused(Refusal("folder-not-there", (f"找不到 {folder}", f"there is no {folder}"))) from None
    if stat.S_IMODE(state.st_mode) & 0o077 or state.st_uid != os.geteuid():
        raise ActRefused(
            Refusal(
                "folder-open-to-others",
                (f"{folder} 可被他人读取或不属于当前用户", f"{folder} is open to others, or not yours"),
                do=(f"请执行 chmod 700 {folder}", f"run chmod 700 {folder}"),
            )
        )


def _derive(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())


def _short_passphrase() -> Refusal:
    return Refusal(
        "short-passphrase",
        (f"口令至少 {PASSPHRASE_LEAST} 个字符", f"a passphrase has at least {PASSPHRASE_LEAST} characters"),
    )
