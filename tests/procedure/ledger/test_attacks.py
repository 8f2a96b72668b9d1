"""What somebody with the whole database, and the key, can do to a ledger; and how it shows to who kept a checkpoint."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tests.procedure.ledger.histories import (
    KEY,
    OTHER_SEED,
    SEED,
    bodies_of,
    bundle_of,
    checkpoint_of,
    entries,
    rows_of,
)
from zhicheng.procedure.ledger.body import Opening
from zhicheng.procedure.ledger.bundle import Bundle, Row, bundle_lines, read_bundle
from zhicheng.procedure.ledger.check import check_ledger
from zhicheng.procedure.ledger.checkpoint import State, signed_checkpoint
from zhicheng.procedure.ledger.finding import Finding, sound
from zhicheng.procedure.ledger.note import Note, NoteMalformed

SIZE, KEPT = 40, 32
HONEST = bodies_of(SIZE)
OLD = checkpoint_of(HONEST[:KEPT])
EARLIER = checkpoint_of(HONEST[:16])
FORGED = bodies_of(SIZE, "forged")


def faults(bundle: Bundle, *old: object) -> list[Finding]:
    return [one for one in check_ledger(bundle, old) if not one.holds]  # type: ignore[arg-type]


def resigned(bodies: Sequence[str]) -> Bundle:
    """The ledger as somebody with the key writes it anew: numbers, leaves, roots and signatures all fit."""
    return bundle_of(bodies, *(size for size in (8, 24) if size <= len(bodies)))


def test_an_honest_ledger_is_sound() -> None:
    assert sound(check_ledger(resigned(HONEST), [EARLIER, OLD, checkpoint_of(HONEST)]))
    assert sound(check_ledger(resigned(HONEST)))
    assert sound(check_ledger(bundle_of([]), [checkpoint_of([])]))


# --------------------------------------------------------------------------- without the key: the rows alone


def with_rows(rows: list[Row]) -> Bundle:
    return replace(resigned(HONEST), rows=rows)


@pytest.mark.parametrize("number", [1, 2, 17, 31, 32, 33, 40])
def test_a_changed_body_is_named(number: int) -> None:
    rows = rows_of(HONEST)
    rows[number - 1] = replace(rows[number - 1], body=FORGED[number - 1])
    assert Finding("bodies", False, faults(with_rows(rows))[0].text, (number, number)) in faults(with_rows(rows))


def test_every_changed_byte_of_a_row_is_named() -> None:
    rows = rows_of(HONEST)
    for place in range(len(HONEST[9])):
        body = HONEST[9]
        changed = body[:place] + chr(ord(body[place]) ^ 1) + body[place + 1 :]
        found = faults(with_rows([*rows[:9], replace(rows[9], body=changed), *rows[10:]]), OLD)
        assert ("bodies", (10, 10)) in {(one.check, one.rows) for one in found}


@pytest.mark.parametrize("number", [1, 20, 40])
def test_a_deleted_row_is_named(number: int) -> None:
    rows = rows_of(HONEST)
    found = faults(with_rows(rows[: number - 1] + rows[number:]), OLD)
    named = {one.rows for one in found if one.check == "rows"} | {
        one.rows for one in found if one.check == "checkpoint"
    }
    assert (number, number) in named


def test_a_row_inserted_twice_is_named() -> None:
    rows = rows_of(HONEST)
    found = faults(with_rows([*rows[:12], replace(rows[11], body=FORGED[3]), *rows[12:]]), OLD)
    assert ("rows", (12, 12)) in {(one.check, one.rows) for one in found}


def test_rows_swapped_are_named() -> None:
    rows = rows_of(HONEST)
    rows[4], rows[20] = rows[20], rows[4]
    found = {(one.check, one.rows) for one in faults(with_rows(rows), OLD)}
    assert {("rows", (5, 5)), ("rows", (21, 21))} <= found


def test_rows_cut_off_at_the_end_are_named() -> None:
    found = faults(with_rows(rows_of(HONEST)[:30]), OLD)
    assert ("old-checkpoint", (31, 32)) in {(one.check, one.rows) for one in found}
    assert ("checkpoint", (31, 40)) in {(one.check, one.rows) for one in found}


def test_rows_added_at_the_end_are_covered_by_no_checkpoint() -> None:
    more = bodies_of(SIZE + 3)
    found = faults(replace(resigned(HONEST), rows=rows_of(more)), OLD)
    assert [(one.check, one.rows) for one in found] == [("covered", (41, 43))]


# --------------------------------------------------------------------------- with the key: everything signed anew

Attack = Callable[[], list[str]]
ATTACKS: dict[str, tuple[Attack, tuple[int, int], tuple[int, int]]] = {
    # what is done, the rows named by one old checkpoint, the rows named by two
    "a changed entry": (lambda: [*HONEST[:19], FORGED[19], *HONEST[20:]], (1, 32), (17, 32)),
    "a changed byte": (lambda: [*HONEST[:19], HONEST[19].replace("1", "2", 1), *HONEST[20:]], (1, 32), (17, 32)),
    "a deleted entry": (lambda: HONEST[:19] + HONEST[20:], (1, 32), (17, 32)),
    "an inserted entry": (lambda: [*HONEST[:19], FORGED[19], *HONEST[19:]], (1, 32), (17, 32)),
    "two entries swapped": (
        lambda: [*HONEST[:19], HONEST[24], *HONEST[20:24], HONEST[19], *HONEST[25:]],
        (1, 32),
        (17, 32),
    ),
    "cut off at the end": (lambda: HONEST[:30], (31, 32), (31, 32)),
    "all gone": (lambda: [], (1, 32), (1, 32)),
    "a fork": (lambda: bodies_of(SIZE, "fork", since=20), (1, 32), (17, 32)),
    "an older backup restored and gone on from": (lambda: bodies_of(SIZE, "again", since=28), (1, 32), (17, 32)),
    "an older backup restored": (lambda: HONEST[:28], (29, 32), (29, 32)),
    "a complete rebuild": (lambda: FORGED, (1, 32), (1, 16)),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_signed_anew_is_caught_by_an_old_checkpoint(name: str) -> None:
    attack, one, two = ATTACKS[name]
    bundle = resigned(attack())
    assert sound(check_ledger(bundle)), "by itself such a ledger is flawless"
    found = faults(bundle, OLD)
    assert [(fault.check, fault.rows) for fault in found] == [("old-checkpoint", one)]
    assert two in [fault.rows for fault in faults(bundle, EARLIER, OLD)]


def test_what_came_after_the_old_checkpoint_is_not_covered_by_it() -> None:
    changed = resigned([*HONEST[:35], FORGED[35], *HONEST[36:]])
    assert sound(check_ledger(changed, [OLD])), "the holder of 32 entries can't speak of the 36th"
    assert [one.rows for one in faults(changed, OLD, checkpoint_of(HONEST))] == [(33, 40)]


def test_a_rebuild_with_another_key_is_another_ledger() -> None:
    bundle = bundle_of(HONEST, 16, seed=OTHER_SEED)
    found = faults(bundle, OLD)
    assert [(one.check, one.rows) for one in found] == [("old-checkpoint", (1, 40))]
    assert "rebuilt" in found[0].text[1]


def test_a_key_under_the_old_name_is_seen() -> None:
    bundle = bundle_of(HONEST, seed=OTHER_SEED)
    renamed = replace(bundle, key=replace(bundle.key, name=KEY.name))
    assert "key" in {one.check for one in faults(renamed, OLD)}


def test_an_old_checkpoint_with_a_bad_signature_proves_nothing() -> None:
    bad = replace(OLD, text=OLD.text.replace("\n32\n", "\n31\n"))
    found = faults(resigned(HONEST), bad)
    assert [one.check for one in found] == ["old-checkpoint"] and "signature" in found[0].text[1]


def test_an_old_note_that_is_no_checkpoint_proves_nothing() -> None:
    found = faults(resigned(HONEST), Note("words\n", OLD.signatures))
    assert [(one.check, one.rows) for one in found] == [("old-checkpoint", None)]


def test_a_false_root_of_nothing_is_seen() -> None:
    false = str(signed_checkpoint(State(0, bytes(32)), SEED))
    found = faults(replace(resigned(HONEST), checkpoints=[false, str(checkpoint_of(HONEST))]))
    assert [one.check for one in found] == ["checkpoint"]


def test_checkpoints_stand_oldest_first() -> None:
    bundle = bundle_of(HONEST, 16)
    turned = replace(bundle, checkpoints=[*bundle.checkpoints][::-1])
    assert len(turned.checkpoints) > 1 and [one.check for one in faults(turned)] == ["covered"]


def test_a_bundles_checkpoint_that_is_none_or_somebody_elses() -> None:
    stranger = str(checkpoint_of(HONEST, OTHER_SEED))
    bundle = replace(bundle_of(HONEST), checkpoints=["nothing", stranger, str(checkpoint_of(HONEST))])
    assert [one.check for one in faults(bundle)] == ["checkpoint", "checkpoint"]
    assert [one.check for one in faults(replace(bundle, checkpoints=[stranger]))] == ["checkpoint", "covered"]


# --------------------------------------------------------------------------- promised values, forms


def test_an_opened_value_must_be_the_promised_one() -> None:
    made = entries(12)
    rows = rows_of([body for body, _ in made])
    opened = made[9][1]
    assert opened
    right = replace(rows[9], opened=opened)
    bundle = bundle_of([row.body for row in rows])
    assert sound(check_ledger(replace(bundle, rows=[*rows[:9], right, *rows[10:]])))
    for wrong in (
        {"reason": replace(opened["reason"], value="另一理由")},
        {"reason": replace(opened["reason"], salt=bytes(32))},
        {"reason": replace(opened["reason"], value=2**60)},
        {"other": opened["reason"]},
    ):
        bad = replace(bundle, rows=[*rows[:9], replace(rows[9], opened=wrong), *rows[10:]])
        assert [(one.check, one.rows) for one in faults(bad)] == [("opened", (10, 10))]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        "null",
        HONEST[0] + " ",
        HONEST[0].replace(":", ": ", 1),
        HONEST[0].replace('"act"', '"act":1,"act"', 1),
        HONEST[0].replace('"sealed":{}', '"sealed":{"a":1}'),
        HONEST[0].replace('"actor":101', '"actor":"101"'),
        HONEST[0].replace('"actor":101', '"actor":true'),
        HONEST[0].replace('"sealed":{}', '"sealed":{"a":""}'),
        HONEST[0].replace('"detail":{', '"detail":{"a":1.5,', 1).replace(",}", "}", 1),
        HONEST[0].replace('"detail":{', '"detail":{"a":NaN,', 1).replace(",}", "}", 1),
        HONEST[0].replace('"detail":{', '"detail":{"a":9007199254740993,', 1).replace(",}", "}", 1),
        HONEST[0].replace('"sealed":{}', '"sealed":{"é":"' + "0" * 64 + '"}'),
        re.sub('"at":"[^"]*"', '"at":"2026-13-12T01:30:00.000000Z"', HONEST[0]),
        re.sub('"at":"[^"]*"', '"at":"yesterday"', HONEST[0]),
        re.sub('"salt":"[^"]*"', '"salt":""', HONEST[0]),
        "[" * 100_000,
        '"\\ud800"',
    ],
)
def test_a_body_out_of_form_is_named_even_where_its_leaf_fits(body: str) -> None:
    bodies = [*HONEST[:4], body, *HONEST[5:]]
    assert [(one.check, one.rows) for one in faults(bundle_of(bodies))] == [("bodies", (5, 5))]


def test_an_empty_promise_opens_for_nothing() -> None:
    """2^60 has no canonical form, hence no commitment; an entry that promises "" must not seem to promise it."""
    body = HONEST[0].replace('"sealed":{}', '"sealed":{"reason":""}')
    bundle = bundle_of([body])
    row = replace(bundle.rows[0], opened={"reason": Opening(bytes(32), 2**60)})
    assert ("opened", (1, 1)) in [(one.check, one.rows) for one in faults(replace(bundle, rows=[row]))]


def test_a_bundle_is_written_and_read_back() -> None:
    bundle = bundle_of(HONEST, 16)
    data = json.loads("".join(bundle_lines(bundle.key, bundle.rows, bundle.checkpoints)))
    assert read_bundle(data) == bundle


@pytest.mark.parametrize(
    "change",
    [
        {"format": "zhicheng-ledger/2"},
        {"entries": {}},
        {"entries": [1]},
        {"entries": [{"number": 1, "body": "x"}]},
        {"entries": [{"number": True, "body": "x", "leaf": "y"}]},
        {"entries": [{"number": 1, "body": "x", "leaf": "y", "opened": {"a": {"salt": "zz", "value": 1}}}]},
        {"checkpoints": [1]},
        {"key": "no key"},
        {"key": None},
    ],
)
def test_what_is_no_bundle_is_refused(change: dict[str, object]) -> None:
    data = {"format": "zhicheng-ledger/1", "key": KEY.vkey, "checkpoints": [], "entries": [], **change}
    with pytest.raises(NoteMalformed):
        read_bundle(data)
    with pytest.raises(NoteMalformed):
        read_bundle([data])
