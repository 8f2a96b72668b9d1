"""What the words of the table of visibility are called, in both languages; every word of the table stands here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from zhicheng.procedure.application_states import APPLICATION
from zhicheng.procedure.review.frames import FRAMES
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.rounds_states import ROUND
from zhicheng.procedure.state_table import State

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
    "mail-choice": ("邮件通知设置", "choice of messages by e-mail"),
    "delivery": ("消息发送", "delivery of a message"),
    "inspection": ("数据检查", "run of the checks of the data"),
    "roster": ("花名册", "roster of a batch"),
    "round": ("年度评审", "round"),
    "organisation": ("组织", "organisation"),
    "account": ("账号", "account"),
    "grant": ("授权", "role held"),
    "invitation": ("邀请", "invitation"),
    "clock": ("演示时钟", "clock of a demonstration"),
    "token": ("接口令牌", "token for programs"),
    "sanction": ("处理决定公示", "posted sanction"),
    "entry": ("账册条目", "entry of the ledger"),
    "review": ("评审（申报截止之后）", "review: a round's second half"),
    "eligibility": ("资格审查结论", "finding of the eligibility check"),
    "eligible-application": ("已报送、待资格审查的申报", "application that arrived, as the office checks it"),
    "recommendation": ("中评委推荐", "recommendation by an intermediate committee"),
    "pool": ("专家库", "expert pool"),
    "expert": ("专家", "expert in a pool"),
    "availability": ("能否参加", "whether an expert can serve"),
    "declaration": ("回避申报", "declaration of ties"),
    "tie": ("利害关系", "tie between an expert and an applicant"),
    "tie-rule": ("年度对利害关系的规定", "rule of a round on ties"),
    "applicant-name": ("申报人名单（供申报回避）", "applicants' names, for declaring ties"),
    "plan": ("评审工作方案", "plan of the review"),
    "committee": ("执行评委会", "yearly committee"),
    "draw": ("抽取", "draw"),
    "group": ("专业评议组", "specialty group"),
    "assignment": ("评阅分配", "assignment of applications to experts"),
    "seat": ("评委席位", "seat"),
    "reading": ("评阅任务", "application given to an expert to read"),
    "deliberation": ("评议", "deliberation on an application"),
    "group-sheet": ("评议组评分表", "a group's one sheet"),
    "sheet": ("专家评分表", "an expert's own sheet"),
    "answer": ("认定", "answer to an open question"),
    "defence": ("面试答辩", "defence"),
    "meeting": ("评审会议", "meeting"),
    "presence": ("到会记录", "presence in the room"),
    "vote": ("投票", "vote on an application"),
    "ballot-session": ("无记名投票（一次）", "session of a secret ballot"),
    "tally": ("计票", "a teller's count"),
    "signature": ("会议记录签字", "signature under the minutes"),
    "result": ("评审结果", "result"),
    "decision": ("个人评审结果", "decision on one applicant"),
    "entered-outcome": ("登记的线下结果", "outcome entered from a meeting elsewhere"),
    "reexamination": ("复查", "re-examination"),
    "certificate": ("电子证书", "certificate"),
    "case": ("案件", "case of a violation"),
    "integrity-record": ("诚信记录", "integrity record"),
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
    "handed-over": ("交本中评委推荐的", "handed over to one's intermediate committee"),
    "own-committee": ("本中评委的", "of one's intermediate committee"),
    "assigned": ("分配给本人评阅的", "assigned to oneself to read"),
    "own-office": ("本办公室的", "of one's office"),
    "office-notice": ("本办公室公示收到的", "to a notice of one's office"),
    "office-not-hidden": (
        "对本办公室公示、实名且未要求保密的",
        "to a notice of one's office, signed, not ordered to be hidden",
    ),
    "seated": ("本人有席位的", "of a committee on which one has a seat"),
    "same-committee": ("同一评委会的", "of the same committee"),
    "chair": ("本人任正副主任的", "of a committee one chairs, or is deputy of"),
    "own-pool": ("本办公室专家库的", "of one's office's pool"),
    "own-declared": ("本人申报的", "declared by oneself"),
    "asked": ("请本人申报回避的", "of a round in which one is asked for ties"),
    "led": ("本人任组长的", "of a group one leads"),
    "compared": ("已进入比较的", "once the group lays sheets side by side"),
    "led-and-compared": ("本人任组长、已进入比较的", "of a group one leads, once sheets are compared"),
    "beside-own": ("本人已交、已进入比较的同组", "beside one's own, once handed in and compared"),
    "own-round-agreed": ("本办公室年度、已议定的", "of one's office's rounds, once the score is agreed"),
    "about-me": ("本人所为、涉及本人的", "by oneself or about oneself"),
}
"""How a person is tied to an object."""

ACTS: Final[Mapping[str, Pair]] = {
    "view": ("查看", "view"),
    "change": ("修改", "change"),
    "check": ("办理", "check and decide"),
    "count": ("只看数量", "count, without seeing whose"),
    "export": ("导出", "export"),
    "read": ("读取仅作承诺的内容", "read what an entry only promises"),
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
    "revoke": ("作废", "revoke"),
    "withdraw": ("撤回", "withdraw"),
    "move": ("调整", "move"),
    "review": ("进入评审阶段", "begin the second half"),
    "hand-over": ("交中评委", "hand over to an intermediate committee"),
    "invite": ("邀请开通账号", "invite to an account"),
    "withdraw-right": ("取消评审资格", "withdraw the right to review"),
    "declare": ("申报", "declare"),
    "decide": ("认定", "decide"),
    "know": ("看姓名和单位", "see name and employer"),
    "approve": ("核准", "approve"),
    "run": ("组织抽取", "run"),
    "enter": ("登记摇号", "enter balls"),
    "commit": ("提交承诺", "commit"),
    "reveal": ("揭示", "reveal"),
    "verify": ("核验", "verify"),
    "lead": ("主持本组", "lead"),
    "make": ("分配", "make"),
    "give-half": ("提供一半种子", "give one half of the seed"),
    "take-out": ("剔除", "take out"),
    "record": ("登记", "record"),
    "prepare": ("筹备", "prepare"),
    "attend": ("登记到会", "record who is there"),
    "write-minutes": ("起草会议记录", "write the minutes"),
    "watch": ("监督", "watch"),
    "come": ("签到", "come and go"),
    "preside": ("主持", "preside"),
    "agree": ("同意", "agree"),
    "relay": ("转交监管部门材料", "relay the supervisor's messages"),
    "take-along": ("随本人数据导出", "take along with one's own data"),
    "resend": ("重新发送或放弃", "send again, or give up"),
}
"""The acts of the table; :data:`SPECIAL` where an object calls one otherwise."""

SPECIAL: Final[Mapping[tuple[str, str], Pair]] = {
    ("paper", "open"): ("下载原件", "download the original"),
    ("organisation", "own"): ("本组织", "one acts for it"),
}
"""Acts and relations that mean something else at one object."""

_NOTICE: Final[Mapping[str, Pair]] = {"posted": ("公示中", "posted"), "closed": ("已结束", "closed")}
_DRAW: Final[Mapping[str, Pair]] = {
    "stated": ("已公布，待揭示", "stated, to be revealed"),
    "revealed": ("已揭示", "revealed"),
    "drawn": ("已抽取", "drawn"),
    "void": ("已作废", "void"),
}
_SHEET: Final[Mapping[str, Pair]] = {
    "draft": ("填写中", "draft"),
    "handed-in": ("已提交", "handed in"),
    "taken-out": ("已剔除", "taken out"),
}
_OF: Final[Mapping[str, str]] = {
    "group-sheet": "deliberation",
    "answer": "deliberation",
    "tally": "vote",
    "decision": "result",
    "case": "sanction",
}
"""Objects whose stages are those of another table."""


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
    order = [state.name for state in _states(name)]
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
    if name in ("draw", "sheet"):
        return (_DRAW if name == "draw" else _SHEET)[stage]
    return next(state.staff for state in _states(name) if state.name == stage)


def _states(name: str) -> Sequence[State]:
    """The states of the table that an object goes through."""
    frame = FRAMES.get(_OF.get(name, name))
    if frame is not None:
        return frame.states
    return (ROUND if name == "round" else APPLICATION).states
