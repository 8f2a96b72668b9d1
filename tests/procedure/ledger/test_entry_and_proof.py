"""One entry: what is written of an act, what is only promised, and how it is proved to somebody."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace

import pytest

from tests.procedure.ledger.example import FOLDER, files
from tests.procedure.ledger.histories import (
    BEGIN,
    KEY,
    OTHER_SEED,
    SEED,
    act,
    bodies_of,
    checkpoint_of,
    entries,
    randomness,
)
from zhicheng.procedure.canonical import NotCanonical, canonical
from zhicheng.procedure.ledger.body import Act, Opening, can_stand_open, commitment, read_body, written
from zhicheng.procedure.ledger.check import check_proof
from zhicheng.procedure.ledger.checkpoint import key_of
from zhicheng.procedure.ledger.finding import sound
from zhicheng.procedure.ledger.note import NoteMalformed, public_key
from zhicheng.procedure.ledger.proof import Proof, printed, proof_data, proof_text, read_printed, read_proof
from zhicheng.procedure.ledger.tree import inclusion_proof, leaf_hash

MADE = entries(21)
BODIES = [body for body, _ in MADE]
LEAVES = [leaf_hash(body.encode()) for body in BODIES]


def proof(number: int) -> Proof:
    path = tuple(inclusion_proof(LEAVES, number - 1))
    return Proof(number, BODIES[number - 1], path, str(checkpoint_of(BODIES)), KEY, MADE[number - 1][1])


def test_a_body_is_canonical_and_says_what_the_act_was() -> None:
    body, _ = written(act(10), randomness("x"))
    data = json.loads(body)
    assert canonical(data).decode() == body
    assert (data["act"], data["actor"], data["role"]) == ("return-items", 103, "employer")
    assert data["at"] == "2026-10-12T11:30:00.000370Z"
    assert data["object"] == {"id": "502", "type": "application"}
    assert read_body(body) == data


def test_a_private_value_is_promised_and_nowhere_in_the_body() -> None:
    body, openings = written(act(10), randomness("x"))
    value = openings["reason"].value
    assert value and value not in body
    promised = json.loads(body)["sealed"]["reason"]
    assert promised == hashlib.sha256(openings["reason"].salt + f'"{value}"'.encode()).hexdigest()
    assert len(openings["reason"].salt) == 32


def test_the_same_act_twice_gives_bodies_and_promises_that_cant_be_compared() -> None:
    turns = randomness("x")
    (one, first), (two, second) = written(act(10), turns), written(act(10), turns)
    assert json.loads(one)["sealed"] != json.loads(two)["sealed"] and one != two
    assert first["reason"].value == second["reason"].value


def test_moments_in_any_zone_are_the_same_moment() -> None:
    china = BEGIN.astimezone(dt.timezone(dt.timedelta(hours=8)))
    one, _ = written(replace(act(1), at=BEGIN), randomness("x"))
    two, _ = written(replace(act(1), at=china), randomness("x"))
    assert one == two


def test_a_value_without_a_canonical_form_is_refused() -> None:
    with pytest.raises(NotCanonical):
        written(Act("x", 1, BEGIN, "", "a", "1", {"n": 2**60}), randomness("x"))
    with pytest.raises(NotCanonical):
        commitment(Opening(bytes(32), {1, 2}))


@pytest.mark.parametrize(
    "value",
    [0, 7, True, None, "", "at-employer", "2026-10-12", "a" * 64, [1, 2], {"applicant": ["2026-10-23", "2026-10-30"]}],
)
def test_what_can_be_nobodys_words(value: object) -> None:
    assert can_stand_open(value)


@pytest.mark.parametrize("value", ["王伟", "two words", "a\nb", ["ok", "不 ok"], {"张三": 1}, 1.5, "x" * 129, b"x"])
def test_what_could_be_somebodys_words(value: object) -> None:
    assert not can_stand_open(value)


@pytest.mark.parametrize("number", [1, 2, 10, 16, 17, 21])
def test_a_proof_holds_as_json_and_as_printed(number: int) -> None:
    made = proof(number)
    assert sound(check_proof(made))
    assert read_proof(json.loads(proof_text(made))) == made
    back = read_printed(printed(made), KEY)
    assert back == replace(made, opened={}) and sound(check_proof(back))
    assert not made.opened or made.opened["reason"].value not in printed(made), "what is printed is public"


def failing(made: Proof) -> set[str]:
    return {one.check for one in check_proof(made) if not one.holds}


def test_anything_altered_in_a_proof_is_seen() -> None:
    made = proof(10)
    assert failing(replace(made, number=11)) == {"path"}
    assert failing(replace(made, number=0)) == {"path"}
    assert failing(replace(made, body=BODIES[10], opened={})) == {"path"}
    assert failing(replace(made, body=made.body + " ")) == {"path", "bodies", "opened"}
    assert failing(replace(made, path=made.path[:-1])) == {"path"}
    assert failing(replace(made, path=(bytes(32), *made.path[1:]))) == {"path"}
    assert failing(replace(made, checkpoint=made.checkpoint.replace("\n21\n", "\n20\n"))) == {"checkpoint"}
    assert failing(replace(made, checkpoint="nothing")) == {"checkpoint"}
    assert failing(replace(made, checkpoint=str(checkpoint_of(BODIES, OTHER_SEED)))) == {"checkpoint"}
    assert failing(replace(made, key=key_of(public_key(OTHER_SEED)))) == {"checkpoint"}
    assert failing(replace(made, opened={"reason": Opening(bytes(32), "x")})) == {"opened"}


@pytest.mark.parametrize(
    "change",
    [{"format": "x"}, {"number": "1"}, {"body": 1}, {"path": ["zz"]}, {"path": "aa"}, {"key": "k"}, {"opened": []}],
)
def test_what_is_no_proof_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(NoteMalformed):
        read_proof({**proof_data(proof(3)), **change})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("extra ", "extra"),
        ("extra ", "extra !"),
        ("index 2", "index 02"),
        ("index 2", "index -2"),
        ("index 2", "indox 2"),
        ("\n\n", "\n"),
        ("\n\n", "\nAAAA\n\n"),
    ],
)
def test_what_is_no_printed_proof_is_refused(old: str, new: str) -> None:
    text = printed(proof(3)).replace(old, new) if old == "\n\n" else printed(proof(3)).replace(old, new, 1)
    with pytest.raises(NoteMalformed):
        read_printed(text, KEY)


def test_the_example_files_are_what_the_command_makes() -> None:
    for name, text in files().items():
        assert (FOLDER / name).read_text("utf-8") == text, f"run: python -m tests.procedure.ledger.example ({name})"
        assert len(text.encode()) < 300_000


def test_bodies_do_not_depend_on_the_run() -> None:
    assert bodies_of(5) == bodies_of(5) and SEED != OTHER_SEED
