"""Requests made from the interface's own description, sent for people who see real rows; every answer must be described.

Each example is undone, so that all meet the same ground. Keys and versions are those of real rows where there are any:
an act would else never be reached.
"""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.core.cache import cache
from django.core.signals import got_request_exception, request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.api.asking import key_of, program
from zhicheng.web.accounts.models import User
from zhicheng.web.api.rows.resource import resources

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
POSITIVE = schemathesis.GenerationMode.POSITIVE
NEGATIVE = schemathesis.GenerationMode.NEGATIVE


@dataclass
class Askers:
    """Who asks, each with a token of every scope, and the rows that they see: path → person → rows."""

    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)

    def of(self, path: str) -> list[str]:
        """Who sees a row of this kind; else who asks at all."""
        return [who for who, rows in self.rows.get(path, {}).items() if rows] or list(self.headers)


def askers(now: dt.datetime, names: tuple[str, ...]) -> Askers:
    """These people, and what they see."""
    made = Askers()
    for user in User.objects.filter(username__in=names).order_by("pk"):
        made.headers[user.username] = {"Authorization": f"Bearer {key_of(user, now)}"}
        client = program(user, now)
        for path in resources():
            answer = client.get(f"/api/v1/{path}?limit=5")
            assert answer.status_code == 200, (path, answer.content)
            cache.clear()
            made.rows.setdefault(path, {})[user.username] = answer.json()
    return made


@contextmanager
def _one_connection() -> Iterator[None]:
    """The test's own connection stays open from request to request, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def operations() -> Iterator[Any]:
    """Every operation of the description."""
    with _one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for found in schema.get_all_operations():
        yield found.ok()


def kind_of(operation: Any) -> str:
    """The place in addresses of the objects that an operation is about."""
    return str(operation.path).split("/")[3]


def try_out(operation: Any, who: Askers, *, examples: int, people: int, negative: bool = False) -> list[str]:
    """What an operation answers that is not described, for some people; empty: nothing."""
    wrong: list[str] = []
    kind = kind_of(operation)
    for name in who.of(kind)[:people]:
        rows = who.rows.get(kind, {}).get(name, [])
        for mode in (POSITIVE, NEGATIVE) if negative else (POSITIVE,):
            wrong += _tried(operation, name, rows, who.headers[name], examples, mode)
    return wrong


def _tried(
    operation: Any, name: str, rows: list[dict[str, Any]], headers: dict[str, str], examples: int, mode: Any
) -> list[str]:
    found: list[str] = []
    place = iter(range(10**6))

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        number = next(place)
        if rows and mode is POSITIVE:
            _make_real(case, rows[number % len(rows)], number)
        trouble = _answered(case, headers)
        if trouble:
            found.append(f"{name}: {case.method} {case.formatted_path} {case.query} {case.body!r}\n{trouble}"[:3000])

    with suppress(Unsatisfiable):  # an operation that takes nothing can't be sent anything wrong
        one()
    return found[:3]


def _make_real(case: Any, row: dict[str, Any], number: int) -> None:
    """Keys and versions of a real row, in three examples of four."""
    if number % 4 == 3:
        return
    parameters = case.path_parameters or {}
    for name in {"key", "number"} & set(parameters):
        parameters[name] = row.get("id", row.get("number"))
    if isinstance(case.body, dict):
        for name in {"version", "seen"} & set(case.body):
            if isinstance(case.body[name], int) and "version" in row:
                case.body[name] = row["version"]


def _answered(case: Any, headers: dict[str, str]) -> str:
    """What is wrong with the answer, if anything; whatever was done is undone."""
    raised: list[str] = []
    note: Callable[..., None] = lambda **_: raised.append(traceback.format_exc())  # noqa: E731
    got_request_exception.connect(note, weak=False)
    cache.clear()
    try:
        with _one_connection(), transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)
    except (Exception, BaseExceptionGroup) as error:
        return "".join(raised)[-2000:] or "".join(traceback.format_exception_only(error))[:1500]
    finally:
        got_request_exception.disconnect(note)
    return "".join(raised)[-2000:]
