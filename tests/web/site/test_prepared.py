"""A prepared query finds what the query it is made from finds: for each person their own, as it is now."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from zhicheng.web.accounts.models import User
from zhicheng.web.records.models import Record
from zhicheng.web.site.prepared import Prepared
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import VISITOR, Office, Standing

pytestmark = pytest.mark.django_db


def _own(standing: Standing, pk: int) -> Any:
    return visible(standing, "view", Record.objects.select_related("owner").filter(pk=pk, removed_at=None))


def _record(user: User, now: dt.datetime, key: str = "patent-1") -> Record:
    return Record.objects.create(
        owner=user, key=key, kind="patent", data={"name": "甲"}, created_at=now, updated_at=now
    )


@pytest.fixture
def two(now: dt.datetime) -> tuple[Record, Record]:
    """A record of each of two persons."""
    first, second = (User.objects.create(username=name, name=name) for name in ("first", "second"))
    return _record(first, now), _record(second, now)


def test_each_person_finds_their_own_and_never_the_others(two: tuple[Record, Record]) -> None:
    asked = Prepared(_own)
    mine, theirs = two
    for _ in range(2):  # the second time by the kept statement
        assert asked(Standing(mine.owner_id), mine.pk) == [mine]
        assert asked(Standing(theirs.owner_id), theirs.pk) == [theirs]
        assert asked(Standing(mine.owner_id), theirs.pk) == []
        assert asked(Standing(theirs.owner_id), mine.pk) == []


def test_a_visitor_and_an_office_are_not_answered_by_an_applicants_statement(two: tuple[Record, Record]) -> None:
    asked = Prepared(_own)
    mine, theirs = two
    assert asked(Standing(mine.owner_id), mine.pk) == [mine]
    assert asked(VISITOR, mine.pk) == []
    officer = Standing(theirs.owner_id, offices=(Office("committee-office", 1),))
    assert asked(officer, mine.pk) == list(_own(officer, mine.pk)) == []


def test_rows_are_read_anew_each_time_with_what_stands_beside_them(two: tuple[Record, Record]) -> None:
    asked = Prepared(_own)
    mine, _ = two
    asked(Standing(mine.owner_id), mine.pk)
    Record.objects.filter(pk=mine.pk).update(data={"name": "乙"}, version=7)
    with CaptureQueriesContext(connection) as asked_for:
        (found,) = asked(Standing(mine.owner_id), mine.pk)
        assert (found.data, found.version, found.owner.name) == ({"name": "乙"}, 7, "first")
    assert len(asked_for) == 1
    Record.objects.filter(pk=mine.pk).update(removed_at=mine.created_at)
    assert asked(Standing(mine.owner_id), mine.pk) == []


def test_columns_are_read_as_the_query_reads_them(two: tuple[Record, Record]) -> None:
    asked = Prepared(lambda one: Record.objects.filter(owner_id=one.user_id).values_list("key", "data"))
    mine, _ = two
    for _ in range(2):
        assert asked(Standing(mine.owner_id)) == [("patent-1", {"name": "甲"})]


def test_what_nobody_of_the_standing_sees_stays_empty(two: tuple[Record, Record]) -> None:
    asked = Prepared(lambda one, pk: visible(one, "no-such-act", Record.objects.filter(pk=pk)))
    mine, _ = two
    for _ in range(2):
        assert asked(Standing(mine.owner_id), mine.pk) == []


def test_a_number_hidden_in_another_value_is_noticed(two: tuple[Record, Record]) -> None:
    asked = Prepared(lambda one: Record.objects.filter(key=f"patent-{one.user_id}"))
    with pytest.raises(ValueError, match="inside another value"):
        asked(Standing(two[0].owner_id))


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_only_inside_a_transaction(two: tuple[Record, Record]) -> None:
    asked = Prepared(lambda one, pk: Record.objects.select_for_update().filter(owner_id=one.user_id, pk=pk))
    mine, _ = two
    with transaction.atomic():
        assert asked(Standing(mine.owner_id), mine.pk) == [mine]
    with pytest.raises(TransactionManagementError):
        asked(Standing(mine.owner_id), mine.pk)
