"""The words of the review's pages: findings, canned sentences, what a person is told after an act."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from zhicheng.web.site.templatetags.say import pick

Pair = tuple[str, str]

FINDINGS: Final[tuple[tuple[str, Pair], ...]] = (
    ("unchecked", ("未审查", "not checked yet")),
    ("eligible", ("合格", "eligible")),
    ("not-eligible", ("不合格", "not eligible")),
)
"""What the office found, as lists count it."""

OUTCOMES: Final[dict[str, Pair]] = {
    "met": ("符合", "met"),
    "not_met": ("不符合", "not met"),
    "open": ("待定", "open"),
}
"""What the rules found."""

REASONS: Final[tuple[Pair, ...]] = (
    ("所选申报途径的条件未达到", "the conditions of the chosen way in are not met"),
    ("基本条件不符合", "a basic condition is not met"),
    ("任现职年限不足", "too few years in the present title"),
    ("学历或资历与申报要求不符", "education or experience does not meet the requirements"),
    ("材料不全，逾期未补正", "papers are missing and were not handed in after the deadline"),
    ("经核查，申报材料与原件不符", "what was handed in differs from the originals"),
    ("不在本次评审的专业范围", "the specialty is not one reviewed here"),
)
"""Why an application is not eligible: sentences to choose, which can be added to."""

GROUNDS: Final[tuple[Pair, ...]] = (
    ("经核对原件，情况属实", "checked against the originals, and true"),
    ("单位已出具证明", "the employer has certified it"),
    ("主管部门已审核认定", "the department has found it so"),
    ("按年度通知的解释认定", "found so by the yearly notice's explanation"),
    ("经核对原件，与所报不符", "checked against the originals, and not as stated"),
)
"""Why the office finds otherwise on a clause: offered while one types."""

SAID: Final[dict[str, Pair]] = {
    "begin": ("评审阶段已开始", "The review has begun"),
    "act": ("已办理", "Done"),
    "steps": ("评审环节已设定", "The steps are set"),
    "numbers": ("评审数字已设定", "The numbers are set"),
    "eligible": ("已审为合格", "Found eligible"),
    "not-eligible": ("已审为不合格，并已通知申报人", "Found not eligible; the applicant has been told"),
    "together": ("已一并审为合格", "Found eligible together"),
    "handed": ("已交中评委", "Handed to the committee"),
    "exempt": ("已登记例外，直接报送", "The exception is on record"),
    "score": ("赋分已保存", "The points are saved"),
    "recommend": ("已推荐", "Recommended"),
    "decline": ("已登记不予推荐", "Not recommended"),
    "score-anew": ("已退回重新赋分", "To be scored anew"),
}


def said(request: HttpRequest, act: str, more: str = "") -> None:
    """Tell the person, on the next page, that an act was done."""
    messages.success(request, f"{pick(SAID[act])}{'：' if more else ''}{more}")
