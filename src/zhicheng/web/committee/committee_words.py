"""The words of these pages: states of seats, roles, what a person is told after an act."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from zhicheng.procedure.review import committee_states, plan_states, seat_states
from zhicheng.web.committee.models import Committee, Plan, Seat
from zhicheng.web.site.templatetags.say import pick

Pair = tuple[str, str]

ROLES: Final[dict[str, Pair]] = {
    "chair": ("主任委员", "chair"),
    "deputy": ("副主任委员", "deputy chair"),
    "member": ("委员", "member"),
}
VOID: Final[Pair] = ("抽取已作废", "void")
SEAT_STATES: Final[tuple[tuple[str, Pair], ...]] = (
    *((one.name, one.staff) for one in seat_states.FRAME.states),
    ("void", VOID),
)
"""As the office calls them."""
MARKS: Final = {
    "drawn": "waiting", "accepted": "good", "declined": "bad", "reported": "waiting", "approved": "good",
    "returned": "bad", "formed": "good", "drafting": "waiting", "forming": "waiting",
}  # fmt: skip
"""The class by which a state is shown."""

SAID: Final[dict[str, Pair]] = {
    "begin-plan": ("已开始拟订方案", "The plan is begun"),
    "write": ("方案已保存", "The plan is saved"),
    "report": ("方案已报告", "The plan is reported"),
    "withdraw": ("方案已撤回", "The plan is taken back"),
    "change": ("方案可以修改，改后须重新报告", "The plan can be changed; it is to be reported anew"),
    "approve": ("已核准", "Approved"),
    "return": ("方案已退回", "The plan is returned"),
    "begin-committee": ("已开始组建执行评委会", "The committee is begun"),
    "day": ("答复截止日已设定", "The last day to answer is set"),
    "chair": ("已确定", "Named"),
    "role-back": ("已撤回", "Taken back"),
    "constitute": ("执行评委会已组成", "The committee is formed"),
    "void-draw": ("本次抽取已作废", "The draw is void"),
    "dissolve": ("执行评委会已解散", "The committee is dissolved"),
    "groups": ("评议组已保存", "The groups are saved"),
    "leader": ("组长已指定", "The leader is named"),
    "mark-unanswered": ("已登记未答复，席位空缺", "Marked as unanswered; the seat is open"),
    "recuse": ("已通知回避，席位空缺", "The recusal is ordered; the seat is open"),
    "vacate": ("已登记退出，席位空缺", "The seat is open"),
    "accept": ("已接受，感谢您参加评审", "Accepted: thank you for serving"),
    "decline": ("已谢绝", "Declined"),
    "leave": ("已退出", "You have left the committee"),
    "post-notice": ("评前公示已发布", "The notice is posted"),
    "close-notice": ("评前公示已结束", "The notice is closed"),
    "void-notice": ("评前公示已作废", "The notice is void"),
    "settle": ("异议处理结果已登记", "The objection is settled"),
}


def said(request: HttpRequest, act: str, more: str = "") -> None:
    """Tell the person, on the next page, that an act was done."""
    messages.success(request, f"{pick(SAID[act])}{'：' if more else ''}{more}")


def seat_state(seat: Seat, *, own: bool = False) -> Pair:
    """What the state of a seat is called, to the office or (``own``) to the expert."""
    if seat.state == "void":
        return VOID
    found = next(one for one in seat_states.FRAME.states if one.name == seat.state)
    return found.applicant if own else found.staff


def committee_state(committee: Committee) -> Pair:
    """What the state of a committee is called."""
    return next(one.staff for one in committee_states.FRAME.states if one.name == committee.state)


def plan_state(plan: Plan) -> Pair:
    """What the state of a plan is called."""
    return next(one.staff for one in plan_states.FRAME.states if one.name == plan.state)
