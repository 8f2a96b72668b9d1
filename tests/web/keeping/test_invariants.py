"""The checks find nothing in what the platform's own acts made, and each finds what raw SQL broke."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tests.web.conftest import NOW
from tests.web.keeping import second_half
from tests.web.keeping.conftest import break_by, found, found_in_full
from tests.web.ledger.entries import number_at_once
from zhicheng.evidence.store import path_of
from zhicheng.procedure.ledger.checkpoint import read_checkpoint, signed_checkpoint
from zhicheng.web.accounts.models import User
from zhicheng.web.applications.models import Application, Message, Return
from zhicheng.web.demonstration import fill
from zhicheng.web.keeping.checks.personal_values import holds_personal_number
from zhicheng.web.keeping.invariants import Look, checks
from zhicheng.web.ledger.models import Checkpoint, SealedValue
from zhicheng.web.ledger.services.checkpoints import issue_checkpoint
from zhicheng.web.meetings.models import BallotSession, Envelope, LooseEnvelope, Meeting, Stamp, Vote
from zhicheng.web.papers.models import Blob
from zhicheng.web.sending.models import Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.xdist_group("demonstration")]
NUMBER = "11010519491231002X"  # the sample number of GB 11643 itself


@pytest.fixture(scope="module")
def filled_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration, once for all tests: each breaks it inside a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        number_at_once()
        fill()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(filled_once: None, db: None) -> None:
    """The demonstration, as the platform's own acts made it."""


def test_what_the_acts_of_the_platform_made_agrees_with_itself(demonstration: None, look: Look) -> None:
    assert found_in_full(Look(look.evidence, deep=True, unfinished_before=look.unfinished_before)) == []


def in_state(state: str) -> int:
    return Application.objects.filter(state=state).latest("pk").pk


def _unguarded(sql: str, *values: object) -> None:
    """Break a row that the database itself guards."""
    break_by("set session_replication_role = replica")
    break_by(sql, *values)
    break_by("set session_replication_role = origin")


def _state(word: str, at: str) -> Callable[[], str]:
    def broken() -> str:
        key = in_state(at)
        break_by("update applications_application set state = %s where id = %s", word, key)
        return f"application {key}"

    return broken


def _of_application(sql: str, at: str) -> Callable[[], str]:
    def broken() -> str:
        key = in_state(at)
        _unguarded(sql, key)
        return f"application {key}"

    return broken


def _row(kind: str, table: str, change: str, key: str = "id", where: str = "true") -> Callable[[], str]:
    def broken() -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"select {key} from {table} where {where} order by {key} limit 1")
            (found_key,) = cursor.fetchone()
        _unguarded(f"update {table} set {change} where {key} = %s", found_key)
        return f"{kind} {found_key}"

    return broken


OPINIONS = "delete from applications_opinion where application_id = %s and "
SUBMISSIONS = "applications_submission"
BREAKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("application-state-known", _state("lost", "at-employer")),
    ("application-holder", _of_application("update applications_application set holder_id = null where id = %s", "at-employer")),
    ("application-holder", _of_application("update applications_application set holder_id = employer_id where id = %s", "at-department")),
    ("application-holder", _of_application("update applications_application set holder_id = employer_id where id = %s", "arrived")),
    ("application-submitted-has-submission", _of_application(f"delete from {SUBMISSIONS} where application_id = %s", "at-employer")),
    ("application-arrived", _of_application(OPINIONS + "decision = 'recommend'", "at-department")),
    ("application-arrived", _of_application(OPINIONS + "decision = 'endorse'", "arrived")),
    ("application-notice-closed", _of_application("delete from notices_notice_applications where application_id = %s", "endorsed")),
    ("application-returned", _state("at-employer", "returned-by-employer")),
    ("application-returned", _state("returned-by-department", "at-department")),
    ("application-decided", _state("not-endorsed", "at-department")),
    ("application-decided", _state("not-recommended", "at-employer")),
    ("submission-numbers", _of_application(f"update {SUBMISSIONS} set number = 9 where application_id = %s", "arrived")),
    ("notice-last-day", _row("notice", "notices_notice", "last_day = last_day + 1")),
    ("notice-state", _row("notice", "notices_notice", "closed_at = null", where="state = 'closed'")),
    ("notice-state", _row("notice", "notices_notice", "closed_at = first_day", where="state = 'closed'")),
    ("notice-parts-agree", _row("notice", "notices_notice", "organisation_id = (select max(id) from accounts_organisation)")),
    ("version-positive", _row("round", "rounds_round", "version = 0")),
    ("grant-role-known", _row("grant", "accounts_grant", "role = 'king'")),
    ("grant-role-known", _row("grant", "accounts_grant", "valid_until = valid_from")),
    ("ledger-complete", _row("opinion", "applications_opinion", "given_at = given_at + interval '1 second'")),
    ("evidence-on-disk", _row("blob", "papers_blob", "size = size + 1", key="digest")),
)  # fmt: skip
BREAKS += second_half.BREAKS


@pytest.mark.parametrize(("name", "broken"), BREAKS, ids=[f"{place}-{name}" for place, (name, _) in enumerate(BREAKS)])
def test_each_check_finds_what_was_broken(
    name: str, broken: Callable[[], str], demonstration: None, look: Look
) -> None:
    row = broken()
    assert (name, row) in found(look, name)


def test_a_resolved_return_with_an_open_item(demonstration: None, look: Look) -> None:
    back = Return.objects.filter(resolved_at=None).latest("pk")
    break_by("update applications_return set resolved_at = returned_at where id = %s", back.pk)
    break_by("update applications_returnitem set answered_at = null where returned_id = %s", back.pk)
    assert ("return-items-answered", f"return {back.pk}") in found(look)


def test_a_delegated_grant_that_outlives_its_source(demonstration: None, look: Look) -> None:
    break_by(
        "update accounts_grant set delegated_from_id = (select min(id) from accounts_grant) where id = (select max(id) from accounts_grant)"
    )
    break_by("update accounts_grant set ended_at = now() where id = (select min(id) from accounts_grant)")
    assert {name for name, _ in found(look, "grant-delegated")} == {"grant-delegated"}


def test_papers_of_another_person(demonstration: None, look: Look) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select paper_id, application_id from applications_application_papers limit 1")
        paper, application = cursor.fetchone()
    break_by("update papers_paper set owner_id = (select max(id) from accounts_user) where id = %s", paper)
    assert ("application-parts-agree", f"application {application}") in found(look)


def test_a_file_that_is_gone_or_damaged(demonstration: None, look: Look) -> None:
    first, second = Blob.objects.order_by("pk")[:2]
    away, other = path_of(look.evidence, first.digest), path_of(look.evidence, second.digest)
    whole = away.read_bytes(), other.read_bytes()
    away.unlink()
    other.write_bytes(bytes(second.size))
    try:
        assert found(look, "evidence-on-disk") == {("evidence-on-disk", f"blob {first.pk}")}
        deep = Look(look.evidence, deep=True, unfinished_before=0)
        assert found(deep, "evidence-on-disk") == {("evidence-on-disk", f"blob {one.pk}") for one in (first, second)}
    finally:
        away.write_bytes(whole[0])
        other.write_bytes(whole[1])


def test_an_unfinished_file_left_behind(tmp_path: Path) -> None:
    (tmp_path / "incoming").mkdir()
    for name, moment in (("old", 1000), ("young", 3000)):
        (tmp_path / "incoming" / name).write_bytes(b"half")
        os.utime(tmp_path / "incoming" / name, (moment, moment))
    assert found(Look(tmp_path, deep=False, unfinished_before=2000), "evidence-unfinished") == {
        ("evidence-unfinished", "incoming/old")
    }


@pytest.mark.parametrize(
    "place",
    [
        "update accounts_user set name = %s where id = (select min(id) from accounts_user)",
        "update rounds_round set options = jsonb_build_object('备注', '号码 ' || %s || '。') where id = (select min(id) from rounds_round)",
        "update ledger_entry set body = body || %s where number = (select min(number) from ledger_entry)",
        "update ledger_sealedvalue set value = to_jsonb(%s::text) where id = (select min(id) from ledger_sealedvalue)",
        "update applications_message set text_zh = '您的身份证' || %s where id = (select min(id) from applications_message)",
    ],
)
def test_a_personal_number_in_the_clear_is_found_wherever_it_stands(
    place: str, demonstration: None, look: Look
) -> None:
    _unguarded(place, NUMBER)
    results = found_in_full(look, "personal-number-in-clear")
    assert len(results) == 1
    assert place.split()[1] in results[0].row
    assert NUMBER not in str(results), "the finding itself does not say it"


@pytest.mark.parametrize("text", ["11010519491231002x", f"（{NUMBER}）", f"a {NUMBER}。"])
def test_what_is_a_personal_number(text: str) -> None:
    assert holds_personal_number(text)


@pytest.mark.parametrize(
    "text", ["110105194912310021", f"{NUMBER}0", f"a{NUMBER}", "11010519491331002X", "2026110112345678"]
)
def test_what_is_none(text: str) -> None:
    assert not holds_personal_number(text)


def test_encrypted_values_that_are_not(demonstration: None, look: Look) -> None:
    break_by("update accounts_user set phone = '13800000000' where id = (select min(id) from accounts_user)")
    assert {name for name, _ in found(look, "encrypted-values")} == {"encrypted-values"}


def test_a_digest_that_is_not_the_numbers(demonstration: None, look: Look) -> None:
    break_by("update accounts_user set personal_number_digest = 'abc' where id = (select min(id) from accounts_user)")
    assert {name for name, _ in found(look, "personal-number-digest")} == {"personal-number-digest"}


def test_a_guard_switched_off(demonstration: None, look: Look) -> None:
    break_by("set constraints all immediate")
    break_by("alter table ledger_entry disable trigger user")
    assert ("ledger-guarded", "ledger_entry: append_only") in found(look)


def test_an_entry_whose_object_is_gone(demonstration: None, look: Look) -> None:
    _unguarded("update ledger_entry set object_id = '987654' where object_type = 'application'")
    assert ("ledger-objects", "application 987654") in found(look)


@pytest.mark.parametrize(
    ("sql", "where"),
    [
        ("update ledger_entry set body = replace(body, 'applicant', 'employer') where number = 3", "entry 3"),
        ("update ledger_entry set nodes = substring(nodes from 1 for 32) where number = 4", "entry 4"),
        ("update ledger_entry set number = 1000000 where number = 5", "entry 6"),
        ("update ledger_head set nodes = substring(nodes from 33)", "head 1"),
        ("update ledger_entry set number = null where number = (select max(number) from ledger_entry)", "entry"),
        ("delete from ledger_head", "head 1"),
    ],
)
def test_a_ledger_that_does_not_agree_with_its_tree(sql: str, where: str, demonstration: None, look: Look) -> None:
    assert found(look, "ledger-tree") == set()
    _unguarded(sql)
    assert ("ledger-tree", where) in found(look, "ledger-tree")


def test_an_entry_shown_otherwise_than_it_is_hashed(demonstration: None, look: Look) -> None:
    _unguarded("update ledger_entry set act = 'endorse' where number = 2")
    _unguarded("update ledger_entry set at = at + interval '1 second' where number = 3")
    assert found(look, "ledger-bodies") == {("ledger-bodies", "entry 2"), ("ledger-bodies", "entry 3")}


def test_a_promised_value_replaced_but_not_one_erased(demonstration: None, look: Look) -> None:
    first, second = SealedValue.objects.order_by("pk")[:2]
    SealedValue.objects.filter(pk=first.pk).update(salt=None, value=None)
    assert found(look, "ledger-bodies") == set()
    _unguarded("update ledger_sealedvalue set value = to_jsonb('另一理由'::text) where id = %s", second.pk)
    assert found(look, "ledger-bodies") == {("ledger-bodies", f"sealedvalue {second.pk}")}


def test_a_checkpoint_of_another_history(demonstration: None, look: Look) -> None:
    made = issue_checkpoint(now=NOW)
    assert found(look, "ledger-checkpoints") == set()
    _unguarded("update ledger_entry set body = replace(body, 'applicant', 'employer') where number = 3")
    assert found(look, "ledger-checkpoints") == {
        ("ledger-checkpoints", f"checkpoint {one}")
        for one in {made.pk, *Checkpoint.objects.values_list("pk", flat=True)}
    }


def test_a_checkpoint_signed_by_somebody_else(demonstration: None, look: Look) -> None:
    made = issue_checkpoint(now=NOW)
    note = signed_checkpoint(read_checkpoint(made.note).state, bytes(32))
    _unguarded("update ledger_checkpoint set note = %s where id = %s", str(note), made.pk)
    assert found(look, "ledger-checkpoints") == {("ledger-checkpoints", f"checkpoint {made.pk}")}


def a_session(**more: Any) -> BallotSession:
    """A sealed ballot at the demonstration's first meeting, by the plainest means."""
    meeting = Meeting.objects.order_by("pk")[0]
    return BallotSession.objects.create(meeting=meeting, code="s-1", digest="0" * 64, session={}, **more)


def test_an_envelope_with_its_voter_after_they_were_parted(demonstration: None, look: Look) -> None:
    session = a_session()
    Envelope.objects.create(session=session, member="m01", applicant="a-1", body={})
    assert found(look, "ballot-parted") == set()
    break_by("update meetings_ballotsession set parted = true where id = %s", session.pk)
    assert found(look, "ballot-parted") == {("ballot-parted", f"ballotsession {session.pk}")}


def test_envelopes_left_after_the_key_was_destroyed(demonstration: None, look: Look) -> None:
    session = a_session(parted=True, destruction={"statement": {}}, board={"board": {}})
    assert found(look, "ballot-parted") == set()
    LooseEnvelope.objects.create(session=session, body={})
    assert found(look, "ballot-parted") == {("ballot-parted", f"ballotsession {session.pk}")}


def test_a_stamp_for_somebody_of_another_committee(demonstration: None, look: Look) -> None:
    session = a_session()
    vote = Vote.objects.filter(meeting=session.meeting).order_by("pk")[0]
    Vote.objects.filter(pk=vote.pk).update(session=session)
    seat = session.meeting.review.committee.seats.order_by("pk")[0]
    Stamp.objects.create(session=session, member=seat.expert.code, applicant=vote.code, blinded="1")
    assert found(look, "ballot-stamps") == set()
    Stamp.objects.create(session=session, member="stranger", applicant=vote.code, blinded="1")
    assert found(look, "ballot-stamps") == {("ballot-stamps", f"ballotsession {session.pk}")}


def test_a_message_that_goes_to_somebody_else(demonstration: None, look: Look) -> None:
    message = Message.objects.order_by("pk")[0]
    row = Delivery.objects.create(message=message, user=message.user, channel="mail", made_at=NOW)
    assert found(look, "delivery-agrees") == set()
    other = User.objects.exclude(pk=message.user_id).order_by("pk")[0]
    break_by("update sending_delivery set user_id = %s where id = %s", other.pk, row.pk)
    assert found(look, "delivery-agrees") == {("delivery-agrees", f"delivery {row.pk}")}


def test_every_check_is_broken_by_a_test() -> None:
    here = "".join(Path(one or "").read_text(encoding="utf-8") for one in (__file__, second_half.__file__))
    missing = {name for name in checks() if f'"{name}"' not in here}
    assert missing <= {"evidence-pictures"}
