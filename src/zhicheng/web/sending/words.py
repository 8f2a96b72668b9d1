"""What is said outside the platform of each kind of message: what it is about and no more.

The message itself may name a clause, a reason, a result; outside it only says that there is something to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]

_OPINION: Final[Pair] = ("您的申报有新的审核意见", "there is a new opinion on your application")
_CERTIFICATE: Final[Pair] = ("您的证书有变动", "something has changed about your certificate")

KINDS: Final[Mapping[str, Pair]] = {
    "returned": ("您的申报已退回，请补正", "your application was returned for correction"),
    "recommend": _OPINION,
    "refuse": _OPINION,
    "endorse": _OPINION,
    "decline": _OPINION,
    "expert-answered": ("推荐专家已答复", "an expert you asked has answered"),
    "forwarded": ("您的申报已报送", "your application was sent on"),
    "window-extended": ("申报截止日期已延长", "the time for applications was extended"),
    "notice-posted": ("公示已开始", "a notice has been posted"),
    "review-notice-posted": ("评审前公示已开始", "the notice before the review has been posted"),
    "objection-upheld": ("有关您申报的异议已有结论", "an objection that concerns your application was settled"),
    "eligible": ("资格审查已有结论", "there is a finding of the eligibility check"),
    "not-eligible": ("资格审查已有结论", "there is a finding of the eligibility check"),
    "recommendation-exempt": ("中评委环节有新进展", "there is news from the intermediate committee"),
    "recommendation-recommend": ("中评委环节有新进展", "there is news from the intermediate committee"),
    "recommendation-decline": ("中评委环节有新进展", "there is news from the intermediate committee"),
    "availability-asked": ("有评审询问待答复", "you are asked whether you can serve in a review"),
    "sheets-awaited": ("有评分表待提交", "scoring sheets are awaited"),
    "defence": ("有关面试答辩的通知", "there is news of your defence"),
    "result-posted": ("评审结果已公示", "the result of the review has been posted"),
    "result-published": ("评审结果已公布", "the result of the review has been published"),
    "taken-off-the-list": ("评审结果有变动", "something has changed about the result"),
    "reexamination": ("复查申请有新进展", "there is news of your re-examination"),
    "case": ("有需要您了解的处理事项", "there is a matter that you should know of"),
    "certificate-issued": ("您的电子证书已颁发", "your certificate has been issued"),
    "certificate-re-issued": _CERTIFICATE,
    "certificate-revoked": _CERTIFICATE,
    "certificate-restored": _CERTIFICATE,
    "paper-refused": ("有一份材料未能收存，请重新上传", "a file of yours could not be taken: please upload it again"),
    "reminder": ("有事项临近期限", "something of yours is due soon"),
    "confirm-address": ("请确认您的邮箱", "please confirm your e-mail address"),
}
NEW: Final[Pair] = ("您有一条新消息", "there is a new message for you")


def outside(kind: str) -> Pair:
    """What is said outside of a message of this kind."""
    return KINDS.get(kind, NEW)
