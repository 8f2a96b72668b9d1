"""Signed notes and checkpoints: other people's vectors, every byte changed, keys and names that don't fit."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import replace

import pytest

from tests.procedure.ledger.histories import BEGIN, KEY, OTHER_SEED, SEED, WITNESS, bodies_of, checkpoint_of, state_of
from zhicheng.procedure.ledger.checkpoint import (
    Checkpoint,
    Resumed,
    State,
    is_own_key,
    key_of,
    read_checkpoint,
    signed_checkpoint,
)
from zhicheng.procedure.ledger.note import (
    COSIGNATURE,
    Key,
    Note,
    NoteMalformed,
    Signature,
    cosign,
    cosigned_at,
    public_key,
    read_note,
    read_vkey,
    sign,
    signed_by,
)

# the example of the Go package that defined the format
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_the_note_of_the_first_implementation_is_read_and_verified() -> None:
    key, note = read_vkey(GO_KEY), read_note(GO_NOTE)
    assert key.name == "PeterNeumann" and key.vkey == GO_KEY
    assert signed_by(note, key)
    assert str(note) == GO_NOTE
    assert not signed_by(replace(note, text=note.text.replace("problem", "Problem")), key)


def test_a_known_public_key_line_has_its_own_id() -> None:
    line = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert read_vkey(line).vkey == line


NOTE = str(checkpoint_of(bodies_of(12)))


@pytest.mark.parametrize("place", range(len(NOTE)))
def test_every_changed_character_is_noticed(place: int) -> None:
    """It is no note any more, or not signed by the key: a signature under another name does not count."""
    for letter in {chr(ord(NOTE[place]) ^ 1), "A", "\n"} - {NOTE[place]}:
        changed = NOTE[:place] + letter + NOTE[place + 1 :]
        try:
            note = read_note(changed)
        except NoteMalformed:
            continue
        assert not signed_by(note, KEY), changed


def test_a_name_or_id_alone_is_nobodys_signature() -> None:
    note = read_note(NOTE)
    other = key_of(public_key(OTHER_SEED))
    assert not signed_by(note, other)
    assert not signed_by(note, replace(KEY, name="another"))
    forged = Signature(KEY.name, KEY.id, sign(note.text, KEY.name, OTHER_SEED).signatures[0].raw)
    assert not signed_by(Note(note.text, (forged,)), KEY)
    assert not signed_by(Note(note.text, (*note.signatures, forged)), KEY), "one bad signature of a known key spoils it"
    assert signed_by(Note(note.text, (*note.signatures, replace(forged, name="stranger"))), KEY)


@pytest.mark.parametrize(
    "text",
    [
        "", "\n\n", "text\n", "text\n\n", "text\n\n— name\n", "text\n\n— name AAAA\n", "text\n\n- name AAAAAAAA\n",
        "text\n\n— name AAAAAAAA", "text\n\n— na+me AAAAAAAA\n", "text\n\n— name AAAAAAA!\n", "te\x01xt\n\n— name AAAAAAAA\n",
        "text\r\n\n— name AAAAAAAA\n", "text\n\n— name AAAAAAB=\n", "text\n\n— name AAAAAAAA\n\n", "\ud800\n\n— name AAAAAAAA\n",
        "text\n\n" + "— name AAAAAAAA\n" * 100,
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(NoteMalformed) as refused:
        read_note(text)
    assert all(refused.value.text)


@pytest.mark.parametrize(
    "line", ["", "a+b", "name+00000000+AQ==", GO_KEY.replace("c74f", "c74e"), GO_KEY.replace("+A", "+B"), "名 +a+b"]
)
def test_what_is_no_public_key_is_refused(line: str) -> None:
    with pytest.raises(NoteMalformed):
        read_vkey(line)


def test_a_text_without_end_or_a_name_with_spaces_is_not_signed() -> None:
    for text, name in (("no end", "name"), ("text\n", "a name"), ("text\n", ""), ("text\n", "a+b")):
        with pytest.raises(NoteMalformed):
            sign(text, name, SEED)


def test_a_cosignature_says_who_and_when_and_nothing_else_counts() -> None:
    note, witness = read_note(NOTE), Key("witness.example/a", public_key(WITNESS), COSIGNATURE)
    both = read_note(str(cosign(note, witness.name, WITNESS, 1_792_000_000)))
    assert cosigned_at(both, witness) == 1_792_000_000
    assert signed_by(both, KEY), "the ledger's own signature stays"
    assert cosigned_at(note, witness) is None
    assert cosigned_at(both, replace(witness, kind=1)) is None
    line = both.signatures[1]
    later = replace(line, raw=(1_792_000_001).to_bytes(8, "big") + line.raw[8:])
    assert cosigned_at(Note(both.text, (later,)), witness) is None, "the time is signed too"
    assert cosigned_at(Note(both.text, (replace(line, raw=line.raw[:-1]),)), witness) is None
    assert cosigned_at(Note(both.text.replace("12", "13", 1), both.signatures), witness) is None


def test_a_checkpoint_comes_back_as_it_went() -> None:
    said = Resumed(State(3, bytes(range(32))), State(9, bytes(32)))
    made = signed_checkpoint(state_of(bodies_of(12)), SEED, at=BEGIN, resumed=(said,))
    found = read_checkpoint(str(made))
    assert (found.state, found.at, found.resumed) == (state_of(bodies_of(12)), BEGIN, (said,))
    assert found.text == made.text
    assert found.origin == KEY.name == found.text.split("\n", 1)[0]


@pytest.mark.parametrize("further", [("at noon",), ("a line", "at 2026-10-12T01:30:00.000000Z")])
def test_a_moment_out_of_form_or_place_is_no_checkpoint(further: tuple[str, ...]) -> None:
    """Another reader would show it as the checkpoint's moment."""
    made = sign(Checkpoint("a.log", state_of(bodies_of(3)), further=further).text, "a.log", SEED)
    with pytest.raises(NoteMalformed):
        read_checkpoint(made)


def test_a_checkpoint_may_hold_no_moment_and_lines_nobody_knows() -> None:
    state = state_of(bodies_of(3))
    made = Checkpoint("a.log", state, further=("about noon", "a further line"))
    found = read_checkpoint(sign(made.text, "a.log", SEED))
    assert (found.at, found.further) == (None, ("about noon", "a further line"))


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n",
        "a\n01\nROOT\n",
        "a\n-1\nROOT\n",
        "a\n1\nROOT=\n",
        "a\n1\nAAAA\n",
        "\n1\nROOT\n",
        "a\n1\nROOT\n\nx\n",
        "a\n1\nROOT\nresumed 1\n",
        "a\n1\nROOT\nresumed 1 ROOT x ROOT\n",
        "a\n1\nROOT\nat 2026-13-01T00:00:00.000000Z\n",
        "a\n１\nROOT\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    root = base64.b64encode(bytes(32)).decode()
    with pytest.raises(NoteMalformed):
        read_checkpoint(sign(text.replace("ROOT", root), "a", SEED))


def test_the_ledgers_name_follows_from_its_key() -> None:
    assert is_own_key(KEY)
    assert not is_own_key(replace(KEY, name="zhicheng.ledger/" + "0" * 32))
    assert not is_own_key(replace(KEY, public=public_key(OTHER_SEED)))


def test_moments_are_written_in_universal_time() -> None:
    china = dt.timezone(dt.timedelta(hours=8))
    made = signed_checkpoint(State(0, bytes(32)), SEED, at=dt.datetime(2026, 10, 12, 9, 30, tzinfo=china))
    assert "\nat 2026-10-12T01:30:00.000000Z\n" in made.text
