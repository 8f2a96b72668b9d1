"""The JSON contract: its schema, and one committed example per track."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.support.dossiers import tracks

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "src/zhicheng/verdict/verdict.schema.json").read_text("utf-8"))
EXAMPLES = ROOT / "docs" / "reference" / "verdicts"


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(("pack", "level"), tracks())
def test_each_track_has_an_example_that_keeps_the_contract(pack: str, level: str) -> None:
    data = json.loads((EXAMPLES / f"{pack}.{level}.json").read_text("utf-8"))
    jsonschema.validate(data, SCHEMA)
    assert data["track"] == f"{pack}/{level}"
    assert set(data["clauses"].values()) <= {"met", "not_met", "open"}
    if data["score"]:
        caps = {node["path"]: node["cap"] for node in data["score"]["nodes"]}
        assert any(caps.values())
