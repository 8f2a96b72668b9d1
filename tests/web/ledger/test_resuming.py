"""The platform after an older backup: recorded, signed, told to those who watch. On a database that really commits."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from tests.web.conftest import NOW
from zhicheng.procedure.ledger.bundle import read_bundle
from zhicheng.procedure.ledger.check import check_ledger
from zhicheng.procedure.ledger.checkpoint import read_checkpoint
from zhicheng.procedure.ledger.finding import sound
from zhicheng.procedure.ledger.note import Note, read_note
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.models import User
from zhicheng.web.clock.now import state_moment
from zhicheng.web.keeping.checks.ledger_tree import checkpoints_agree, tree_recomputed
from zhicheng.web.ledger.models import Checkpoint, Entry
from zhicheng.web.ledger.services.checkpoints import issue_checkpoint
from zhicheng.web.ledger.services.resuming import resume_ledger
from zhicheng.web.ledger.services.taking import export_bundle
from zhicheng.web.ledger.write import write_entry

pytestmark = pytest.mark.django_db(transaction=True)


def enter(count: int) -> None:
    user, _ = User.objects.get_or_create(username="acting")
    for _ in range(count):
        with transaction.atomic():
            write_entry("export", actor=None, now=NOW, on=user)


def restored_to(size: int) -> None:
    """What a restored backup is: everything after an entry is not there any more."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("delete from ledger_checkpoint where size > %s", [size])
        cursor.execute("select body from ledger_entry where number <= %s order by number", [size])
        kept = [row[0] for row in cursor.fetchall()]
        cursor.execute("delete from ledger_entry; delete from ledger_head")
        cursor.execute("set session_replication_role = origin")
    with transaction.atomic():
        for body in kept:
            Entry.objects.create(at=NOW, act="export", object_type="user", object_id=body[:0], body=body)


@pytest.fixture
def lost() -> tuple[Note, Note]:
    """Checkpoints of 6 and of 10 entries; then the platform runs on a backup of 7."""
    state_moment(NOW)
    enter(6)
    early = read_note(issue_checkpoint(now=NOW).note)
    enter(4)
    late = read_note(issue_checkpoint(now=NOW).note)
    restored_to(7)
    return early, late


def taken() -> object:
    import json

    _, lines = export_bundle(now=NOW)
    return json.loads("".join(lines))


def test_the_gap_is_entered_and_every_later_checkpoint_says_so(lost: tuple[Note, Note]) -> None:
    early, late = lost
    said, made = resume_ledger(late, reason="磁盘损坏，恢复昨日备份", now=NOW)
    assert (said.restored.size, said.lost.size, made.size) == (7, 10, 8)
    assert said.lost == read_checkpoint(late).state
    entry = Entry.objects.get(act="resume-ledger")
    assert entry.open_detail["lost"] == {"size": 10, "root": said.lost.root.hex()}
    assert entry.open_detail["restored"] == {"size": 7, "root": said.restored.root.hex()}
    assert entry.detail["reason"] == "磁盘损坏，恢复昨日备份"
    enter(5)
    assert read_checkpoint(issue_checkpoint(now=NOW).note).resumed == (said,)
    bundle = read_bundle(taken())
    assert sound(check_ledger(bundle, [early]))
    found = [one for one in check_ledger(bundle, [early, late]) if not one.holds]
    assert [(one.check, one.rows) for one in found] == [("old-checkpoint", (7, 10))]
    assert "older backup" in found[0].text[1]
    assert not [*tree_recomputed(None), *checkpoints_agree(None)]  # type: ignore[arg-type]


def test_a_gap_found_out_after_going_on_is_recorded_too(lost: tuple[Note, Note]) -> None:
    enter(9)
    said, _ = resume_ledger(lost[1], reason="后来才发现", now=NOW)
    assert (said.restored.size, said.lost.size) == (16, 10)


@pytest.mark.parametrize(
    ("which", "change", "reason", "code"),
    [
        (0, ("", ""), "理由", "nothing-lost"),
        (1, ("\n10\n", "\n11\n"), "理由", "signature-bad"),
        (1, ("zhicheng.ledger/", "zhicheng.ledger/0"), "理由", "other-ledger"),
        (1, ("", ""), "  ", "reason-needed"),
    ],
)
def test_what_is_no_gap_or_not_shown_is_refused(
    which: int, change: tuple[str, str], reason: str, code: str, lost: tuple[Note, Note]
) -> None:
    note = Note(lost[which].text.replace(*change) if change[0] else lost[which].text, lost[which].signatures)
    with pytest.raises(ActRefused) as refused:
        resume_ledger(note, reason=reason, now=NOW)
    assert refused.value.codes == (code,)
    assert not Entry.objects.filter(act="resume-ledger").exists() and Checkpoint.objects.count() == 1


def test_a_gap_is_recorded_once(lost: tuple[Note, Note]) -> None:
    resume_ledger(lost[1], reason="磁盘损坏", now=NOW)
    with pytest.raises(ActRefused) as refused:
        resume_ledger(lost[1], reason="磁盘损坏", now=NOW)
    assert refused.value.codes == ("resumed-already",)


def test_an_undeclared_restore_is_seen_in_the_bundle(lost: tuple[Note, Note]) -> None:
    bundle = read_bundle(taken())
    found = [one for one in check_ledger(bundle, lost) if not one.holds]
    assert [one.rows for one in found] == [(8, 10)]
    assert "gone" in found[0].text[1]
