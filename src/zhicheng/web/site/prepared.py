"""Queries of the busiest pages: built once as always, and asked again with other numbers.

Building a statement takes Django longer than answering it takes PostgreSQL. What is kept is the statement alone,
never a row: each time the database is asked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from zhicheng.web.visibility.standing import Standing

Row = TypeVar("Row")

STAND_INS: Final = tuple(2**52 + 7919 * place for place in range(1, 6))
"""Numbers that no row has: where they stand in the statement, those of a question are put."""


class Prepared(Generic[Row]):
    """A query that depends on who asks and on the numbers (ids) of rows, and on nothing else.

    ``build`` makes it from a standing and the numbers. The statement is kept for persons without an office: what they
    may see depends on who they are alone. For everybody else, and for visitors, it is built each time.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._kept: dict[int, _Statement[Row]] = {}

    def __call__(self, standing: Standing, *numbers: int) -> list[Row]:
        """The rows."""
        if standing.user_id is None or standing.offices:
            return list(self._build(standing, *numbers))
        kept = self._kept.get(len(numbers))
        if kept is None:
            user, *others = STAND_INS[: len(numbers) + 1]
            kept = self._kept[len(numbers)] = _Statement(self._build(Standing(user), *others))
        return kept.rows((standing.user_id, *numbers))


class _Statement(Generic[Row]):
    """A query with its statement, and which number stands at which place of it."""

    def __init__(self, rows: QuerySet[Any, Row]) -> None:
        self._rows = rows
        self._compiler: Any = rows.query.get_compiler(rows.db)
        try:
            self._sql, self._values = self._compiler.as_sql()
        except EmptyResultSet:  # whatever the numbers, nobody of this standing sees a row
            self._sql, self._values = "", ()
        self._compiler.connection = None  # it was the building thread's
        self._places = [
            (place, STAND_INS.index(value))
            for place, value in enumerate(self._values)
            if isinstance(value, int) and value in STAND_INS
        ]
        known = {place for place, _ in self._places}
        said = self._sql + str([value for place, value in enumerate(self._values) if place not in known])
        if any(str(one) in said for one in STAND_INS):
            raise ValueError(f"a number stands inside another value: {self._sql}")

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """The rows for these numbers, by Django's own way from the statement on."""
        if not self._sql:
            return []
        values = list(self._values)
        for place, number in self._places:
            values[place] = numbers[number]
        asked = self._rows._chain()  # type: ignore[attr-defined]
        compiler = copy(self._compiler)
        compiler.connection = connections[asked.db]  # each thread has its own
        if asked.query.select_for_update and not compiler.connection.in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        compiler.query = asked.query
        compiler.as_sql = lambda *_, **__: (self._sql, tuple(values))
        asked.query.get_compiler = lambda *_, **__: compiler
        return list(asked)
