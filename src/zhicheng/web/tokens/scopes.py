"""What a token can be made for: a short list, each for reading or for acting on one part of the platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]

SCOPES: Final[Mapping[str, Pair]] = {
    "read:own": (
        "查看本人资料、业绩记录、材料、消息和角色",
        "read one's own account, records, papers, messages and roles",
    ),
    "act:own": ("维护本人资料和业绩记录", "keep one's own facts and records"),
    "read:applications": (
        "查看申报、退回、批次、资格审查结论、推荐",
        "read applications, returns, batches, findings of eligibility, recommendations",
    ),
    "act:applications": (
        "填写、提交、撤回申报；单位核对、推荐；主管部门审核、报送",
        "write, hand in and withdraw applications; check, recommend, endorse and forward them",
    ),
    "read:notices": ("查看公示、异议、处理决定", "read notices, objections, sanctions"),
    "act:notices": ("发布、结束、作废公示；处理异议", "post, close and void notices; settle objections"),
    "read:rounds": ("查看年度评审", "read rounds"),
    "act:rounds": ("设置、启动、延长、结束年度评审", "set up, open, extend and close rounds"),
    "read:reviews": (
        "查看评审、方案、专家库、委员会、抽取、分配、会议、结果、证书、案件",
        "read reviews, plans, pools, committees, draws, assignments, meetings, results, certificates, cases",
    ),
    "act:reviews": (
        "办理评审各环节：办公室、中评委、监管部门",
        "do what the office, the intermediate committee and the supervisor do in a review",
    ),
    "read:sheets": (
        "查看分配给本人或本组的评议、评分表、答辩",
        "read deliberations, sheets and defences given to oneself or one's group",
    ),
    "act:sheets": (
        "答复席位、申报回避、填写评分表、汇总组内意见",
        "answer for one's seat, declare ties, write sheets, settle a group's opinion",
    ),
    "read:organisations": ("查看组织、授权、邀请", "read organisations, roles held, invitations"),
    "act:organisations": ("登记、修改组织；授予、结束角色", "register and change organisations; grant and end roles"),
    "read:ledger": ("查看账册条目", "read the entries of the ledger"),
}
"""Scope → what it lets a program do, never more than its person may."""
