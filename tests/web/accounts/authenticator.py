"""An authenticator app, as a phone has it (RFC 6238: SHA-1, 30 seconds, 6 digits)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time

from django.core.cache import cache
from django.test import Client


def code(secret: str, steps: int = 0) -> str:
    """The six digits for a secret now, or some steps of 30 seconds away."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = int(time.time()) // 30 + steps
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def set_up(browser: Client) -> str:
    """Set the second factor up in a browser where somebody has just signed in by password; the secret."""
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r"<code>([A-Z2-7]{16,})</code>", page)
    assert found, page
    secret = found.group(1)
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert answer.status_code == 302, answer.content.decode()
    cache.clear()  # a code is used once; the next one of a test may fall into the same 30 seconds
    return secret
