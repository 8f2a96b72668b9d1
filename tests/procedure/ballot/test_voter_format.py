"""What the voter's half writes, against the values printed in docs/reference/format-ballots.md and against its rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.procedure.ballot.engines import VOTER, Engine, engine

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "format-ballots.md").read_text("utf-8")
SEED, CODE, SESSION = bytes(range(32)).hex(), bytes(range(12)).hex(), "11" * 32
SEED_CARD, CODE_CARD = re.findall(r"bytes 00 01 … \w\w \| `([0-9A-Z-]+)`", PAGE)
SECRETS = dict(re.findall(r"^\| `([a-z-]+)` \| `([0-9a-f]{32,64})…?` \|$", PAGE, re.MULTILINE))
LENGTHS = {what: int(n) for names, n in re.findall(r"^\| (`[a-z`, -]+`) \| (\d+) \|", PAGE, re.MULTILINE)
           for what in re.findall(r"`([a-z-]+)`", names)}  # fmt: skip


@pytest.fixture(scope="module", params=["node", "chromium"])
def run(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with engine(request.param) as running:
        yield running


def test_cards_are_written_and_read_as_printed(run: Engine) -> None:
    said = run(
        "return [await voter.writeCard('seed', voter.unhex(given[0])),"
        " await voter.writeCard('admission', voter.unhex(given[1])),"
        " voter.hex(await voter.readCard('seed', given[2])), voter.hex(await voter.readCard('admission', given[3]))];",
        [
            SEED,
            CODE,
            SEED_CARD.lower().replace("0", "o").replace("-", " "),
            CODE_CARD.replace("1", "l").replace("0", "０"),
        ],
    )
    assert said == [SEED_CARD, CODE_CARD, SEED, CODE]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(SEED_CARD[:-1], id="too-short"),
        pytest.param(SEED_CARD + "0", id="too-long"),
        pytest.param(SEED_CARD.replace("X", "U", 1), id="no-such-character"),
        pytest.param(SEED_CARD.replace("40R4", "40R5"), id="slip-of-the-pen"),
        pytest.param(SEED_CARD.replace("40R4-0M30", "0M30-40R4"), id="groups-exchanged"),
        pytest.param(CODE_CARD, id="the-other-card"),
    ],
)
def test_a_card_with_a_slip_is_refused(run: Engine, typed: str) -> None:
    said = run("return voter.readCard('seed', given).then(() => 'read', (fault) => fault.code);", typed)
    assert said == "bad-card"


def test_every_secret_follows_from_the_seed_as_printed(run: Engine) -> None:
    said: dict[str, Any] = run(
        "const draw = await voter.drawer(voter.unhex(given.seed), given.session); const all = {};"
        "for (const [what, n] of Object.entries(given.lengths)) all[what] = voter.hex(await draw(what, 'a-001', 'Y', n));"
        "return all;",
        {"seed": SEED, "session": SESSION, "lengths": LENGTHS},
    )
    assert len(SECRETS) == len(LENGTHS) == 8
    assert {what: value[: len(SECRETS[what])] for what, value in said.items()} == SECRETS
    assert {what: len(value) // 2 for what, value in said.items()} == LENGTHS


def test_marks_made_with_the_admission_code_are_as_printed(run: Engine) -> None:
    confirmation = {
        "format": "zhicheng-ballot-confirmation/1", "session": SESSION, "member": "m01",
        "of": "closing", "digest": "22" * 32, "holds": True, "missing": [],
    }  # fmt: skip
    said = run(
        "const code = voter.unhex(given.code);"
        "return [await voter.hmac(code, 'zhicheng-ballot-tag/1', voter.unhex(given.session)),"
        " await voter.hmac(code, 'zhicheng-ballot-mac/1', voter.canonical(given.message))];",
        {"code": CODE, "session": SESSION, "message": confirmation},
    )
    assert said == [re.findall(rf"`{what}` = `([0-9a-f]{{64}})`", PAGE)[0] for what in ("tag", "mac")]


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    texts = {file.name: file.read_text("utf-8") for file in VOTER.iterdir()}
    assert set(texts) == {"voter.js", "voter_words.js", "voter_page.js", "voter.html", "voter.css"}
    assert "default-src 'none'" in texts["voter.html"]
    assert re.findall(r"https?://|url\(|import |eval\(|innerHTML", "".join(texts.values())) == []
    assert re.findall(r"Storage|indexedDB|cookie", "".join(texts.values())) == []


EXAMPLE = json.loads((Path(__file__).parents[3] / "verifiers" / "examples" / "ballots-voter.json").read_text("utf-8"))
"""One member's secrets and messages, written by the other halves."""

ONE_BALLOT = """
  const example = given, sent = [];
  const code = await voter.readCard("admission", example.admission);
  const received = [{applicant: example.applicant, leaf: example.leaf}];
  const requests = example.state.requests.filter((one) => one.applicant === example.applicant);
  const send = async (message) => {
    sent.push(message);
    if (message.format.includes("hello")) return {...example.state, requests, received: []};
    if (message.format.includes("request")) return example.stamping[message.issuer].answer;
    return {format: "zhicheng-ballot-receipt/1", session: here.session, member: example.member, received};
  };
  const {meeting, vote} = example.state.signed.session;
  const seed = await voter.readCard("seed", example.seed);
  const here = new voter.Voter({meeting, vote, member: example.member, seed, code, send});
  await here.cast({});
  return {sent: sent.slice(1), row: here.own.get(example.applicant).row, chosen: here.chosen};
"""


def test_the_example_s_messages_are_made_again_byte_by_byte(run: Engine) -> None:
    found = run(ONE_BALLOT, EXAMPLE)
    assert found["chosen"] == {EXAMPLE["applicant"]: EXAMPLE["choice"]}
    stamping, envelope = EXAMPLE["stamping"], EXAMPLE["envelope"]
    envelopes = {
        "format": "zhicheng-ballot-envelopes/1",
        "session": envelope["session"],
        "member": EXAMPLE["member"],
        "envelopes": [envelope],
    }
    assert found["sent"] == [stamping["platform"]["request"], stamping["supervisor"]["request"], envelopes]
    assert found["row"] == EXAMPLE["content"]
