"""A platform with something in every table, committed, and its folder of evidence."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, models

from tests.web.keeping.filled import fill_every_table
from zhicheng.web.keeping.invariants import Finding, Look, findings


@pytest.fixture
def filled(now: dt.datetime) -> dict[str, models.Model]:
    """Rows of every table, by model name, by the platform's own acts where there are some."""
    return fill_every_table(now)


@pytest.fixture
def look() -> Look:
    """The look of every day, at this platform's evidence."""
    return Look(Path(settings.EVIDENCE_ROOT), deep=False, unfinished_before=0)


def found(look: Look, *names: str) -> set[tuple[str, str]]:
    """What checks find: check and row."""
    return {(one.check, one.row) for one in found_in_full(look, *names)}


def found_in_full(look: Look, *names: str) -> list[Finding]:
    """What checks find."""
    return list(findings(look, *names))


def break_by(sql: str, *values: object) -> None:
    """Break the data as no act of the platform could."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
