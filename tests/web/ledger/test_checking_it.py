"""The ledger given out and checked: checkpoint, key and consistency for anybody; bundle and proofs for who oversees."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from tests.web.accounts.city import City, acts, browser, city, text
from zhicheng.procedure.ledger.bundle import Bundle, read_bundle
from zhicheng.procedure.ledger.check import check_ledger, check_proof
from zhicheng.procedure.ledger.checkpoint import read_checkpoint
from zhicheng.procedure.ledger.finding import sound
from zhicheng.procedure.ledger.note import (
    COSIGNATURE,
    Key,
    cosign,
    cosigned_at,
    public_key,
    read_note,
    read_vkey,
    signed_by,
)
from zhicheng.procedure.ledger.proof import read_proof
from zhicheng.procedure.ledger.tree import consistent
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.services.grants import end_grant, grant_role
from zhicheng.web.keeping.daily import daily_checkpoint, ensure_daily
from zhicheng.web.ledger.acts import known_acts
from zhicheng.web.ledger.models import Checkpoint, Cosignature, Entry
from zhicheng.web.ledger.services.checkpoints import STAGE_ENDS, issue_checkpoint, issue_checkpoint_asked
from zhicheng.web.ledger.services.cosigning import keep_cosignature
from zhicheng.web.ledger.services.erasing import erase_value
from zhicheng.web.ledger.services.taking import proof_of
from zhicheng.web.ledger.write import write_entry

pytestmark = pytest.mark.django_db
UNTIL = dt.date(2026, 12, 31)


@pytest.fixture
def here(now: dt.datetime) -> City:
    made = city(now)
    grant = grant_role(made.colleague, "employer", made.factory, until=UNTIL, actor=made.as_(made.officer), now=now)
    end_grant(grant, actor=made.as_(made.operator), now=now)
    write_entry("correct-personal-number", actor=None, now=now, on=made.factory, detail={"reason": "李四来电更正"})
    return made


def body(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def bundle(client: Client) -> Bundle:
    return read_bundle(json.loads(body(client.post("/ledger/bundle/"))))


def test_anybody_gets_checkpoint_key_and_proof_that_it_only_grew(here: City, now: dt.datetime, client: Client) -> None:
    issue_checkpoint(now=now)
    first = body(client.get("/ledger/checkpoint/"))
    write_entry("export", actor=None, now=now, on=here.factory)
    issue_checkpoint(now=now + dt.timedelta(hours=1))
    second = body(client.get("/ledger/checkpoint/"))
    key = read_vkey(body(client.get("/ledger/key/")))
    assert all(signed_by(read_note(one), key) for one in (first, second))
    old, new = read_checkpoint(first).state, read_checkpoint(second).state
    said = client.get(f"/ledger/consistency/{old.size}/{new.size}/").json()
    path = [bytes.fromhex(one) for one in said["path"]]
    assert (old.size, new.size) == (3, 4)
    assert consistent(old.size, old.root, new.size, new.root, path)
    assert client.get("/ledger/checkpoint/")["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("address", ["5/5", "4/3", "0/99"])
def test_no_proof_beyond_what_was_signed(address: str, here: City, now: dt.datetime, client: Client) -> None:
    issue_checkpoint(now=now)
    write_entry("export", actor=None, now=now, on=here.factory)
    assert client.get(f"/ledger/consistency/{address}/").status_code == 404
    assert client.get("/ledger/consistency/0/3/").json()["path"] == []


def test_before_anything_is_signed_there_is_no_checkpoint(client: Client, now: dt.datetime) -> None:
    assert client.get("/ledger/checkpoint/").status_code == 404


def test_a_checkpoint_stands_until_something_is_entered_or_a_day_has_passed(here: City, now: dt.datetime) -> None:
    first = issue_checkpoint(now=now)
    assert issue_checkpoint(now=now + dt.timedelta(hours=23)) == first
    later = issue_checkpoint(now=now + dt.timedelta(hours=24))
    assert later != first and later.size == first.size
    write_entry("export", actor=None, now=now, on=here.factory)
    assert issue_checkpoint(now=now + dt.timedelta(hours=24)).size == first.size + 1


@pytest.mark.parametrize("who", ["supervisor", "operator"])
def test_who_oversees_signs_takes_the_ledger_and_checks_it(here: City, who: str) -> None:
    reader = browser(getattr(here, who))
    assert reader.post("/ledger/sign/").status_code == 302
    assert "data:image/svg+xml" in reader.get("/ledger/").content.decode()
    page = text(reader.get("/ledger/"))
    assert "3 条" in page and str(Checkpoint.objects.get().note.split("\n")[2]) in page
    old = read_note(Checkpoint.objects.get().note)
    taken = bundle(reader)
    assert len(taken.rows) == 3
    assert sound(check_ledger(taken, [old]))
    assert acts()[-1] == "export" and Entry.objects.latest("number").detail == {"list": "bundle", "count": 3}
    again = bundle(reader)
    assert len(again.rows) == 4 and sound(check_ledger(again, [old]))


def test_the_bundle_holds_no_personal_value(here: City) -> None:
    reader = browser(here.supervisor)
    taken = body(reader.post("/ledger/bundle/"))
    assert "李四" not in taken and "人事甲" not in taken and "officer" not in taken
    assert '"sealed' in taken.replace("\\", "")


def test_the_proof_of_one_entry_opens_what_it_promises(here: City) -> None:
    reader = browser(here.supervisor)
    entry = Entry.objects.get(act="correct-personal-number")
    page = text(reader.get(f"/ledger/{entry.number}/"))
    assert "李四来电更正" in page and bytes(entry.nodes or b"")[:32].hex() in page
    proof = read_proof(json.loads(body(reader.post(f"/ledger/{entry.number}/proof/"))))
    assert sound(check_proof(proof)) and proof.opened["reason"].value == "李四来电更正"
    assert Entry.objects.latest("number").detail == {"list": "proof", "count": 1}


def test_what_is_erased_is_gone_and_every_proof_stays(here: City, now: dt.datetime) -> None:
    reader = browser(here.supervisor)
    entry = Entry.objects.get(act="correct-personal-number")
    issue_checkpoint(now=now)
    before = read_note(Checkpoint.objects.get().note)
    number = entry.number or 0
    with pytest.raises(ActRefused) as unsaid:
        erase_value(number, "reason", reason=" ", now=now)
    assert unsaid.value.codes == ("reason-needed",)
    assert Entry.objects.get(pk=entry.pk).detail == {"reason": "李四来电更正"}, "refused, nothing is erased"
    erase_value(number, "reason", reason="本人申请", now=now)
    for wrong in ((number, "reason"), (number, "count"), (999, "reason")):
        with pytest.raises(ActRefused) as refused:
            erase_value(*wrong, reason="本人申请", now=now)
        assert refused.value.codes == ("no-such-value",)
    said = Entry.objects.get(act="erase-value")
    assert (said.object_type, said.object_id, said.open_detail) == ("entry", str(number), {"item": "reason"})
    assert Entry.objects.get(pk=entry.pk).detail == {"reason": None}
    proof = read_proof(json.loads(body(reader.post(f"/ledger/{entry.number}/proof/"))))
    assert sound(check_proof(proof)) and proof.opened == {}
    assert sound(check_ledger(bundle(reader), [before]))
    page = text(reader.get(f"/ledger/{entry.number}/"))
    assert "李四" not in page and "已删除" in page


@pytest.mark.parametrize("who", ["officer", "clerk", "secretary", "applicant"])
def test_nobody_else_signs_or_takes_anything(here: City, who: str, now: dt.datetime) -> None:
    reader = browser(getattr(here, who))
    for address in ("/ledger/sign/", "/ledger/cosigned/", "/ledger/bundle/", "/ledger/1/proof/"):
        assert reader.post(address).status_code == 404, address
    with pytest.raises(ActRefused) as refused:
        issue_checkpoint_asked(actor=here.as_(getattr(here, who)), now=now)
    assert refused.value.codes == ("no-right",)
    assert not Checkpoint.objects.exists() and "export" not in acts()


def test_nothing_is_signed_or_taken_by_a_link(here: City) -> None:
    reader = browser(here.supervisor)
    for address in ("/ledger/sign/", "/ledger/cosigned/", "/ledger/bundle/", "/ledger/1/proof/"):
        assert reader.get(address).status_code == 405, address


def test_a_proof_signs_a_checkpoint_only_where_none_covers_the_entry(here: City, now: dt.datetime) -> None:
    first, last = Entry.objects.get(number=1), Entry.objects.get(number=3)
    assert sound(check_proof(proof_of(first, now=now)))
    assert sound(check_proof(proof_of(last, now=now)))
    assert Checkpoint.objects.count() == 1


def test_every_day_a_checkpoint_is_signed_and_the_next_turn_arranged(here: City) -> None:
    from django_tasks_db.models import DBTaskResult

    def turns() -> Any:
        return DBTaskResult.objects.filter(task_path=daily_checkpoint.module_path)

    ensure_daily()
    ensure_daily()
    assert turns().count() == 1
    daily_checkpoint.call()
    assert Checkpoint.objects.get().size == 3
    assert turns().count() == 2
    next_turn = turns().order_by("run_after").first()
    assert next_turn.run_after - next_turn.enqueued_at > dt.timedelta(hours=23)


@pytest.mark.parametrize("act", sorted(STAGE_ENDS))
def test_the_end_of_a_stage_is_signed_as_soon_as_the_act_is_done(
    act: str, here: City, now: dt.datetime, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        write_entry(act, actor=None, now=now, on=here.factory)
        assert not Checkpoint.objects.exists(), "not before the act is done"
    assert Checkpoint.objects.get().size == 4


def test_acts_in_the_middle_of_a_stage_are_not_signed_one_by_one(
    here: City, now: dt.datetime, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        write_entry("submit", actor=None, now=now, on=here.factory)
    assert not Checkpoint.objects.exists()


def test_acts_that_end_a_stage_have_names() -> None:
    assert set(known_acts()) >= STAGE_ENDS


WITNESS, WITNESS_SEED = "示例见证", b"w" * 32


def cosigned(note: str) -> tuple[str, str]:
    """The checkpoint as a witness hands it back, and the witness's key."""
    key = Key(WITNESS, public_key(WITNESS_SEED), COSIGNATURE)
    return str(cosign(read_note(note), WITNESS, WITNESS_SEED, 1_793_000_000)), key.vkey


def test_what_a_witness_signed_is_kept_shown_and_given_out(here: City, now: dt.datetime, client: Client) -> None:
    reader = browser(here.supervisor)
    signed, key = cosigned(issue_checkpoint(now=now).note)
    for _ in range(2):
        answer = reader.post("/ledger/cosigned/", {"note": signed.replace("\n", "\r\n"), "key": key})
        assert answer.status_code == 302
    assert Cosignature.objects.get().witness == WITNESS
    assert acts().count("keep-cosignature") == 1
    assert WITNESS in text(reader.get("/ledger/"))
    given = read_note(body(client.get("/ledger/checkpoint/")))
    assert cosigned_at(given, read_vkey(key)) == 1_793_000_000
    assert signed_by(given, read_vkey(body(client.get("/ledger/key/"))))


def test_a_cosignature_of_something_else_is_refused(here: City, now: dt.datetime) -> None:
    note = issue_checkpoint(now=now).note
    signed, key = cosigned(note)
    other = cosign(read_note(note.replace("\n3\n", "\n2\n")), WITNESS, WITNESS_SEED, 1_793_000_000)
    for wrong, code in ((note, "not-cosigned"), (str(other), "other-checkpoint"), ("x", "not-in-form")):
        with pytest.raises(ActRefused) as refused:
            keep_cosignature(wrong, key, actor=None, now=now)
        assert refused.value.codes == (code,)
    with pytest.raises(ActRefused) as denied:
        keep_cosignature(signed, key, actor=here.as_(here.applicant), now=now)
    assert denied.value.codes == ("no-right",)
    assert not Cosignature.objects.exists()


def test_in_english(here: City) -> None:
    reader = browser(here.supervisor)
    reader.cookies["language"] = "en"
    reader.post("/ledger/sign/")
    page = text(reader.get("/ledger/"))
    assert "signed: 3 entries" in page and "Last checkpoint" in page and "Download the ledger" in page
    assert "As it stands in the ledger" in text(reader.get("/ledger/1/"))
