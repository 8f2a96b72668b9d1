"""Who can have a part in a review, and how they are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "visitor": ("访客", "visitor"),
    "applicant": ("申报人", "applicant"),
    "recommending-expert": ("推荐专家", "recommending expert"),
    "employer": ("用人单位", "employer"),
    "personnel-agency": ("人事代理机构", "personnel agency"),
    "department": ("主管部门", "department"),
    "intermediate-committee": ("中评委", "intermediate committee"),
    "committee-office": ("高评委办公室", "committee office"),
    "committee": ("评审委员会", "committee"),
    "expert": ("评审专家", "expert"),
    "group-leader": ("评议组组长", "group leader"),
    "specialty-group": ("专业评议组", "specialty group"),
    "chair": ("主任委员", "chair"),
    "teller": ("计票人", "teller"),
    "association": ("承接协会", "association"),
    "supervisor": ("监管部门", "supervisor"),
    "issuer": ("发文单位", "issuer"),
    "policy-officer": ("政策管理员", "policy officer"),
    "operator": ("运维人员", "operator"),
    "everyone": ("各方", "everyone"),
}
"""Every role, as the pages, the packs and the tables of states name it."""
