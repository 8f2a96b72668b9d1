"""What a person is told after an act, and the sentences examiners can choose."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from zhicheng.web.site.templatetags.say import pick

Pair = tuple[str, str]

CANNED: Final[tuple[Pair, ...]] = (
    ("材料齐全、符合申报要求，同意报送", "The papers are complete and meet the requirements; endorsed"),
    ("经审核，业绩材料真实有效，同意推荐", "The achievements were checked and are true; recommended"),
    ("经审核，不符合申报条件", "The conditions for applying are not met"),
)
"""Opinions that can be taken over and changed."""

SAID: Final[dict[str, Pair]] = {
    "submit": ("已提交", "Handed in"),
    "withdraw": ("已撤回", "Withdrawn"),
    "reopen": ("已恢复为填写中", "Taken up again"),
    "resubmit": ("补正已提交", "The correction is handed in"),
    "change": ("已保存", "Saved"),
    "give-commitment": ("已作出真实性承诺", "The promise is given"),
    "return-items": ("已退回申报人补正", "Returned for correction"),
    "recommend": ("已推荐", "Recommended"),
    "refuse": ("已登记不予推荐", "Not recommended"),
    "endorse": ("已审核通过", "Endorsed"),
    "decline": ("已登记审核不通过", "Not endorsed"),
    "take-back": ("已收回审核意见", "The endorsement is taken back"),
    "forward": ("已报送", "Forwarded"),
    "check": ("核对结果已保存", "What you found is saved"),
    "state-conduct": ("意见已保存", "The statement is saved"),
    "post-notice": ("公示已发布", "The notice is posted"),
    "close-notice": ("公示已登记结束", "The notice is closed"),
    "void-notice": ("公示已作废", "The notice is void"),
    "settle-objection": ("异议处理结果已登记", "The objection is settled"),
}


def said(request: HttpRequest, act: str, more: str = "") -> None:
    """Tell the person, on the next page, that an act was done."""
    messages.success(request, f"{pick(SAID[act])}{'：' if more else ''}{more}")
