"""The small papers of a draw held with files: a supervisor's commitment, secret, and reveal for one round."""

from __future__ import annotations

from typing import Final, Literal

from zhicheng.procedure.draw.bundle import Bundle, Hash, Name, Number, Part, Supervisor
from zhicheng.procedure.draw.seed import chain, chain_label
from zhicheng.procedure.refusal import ActRefused, Refusal

LINKS: Final = 32
"""Rounds that a chain lasts where nothing else is said: a draw and its replacements, with room to spare."""


class Commitment(Part):
    """What a supervisor hands over before the pool is frozen; it is good for this one draw."""

    format: Literal["zhicheng-draw-commitment/1"] = "zhicheng-draw-commitment/1"
    draw: Name
    serial: Number
    name: Name
    anchor: Hash
    links: Number

    @property
    def supervisor(self) -> Supervisor:
        """The commitment as it is frozen."""
        return Supervisor(name=self.name, anchor=self.anchor, links=self.links)


class ChainSecret(Part):
    """What a supervisor keeps, on paper in a sealed envelope too: the last link, from which all others follow."""

    format: Literal["zhicheng-draw-secret/1"] = "zhicheng-draw-secret/1"
    draw: Name
    serial: Number
    name: Name
    last: Hash
    links: Number

    @property
    def commitment(self) -> Commitment:
        """The commitment to this chain."""
        anchor = self.link(0)
        return Commitment(draw=self.draw, serial=self.serial, name=self.name, anchor=anchor, links=self.links)

    def link(self, number: int) -> str:
        """The link of a round; 0 is the anchor."""
        return chain(self.last, self.links, chain_label(self.draw, self.serial, self.name))[number]


class LinkReveal(Part):
    """What a supervisor hands over in a round; ``statement`` is the digest they saw when they did."""

    format: Literal["zhicheng-draw-reveal/1"] = "zhicheng-draw-reveal/1"
    name: Name
    round: Number
    statement: Hash
    link: Hash


def reveal_for(secret: ChainSecret, bundle: Bundle) -> LinkReveal:
    """The reveal for the open round of a draw.

    Raises:
        ActRefused: no round is open, the supervisor isn't one of this draw, or the chain is another or used up.
    """
    if not bundle.rounds or not bundle.rounds[-1].open:
        raise ActRefused(Refusal("no-open-round", ("没有进行中的一轮", "no round is open")))
    statement = bundle.rounds[-1].statement
    this_draw = (secret.draw, secret.serial) == (bundle.frozen.draw, bundle.frozen.serial)
    if not this_draw or secret.commitment.supervisor not in bundle.frozen.supervisors:
        raise ActRefused(
            Refusal(
                "other-commitment",
                (f"“{secret.name}”的承诺不在本次抽取中", f"the commitment of '{secret.name}' is not part of this draw"),
                do=("请使用本次抽取所用的密件", "use the secret that belongs to this draw"),
            )
        )
    if statement.round > secret.links:
        raise ActRefused(
            Refusal("chain-used-up", ("承诺链已用完，须另行抽取", "the chain is used up: hold a new draw"))
        )
    link = secret.link(statement.round)
    return LinkReveal(name=secret.name, round=statement.round, statement=statement.digest, link=link)
