"""What the words of the table of visibility are called, in both languages; every word of the table stands here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from zhicheng.procedure.application_states import APPLICATION
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.rounds_states import ROUND

Pair = tuple[str, str]

OBJECTS: Final[Mapping[str, Pair]] = {
    "application": ("申报", "application"),
    "record": ("业绩记录（本人保存）", "record that an applicant keeps"),
    "paper": ("证明材料", "evidence file"),
    "person": ("申报人的身份号码", "personal number of an application's applicant"),
    "return": ("退回", "return for correction"),
    "recommending-expert": ("推荐专家", "recommending expert"),
    "notice": ("公示", "public notice"),
    "objection": ("异议", "objection, without its sender"),
    "objector": ("异议人", "who raised an objection"),
    "message": ("消息", "message"),
    "roster": ("花名册", "roster of a batch"),
    "round": ("年度评审", "round"),
    "organisation": ("组织", "organisation"),
    "account": ("账号", "account"),
    "grant": ("授权", "role held"),
    "invitation": ("邀请", "invitation"),
    "clock": ("演示时钟", "clock of a demonstration"),
    "sanction": ("处理决定公示", "posted sanction"),
    "entry": ("操作记录", "entry of the ledger"),
}
"""The objects of the table."""

RELATIONS: Final[Mapping[str, Pair]] = {
    "any": ("任何一件", "any"),
    "own": ("本人的", "one's own"),
    "own-unit": ("本单位申报人的", "of an applicant of one's unit"),
    "own-tier": ("现由本部门办理的", "in the hands of one's department"),
    "passed-tier": ("本部门已报送的", "sent on by one's department"),
    "own-round": ("本办公室的年度", "of one's office's rounds"),
    "own-notice": ("本单位公示收到的", "to a notice of one's unit"),
    "not-hidden": ("对本单位公示、实名且未要求保密的", "to a notice of one's unit, signed, not ordered to be hidden"),
    "passed-on": ("由本人委托出去的", "passed on by oneself"),
    "made": ("由本人发出的", "made by oneself"),
    "own-organisation": ("本组织的", "of one's organisation"),
    "about-me": ("本人所为、涉及本人的", "by oneself or about oneself"),
}
"""How a person is tied to an object."""

ACTS: Final[Mapping[str, Pair]] = {
    "view": ("查看", "view"),
    "change": ("修改", "change"),
    "check": ("办理", "check and decide"),
    "count": ("只看数量", "count, without seeing whose"),
    "export": ("导出", "export"),
    "sign": ("签署检查点", "sign a checkpoint"),
    "import": ("导入", "import"),
    "download": ("下载文书", "download documents"),
    "picture": ("看页面图片", "see page pictures"),
    "unmask": ("显示完整内容", "show in full"),
    "answer": ("答复", "answer"),
    "ask": ("邀请", "ask"),
    "take-back": ("收回", "take back"),
    "object": ("提出异议", "object"),
    "post": ("发布", "post"),
    "close": ("结束、停用", "close"),
    "void": ("作废", "make void"),
    "settle": ("处理", "settle"),
    "apply": ("申报", "apply"),
    "inspect": ("看办理页", "see the office's page"),
    "set-up": ("设置", "set up"),
    "open": ("开放", "open"),
    "extend": ("延期", "extend"),
    "replace-template": ("替换模板", "replace a template"),
    "create": ("登记", "register"),
    "grant": ("授权", "grant a role"),
    "choose": ("选作工作单位", "choose as one's employer"),
    "link": ("生成重设密码链接", "make a link for a new password"),
    "correct-number": ("更正身份号码", "correct the personal number"),
    "remove-second-factor": ("移除第二因素", "take the second factor off"),
    "end": ("结束", "end"),
    "withdraw": ("撤回", "withdraw"),
    "move": ("调整", "move"),
    "take-along": ("随本人数据导出", "take along with one's own data"),
}
"""The acts of the table; :data:`SPECIAL` where an object calls one otherwise."""

SPECIAL: Final[Mapping[tuple[str, str], Pair]] = {
    ("paper", "open"): ("下载原件", "download the original"),
    ("organisation", "own"): ("本组织", "one acts for it"),
}
"""Acts and relations that mean something else at one object."""

_NOTICE: Final[Mapping[str, Pair]] = {"posted": ("公示中", "posted"), "closed": ("已结束", "closed")}


def act_called(name: str, act: str) -> Pair:
    """What an act on an object is called.

    Raises:
        KeyError: nobody has named it; name it here.
    """
    return SPECIAL.get((name, act)) or ACTS[act]


def relation_called(name: str, relation: str) -> Pair:
    """How a relation to an object is called.

    Raises:
        KeyError: nobody has named it; name it here.
    """
    return SPECIAL.get((name, relation)) or RELATIONS[relation]


def stages_in_order(name: str, stages: frozenset[str]) -> list[str]:
    """Stages in the order of the object's table of states, where it has one."""
    table = ROUND if name == "round" else APPLICATION
    order = [state.name for state in table.states]
    return sorted(stages, key=lambda stage: (order.index(stage) if stage in order else len(order), stage))


def stage_called(name: str, stage: str) -> Pair:
    """What a stage of an object is called: a state of its table, or (an organisation's) its kind.

    Raises:
        KeyError: nobody has named it; name it here.
    """
    if name == "organisation":
        return ROLES[stage]
    if name in ("notice", "sanction"):
        return _NOTICE[stage]
    return (ROUND if name == "round" else APPLICATION).state(stage).staff
