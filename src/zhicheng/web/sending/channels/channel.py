"""What a channel is. An installation may bring its own, for SMS or an office chat:

    class ShortMessages:
        name, label, knows_keys = "sms", ("短信", "text message"), False

        def address_of(self, recipient: Recipient) -> str:
            return recipient.phone

        def send(self, outgoing: Outgoing, address: str) -> None:
            ...            # NotSent where it did not go out; any other error: nobody knows

    ZHICHENG_CHANNELS=our_house.channels.ShortMessages

The class is made once in each process, without arguments. ``send`` runs in the job worker, after the act's commit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is to be told: the account's number and what is known of how to reach the person; empty where nothing is.

    ``mail`` is a confirmed address of somebody who wants e-mail; ``single_sign_on`` how the operator's identity
    provider calls the person (its subject); ``language``: ``zh`` or ``en``.
    """

    number: int
    language: str
    mail: str
    phone: str
    single_sign_on: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What goes out: no name, no number, no content of a dossier; only what it is about and where to read it.

    ``key`` is the same however often it is tried; ``at``: when the message was written on the platform.
    """

    key: str
    kind: str
    text: Pair
    link: str
    at: dt.datetime
    recipient: Recipient

    @property
    def words(self) -> str:
        """What it is about, in the recipient's language."""
        return self.text[1] if self.recipient.language == "en" else self.text[0]


class NotSent(Exception):
    """It certainly did not go out. ``lasting``: trying again is of no use (no such address, refused for good)."""

    def __init__(self, text: Pair, *, lasting: bool = False) -> None:
        super().__init__(text[1])
        self.text, self.lasting = text, lasting


class Channel(Protocol):
    """A way out. ``knows_keys``: a receiver that gets a key twice takes it once, so that a sending that was cut off
    may be done again; where it doesn't, such a sending is shown to the operator, who decides."""

    name: str
    label: Pair
    knows_keys: bool

    def address_of(self, recipient: Recipient) -> str:
        """Where this person is reached by this channel; empty: not at all."""

    def send(self, outgoing: Outgoing, address: str) -> None:
        """Send it, and return only when it went out.

        Raises:
            NotSent: it did not go out. After any other error nobody knows.
        """
