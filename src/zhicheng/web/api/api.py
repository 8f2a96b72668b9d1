"""The interface as a whole: its parts, its errors, its description."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema, get_schema
from ninja.renderers import JSONRenderer

from zhicheng import __version__
from zhicheng.web.api import dossiers, operations, papers, policies, public, verdicts
from zhicheng.web.api.describing import complete
from zhicheng.web.api.errors import add_handlers
from zhicheng.web.api.reading import ExactParser

DESCRIPTION = """\
公开的：查阅政策，按规则判定材料，核验证书、抽取、账册。判定不保存任何内容。点数是十进制字符串，除不尽的写作 13/6。
本人的：用“我的账号—接口令牌”生成的令牌（Authorization: Bearer …），查看和办理本人在网页上能看到、能办理的事项。
出错时返回 code、zh、en、依据条款、怎么办，以及逐项的 problems。

For everybody: read policies, judge dossiers, check certificates, draws and the ledger. Nothing of a dossier is stored.
Points are decimal strings, fractions that end nowhere as 13/6. With a token made under "My account", "Tokens for
programs" (Authorization: Bearer …): what its person sees and may do on the pages, within the token's scopes. Errors carry
code, zh, en, the clause, what to do, and a list of problems with their places.
"""


class PlainRenderer(JSONRenderer):
    """JSON with Chinese written as it is."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class PlatformApi(NinjaAPI):
    """The interface, described with every form and error, its verdicts by the contract's own schema."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The whole description; made once, for there are some hundreds of forms."""
        prefix = path_prefix if path_prefix is not None else self.get_root_path(path_params or {})
        found: OpenAPISchema = json.loads(_described(prefix))
        return found


@cache
def _described(prefix: str) -> str:
    schema = get_schema(api=api, path_prefix=prefix)
    complete(schema)
    _with_verdicts(schema)
    return json.dumps(schema, ensure_ascii=False, default=str)


def _with_verdicts(schema: dict[str, Any]) -> None:
    """The verdict contract in the place of a bare object."""
    schema["components"]["schemas"].update(verdict_parts())
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
    for name in ("verdict", "dossier"):
        content = schema["paths"][f"/api/v1/schemas/{name}"]["get"]["responses"][200]["content"]
        content["application/schema+json"] = content.pop("application/json")
    for path, answer in (("/api/v1/verdict", verdict), ("/api/v1/which", every)):
        if path in schema["paths"]:
            schema["paths"][path]["post"]["responses"][200]["content"]["application/json"]["schema"] = answer


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
api.add_router("", dossiers.router)
api.add_router("", papers.router)
api.add_router("", public.router)
api.add_router("", operations.router())
