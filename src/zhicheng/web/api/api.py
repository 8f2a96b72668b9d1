"""The interface as a whole: its parts, its errors, its description."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from zhicheng import __version__
from zhicheng.web.api import own, policies, verdicts
from zhicheng.web.api.errors import add_handlers
from zhicheng.web.api.reading import ExactParser

DESCRIPTION = """\
公开接口：查阅政策，按规则判定材料。判定不保存任何内容，每分钟次数有限。点数是十进制字符串，除不尽的写作 13/6。
出错时返回 code、zh、en 和逐项的 problems。

Public interface: read policies, judge dossiers. Nothing of a dossier is stored; calls a minute are limited. Points are
decimal strings, fractions that end nowhere as 13/6. Errors carry code, zh, en and a list of problems with their places.
"""


class PlainRenderer(JSONRenderer):
    """JSON with Chinese written as it is."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class PlatformApi(NinjaAPI):
    """The interface, its verdicts described by the contract's own schema."""

    def get_openapi_schema(self, *args: Any, **named: Any) -> OpenAPISchema:
        """The description, with the verdict contract in the place of a bare object."""
        schema = super().get_openapi_schema(*args, **named)
        parts = schema["components"]["schemas"]
        parts.update(verdict_parts())
        verdict = {"$ref": "#/components/schemas/Verdict"}
        one = {
            "type": "object",
            "required": ["in_force", "verdict"],
            "properties": {"in_force": {"type": "boolean"}, "verdict": verdict},
        }
        every = {
            "type": "object",
            "required": ["as_of", "tracks"],
            "properties": {"as_of": {"type": "string", "format": "date"}, "tracks": {"type": "array", "items": one}},
        }
        for path, answer in (("/api/v1/verdict", verdict), ("/api/v1/which", every)):
            if path in schema["paths"]:
                schema["paths"][path]["post"]["responses"][200]["content"]["application/json"]["schema"] = answer
        return schema


def verdict_parts() -> dict[str, Any]:
    """The contract's schema as parts of the description, its inner references turned to them."""
    text = verdicts.SCHEMA_FILE.read_text("utf-8")
    tree: dict[str, Any] = json.loads(text.replace("#/$defs/", "#/components/schemas/Verdict-"))
    parts = {f"Verdict-{name}": part for name, part in tree.pop("$defs", {}).items()}
    return {"Verdict": {name: part for name, part in tree.items() if not name.startswith("$")}, **parts}


api = PlatformApi(
    title="职称评审平台接口 · Professional titles API",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api-v1",
    docs_url="/docs",
    openapi_url="/openapi.json",
    parser=ExactParser(),
    renderer=PlainRenderer(),
)
add_handlers(api)
api.add_router("", policies.router)
api.add_router("", verdicts.router)
api.add_router("", own.router)
