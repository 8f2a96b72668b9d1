"""Where chance comes from: hash chains of supervisors, balls drawn in the room, named sources; never the office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from zhicheng.procedure.canonical import digest, sha256
from zhicheng.procedure.draw.bundle import TICKETS, Balls, Frozen, Reveal, Statement

LEAST_SUPERVISORS: Final = 2
TICKET_DIGITS: Final = 4
"""Balls that name one of 10,000 tickets."""
VALUE: Final = re.compile("[0-9a-f]{1,128}")
"""A named source's value, as published: digits or hexadecimal digits and nothing between them, so that nobody can write
one value in many ways and choose among the outcomes."""
ORDER_DIGITS: Final = 39
"""Balls that make a seed nobody can try out beforehand: 10^39 > 2^128."""


def chain_label(draw: str, serial: int, supervisor: str) -> str:
    """What each link of a chain is hashed with: the draw and the supervisor that it is of, and no other."""
    return digest({"label": "zhicheng-draw/1 chain", "draw": draw, "serial": serial, "supervisor": supervisor})


def link_before(link: str, label: str) -> str:
    """The link before this one: a reveal leads back to the anchor, and never forward."""
    return sha256(f"zhicheng-draw/1 link|{label}|{link}".encode())


def chain(last: str, links: int, label: str) -> list[str]:
    """The links 0 (the anchor) to ``links`` of the chain that ends in ``last`` (64 hexadecimal digits, secret)."""
    row = [last]
    for _ in range(links):
        row.append(link_before(row[-1], label))
    return row[::-1]


def link_back(link: str, steps: int, label: str) -> str:
    """The link so many steps before this one."""
    for _ in range(steps):
        link = link_before(link, label)
    return link


def leads_to(frozen: Frozen, place: int, link: str, steps: int) -> bool:
    """Whether ``link``, hashed ``steps`` times as a link of this draw, is the anchor of the supervisor at ``place``."""
    one = frozen.supervisors[place]
    return link_back(link, steps, chain_label(frozen.draw, frozen.serial, one.name)) == one.anchor


def digits_of(balls: Sequence[Balls], wanted: int) -> str | None:
    """The digits on which two different persons agree; ``""`` where none are drawn; ``None``: not complete."""
    if wanted == 0:
        return "" if not balls else None
    if len(balls) != 2 or balls[0].by == balls[1].by or balls[0].digits != balls[1].digits:
        return None
    return balls[0].digits if len(balls[0].digits) == wanted else None


def seed_of(frozen: Frozen, statement: Statement, reveal: Reveal) -> str | None:
    """The seed of a round; ``None`` while anything is missing. Whether links lead to anchors is not asked here."""
    digits = digits_of(reveal.balls, frozen.balls)
    complete = (
        len(reveal.links) == len(frozen.supervisors)
        and len(reveal.values) == len(statement.sources)
        and None not in reveal.links
        and None not in reveal.values
    )
    if digits is None or not complete:
        return None
    return digest(
        {
            "label": "zhicheng-draw/1 seed",
            "statement": statement.digest,
            "links": reveal.links,
            "balls": digits,
            "values": reveal.values,
        }
    )


def order_key(seed: str, attempt: int, code: str) -> str:
    """Where an expert stands in the order of an attempt: lower comes first."""
    return sha256(f"zhicheng-draw/1 order|{seed}|{attempt}|{code}".encode())


def group_key(seed: str, code: str) -> str:
    """Where a member stands in the order in which groups are filled."""
    return sha256(f"zhicheng-draw/1 group|{seed}|{code}".encode())


def ticket_of(frozen: Frozen, seed: str, reveal: Reveal) -> int:
    """The ticket, 0 to 9,999; the first four balls themselves where no supervisor takes part."""
    if not frozen.supervisors:
        return int(reveal.balls[0].digits[:TICKET_DIGITS])
    return int(sha256(f"zhicheng-draw/1 ticket|{seed}".encode()), 16) % TICKETS
