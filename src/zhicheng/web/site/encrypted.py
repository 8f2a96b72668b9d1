"""Personal values at rest: encrypted, and found again only by a keyed digest."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from functools import cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models

from zhicheng.web.keys import read_key


@cache
def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(read_key(settings.HOME, "encryption")))


def encrypted(text: str) -> str:
    """Ciphertext for the database."""
    return _cipher().encrypt(text.encode()).decode()


def decrypted(text: str) -> str:
    """The text of a ciphertext."""
    return _cipher().decrypt(text.encode()).decode()


class EncryptedText(models.TextField[str, str]):
    """Text that the database holds only as ciphertext (Fernet: AES-128-CBC with HMAC-SHA-256); empty stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        """Ciphertext for the database."""
        return encrypted(str(value)) if value else ""

    def from_db_value(self, value: Any, *_: Any) -> Any:
        """The text again."""
        return decrypted(value) if value else ""


def digest(value: str) -> str:
    """By which an encrypted value is found again: HMAC-SHA-256 under the installation's key; empty for empty."""
    key = read_key(settings.HOME, "digest")
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest() if value else ""


def masked(value: str) -> str:
    """First two and last one character, the rest as stars: all that a page shows of a personal number."""
    return f"{value[:2]}{'*' * (len(value) - 3)}{value[-1:]}" if len(value) > 4 else "*" * len(value)
