"""The reference pages made from the platform's own tables; Django is not needed for any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import groupby
from typing import Final

from docs.platform_words import OBJECTS, act_called, relation_called, stage_called, stages_in_order
from zhicheng.procedure.roles import ROLES
from zhicheng.web.configuration import VARIABLES
from zhicheng.web.ledger import acts as ledger
from zhicheng.web.visibility.table import Cell, table

Pair = tuple[str, str]

ABOUT_VARIABLES: Final[Mapping[str, tuple[str, str]]] = {
    "DATABASE_URL": (
        "PostgreSQL 的地址；密码中的 @ 等字符须作百分号编码",
        "`zhicheng serve` starts a PostgreSQL of its own in the home",
    ),
    "ZHICHENG_HOME": ("密钥、证明材料、页面图片、静态文件所在文件夹", "`.zhicheng`"),
    "ZHICHENG_HOSTS": ("网站的主机名，以逗号分隔", "`localhost,127.0.0.1`"),
    "ZHICHENG_CLOCK": ("按系统时钟，或按演示时钟（可移动）", "`system`"),
    "ZHICHENG_HTTPS": ("Cookie 是否只经 TLS 传送，HTTP 请求是否转向 HTTPS", "`yes`"),
    "ZHICHENG_OPENID": ("统一认证（OpenID Connect）", "none"),
    "ZHICHENG_SECOND_FACTOR": ("主管部门、评委会办公室、监管、运维人员是否必须先启用第二因素", "`required`"),
    "ZHICHENG_PROXIES": ("网站前面有几层反向代理；没有则为 0", "`0`"),
    "ZHICHENG_SITE": ("网站对外的地址，用于消息中的链接", "the first of `ZHICHENG_HOSTS`"),
    "ZHICHENG_MAIL": ("邮件服务器、账号、发件人", "none: no e-mail"),
    "ZHICHENG_WEBHOOK": ("接收全部消息的程序的地址和密钥", "none"),
    "ZHICHENG_WEBHOOK_INSIDE": ("该程序可否位于内部地址", "`no`"),
    "ZHICHENG_CHANNELS": ("其他消息渠道（短信、办公聊天等）的类", "none"),
}
"""Every variable: what it is in Chinese, and its default."""


def visibility() -> Iterator[str]:
    """The table of visibility, one table for each object."""
    yield "# Visibility: who may see and do what, at which stage"
    yield "\nGenerated from `src/zhicheng/web/visibility/table.yaml` (`make docs`). Pages, API, search, counts, exports and files ask"
    yield "this one table. **What is not here is not allowed.** Why it is one table: [decision 3](../decisions/0003-one-table-of-visibility.md)."
    yield "\nA row says: who holds this role and is tied to the object in this way may do these acts while the object is at one of"
    yield "these stages (– : at every stage). Everybody signed in is an applicant (申报人); a visitor (访客) is everybody. An act still"
    yield "has to be allowed by the [table of states](states.md)."
    for name, cells in groupby(table(), key=lambda cell: cell.object):
        zh, en = OBJECTS[name]
        yield f"\n## {name}\n\n{zh} · {en}\n"
        yield "| role | tied to it | stages | acts |\n|---|---|---|---|"
        for (relation, stages, acts), same in groupby(cells, key=_tied):
            roles = "<br>".join(_both(ROLES[cell.role]) for cell in same)
            yield f"| {roles} | {_tie(name, relation)} | {_stages(name, stages)} | {_acts(name, acts)} |"


def _tied(cell: Cell) -> tuple[str, frozenset[str] | None, frozenset[str]]:
    """What two roles may have in common: then they stand in one row."""
    return cell.relation, cell.stages, cell.acts


def _tie(name: str, relation: str) -> str:
    return f"`{relation}` {_both(relation_called(name, relation))}"


def _stages(name: str, stages: frozenset[str] | None) -> str:
    if stages is None:
        return "–"
    return "<br>".join(f"`{one}` {_both(stage_called(name, one))}" for one in stages_in_order(name, stages))


def _acts(name: str, acts: frozenset[str]) -> str:
    return "<br>".join(f"`{act}` {_both(act_called(name, act))}" for act in sorted(acts))


def _both(pair: Pair) -> str:
    return " · ".join(pair)


ROOMS_OF_ACTS = (
    "tokens.acts",
    "sending.acts",
    "review.acts",
    "experts.acts",
    "committee.acts",
    "committee.draw_acts",
    "scoring.acts",
    "meetings.acts",
    "registry.acts",
    "keeping.acts",
)
"""Where parts of the platform name their acts, in the order in which they are loaded."""


def ledger_acts() -> Iterator[str]:
    """Every act that the ledger can hold, and the objects it speaks of."""
    for room in ROOMS_OF_ACTS:
        import_module(f"zhicheng.web.{room}")
    yield "# Acts on the ledger"
    yield "\nGenerated from `src/zhicheng/web/ledger/acts.py` (`make docs`). Each entry of the ledger (账册) holds number, moment, act,"
    yield "who did it and in which role, the object, and details. What could be personal (a reason, a search) is only promised in the"
    yield "entry and can be erased beside it. It is written in the act's own transaction; the database refuses to change or delete it."
    yield "Filling in a draft (草稿) is no act. How it is checked: [the ledger](../explanation/ledger.md), [its format](format-ledger.md)."
    yield "\n| act | 中文 | English |\n|---|---|---|"
    yield from (f"| `{act}` | {zh} | {en} |" for act, (zh, en) in ledger.known_acts().items())
    yield "\n## Objects\n\n| object | 中文 | English |\n|---|---|---|"
    yield from (f"| `{name}` | {zh} | {en} |" for name, (zh, en) in ledger.OBJECTS.items())


def configuration() -> Iterator[str]:
    """Every variable of an installation; a variable that nobody described stops the build."""
    yield "# Configuration"
    yield "\nGenerated from `src/zhicheng/web/configuration.py` (`make docs`). An installation is configured by environment variables,"
    yield "read once at the start; a word it does not know stops the start and is named. How they go together: [install](../how-to/install.md)."
    yield "\n| variable | 中文 | English | default |\n|---|---|---|---|"
    for name, english in VARIABLES.items():
        chinese, default = ABOUT_VARIABLES[name]
        cell = english.replace("|", "`\\|`")
        yield f"| `{name}` | {chinese} | {cell} | {default} |"
    yield "\n`zhicheng serve --demo` sets `ZHICHENG_CLOCK=stated`, `ZHICHENG_HTTPS=no` and `ZHICHENG_SECOND_FACTOR=offered` where the"
    yield "environment says nothing. The command line of the rules reads one more: `ZHICHENG_LANG` (`zh` or `en`)."
