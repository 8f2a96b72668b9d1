"""How entries get their numbers, on a real PostgreSQL: at the commit, in its order, without a gap, whoever acts at once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests.web.conftest import NOW
from zhicheng.procedure.ledger.tree import leaf_hash, root
from zhicheng.web.accounts.models import User
from zhicheng.web.applications.models import Message
from zhicheng.web.clock.now import state_moment
from zhicheng.web.keeping.checks.ledger_tree import tree_recomputed
from zhicheng.web.keeping.invariants import Look
from zhicheng.web.ledger.models import Entry, Head, Turn
from zhicheng.web.ledger.services.state import consistency, present_state, root_of
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.standing import Standing

pytestmark = pytest.mark.django_db(transaction=True)
NOTHING: Look = None  # type: ignore[assignment]


@pytest.fixture
def person() -> User:
    state_moment(NOW)
    return User.objects.create(username="acting", name="某")


def enter(user: User, reason: str = "") -> Entry:
    detail = {"reason": reason} if reason else {"count": 1}
    return write_entry("change-own-details", actor=Standing(user.pk), now=NOW, on=user, detail=detail)


def numbers() -> list[int | None]:
    return list(Entry.objects.order_by("number").values_list("number", flat=True))


def tree_is_sound() -> bool:
    leaves = [leaf_hash(body.encode()) for body in Entry.objects.order_by("number").values_list("body", flat=True)]
    state = present_state()
    return (state.size, state.root) == (len(leaves), root(leaves)) and not list(tree_recomputed(NOTHING))


def together(*acts: Callable[[], object]) -> list[str]:
    """How each ended when all began at once."""
    start, ends = threading.Barrier(len(acts)), ["" for _ in acts]

    def run(place: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            ends[place] = "done"
        except Exception as error:
            ends[place] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return ends


def test_an_entry_has_no_number_before_its_act_is_done(person: User) -> None:
    with transaction.atomic():
        entry = enter(person)
        entry.refresh_from_db()
        assert entry.number is None and present_state().size == 0
    entry.refresh_from_db()
    assert entry.number == 1 and bytes(entry.nodes or b"") == leaf_hash(entry.body.encode())
    assert not Turn.objects.exists()


def test_many_who_act_at_once_get_numbers_without_a_gap(person: User) -> None:
    def many() -> None:
        for turn in range(15):
            with transaction.atomic():
                enter(person, f"理由 {turn}")

    assert together(*[many] * 6) == ["done"] * 6
    assert numbers() == list(range(1, 91))
    assert tree_is_sound()


def test_several_entries_of_one_act_follow_one_another(person: User) -> None:
    def batch() -> None:
        with transaction.atomic():
            for _ in range(20):
                enter(person)

    assert together(batch, batch, batch) == ["done"] * 3
    assert numbers() == list(range(1, 61)) and tree_is_sound()
    ids = [key for key, _ in sorted(Entry.objects.values_list("number", "pk"))]
    assert ids == sorted(ids)


def test_what_is_taken_back_leaves_no_gap(person: User) -> None:
    for undone in (False, True, False, True, True, False):
        with transaction.atomic():
            enter(person)
            with pytest.raises(ValueError, match="taken back"), transaction.atomic():
                enter(person)
                raise ValueError("taken back")
            transaction.set_rollback(undone)
    assert numbers() == [1, 2, 3] and tree_is_sound()


def test_an_act_that_takes_long_holds_nobody_up(person: User) -> None:
    written, others_done = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            enter(person, "慢")
            written.set()
            assert others_done.wait(30)

    def quick() -> None:
        assert written.wait(30)
        with transaction.atomic():
            enter(person, "快")
        others_done.set()

    assert together(slow, quick) == ["done", "done"]
    by_number = [one.detail["reason"] for one in Entry.objects.order_by("number")]
    assert by_number == ["快", "慢"], "numbers follow the commits, not the beginnings"


def test_who_waits_for_a_row_does_not_hold_the_ledger_meanwhile(person: User) -> None:
    """One act refers to a person whom another one holds locked, and both enter: neither waits for ever.

    The first waits, at its commit, for the check of its foreign keys; it must not have the ledger's head by then.
    """
    locked, waiting = threading.Event(), threading.Event()

    def holder() -> None:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=person.pk)
            locked.set()
            assert waiting.wait(30)
            _until_somebody_waits_for_a_lock()
            enter(person)

    def referring() -> None:
        assert locked.wait(30)
        with transaction.atomic():
            write_entry("export", actor=None, now=NOW, on=person)  # refers to nobody itself; what comes after it does
            Message.objects.create(user=person, kind="x", text_zh="甲", text_en="a", sent_at=NOW)
            waiting.set()

    assert together(holder, referring) == ["done", "done"]
    assert numbers() == [1, 2] and tree_is_sound()


def _until_somebody_waits_for_a_lock() -> None:
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("select pg_sleep(0.02)")
    raise AssertionError("nobody waits")


def test_a_crash_between_act_and_entry_leaves_neither(person: User) -> None:
    """The server process dies after the act, or after the entry, before the commit."""
    for after_entry in (False, True):
        with pytest.raises(DatabaseError), transaction.atomic():
            User.objects.filter(pk=person.pk).update(name="改过")
            if after_entry:
                enter(person)
            _kill_own_backend()
            enter(person)
        connection.close()
        person.refresh_from_db()
        assert person.name == "某" and not Entry.objects.exists()
    with transaction.atomic():
        enter(person)
    assert numbers() == [1] and tree_is_sound()


def _kill_own_backend() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        pid = cursor.fetchone()[0]
    settings = connection.get_connection_params()
    with psycopg.connect(
        **{key: settings[key] for key in ("dbname", "user", "password", "host", "port") if key in settings}
    ) as one:
        one.execute("select pg_terminate_backend(%s)", [pid])


def test_an_act_costs_one_statement_and_one_more_for_what_is_only_promised(
    person: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    with transaction.atomic():
        with django_assert_num_queries(1):  # type: ignore[attr-defined]
            enter(person)
        with django_assert_num_queries(2):  # type: ignore[attr-defined]
            enter(person, "一个理由")


def test_no_personal_value_stands_in_any_entry(person: User) -> None:
    with transaction.atomic():
        entry = enter(person, "王某 13800000000")
    entry.refresh_from_db()
    assert entry.detail == {"reason": "王某 13800000000"} and entry.open_detail == {}
    assert "王某" not in str(list(Entry.objects.values())) and "13800000000" not in str(list(Entry.objects.values()))


def test_numbers_nodes_and_head_are_not_changed_by_hand(person: User) -> None:
    with transaction.atomic():
        enter(person)
    for statement in (
        "update ledger_entry set number = 5",
        "update ledger_entry set number = null",
        "update ledger_entry set nodes = ''",
        "update ledger_entry set body = body || ' '",
        "delete from ledger_entry",
        "delete from ledger_head",
        "update ledger_head set size = size - 1",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert tree_is_sound()


def test_where_the_head_was_lost_no_act_goes_on_as_if_nothing_were(person: User) -> None:
    with transaction.atomic():
        enter(person)
    with connection.cursor() as cursor:
        cursor.execute(
            "set session_replication_role = replica; delete from ledger_head; set session_replication_role = origin"
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        enter(person)
    assert Entry.objects.count() == 1 and not Head.objects.exists()


def test_roots_and_proofs_from_stored_nodes_are_those_of_the_leaves(person: User) -> None:
    with transaction.atomic():
        for _ in range(70):
            enter(person)
    bodies = list(Entry.objects.order_by("number").values_list("body", flat=True))
    leaves = [leaf_hash(body.encode()) for body in bodies]
    for size in range(71):
        assert root_of(size) == root(leaves[:size])
    assert consistency(0, 70) == consistency(70, 70) == []


def test_a_root_of_any_size_takes_one_query(person: User, django_assert_num_queries: Callable[[int], object]) -> None:
    with transaction.atomic():
        for _ in range(33):
            enter(person)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        root_of(31)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        present_state()


def test_moments_with_microseconds_and_zones_stand_as_they_were(person: User) -> None:
    at = dt.datetime(2026, 10, 12, 9, 30, 1, 234567, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    with transaction.atomic():
        entry = write_entry("export", actor=None, now=at, on=person)
    entry.refresh_from_db()
    assert entry.at == at and '"at":"2026-10-12T01:30:01.234567Z"' in entry.body
