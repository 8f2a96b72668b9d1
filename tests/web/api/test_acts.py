"""Every act of every table of states can be done by a program, or somebody has said what does it instead, or why not."""

from __future__ import annotations

import inspect

import pytest

from tests.web.api.asking import BASE
from zhicheng.procedure.application_states import APPLICATION
from zhicheng.procedure.review.frames import FRAMES
from zhicheng.web.api.acts.act import acts
from zhicheng.web.api.acts.doing import Offered
from zhicheng.web.api.acts.left_out import BY_NO_PROGRAM, DONE_BY
from zhicheng.web.api.api import api
from zhicheng.web.api.rows.resource import resources
from zhicheng.web.ledger.acts import known_acts
from zhicheng.web.tokens.scopes import SCOPES

EVERY_ACT = sorted(
    [("application", act) for act in APPLICATION.acts()]
    + [(frame.name, act) for frame in FRAMES.values() for act in frame.labels]
)


def table_of(path: str) -> str:
    resource = resources()[path]
    return resource.process.table if resource.process is not None else path.removesuffix("s")


OFFERED = {(table_of(one.on), one.in_table) for one in acts() if one.in_table}
PATHS = {path.removeprefix(f"{BASE}/") for path in api.get_openapi_schema(path_prefix="/api/v1/")["paths"]}


@pytest.mark.parametrize(("table", "act"), EVERY_ACT)
def test_every_act_of_every_table_is_offered_or_accounted_for(table: str, act: str) -> None:
    assert sum(((table, act) in found) for found in (OFFERED, DONE_BY, BY_NO_PROGRAM)) == 1


def test_what_does_an_act_instead_is_an_operation() -> None:
    assert set(DONE_BY.values()) <= PATHS
    assert set(DONE_BY) | set(BY_NO_PROGRAM) <= set(EVERY_ACT)
    assert all(zh and en for zh, en in BY_NO_PROGRAM.values())


@pytest.mark.parametrize("act", acts(), ids=lambda one: f"{one.on}-{one.name}")
def test_an_act_has_a_name_a_scope_and_a_form(act: object) -> None:
    resource = resources()[act.on]  # type: ignore[attr-defined]
    assert not isinstance(act.title, str) or act.title in known_acts()  # type: ignore[attr-defined]
    assert (act.scope or resource.act_scope) in SCOPES  # type: ignore[attr-defined]
    assert resource.read_scope in SCOPES
    offered = Offered(act, resource)  # type: ignore[arg-type]
    form = offered.takes.model_json_schema()
    assert form["additionalProperties"] is False
    asked = inspect.signature(act.do).parameters  # type: ignore[attr-defined]
    brought = set(form.get("properties", {})) | {"actor", "now"}
    brought |= set(act.settled) | set(act.by_request)  # type: ignore[attr-defined]
    given = set() if act.on_list else {act.row or next(iter(asked))}  # type: ignore[attr-defined]
    lacking = {one.name for one in asked.values() if one.default is inspect.Parameter.empty} - brought - given
    assert not lacking


def test_a_version_that_a_service_asks_for_is_asked_of_programs_too() -> None:
    for act in acts():
        asked = inspect.signature(act.do).parameters
        for name in {"version", "seen"} & set(asked):
            if asked[name].default is inspect.Parameter.empty and name not in act.settled:
                form = Offered(act, resources()[act.on]).takes.model_json_schema()
                assert name in form["required"], (act.on, act.name)
