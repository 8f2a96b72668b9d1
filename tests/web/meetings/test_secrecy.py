"""After voters and envelopes are parted nothing on the real PostgreSQL joins them: no column, no order, no xmin, no file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.web.meetings.ground import all_deliberated, hall, opened
from tests.web.meetings.sealed import both, networked
from zhicheng.web.meetings.models import Envelope, LooseEnvelope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def asked(statement: str, *values: object) -> list[Any]:
    """What the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def tables() -> list[str]:
    """Every table of the platform."""
    return [name for (name,) in asked("select tablename from pg_tables where schemaname = 'public' order by 1")]


def rows_with(text: str) -> list[tuple[str, str]]:
    """Every row of every table in which a text stands, whole and with its system columns."""
    found = []
    for name in tables():
        rows = asked(f"select (t.*)::text from {name} t where (t.*)::text like %s", f"%{text}%")
        found += [(name, row) for (row,) in rows]
    return found


def test_nothing_joins_a_voter_to_an_envelope(now: dt.datetime, tmp_path: Path) -> None:
    """Eleven members vote one after the other, each in a transaction of their own; then they are parted."""
    made = hall(now, applicants=2)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    with networked(there):
        there.open(votes)
        there.vote(dict.fromkeys(range(11), "YN"))
        before = asked("select member, body->>'key', xmin::text from meetings_envelope order by ctid")
        assert (
            len({xmin for *_, xmin in before}) == 11
        )  # with a voter, each in a transaction of their own: it could leak
        there.close()
        there.confirm(range(11))
        there.part()
    assert Envelope.objects.count() == 0
    _one_statement(before)
    _no_column(before, made.codes)
    _no_file()


def _one_statement(before: list[Any]) -> None:
    after = asked("select body->>'key', xmin::text, cmin::text, xmax::text from meetings_looseenvelope order by ctid")
    assert sorted(key for key, *_ in after) == sorted(key for _, key, _ in before)
    assert len({tuple(system) for _, *system in after}) == 1
    order = [key for _, key, _ in before]
    assert [key for key, *_ in after] != order
    by_id = asked("select body->>'key' from meetings_looseenvelope order by id")
    assert [key for (key,) in by_id] not in (order, [key for key, *_ in after])
    columns = asked(
        "select column_name from information_schema.columns where table_name = 'meetings_looseenvelope' order by 1"
    )
    assert [name for (name,) in columns] == ["body", "id", "session_id"]  # no time, no row number, no voter
    assert {one.id.version for one in LooseEnvelope.objects.all()} == {4}


def _no_column(before: list[Any], codes: list[str]) -> None:
    """Each envelope stands in one row of one table, and in that row no member."""
    for _, key, _ in before:
        found = rows_with(key)
        assert [name for name, _ in found] == ["meetings_looseenvelope"]
        assert not [code for code in codes if f'"{code}"' in found[0][1]]


def _no_file() -> None:
    """What was deleted is not in the table's file either."""
    [(size,)] = asked("select pg_relation_size('meetings_envelope')")
    assert size == 0
