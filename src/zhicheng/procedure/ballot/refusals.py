"""Every reason for which an act of the ballot is refused; the codes are part of the format page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from zhicheng.procedure.refusal import Refusal

_ASK: Final = ("请告知工作人员", "tell the staff")

UNKNOWN_SESSION: Final = Refusal(
    "unknown-session",
    ("不是本轮表决的消息", "the message is not of this session"),
    do=("请刷新页面", "reload the page"),
)
NOT_OPEN: Final = Refusal(
    "not-open", ("本轮表决尚未开始", "the vote has not begun"), do=("请等候主持人宣布", "wait for the chair")
)
CLOSED: Final = Refusal(
    "closed",
    ("本轮表决已经截止，不再接收", "the vote is closed, nothing more is taken"),
    do=("如有异议请在签署纪要前提出", "object before the minutes are signed"),
)
BAD_MAC: Final = Refusal(
    "bad-mac", ("入场码不符", "the admission code does not fit"), do=("请核对监督方发给您的卡片", "check your card")
)
BAD_SIGNATURE: Final = Refusal("bad-signature", ("签名不符", "a signature does not hold"), do=_ASK)
BAD_ROOT: Final = Refusal(
    "bad-root",
    (
        "信封与已公布的根不一致",
        "the envelopes do not have the root that was announced",
    ),
    do=("不得开启，请重新表决", "do not open them; repeat the vote"),
)

NOT_HERE: Final = Refusal(
    "not-open",
    ("本轮信封尚未移交，或尚未开启", "the envelopes of this session are not here, or not opened yet"),
    do=(
        "请等候平台移交；本轮已放弃的，用 zhicheng supervise give-up",
        "wait for the platform; if the session was given up: zhicheng supervise give-up",
    ),
)
GIVEN_UP: Final = Refusal(
    "given-up",
    (
        "本轮已放弃（或已签署重新表决），不得开启：两次结果相比会泄露个人的票",
        "this session was given up, or its repetition is signed: it is not opened, for two counts compared tell votes",
    ),
    do=("销毁本轮启封密钥：zhicheng supervise give-up", "destroy its opening key: zhicheng supervise give-up"),
)
OPENED: Final = Refusal(
    "opened",
    ("本轮已经开启，不能再放弃", "this session is open already and can't be given up"),
    do=(
        "纪要签署后用 zhicheng supervise destroy 销毁密钥",
        "after the minutes destroy its key: zhicheng supervise destroy",
    ),
)
KEY_GONE: Final = Refusal(
    "key-gone",
    (
        "本轮的启封密钥不在本机（已销毁，或目录不全），信封无法开启",
        "this session's opening key is not here (destroyed, or the folder is not whole): the envelopes can't be opened",
    ),
    do=("请用新密钥重新表决", "repeat the vote with fresh keys"),
)


def bad_closing(faults: Iterable[tuple[str, str]]) -> tuple[Refusal, ...]:
    """A closing whose numbers don't add up: one refusal for each thing that is wrong."""
    do = ("不得开启，请平台说明；说明不了的，重新表决", "do not open; let the platform explain, or repeat the vote")
    return tuple(
        Refusal("bad-closing", (f"截止声明不符：{zh}", f"the closing is wrong: {en}"), do=do) for zh, en in faults
    )


def bad_message(place: str, what: str) -> Refusal:
    """A message that is not of its form."""
    return Refusal(
        "bad-message",
        (f"消息格式不符：{place or '整体'}（{what}）", f"not of the message's form: {place or 'the whole'} ({what})"),
        do=_ASK,
    )


def not_present(member: str) -> Refusal:
    """Somebody who is not among those present at this vote."""
    return Refusal(
        "not-present",
        (f"{member} 未列入本轮表决的出席名单", f"{member} is not on the list of those present at this vote"),
        do=("请向工作人员签到；不得委托或补充投票", "check in first; there is no vote by proxy or afterwards"),
    )


def no_voter(applicants: Iterable[str]) -> Refusal:
    """Applicants on whom nobody may vote."""
    named = "、".join(applicants)
    return Refusal(
        "no-voter",
        (f"下列申报人没有可以表决的评委，不能表决：{named}", f"nobody may vote on: {named}; no vote opens"),
        do=("请调整回避或改期表决", "look at the recusals, or vote another day"),
    )


def not_eligible(member: str, applicants: Iterable[str]) -> Refusal:
    """Applicants on whom the member may not vote."""
    named = "、".join(applicants)
    return Refusal(
        "not-eligible",
        (
            f"{member} 不能对下列申报人表决（回避、未参加评议或不在本轮）：{named}",
            f"{member} may not vote on: {named} (recused, missed the deliberation, or not in this vote)",
        ),
    )


def already_stamped(applicants: Iterable[str]) -> Refusal:
    """Another ballot for applicants who have a stamped one."""
    named = "、".join(applicants)
    return Refusal(
        "already-stamped",
        (f"已为下列申报人的选票盖章，不能另盖一张：{named}", f"a ballot is stamped already for: {named}"),
        do=("请用种子卡片继续原来的选票", "go on with the first ballot, by the card of the seed"),
    )


def already_in(applicant: str) -> Refusal:
    """Another envelope for an applicant."""
    return Refusal(
        "already-in",
        (f"已收到对 {applicant} 的信封，不能更换", f"an envelope for {applicant} is in already and can't be changed"),
        do=("请用种子卡片继续", "go on by the card of the seed"),
    )


def not_confirmed(members: Iterable[str]) -> Refusal:
    """Members whose page has not confirmed the root."""
    named = "、".join(members)
    return Refusal(
        "not-confirmed",
        (f"下列评委的页面尚未确认自己的信封在内：{named}", f"not yet confirmed by the pages of: {named}"),
        do=("请等待确认；无法确认的，由监督方登记原因", "wait, or note down why one of them can't"),
    )


def envelopes_missing(pairs: Iterable[tuple[str, str]]) -> Refusal:
    """Eligible members without an envelope; pairs of member and applicant."""
    named = "、".join(f"{member}→{applicant}" for member, applicant in pairs)
    return Refusal(
        "envelopes-missing",
        (f"尚缺信封，不能截止：{named}", f"envelopes are missing, the vote can't be closed: {named}"),
        do=(
            "请等待；确实无法投票的，由主持人逐一登记原因，仍计入基数",
            "wait, or let the chair enter a reason for each; they stay in the base",
        ),
    )
