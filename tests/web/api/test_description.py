"""The description of the interface: complete, in both languages, from local files only."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from zhicheng.dossier.kinds import KINDS

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[\u4e00-\u9fff]")


def described(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def test_every_operation_has_a_summary_in_both_languages_and_typed_errors(client: Client, now: dt.datetime) -> None:
    for path, operations in described(client)["paths"].items():
        for operation in operations.values():
            zh, _, en = operation["summary"].partition(" · ")
            assert HAN.search(zh) and en and not HAN.search(en), path
            for status, answer in operation["responses"].items():
                if status != "200":
                    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorOut"}


def test_every_reference_within_the_description_resolves(client: Client, now: dt.datetime) -> None:
    schema = described(client)
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(schema)))
    assert names <= set(schema["components"]["schemas"])
    assert "Verdict" in names


def test_the_schemas_of_dossier_and_verdict_are_schemas(client: Client, now: dt.datetime) -> None:
    for name in ("dossier", "verdict"):
        schema = client.get(f"/api/v1/schemas/{name}").json()
        Draft202012Validator.check_schema(schema)
    dossier = Draft202012Validator(client.get("/api/v1/schemas/dossier").json())
    assert dossier.is_valid({"records": [{"id": "d1", "kind": "degree", "level": "master"}]})
    assert not dossier.is_valid({"records": [{"id": "d1", "kind": "degree", "level": "mastre"}]})
    assert not dossier.is_valid({"surname": "x"})
    assert len(KINDS) == len(client.get("/api/v1/schemas/dossier").json()["properties"]["records"]["items"]["oneOf"])


def test_the_page_of_the_description_loads_nothing_from_elsewhere(client: Client, now: dt.datetime) -> None:
    response = client.get("/api/v1/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", page)
