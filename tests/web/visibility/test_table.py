"""Every cell of the table of visibility (role × object × stage × act), on the predicate itself.

Rows are made at every stage, and who is tied to which row is written down by hand (``tied.py``), as is what each role
may (``allowed.py``). ``visible`` must give just that, for every person, act and row. That a change of the table or of
a relation would be seen is tried too: each is changed once.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db.models import Model

from tests.web.people import World
from tests.web.visibility.allowed import EVERY_STAGE, rights
from tests.web.visibility.rows import ROWS
from tests.web.visibility.tied import STATES, Tied, peopled
from zhicheng.web.accounts.models import Organisation, User
from zhicheng.web.visibility import scope as predicate
from zhicheng.web.visibility.scope import EVERYTHING, NOTHING, Scope, may, registered, visible
from zhicheng.web.visibility.standing import VISITOR, Office, Standing
from zhicheng.web.visibility.table import ROLES, Cell, table

pytestmark = pytest.mark.django_db

RIGHTS = frozenset(rights())
Seen = set[tuple[str, str, Any]]


@pytest.fixture
def here(now: dt.datetime) -> World:
    return peopled(now)


def everybody(here: World) -> dict[str, Standing]:
    """The people of the world, and a visitor."""
    return {"": VISITOR, **{user.username: here.as_(user) for user in User.objects.order_by("pk")}}


def acts_on(name: str) -> list[str]:
    """Every act that is known on an object."""
    return sorted({right.act for right in RIGHTS if right.object == name})


def expected(name: str, people: dict[str, Standing], rows: list[Tied], acts: Iterable[str]) -> Seen:
    """Who may do what on which row, by what is written down by hand."""
    found: Seen = set()
    for right in RIGHTS:
        if right.object != name or right.act not in acts:
            continue
        for one in rows:
            if right.stage not in (EVERY_STAGE, one.stage):
                continue
            tied = one.ties.get(right.relation, set())
            for who, standing in people.items():
                if (tied is None or who in tied) and (right.role == "visitor" or right.role in standing.roles):
                    found.add((who, right.act, one.row.pk))
    return found


def given(name: str, people: dict[str, Standing], rows: list[Tied], acts: Iterable[str]) -> Seen:
    """Who may do what on which row, by the predicate."""
    model, _ = registered()[name]
    made = {one.row.pk for one in rows}
    return {
        (who, act, pk)
        for who, standing in people.items()
        for act in acts
        for pk in visible(standing, act, _all(model), as_object=name).values_list("pk", flat=True)
        if pk in made
    }


def _all(model: type[Model]) -> Any:
    return model._default_manager.all()


def test_every_object_of_the_table_is_tried_here() -> None:
    assert set(ROWS) == {cell.object for cell in table()} == set(registered()) == {one.object for one in RIGHTS}


def test_the_table_says_what_is_written_down_by_role() -> None:
    said = {
        (cell.object, cell.role, cell.relation, stage, act)
        for cell in table()
        for stage in cell.stages or (EVERY_STAGE,)
        for act in cell.acts
    }
    assert said == {tuple(one) for one in RIGHTS}


@pytest.mark.parametrize("name", ROWS)
def test_the_predicate_gives_what_each_role_may(name: str, here: World) -> None:
    rows, people = ROWS[name](here), everybody(here)
    wanted = expected(name, people, rows, acts_on(name))
    assert given(name, people, rows, acts_on(name)) == wanted
    assert wanted, "nobody may anything: nothing was tried"


@pytest.mark.parametrize("name", ROWS)
def test_a_single_row_is_judged_like_the_list(name: str, here: World) -> None:
    model, _ = registered()[name]
    row = ROWS[name](here)[0].row
    for standing in everybody(here).values():
        for act in ("view", "change", "check", "unmask"):
            listed = visible(standing, act, _all(model), as_object=name).filter(pk=row.pk).exists()
            assert may(standing, act, row, as_object=name) == listed


def test_every_word_of_the_table_is_known() -> None:
    for cell in table():
        _, scope = registered()[cell.object]
        assert cell.role in ROLES
        assert cell.relation in scope.relations
        if scope.stage.endswith("state") and cell.object in ("application", "person", "paper", "return"):
            assert (cell.stages or set()) <= set(STATES)


def changed_cells(name: str) -> Iterator[tuple[str, Cell, tuple[Cell, ...]]]:
    """The table with one cell of an object changed: taken out, one stage less, all stages."""
    for place, cell in enumerate(table()):
        if cell.object != name:
            continue
        before, after = table()[:place], table()[place + 1 :]
        yield "taken out", cell, (*before, *after)
        if cell.stages is not None:
            yield "at every stage", cell, (*before, dataclasses.replace(cell, stages=None), *after)
            for stage in sorted(cell.stages):
                fewer = dataclasses.replace(cell, stages=cell.stages - {stage})
                yield f"not at {stage}", cell, (*before, fewer, *after)


@pytest.mark.parametrize("name", ROWS)
def test_a_changed_cell_would_be_seen(name: str, here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, everyone = ROWS[name](here), everybody(here)
    for how, cell, cells in changed_cells(name):
        people = {who: one for who, one in everyone.items() if cell.role in {"visitor", *one.roles}}
        act = sorted(cell.acts)[0]
        monkeypatch.setattr(
            predicate,
            "cells_for",
            lambda name, act, cells=cells: [c for c in cells if c.object == name and act in c.acts],
        )
        assert given(name, people, rows, [act]) != expected(name, people, rows, [act]), (how, cell)


@pytest.mark.parametrize("name", ROWS)
def test_a_changed_relation_would_be_seen(name: str, here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    model, scope = registered()[name]
    rows, people = ROWS[name](here), everybody(here)
    used = {cell.relation: sorted(cell.acts)[0] for cell in table() if cell.object == name}
    for relation, act in used.items():
        for wrong in (NOTHING,) if relation == "any" else (NOTHING, EVERYTHING):
            relations = {**scope.relations, relation: lambda _, wrong=wrong: wrong}
            scopes = {**predicate._SCOPES[model], name: Scope(name, scope.stage, relations, scope.many)}
            monkeypatch.setitem(predicate._SCOPES, model, scopes)
            assert given(name, people, rows, [act]) != expected(name, people, rows, [act]), (relation, wrong)


NEVER: tuple[tuple[str, str, Callable[[Tied], bool]], ...] = (
    ("application", "visitor", lambda one: True),
    ("application", "employer", lambda one: one.stage in ("draft", "withdrawn")),
    ("application", "department", lambda one: one.stage in ("draft", "at-employer", "withdrawn", "not-recommended")),
    ("application", "committee-office", lambda one: one.stage != "arrived"),
    ("paper", "department", lambda one: one.stage in ("draft", "at-employer", "withdrawn", "returned-by-employer", "")),
    ("person", "supervisor", lambda one: True),
    ("record", "employer", lambda one: True),
    ("record", "supervisor", lambda one: True),
    ("message", "operator", lambda one: True),
    ("round", "visitor", lambda one: one.stage == "draft"),
    ("objection", "visitor", lambda one: True),
    ("entry", "applicant", lambda one: True),
)
"""What must never be seen, whatever is written into the table: object, role, at which rows."""


@pytest.mark.parametrize(("name", "role", "rows"), NEVER)
def test_what_is_never_seen(name: str, role: str, rows: Callable[[Tied], bool], here: World) -> None:
    model, _ = registered()[name]
    made: list[Any] = [one.row.pk for one in ROWS[name](here) if rows(one)]
    standing = VISITOR if role == "visitor" else Standing(10_000_000, "", here_offices(role, here))
    assert made
    assert not set(
        visible(standing, "view", model._default_manager.all(), as_object=name).values_list("pk", flat=True)
    ) & set(made)


def here_offices(role: str, here: World) -> tuple[Any, ...]:
    """The role for every organisation there is, and for the platform."""
    places = [None, *Organisation.objects.values_list("pk", flat=True)]
    return () if role == "applicant" else tuple(Office(role, place) for place in places)
