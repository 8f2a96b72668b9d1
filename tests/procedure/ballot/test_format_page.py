"""The format page's own numbers, and the shipped trace of one member's messages, agree with both implementations."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from tests.procedure.ballot.voter import Alarm, Message, Voter
from zhicheng.procedure.ballot import messages
from zhicheng.procedure.ballot.blind_signature import encode, prepare
from zhicheng.procedure.ballot.card import ADMISSION, SEED, read_card
from zhicheng.procedure.ballot.envelopes import leaf
from zhicheng.procedure.ballot.forms import Form, read
from zhicheng.procedure.ballot.keys import mac_holds, mac_of, tag_of
from zhicheng.procedure.ballot.messages import Ballot, Envelope, Row, State
from zhicheng.procedure.ballot.opening import Stampers
from zhicheng.procedure.canonical import canonical

HERE = Path(__file__).parents[3]
PAGE = (HERE / "docs" / "reference" / "format-ballots.md").read_text("utf-8")
TRACE = json.loads((HERE / "verifiers" / "examples" / "ballots-voter.json").read_text("utf-8"))
SESSION = "11" * 32


def nobody(message: Message) -> Message:
    raise AssertionError("nothing is sent")


def page_voter() -> Voter:
    voter = Voter("m01", bytes(range(32)), bytes(range(12)), nobody)
    voter.id, voter.choices = SESSION, {"a-001": "Y"}
    return voter


def test_the_page_s_derived_secrets() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| `([0-9a-f]{32,})(…?)` \|$", PAGE, re.M)
    assert len(rows) == 8
    lengths = {"number": 16, "prefix": 32, "envelope-key": 32, "envelope-seed": 48}
    for what, shown, cut in rows:
        length = lengths.get(what, 48 if what.startswith("salt") else 272)
        derived = page_voter().secrets("a-001").derive(what, length).hex()
        assert derived.startswith(shown) and (cut or derived == shown), what


def test_the_page_s_tag_and_mac() -> None:
    code = bytes(range(12))
    said = {
        "format": "zhicheng-ballot-confirmation/1",
        "session": SESSION,
        "member": "m01",
        "of": "closing",
        "digest": "22" * 32,
        "holds": True,
        "missing": [],
    }
    assert f"`tag` = `{tag_of(code, SESSION)}`" in PAGE
    assert f"`mac` = `{mac_of(code, said)}`" in PAGE
    assert page_voter().sealed(said)["mac"] == mac_of(code, said)


def test_every_format_of_the_library_stands_on_the_page() -> None:
    formats = {value for value in vars(messages).values() if isinstance(value, str) and value.startswith("zhicheng-")}
    assert len(formats) == 21
    assert {one for one in formats if one not in PAGE} == set()


def test_every_member_of_every_form_stands_on_the_page() -> None:
    forms = [
        one for one in vars(messages).values() if isinstance(one, type) and issubclass(one, Form) and one is not Form
    ]
    assert len(forms) > 25
    missing = {(one.__name__, name) for one in forms for name in one.model_fields if f'"{name}"' not in PAGE}
    assert missing == set()


def test_the_page_s_twelve_lines_count_the_example_and_refuse_a_flipped_ballot() -> None:
    (code,) = re.findall(r"```python\n(def count.*?)```", PAGE, re.S)
    place: dict[str, Any] = {
        "json": json,
        "b64decode": base64.b64decode,
        "Counter": Counter,
        "RSAPublicNumbers": RSAPublicNumbers,
        "PSS": padding.PSS,
        "MGF1": padding.MGF1,
        "SHA384": hashes.SHA384,
    }
    exec(code, place)
    held = json.loads((HERE / "verifiers" / "examples" / "ballots.json").read_text("utf-8"))["sessions"][0]
    session, board = held["signed"]["session"], held["board"]["board"]
    found = place["count"](session, board)
    assert found["a-001", "Y"] == 4 and found["a-002", "A"] == 1
    board["rows"][0]["ballot"]["choice"] = "N"
    with pytest.raises(InvalidSignature):
        place["count"](session, board)


# --- the shipped trace ---


def member() -> Voter:
    voter = Voter("m01", read_card(SEED, TRACE["seed"]), read_card(ADMISSION, TRACE["admission"]), nobody)
    voter.accept(TRACE["state"]["signed"], TRACE["state"]["tag"])
    voter.choices = {TRACE["applicant"]: TRACE["choice"]}
    return voter


def test_the_trace_s_values_come_from_seed_and_session() -> None:
    voter = member()
    mine = voter.secrets("a-001")
    for what, value in TRACE["derived"].items():
        assert mine.derive(what, len(value) // 2).hex() == value
    for issuer, stamping in TRACE["stamping"].items():
        assert mine.prepared.hex() == stamping["prepared"]
        assert voter.request(issuer, ["a-001"]) == stamping["request"]
        assert voter.signature("a-001", issuer, stamping["answer"]["stamps"][0]["stamp"]) == stamping["signature"]
    assert voter.seal("a-001", canonical(TRACE["content"])) == TRACE["envelope"]
    assert voter.leaf(TRACE["envelope"]) == TRACE["leaf"] == TRACE["state"]["received"][0]["leaf"]
    assert voter.recognise("a-001", TRACE["state"]["requests"][0]["blinded"]) == "Y"


def test_the_library_reads_the_trace_alike() -> None:
    state = read(State, TRACE["state"])
    row, envelope = read(Row, TRACE["content"]), read(Envelope, TRACE["envelope"])
    assert Stampers(state.signed.session).fault(row) is None
    assert leaf(envelope).hex() == TRACE["leaf"]
    code = read_card(ADMISSION, TRACE["admission"])
    assert mac_holds(code, TRACE["confirmation"]) and mac_holds(code, TRACE["stamping"]["supervisor"]["request"])
    ballot = canonical(read(Ballot, TRACE["content"]["ballot"]).plain())
    for issuer, stamping in TRACE["stamping"].items():
        prepared = prepare(ballot, base64.b64decode(row.prefix))
        salt = bytes.fromhex(TRACE["derived"][f"salt-{issuer}"])
        assert encode(prepared, 2047, salt) == base64.b64decode(stamping["encoded"])


@pytest.mark.parametrize("change", [("session", "vote", "v2"), ("session", "majority", {"share": "1/2"})])
def test_a_page_takes_no_session_that_was_changed(change: tuple[str, str, Any]) -> None:
    signed = json.loads(json.dumps(TRACE["state"]["signed"]))
    place, name, value = change
    signed[place][name] = signed[place][name] | value if isinstance(value, dict) else value
    with pytest.raises(Alarm):
        member().accept(signed, TRACE["state"]["tag"])
