"""What every act on the ledger is called, in both languages; no act is written that has no name here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from zhicheng.procedure.application_states import APPLICATION, LABELS
from zhicheng.procedure.roles import ROLES

Pair = tuple[str, str]

_ACTS: dict[str, Pair] = {}


class ActNamedTwice(ValueError):
    """Two parts of the platform gave one act two names."""


def add_acts(acts: Mapping[str, Pair]) -> None:
    """Let a part of the platform name its acts (called when it is loaded); one act has one name."""
    for key, name in acts.items():
        if _ACTS.setdefault(key, name) != name:
            raise ActNamedTwice(key)


def act_name(act: str) -> Pair:
    """What an act is called; an act of an older version that nobody names any more shows its key."""
    return _ACTS.get(act, (act, act))


def known_acts() -> Mapping[str, Pair]:
    """Every act with its name."""
    return dict(_ACTS)


OBJECTS: Final[Mapping[str, Pair]] = {
    "application": ("申报", "application"),
    "assignment": ("评阅分配", "assignment"),
    "availability": ("能否参加的答复", "availability"),
    "batch": ("报送批次", "batch"),
    "committee": ("评审委员会", "committee"),
    "defence": ("答辩", "defence"),
    "deliberation": ("评议", "deliberation"),
    "declaration": ("回避申报", "declaration of ties"),
    "draw": ("抽取", "draw"),
    "blob": ("证明材料文件", "evidence file"),
    "case": ("违规案件", "case"),
    "certificate": ("电子证书", "certificate"),
    "decision": ("评审结论", "decision"),
    "enteredoutcome": ("录入的评审结论", "outcome entered"),
    "integrityrecord": ("诚信档案记录", "integrity record"),
    "reexamination": ("复查", "re-examination"),
    "result": ("评审结果", "result"),
    "statuslist": ("证书状态清单", "status list"),
    "checkpoint": ("检查点", "checkpoint"),
    "entry": ("账册条目", "ledger entry"),
    "expert": ("专家", "expert"),
    "grant": ("授权", "role held"),
    "group": ("专业评议组", "specialty group"),
    "head": ("账册", "ledger"),
    "invitation": ("邀请", "invitation"),
    "list": ("名单", "list"),
    "ballotsession": ("投票会议文件", "ballot session"),
    "meeting": ("评审会议", "meeting"),
    "delivery": ("消息发送", "delivery of a message"),
    "notice": ("公示", "notice"),
    "objection": ("异议", "objection"),
    "organisation": ("组织", "organisation"),
    "paper": ("证明材料", "paper"),
    "recommendingexpert": ("推荐专家", "recommending expert"),
    "plan": ("评审工作方案", "plan of the review"),
    "pool": ("专家库", "expert pool"),
    "record": ("业绩记录", "record"),
    "return": ("退回", "return"),
    "recommendation": ("中评委推荐", "recommendation"),
    "review": ("评审", "review"),
    "round": ("年度评审", "round"),
    "roundtemplate": ("表单模板", "template"),
    "sanction": ("处理决定", "sanction"),
    "sheet": ("评分表", "scoring sheet"),
    "seat": ("评委席位", "seat"),
    "statedmoment": ("演示时钟", "stated clock"),
    "tie": ("利害关系", "tie"),
    "token": ("接口令牌", "token for programs"),
    "user": ("账号", "account"),
    "vote": ("表决", "vote"),
}
"""What the objects of entries are called, by the name of their model."""


def object_name(object_type: str) -> Pair:
    """What an object is called; one nobody names shows its type."""
    return OBJECTS.get(object_type, (object_type, object_type))


add_acts(LABELS)
add_acts(
    {
        "grant-role": ("授予角色", "grant a role"),
        "delegate-role": ("委托角色", "delegate a role"),
        "end-role": ("结束授权", "end a role"),
        "invite-person": ("发出邀请", "invite a person"),
        "accept-invitation": ("接受邀请", "take up an invitation"),
        "withdraw-invitation": ("撤回邀请", "withdraw an invitation"),
        "open-account": ("开通账号", "open an account"),
        "close-account": ("停用账号", "close an account"),
        "reopen-account": ("恢复账号", "reopen an account"),
        "send-password-link": ("发出重设密码链接", "make a link for a new password"),
        "set-password-by-link": ("凭链接设置密码", "set a password by link"),
        "change-password": ("修改密码", "change the password"),
        "add-second-factor": ("启用第二因素", "set up the second factor"),
        "drop-second-factor": ("本人停用第二因素", "take one's own second factor off"),
        "remove-second-factor": ("管理员移除第二因素", "take off somebody's second factor"),
        "join-single-sign-on": ("关联统一认证", "join the single sign-on"),
        "leave-single-sign-on": ("解除统一认证关联", "leave the single sign-on"),
        "change-own-details": ("修改本人资料", "change one's own details"),
        "enter-personal-number": ("登记公民身份号码", "enter the identity number"),
        "correct-personal-number": ("更正公民身份号码", "correct the identity number"),
        "unmask": ("显示完整公民身份号码", "show an identity number in full"),
        "export-own-data": ("导出本人数据", "export one's own data"),
        "create-organisation": ("登记组织", "register an organisation"),
        "change-organisation": ("修改组织", "change an organisation"),
        "close-organisation": ("停用组织", "close an organisation"),
        "import-organisations": ("导入组织", "import organisations"),
        "export": ("导出名单", "export a list"),
        "move-clock": ("调整演示时钟", "move the stated clock"),
        "erase-value": ("删除账册外的个人信息", "erase a personal value beside the ledger"),
        "resume-ledger": ("恢复旧备份后续记", "go on after an older backup"),
    }
)
add_acts(
    {
        "set-up-round": ("设置年度评审", "set up a round"),
        "change-round": ("修改年度评审", "change a round"),
        "open-round": ("开启年度评审", "open a round"),
        "extend-windows": ("延长时间", "extend the windows"),
        "close-round": ("结束年度评审", "close a round"),
        "replace-template": ("替换表单模板", "replace a template"),
        "remove-template": ("移除表单模板", "remove a template"),
        "import-roster": ("导入名单", "import a roster"),
        "begin-application": ("开始申报", "begin an application"),
        "ask-expert": ("邀请推荐专家", "ask an expert to recommend"),
        "take-expert-back": ("撤回对推荐专家的邀请", "take back what an expert was asked"),
        "answer-as-expert": ("推荐专家答复", "an expert's answer"),
        "give-commitment": ("作出真实性承诺", "commit to truthfulness"),
        "answer-item": ("答复退回意见", "answer a returned item"),
        "check-item": ("逐项核对", "check an item"),
        "state-conduct": ("出具品德与诚信意见", "state conduct and integrity"),
        "record-post": ("登记岗位信息", "record the post"),
        "record-competition-step": ("登记竞聘步骤", "record a step of the competition"),
        "forward-batch": ("报送一批申报", "forward a batch"),
        "keep-cosignature": ("收存见证加签", "keep a witness's cosignature"),
        "open-evidence": ("打开证明材料原件", "open evidence"),
        "void-notice": ("公示作废", "void a notice"),
        "receive-objection": ("收到异议", "receive an objection"),
        "withdraw-objection": ("撤回异议", "withdraw an objection"),
        "unmask-objector": ("查看异议人信息", "look at who raised an objection"),
        "post-sanction": ("公示处理决定", "post a sanction"),
        "void-sanction": ("撤销处理决定公示", "void a posted sanction"),
        "import-hours": ("导入学时", "import hours"),
    }
)


_DETAILS: Final[Mapping[str, Pair]] = {
    "applications": ("申报", "applications"),
    "asked": ("筛选条件", "narrowed by"),
    "changed": ("改动项", "changed"),
    "count": ("数量", "count"),
    "digest": ("文件摘要", "digest of the file"),
    "elsewhere": ("在别处公示", "posted elsewhere"),
    "expert": ("专家编号", "expert no."),
    "from": ("由", "from"),
    "invitation": ("邀请编号", "invitation no."),
    "item": ("项目", "item"),
    "items": ("项数", "items"),
    "link": ("链接编号", "link no."),
    "list": ("名单", "list"),
    "lost": ("已失状态", "state lost"),
    "notice": ("公示编号", "notice no."),
    "number": ("编号", "number"),
    "outcome": ("结果", "outcome"),
    "parts": ("内容", "parts"),
    "reason": ("理由", "reason"),
    "restored": ("恢复的状态", "state restored"),
    "role": ("角色", "role"),
    "roster": ("名册摘要", "digest of the roster"),
    "rows": ("行数", "rows"),
    "sound": ("未发现问题", "nothing against it"),
    "state": ("状态", "state"),
    "step": ("步骤", "step"),
    "tier": ("环节", "tier"),
    "to": ("至", "to"),
    "token": ("接口令牌编号", "token no."),
}


_STATES: Final[Mapping[str, Pair]] = {one.name: one.staff for one in APPLICATION.states}


def detail_name(key: str) -> Pair:
    """What a detail of an entry is called; one that has no name here shows its key."""
    return _DETAILS.get(key, (key, key))


def detail_value(key: str, value: object) -> Pair:
    """The value of a detail in words: states and roles by name, yes and no, everything else as it is."""
    if isinstance(value, bool):
        return ("是", "yes") if value else ("否", "no")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return {"state": _STATES, "role": ROLES}.get(key, {}).get(text, (text, text))
