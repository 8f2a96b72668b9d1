"""``python -m benchmarks.ballot_voter``: one member's part in a meeting of 31 members and 300 applicants, in Node and in Chromium.

Both real halves answer; what the device waits for them is taken off, so that the figures are the device's own work.
The envelopes and rows of the other 30 members are random bytes of the right form: a device only looks through them.
"""

from __future__ import annotations

import os
import platform
import secrets
import sys
import tempfile
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.procedure.ballot.device import seed_of
from tests.procedure.ballot.engines import Engine, engine
from tests.procedure.ballot.relay import MEETING, VOTE, Message, Room, room

from zhicheng.procedure.ballot.keys import sign_statement
from zhicheng.procedure.ledger import tree

MEMBERS = [f"m{number:02}" for number in range(1, 32)]
APPLICANTS = [f"a-{number:03}" for number in range(1, 301)]
ACTS = {"first look (session, 601 keys)": "hello", "casting 300 ballots": "cast", "after closing (9,300 leaves)": "confirm",
        "after opening (9,300 rows)": "check"}  # fmt: skip
PROGRAM = """
  let waited = 0;
  const headers = {"content-type": "application/json", ...given.headers};
  const send = async (message) => {
    const start = performance.now();
    const answer = await fetch(given.address + "/messages", {method: "POST", headers, body: JSON.stringify(message)});
    const said = await answer.json();
    waited += performance.now() - start;
    return said;
  };
  const code = await voter.readCard("admission", given.card);
  const here = new voter.Voter({...given.who, seed: voter.unhex(given.seed), code, send});
  const found = {};
  for (const [act, with_] of given.acts) {
    waited = 0;
    const start = performance.now();
    const said = await here[act](with_);
    found[act] = [performance.now() - start - waited, waited];
    if (said && said.holds === false) throw new Error(act + ": " + JSON.stringify(said).slice(0, 300));
  }
  return found;
"""


def run(meeting: Room, on: Engine, member: str, acts: list[tuple[str, Any]], headers: Mapping[str, str]) -> Any:
    """Milliseconds of own work and of waiting, by act."""
    who = {"meeting": MEETING, "vote": VOTE, "member": member}
    given = {
        "address": meeting.address, "who": who, "card": meeting.cards[member], "seed": seed_of(member),
        "acts": acts, "headers": headers,
    }  # fmt: skip
    return on(PROGRAM, given)


def fill(meeting: Room) -> None:
    """From now on every answer holds as many leaves and rows as 31 members make."""
    others = [secrets.token_hex(32) for _ in range(30 * len(APPLICANTS))]
    rows = [_row(meeting.open.session.id, name) for name in APPLICANTS for _ in range(30)]
    known: dict[str, Any] = {}

    def tamper(_: str, __: Message, answer: Message) -> Message:
        if answer.get("leaves") is None:
            return answer
        key = "board" if answer["board"] else "closing"
        if key not in known:
            known[key] = _filled(meeting, answer, others, rows)
        return {**answer, **known[key]}

    meeting.tamper = tamper


def _filled(meeting: Room, answer: Message, others: list[str], rows: list[Message]) -> Message:
    closing = answer["closing"]["closing"]
    own = {two["leaf"] for one in meeting.log if one.kind == "envelopes" for two in one.answer["received"]}
    leaves = sorted(own.union(others))
    closing |= {"root": tree.root([bytes.fromhex(one) for one in leaves]).hex(), "count": len(leaves)}
    filled: Message = {
        "leaves": leaves,
        "closing": {"closing": closing, "signature": sign_statement(meeting.key, closing)},
    }
    if answer["board"]:
        board = answer["board"]["board"]
        board |= {"root": closing["root"], "rows": board["rows"] + rows}
        filled["board"] = {"board": board, "signature": sign_statement(meeting.folder.signing_key(), board)}
    return filled


def _row(session: str, applicant: str) -> Message:
    ballot = {"format": "zhicheng-ballot/1", "session": session, "applicant": applicant, "choice": "Y"}
    stamp = {issuer: b64encode(secrets.token_bytes(256)).decode() for issuer in ("platform", "supervisor")}
    return {
        "ballot": {**ballot, "number": secrets.token_hex(16)},
        "prefix": b64encode(secrets.token_bytes(32)).decode(),
        **stamp,
    }


def _live(meeting: Room, name: str, member: str, choices: Mapping[str, str]) -> list[Any]:
    meeting.cookies["benchmark"] = member
    headers = {"cookie": "member=benchmark"}  # for Node; a browser has got its own by the link
    with engine(name, meeting.link(member)) as on:
        found = run(meeting, on, member, [("hello", False), ("cast", choices)], headers)
        again = run(meeting, on, member, [("hello", False)], headers)
        meeting.close({(other, applicant): "-" for other in MEMBERS[1:] for applicant in APPLICANTS})
        fill(meeting)
        alone = run(meeting, on, member, [("hello", False), ("cast", {}), ("confirm", None)], headers)
        full, meeting.tamper = meeting.tamper, None
        run(meeting, on, member, [("confirm", None)], headers)  # what the supervisor is to open
        meeting.show_board()
        meeting.tamper = full
        board = run(meeting, on, member, [("hello", False), ("cast", {}), ("check", None)], headers)
    return [found, again, alone, board]


def measure(name: str) -> None:
    """One member's life on one engine; printed."""
    choices = {applicant: "YNA"[place % 3] for place, applicant in enumerate(APPLICANTS)}
    member = MEMBERS[0]
    with tempfile.TemporaryDirectory() as place, room(Path(place), MEMBERS) as meeting:
        meeting.open_vote(APPLICANTS)
        found, again, alone, board = _live(meeting, name, member, choices)
    for what, act in ACTS.items():
        _print(name, what, *{"hello": found, "cast": found, "confirm": alone, "check": board}[act][act])
    _print(name, "another device finds 300 choices again", *again["hello"])


def _print(name: str, what: str, own: float, waited: float) -> None:
    print(f"{name:<9} {what:<42} {own / 1000:7.2f} s   (waited {waited / 1000:6.2f} s)")


def main() -> None:
    """Measure and print."""
    print(
        f"Python {platform.python_version()}, {platform.machine()}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    for name in sys.argv[1:] or ("node", "chromium"):
        measure(name)


if __name__ == "__main__":
    main()
