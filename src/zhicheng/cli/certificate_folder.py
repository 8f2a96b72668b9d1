"""The folder of an office that issues certificates without the platform: keys, register, status lists."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from zhicheng.cli.console import refuse
from zhicheng.documents.platform_seal import PlatformSeal, self_signed
from zhicheng.procedure.certificate.keys import IN_USE, Key, KeySet, key_file, keys_in
from zhicheng.procedure.certificate.register import Entry, register_file, register_in
from zhicheng.procedure.certificate.signature import key_id
from zhicheng.procedure.certificate.status import SignedList, list_file, list_in

KEYS: Final = "keys.json"
REGISTER: Final = "register.json"
PASSPHRASE: Final = "ZHICHENG_CERTIFICATE_PASSPHRASE"
YEARS_OF_X509: Final = 10
LONGEST_ISSUER: Final = 30


class Folder:
    """``keys.json`` (to hand out), ``secret-….pem`` (never), ``register.json``, ``status-….json`` (to hand out)."""

    def __init__(self, path: Path) -> None:
        self.path = path

    # ------------------------------------------------------------------ keys

    def keys(self) -> KeySet:
        """The keys there are.

        Raises:
            Refused: there are none yet.
        """
        if not (self.path / KEYS).exists():
            zh, en = f"{self.path} 中没有密钥", f"no keys in {self.path}"
            raise refuse(zh, en, ("先运行 zhicheng certificate key", "run zhicheng certificate key first"))
        return keys_in(json.loads((self.path / KEYS).read_bytes()), KEYS)

    def new_key(self, issuer: str, start: dt.date, serial: int) -> Key:
        """A new key from ``start`` on; those in use end the day before and stay for verification.

        Raises:
            Refused: a key in use began on that day or later, or the issuer is another one.
        """
        if not 1 <= len(issuer.strip()) <= LONGEST_ISSUER:
            raise refuse(
                f"发证单位须为 1 至 {LONGEST_ISSUER} 字", f"the issuer's name has 1 to {LONGEST_ISSUER} characters"
            )
        secret = ec.generate_private_key(ec.SECP256R1())
        end = dt.date(start.year + YEARS_OF_X509, start.month, min(start.day, 28))
        key = Key(self_signed(secret, issuer, start=start, end=end, serial=serial), start)
        keys = KeySet(issuer, (key,))
        if (self.path / KEYS).exists():
            keys = self._rotated(issuer, key)
        self._write(f"secret-{key.id}.pem", _pem(secret), 0o600)
        self._write(KEYS, key_file(keys))
        return key

    def void(self, id_: str) -> KeySet:
        """Mark a key as being in other hands.

        Raises:
            Refused: there is no such key.
        """
        try:
            keys = self.keys().voided(id_)
        except KeyError as error:
            raise refuse(f"密钥文件中没有密钥 {id_}", f"the key file has no key {id_}") from error
        self._write(KEYS, key_file(keys))
        return keys

    def _rotated(self, issuer: str, key: Key) -> KeySet:
        old = self.keys()
        if old.issuer != issuer:
            zh, en = f"密钥文件属于{old.issuer}", f"the key file belongs to {old.issuer}"
            raise refuse(zh, en, ("另用一个文件夹", "use another folder"))
        try:
            return old.rotated(key)
        except ValueError as error:
            zh = f"新密钥的启用日 {key.start} 须晚于现用密钥的启用日"
            raise refuse(zh, f"the new key must start after those in use did, not on {key.start}") from error

    def provider(self, day: dt.date) -> PlatformSeal:
        """The provider with the key that signs on a day.

        Raises:
            Refused: there is none, or its secret half is not here or can't be opened.
        """
        keys = self.keys()
        key = next((one for one in keys.keys if one.state == IN_USE and one.signs_on(day)), None)
        if key is None:
            zh, en = f"{day} 没有可用的密钥", f"no key is in use on {day}"
            raise refuse(zh, en, ("先启用新密钥", "bring a new key into use"))
        return PlatformSeal(key, keys.issuer, self._secret(key))

    def provider_of(self, id_: str) -> PlatformSeal:
        """The provider with a certain key, retired or not.

        Raises:
            Refused: the key is not there, or its secret half.
        """
        keys = self.keys()
        key = keys.find(id_)
        if key is None:
            raise refuse(f"密钥文件中没有密钥 {id_}", f"the key file has no key {id_}")
        return PlatformSeal(key, keys.issuer, self._secret(key))

    def _secret(self, key: Key) -> ec.EllipticCurvePrivateKey:
        try:
            raw = (self.path / f"secret-{key.id}.pem").read_bytes()
            secret = serialization.load_pem_private_key(raw, _passphrase())
        except (OSError, ValueError, TypeError) as error:
            zh, en = f"密钥 {key.id} 的私钥打不开", f"the secret half of key {key.id} can't be opened"
            do = (f"如有口令请设 {PASSPHRASE}", f"set {PASSPHRASE} if it has a passphrase")
            raise refuse(zh, en, do) from error
        if not isinstance(secret, ec.EllipticCurvePrivateKey) or key_id(secret.public_key()) != key.id:
            raise refuse(f"私钥与密钥 {key.id} 不符", f"the secret half does not belong to key {key.id}")
        return secret

    # ------------------------------------------------------------------ register and lists

    def entries(self) -> tuple[Entry, ...]:
        """The register; empty at first."""
        file = self.path / REGISTER
        return register_in(json.loads(file.read_bytes()), REGISTER) if file.exists() else ()

    def keep(self, entries: Sequence[Entry]) -> None:
        """Write the register anew."""
        self._write(REGISTER, register_file(entries), 0o600)

    def last_list(self, name: str) -> SignedList | None:
        """The newest status list of that name."""
        file = self.path / f"status-{name}.json"
        return list_in(json.loads(file.read_bytes()), file.name) if file.exists() else None

    def keep_list(self, signed: SignedList) -> Path:
        """Write a status list."""
        return self._write(f"status-{signed.list.name}.json", list_file(signed))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else changes the folder meanwhile.

        Raises:
            Refused: somebody does.
        """
        lock = self.path / "in-use.lock"
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
        except FileExistsError as error:
            zh, en = f"{self.path} 正被另一个命令使用", f"another command is using {self.path}"
            do = (f"若没有，请删除 {lock.name}", f"if none is, delete {lock.name}")
            raise refuse(zh, en, do) from error
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)

    def _write(self, name: str, raw: bytes, mode: int = 0o644) -> Path:
        """Whole or not at all."""
        file, new = self.path / name, self.path / f"{name}.new"
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(file)
        return file


def _passphrase() -> bytes | None:
    return os.environ[PASSPHRASE].encode() if os.environ.get(PASSPHRASE) else None


def _pem(secret: ec.EllipticCurvePrivateKey) -> bytes:
    word = _passphrase()
    how: Any = serialization.BestAvailableEncryption(word) if word else serialization.NoEncryption()
    return secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)
