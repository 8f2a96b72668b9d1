"""The recount notices whatever is changed in a bundle, and says where; signatures made anew do not help."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.procedure.ballot.room import MEETING, Pool, Room
from zhicheng.procedure.ballot.bundle import Ballots, bundle
from zhicheng.procedure.ballot.keys import make_signing_key, sign_statement, signing_public
from zhicheng.procedure.ballot.minutes import deletion
from zhicheng.procedure.ballot.recount import CHECKS, load_ballots, recount, sound
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.procedure.canonical import canonical
from zhicheng.procedure.refusal import ActRefused

EXAMPLE = Path(__file__).parents[3] / "verifiers" / "examples" / "ballots.json"
AT = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)

Change = Callable[[dict[str, Any]], None]


class Signer:
    """Signs statements anew, as a dishonest half would."""

    def __init__(self, room: Room, plain: dict[str, Any]) -> None:
        self.plain, self._room = plain, room

    def session(self, place: int = 0) -> None:
        signed = self.plain["sessions"][place]["signed"]
        keys = {"platform": self._room.platform_signing, "supervisor": self._room.folder.signing_key()}
        signed["signatures"] = {issuer: sign_statement(key, signed["session"]) for issuer, key in keys.items()}

    def closing(self, place: int = 0) -> None:
        held = self.plain["sessions"][place]["closing"]
        held["signature"] = sign_statement(self._room.platform_signing, held["closing"])

    def board(self, place: int = 0) -> None:
        held = self.plain["sessions"][place]["board"]
        held["signature"] = sign_statement(self._room.folder.signing_key(), held["board"])


@pytest.fixture(scope="module")
def meeting(pool: Pool, tmp_path_factory: pytest.TempPathFactory) -> tuple[Room, bytes]:
    """Three members; a-001 and a-002 voted on, a-002 repeated; m03 recused for a-001; statements at the end."""
    room = Room(tmp_path_factory.mktemp("recount"), 3, 10, 3, pool)
    first = room.open(room.session({"a-001": {"recused": ["m03"]}, "a-002": {}}))
    room.ballots(first, {"m01": "YN", "m02": "YY", "m03": "A"})
    room.whole(first)
    second = room.open(room.session({"a-002": {}}, repeats=first.session))
    room.ballots(second, {"m01": "Y", "m02": "Y"})
    room.close(second, {("m03", "a-002"): "离会"})
    room.confirm(second, ["m01", "m02"])
    room.count(second)
    ends = []
    for vote in (first, second):
        assert vote.closing is not None
        gone = desk.destroy(room.folder, vote.session.id, AT)
        ends.append({"destruction": gone, "deletion": deletion(vote.closing.closing, AT, room.platform_signing)})
    why = {"a-002": "m01 的选票缺失"}
    return room, canonical(
        bundle(MEETING, [room.held(first, repeated=why, **ends[0]), room.held(second, **ends[1])]).plain()
    )


@pytest.fixture
def plain(meeting: tuple[Room, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(meeting[1])
    return found


@pytest.fixture
def signer(meeting: tuple[Room, bytes], plain: dict[str, Any]) -> Signer:
    return Signer(meeting[0], plain)


def failing(plain: dict[str, Any]) -> set[str]:
    return {one.code for one in recount(Ballots.model_validate(plain)) if not one.holds}


def test_the_meeting_is_sound(meeting: tuple[Room, bytes]) -> None:
    whole = load_ballots(meeting[1])
    findings = recount(whole)
    assert sound(findings) and [one.code for one in findings] == [code for code, _, _ in CHECKS]
    shown = [(one.applicant, one.yes, one.missing, one.base, one.passed) for one in whole.results]
    assert shown == [("a-001", 2, 0, 3, True), ("a-002", 2, 1, 3, True)]


def test_the_shipped_example_is_sound_and_shows_what_it_promises() -> None:
    whole = load_ballots(EXAMPLE.read_bytes())
    assert sound(recount(whole))
    first, second = whole.sessions
    assert [len(one.session.members) for one in whole.sessions] == [5, 5]
    assert first.session.names == ["a-001", "a-002", "a-003"] and first.void == {"a-003"}
    assert second.session.repeats == first.session.id
    assert any(one.recused for one in first.session.applicants)
    assert sum(one.spoiled for one in whole.results) == 1 and sum(one.blank for one in whole.results) == 1
    assert len(EXAMPLE.read_bytes()) < 300_000


# --- each check fails for its own reason, even when everything is signed anew ---


def test_signatures_of_a_session(plain: dict[str, Any]) -> None:
    for issuer in ("platform", "supervisor"):
        changed = json.loads(json.dumps(plain))
        signatures = changed["sessions"][0]["signed"]["signatures"]
        signatures[issuer] = changed["sessions"][1]["signed"]["signatures"][issuer]
        assert failing(changed) == {"sessions-signed"}


def test_a_member_taken_off_the_list_of_those_present(plain: dict[str, Any], signer: Signer) -> None:
    """The base would fall from 3 to 2; the digest of the session is in every ballot."""
    plain["sessions"][1]["signed"]["session"]["present"] = ["m01", "m02"]
    signer.session(1)
    assert {"closing", "stamps", "results"} <= failing(plain)


def test_too_few_were_there(plain: dict[str, Any], signer: Signer) -> None:
    plain["sessions"][1]["signed"]["session"]["applicants"][0]["missed"] = ["m01", "m02"]
    signer.session(1)
    assert "attendance" in failing(plain)


@pytest.mark.parametrize("recused", ["counted", "not-counted"])
def test_an_applicant_on_whom_nobody_may_vote(plain: dict[str, Any], signer: Signer, recused: str) -> None:
    """All are recused: with a base of none, no yes at all would be two thirds of it."""
    session = plain["sessions"][1]["signed"]["session"]
    session["applicants"][0]["recused"] = ["m01", "m02", "m03"]
    session["majority"]["recused"] = recused
    signer.session(1)
    found = {one.code: one for one in recount(Ballots.model_validate(plain))}
    assert not found["voters"].holds and "a-002" in found["voters"].faults[0][1]
    assert found["voters"].faults[0][1].endswith("of a base of 0" if recused == "not-counted" else "of a base of 3")


@pytest.mark.parametrize("half", ["platform", "supervisor"])
def test_another_signing_key_in_a_later_session(plain: dict[str, Any], half: str) -> None:
    """Whoever holds the bundle adds a session under a key of their own; every signature in it holds."""
    key = make_signing_key()
    second = plain["sessions"][1]["signed"]
    second["session"]["signing"][half] = signing_public(key)
    second["signatures"][half] = sign_statement(key, second["session"])
    found = {one.code: one for one in recount(Ballots.model_validate(plain))}
    assert not found["signing-keys"].holds and half in found["signing-keys"].faults[0][1]


def test_keys_used_again(plain: dict[str, Any], signer: Signer) -> None:
    session = plain["sessions"][1]["signed"]["session"]
    old = plain["sessions"][0]["signed"]["session"]
    session["applicants"][0]["supervisor"] = old["applicants"][1]["supervisor"]
    signer.session(1)
    assert "fresh-keys" in failing(plain)


def test_a_leaf_changed_dropped_added_or_out_of_order(plain: dict[str, Any]) -> None:
    leaves = plain["sessions"][0]["leaves"]
    for changed in (
        [leaves[0][:-1] + ("0" if leaves[0][-1] != "0" else "1"), *leaves[1:]],
        leaves[1:],
        [*leaves, "f" * 64],
        [leaves[0], *leaves],
        leaves[::-1],
    ):
        plain["sessions"][0]["leaves"] = changed
        assert failing(plain) == {"closing"}


@pytest.mark.parametrize(
    "change",
    [
        lambda closing: closing.update(root="0" * 64),
        lambda closing: closing.update(count=closing["count"] + 1),
        lambda closing: closing["counts"][0].update(envelopes=3),
        lambda closing: closing["counts"].pop(),
        lambda closing: closing["missing"].append({"applicant": "a-001", "member": "m03", "reason": "x"}),
        lambda closing: closing["missing"].append({"applicant": "a-009", "member": "m03", "reason": "x"}),
        lambda closing: closing.update(session="0" * 64),
    ],
)
def test_a_closing_that_does_not_add_up(plain: dict[str, Any], signer: Signer, change: Change) -> None:
    change(plain["sessions"][0]["closing"]["closing"])
    signer.closing()
    assert "closing" in failing(plain)


def test_a_missing_envelope_that_is_no_longer_said_to_be_missing(plain: dict[str, Any], signer: Signer) -> None:
    plain["sessions"][1]["closing"]["closing"]["missing"] = []
    signer.closing(1)
    assert failing(plain) == {"closing", "results"}


def test_statements_signed_by_the_wrong_half(plain: dict[str, Any], meeting: tuple[Room, bytes]) -> None:
    room, held = meeting[0], plain["sessions"][0]
    held["closing"]["signature"] = sign_statement(room.folder.signing_key(), held["closing"]["closing"])
    held["board"]["signature"] = sign_statement(room.platform_signing, held["board"]["board"])
    assert failing(plain) == {"closing", "board-signed"}


@pytest.mark.parametrize("stamp", ["platform", "supervisor"])
def test_a_stamp_with_one_bit_changed(plain: dict[str, Any], signer: Signer, stamp: str) -> None:
    row = plain["sessions"][0]["board"]["board"]["rows"][0]
    row[stamp] = ("B" if row[stamp][0] == "A" else "A") + row[stamp][1:]
    signer.board()
    findings = [one for one in recount(Ballots.model_validate(plain)) if not one.holds]
    assert [one.code for one in findings] == ["stamps", "endings"]
    (fault,) = findings[0].faults
    assert row["ballot"]["number"][:8] in fault[0] and ("平台" if stamp == "platform" else "监督方") in fault[0]


def test_stamps_exchanged_between_halves_and_rows(plain: dict[str, Any], signer: Signer) -> None:
    rows = plain["sessions"][0]["board"]["board"]["rows"]
    rows[0]["platform"], rows[0]["supervisor"] = rows[0]["supervisor"], rows[0]["platform"]
    rows[2]["prefix"], rows[3]["prefix"] = rows[3]["prefix"], rows[2]["prefix"]
    signer.board()
    found = next(one for one in recount(Ballots.model_validate(plain)) if one.code == "stamps")
    assert len(found.faults) == 3


def test_rows_out_of_order(plain: dict[str, Any], signer: Signer) -> None:
    plain["sessions"][0]["board"]["board"]["rows"].reverse()
    signer.board()
    assert failing(plain) == {"every-envelope", "endings"}


def test_a_spoiled_envelope_from_nowhere(plain: dict[str, Any], signer: Signer) -> None:
    board = plain["sessions"][0]["board"]["board"]
    board["rows"].pop(0)
    board["spoiled"].append({"applicant": "a-001", "leaf": "0" * 64, "reason": "not-opened"})
    signer.board()
    assert "every-envelope" in failing(plain)


def test_rows_of_an_applicant_that_is_repeated_may_be_missing_but_not_too_many(
    plain: dict[str, Any], signer: Signer
) -> None:
    rows = plain["sessions"][0]["board"]["board"]["rows"]
    last = rows.pop()
    signer.board()
    assert failing(plain) == {"endings"}
    rows.extend([last, last])
    signer.board()
    assert {"numbers", "every-envelope"} <= failing(plain)


def test_a_result_that_is_not_that_of_the_ballots(plain: dict[str, Any]) -> None:
    for field, value in (("yes", 3), ("base", 2), ("passed", False), ("session", "0" * 64), ("spoiled", 1)):
        changed = json.loads(json.dumps(plain))
        changed["results"][0][field] = value
        found = [one for one in recount(Ballots.model_validate(changed)) if not one.holds]
        assert [one.code for one in found] == ["results"] and "a-001" in found[0].faults[0][1]


@pytest.mark.parametrize(
    "change",
    [lambda results: results.pop(), lambda results: results.reverse(), lambda results: results.append(results[0])],
)
def test_results_left_out_doubled_or_out_of_order(plain: dict[str, Any], change: Change) -> None:
    change(plain["results"])
    assert failing(plain) == {"results"}


def test_the_first_vote_taken_for_the_repeated_one(plain: dict[str, Any]) -> None:
    """a-002 failed at first (1 of 3): whoever would rather have that vote has to hide the second."""
    plain["sessions"].pop()
    assert failing(plain) == {"results"}
    first = Ballots.model_validate(plain).sessions
    assert [one.applicant for one in bundle(MEETING, first).results] == ["a-001"]
    plain["sessions"][0]["repeated"] = []
    assert failing(plain) == {"results"}
    kept = Ballots.model_validate(plain)
    assert {one.code for one in recount(bundle(MEETING, kept.sessions)) if not one.holds} == set()


def test_repeated_without_saying_so_in_the_first_session(plain: dict[str, Any]) -> None:
    plain["sessions"][0]["repeated"] = []
    assert failing(plain) == {"runs"}


def test_a_repetition_that_names_another_session_or_stands_first(plain: dict[str, Any], signer: Signer) -> None:
    plain["sessions"].reverse()
    assert "runs" in failing(plain)
    plain["sessions"].reverse()
    plain["sessions"][1]["signed"]["session"]["repeats"] = "0" * 64
    signer.session(1)
    assert "runs" in failing(plain)


def test_a_run_left_out_and_a_session_shown_twice(plain: dict[str, Any], signer: Signer) -> None:
    plain["sessions"].append(json.loads(json.dumps(plain["sessions"][1])))
    assert {"fresh-keys", "numbers", "runs"} <= failing(plain)
    plain["sessions"].pop()
    plain["sessions"][1]["signed"]["session"]["run"] = 3
    signer.session(1)
    assert "runs" in failing(plain)


def test_more_rows_than_voters_though_the_closing_says_so_too(plain: dict[str, Any], signer: Signer) -> None:
    """a-001 has two voters (m03 is recused): platform and supervisor show a third row between them."""
    held = plain["sessions"][0]
    closing, rows = held["closing"]["closing"], held["board"]["board"]["rows"]
    third = json.loads(json.dumps(rows[0]))
    third["ballot"]["number"] = "0" * 32
    rows.insert(0, third)
    closing["counts"][0]["envelopes"], closing["count"] = 3, closing["count"] + 1
    signer.closing()
    signer.board()
    assert {"every-envelope", "closing", "stamps"} <= failing(plain)


def test_a_second_session_that_does_not_say_that_it_repeats(plain: dict[str, Any], signer: Signer) -> None:
    plain["sessions"][1]["signed"]["session"].update(run=1, repeats=None)
    signer.session(1)
    assert "runs" in failing(plain)


def test_the_same_applicant_in_two_votes(plain: dict[str, Any], signer: Signer) -> None:
    plain["sessions"][1]["signed"]["session"].update(run=1, repeats=None, vote="v2")
    signer.session(1)
    assert "one-vote" in failing(plain)


def test_a_session_of_another_meeting(plain: dict[str, Any]) -> None:
    plain["meeting"] = "another"
    assert failing(plain) == {"runs"}


def test_a_session_that_was_not_counted_needs_a_reason(plain: dict[str, Any]) -> None:
    plain["sessions"][1].update(closing=None, leaves=None, board=None, destruction=None, deletion=None)
    assert failing(plain) == {"runs", "results"}
    plain["sessions"][0].update(closing=None)
    assert "closing" in failing(plain)


@pytest.mark.parametrize(
    ("what", "field", "value"),
    [
        ("destruction", "opening_key", "0" * 64),
        ("destruction", "board", "0" * 64),
        ("destruction", "session", "0" * 64),
        ("destruction", "at", "2026-11-21T00:00:00Z"),
        ("deletion", "root", "0" * 64),
        ("deletion", "count", 1),
        ("deletion", "at", "2026-11-21T00:00:00Z"),
    ],
)
def test_statements_at_the_end(plain: dict[str, Any], what: str, field: str, value: object) -> None:
    plain["sessions"][0][what]["statement"][field] = value
    assert failing(plain) == {"endings"}


def test_a_statement_of_destruction_with_a_wrong_key_signed_anew(
    plain: dict[str, Any], meeting: tuple[Room, bytes]
) -> None:
    said = plain["sessions"][0]["destruction"]
    said["statement"]["opening_key"] = plain["sessions"][1]["destruction"]["statement"]["opening_key"]
    said["signature"] = sign_statement(meeting[0].folder.signing_key(), said["statement"])
    assert failing(plain) == {"endings"}


# --- what is no bundle ---


def test_every_changed_letter_of_a_row_is_noticed(meeting: tuple[Room, bytes]) -> None:
    """Each character of the first row, one after another, replaced by another of its kind."""
    data = meeting[1].decode()
    start = data.index('{"ballot":')
    stop = data.index("}", data.index("}", start) + 1) + 1
    unnoticed = []
    for place in range(start, stop, 7):
        other = "0" if data[place] != "0" else "1"
        try:
            holds = sound(recount(load_ballots((data[:place] + other + data[place + 1 :]).encode())))
        except ActRefused:
            continue
        if holds:
            unnoticed.append(data[place - 20 : place + 20])
    assert unnoticed == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"format":"zhicheng-ballots/2"}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"format":1.5}',
        b'{"format":"a","format":"b"}',
        b'{"format":NaN}',
    ],
)
def test_what_is_no_bundle_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(ActRefused) as refused:
        load_ballots(data)
    assert refused.value.codes == ("bad-message",)


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain.update(extra=1),
        lambda plain: plain["sessions"][0]["signed"]["session"].update(members=["m02", "m01", "m03"]),
        lambda plain: plain["sessions"][0]["signed"]["session"].update(present=["m01", "m09"]),
        lambda plain: plain["sessions"][0]["signed"]["session"]["majority"].update(share="4/6"),
        lambda plain: plain["sessions"][0]["signed"]["session"]["majority"].update(share="0/1"),
        lambda plain: plain["sessions"][0]["signed"]["session"]["majority"].update(share="3/2"),
        lambda plain: plain["sessions"][0]["signed"]["session"].update(run=2),
        lambda plain: plain["sessions"][0]["signed"]["session"].update(run=True),
        lambda plain: plain["sessions"][0]["signed"]["session"]["applicants"][0].update(missed=["m09"]),
        lambda plain: plain["sessions"][0]["signed"]["session"]["applicants"][0]["platform"].update(e=3),
        lambda plain: plain["sessions"][0]["signed"]["session"]["applicants"][0].update(
            platform=plain["sessions"][0]["signed"]["session"]["applicants"][0]["supervisor"]
        ),
        lambda plain: plain["sessions"][0]["board"]["board"]["rows"][0]["ballot"].update(choice="B"),
        lambda plain: plain["sessions"][0]["board"]["board"]["rows"][0].update(prefix="AA=="),
        lambda plain: plain["results"][0].update(yes=-1),
    ],
)
def test_a_bundle_that_is_not_of_the_form_is_refused(plain: dict[str, Any], change: Change) -> None:
    change(plain)
    with pytest.raises(ActRefused):
        load_ballots(canonical(plain))


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every part of a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, one in inner for path in paths(one, (*here, key)))]


@pytest.mark.parametrize("put", [None, [], {}, "", "a", 0, -1, True], ids=repr)
def test_whatever_stands_wherever_there_is_an_answer_and_never_a_fault(plain: dict[str, Any], put: Any) -> None:
    """Every part of the bundle in turn replaced by something else: refused, or checked and not sound."""
    sound_ones = []
    for path in paths(plain)[1:]:
        changed = json.loads(json.dumps(plain))
        parent = changed
        for key in path[:-1]:
            parent = parent[key]
        if parent[path[-1]] == put and type(parent[path[-1]]) is type(put):
            continue
        parent[path[-1]] = put
        try:
            if sound(recount(load_ballots(json.dumps(changed).encode()))):
                sound_ones.append(path)
        except ActRefused:
            continue
    expected = {("sessions", place, name) for place in (0, 1) for name in ("destruction", "deletion")}
    reasons = {("sessions", 0, "repeated", 0, "reason")}
    assert set(sound_ones) <= expected | reasons
