"""A member's device without a face: the voter's half in a Node process of its own, talking to the platform over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.procedure.ballot.engines import node
from tests.procedure.ballot.relay import MEETING, VOTE, Room

Act = tuple[str, Any]
"""What a device does: ``("hello", None)``, ``("cast", choices)``, ``("confirm", None)``, ``("check", None)``."""

PROGRAM = """
  const entered = await fetch(given.link, {redirect: "manual"});
  const headers = {cookie: entered.headers.get("set-cookie").split(";")[0], "content-type": "application/json"};
  let sent = 0;
  const send = async (message) => {
    sent += 1;
    const answer = await fetch(given.address + "/messages", {method: "POST", headers, body: JSON.stringify(message)});
    if (sent === given.last) { console.log(JSON.stringify({died: sent})); process.exit(0); }
    return answer.json();
  };
  const code = await voter.readCard("admission", given.card);
  const who = {meeting: given.meeting, vote: given.vote, member: given.member};
  const here = new voter.Voter({...who, seed: voter.unhex(given.seed), code, send});
  const said = [];
  for (const [act, with_] of given.acts) {
    try {
      said.push(await here[act](...(with_ === null ? [] : [with_])));
    } catch (fault) {
      if (!(fault instanceof voter.Refused)) throw fault;
      return {refused: fault.code, about: fault.about};
    }
  }
  return {said: said.at(-1) ?? null, chosen: here.chosen, sent};
"""


def seed_of(member: str) -> str:
    """The seed on the member's card, in the tests that need no card."""
    return (member.encode() * 32)[:32].hex()


def device(room: Room, member: str, *acts: Act, last: int = 0, seed: str = "", card: str = "") -> Mapping[str, Any]:
    """A device does its acts in turn: ``said`` by the last one and what is ``chosen``, or the code ``refused``.

    ``last``: the process dies at this message, which the platform gets and answers into the void (0: it lives).
    """
    given = {
        "address": room.address, "link": room.link(member), "meeting": MEETING, "vote": VOTE, "member": member,
        "card": card or room.cards[member], "seed": seed or seed_of(member), "acts": acts, "last": last,
    }  # fmt: skip
    found: Mapping[str, Any] = node(PROGRAM, given)
    return found


def voted(room: Room, choices: Mapping[str, Mapping[str, str]]) -> None:
    """Everybody casts what they choose."""
    for member, chosen in choices.items():
        assert device(room, member, ("cast", chosen))["chosen"] == chosen


def confirmed(room: Room) -> None:
    """Everybody's device confirms its envelopes."""
    for member in room.members:
        assert device(room, member, ("confirm", None))["said"]["holds"]
