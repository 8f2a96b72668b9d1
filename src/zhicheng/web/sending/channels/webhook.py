"""Messages to a program of the operator's: signed JSON by POST. At least once, with a key: the receiver takes each once.

    POST /path HTTP/1.1
    Content-Type: application/json
    Idempotency-Key: 6e3f…            the same however often it is sent
    Zhicheng-Signature: sha256=…      HMAC-SHA-256 of the body under the secret, in hex

    {"form": "zhicheng-message/1", "key": "6e3f…", "kind": "returned", "text": {"zh": "…", "en": "…"},
     "link": "https://…/messages/12/", "at": "2026-10-12T09:30:00+08:00", "account": 7, "single_sign_on": ""}

Any status from 200 to 299 takes it. 4xx (but 408, 425, 429) refuses it for good; everything else is tried again.
Redirects are not followed.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import ssl
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from zhicheng.web.configuration import Hook
from zhicheng.web.sending.channels.addresses import checked_address
from zhicheng.web.sending.channels.channel import NotSent, Outgoing, Recipient

FORM: Final = "zhicheng-message/1"
PATIENCE: Final = 15
"""Seconds that the receiver has for each step."""
_AGAIN: Final = {408, 425, 429}


class Webhook:
    """A program of the operator's (ZHICHENG_WEBHOOK), told of every message."""

    name = "webhook"
    label = ("Webhook 接口", "webhook")
    knows_keys = True

    def address_of(self, recipient: Recipient) -> str:  # noqa: ARG002 - the shape of a channel
        """The operator's one address: the program there knows how to reach whom."""
        return _hook().url

    def send(self, outgoing: Outgoing, address: str) -> None:
        """Post it; raises ``NotSent`` unless the receiver takes it."""
        body = body_of(outgoing)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": outgoing.key,
            "Zhicheng-Signature": signature(body, _hook().secret),
        }
        status = _posted(urlsplit(address), body, headers)
        if not 200 <= status < 300:
            lasting = 400 <= status < 500 and status not in _AGAIN
            raise NotSent((f"接收方答复 {status}", f"the receiver answers {status}"), lasting=lasting)


def body_of(outgoing: Outgoing) -> bytes:
    """What is posted."""
    said = {
        "form": FORM,
        "key": outgoing.key,
        "kind": outgoing.kind,
        "text": {"zh": outgoing.text[0], "en": outgoing.text[1]},
        "link": outgoing.link,
        "at": outgoing.at.isoformat(),
        "account": outgoing.recipient.number,
        "single_sign_on": outgoing.recipient.single_sign_on,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def signature(body: bytes, secret: str) -> str:
    """The signature of a body under a secret, as the header has it."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _hook() -> Hook:
    """The operator's program; the channel is there only where there is one."""
    hook: Hook | None = settings.WEBHOOK
    assert hook is not None
    return hook


def _posted(parts: SplitResult, body: bytes, headers: dict[str, str]) -> int:
    """The status answered; the connection goes to the very address that was checked."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    where = checked_address(host, port, private=_hook().private)
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.sock = socket.create_connection((where, port), timeout=PATIENCE)
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as fault:
        raise NotSent(("接收方没有答复", "the receiver does not answer")) from fault
    finally:
        connection.close()
