"""The words of these pages: states, acts, what a person is told after one."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest

from zhicheng.policy.core import clauses_of
from zhicheng.procedure.review import certificate_states, reexamination_states, result_states, sanction_states
from zhicheng.web.registry.models import Decision
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import pack_for, setting_of
from zhicheng.web.site.templatetags.say import pick

Pair = tuple[str, str]


def _staff(frame: Any) -> tuple[tuple[str, Pair], ...]:
    return tuple((one.name, one.staff) for one in frame.states)


def _applicant(frame: Any) -> dict[str, Pair]:
    return {one.name: one.applicant for one in frame.states}


RESULT_STATES: Final = _staff(result_states.FRAME)
CERTIFICATE_STATES: Final = _staff(certificate_states.FRAME)
CERTIFICATE_SAID: Final = _applicant(certificate_states.FRAME)
REEXAMINATION_STATES: Final = _staff(reexamination_states.FRAME)
REEXAMINATION_SAID: Final = _applicant(reexamination_states.FRAME)
CASE_STATES: Final = _staff(sanction_states.SANCTION)
CASE_SAID: Final = _applicant(sanction_states.SANCTION)
RECORD_STATES: Final = _staff(sanction_states.INTEGRITY)
LABELS: Final[dict[str, Pair]] = {
    **result_states.FRAME.labels,
    **certificate_states.FRAME.labels,
    **reexamination_states.FRAME.labels,
    **sanction_states.SANCTION.labels,
    **sanction_states.INTEGRITY.labels,
}
OUTCOMES: Final[dict[bool, Pair]] = {True: ("通过", "passed"), False: ("未通过", "not passed")}
TAKEN_OFF: Final[Pair] = ("已移出名单", "taken off the list")
MARKS: Final = {
    "prepared": "waiting", "posted": "waiting", "ended": "waiting", "filed": "waiting", "published": "good",
    "due": "waiting", "issued": "good", "replaced": "waiting", "revoked": "bad", "running": "bad", "expired": "good",
    "asked": "waiting", "examining": "waiting", "stands": "good", "repeat-ordered": "now", "declined": "bad",
    "withdrawn": "good", "reported": "waiting", "established": "bad", "applied": "bad", "dismissed": "good",
    "annulled": "good",
}  # fmt: skip
"""The class by which a state is shown."""
SAID: Final[dict[str, Pair]] = {
    "enter": ("评审结论已录入", "The outcomes are entered"),
    "prepare": ("评审结果已拟定", "The result is prepared"),
    "issuing": ("正在制作证书，请稍后刷新本页", "The certificates are being made; reload this page in a while"),
    "list": ("状态清单已重新签发", "The status list is signed anew"),
    "key": ("新的签发密钥已启用，请公布其指纹", "The new key is in use; publish its fingerprint"),
    "void-key": (
        "密钥已作废，请换发其签发的证书并公布新指纹",
        "The key is void: issue its certificates anew, publish the fingerprint",
    ),
    "settle": ("异议处理结果已登记", "The objection is settled"),
    "remedy": ("落实情况已登记", "What was done is on record"),
    "ask": ("复查申请已提交", "Your request is in"),
    "set-aside": (
        "原表决结果已撤销，请评委会办公室另行安排会议表决",
        "The outcome is set aside; the office puts the applicant before another meeting",
    ),
    "finding": ("复查情况已保存", "The finding is saved"),
    "case": ("反映已登记", "The report is on record"),
    "write-case": ("案件已保存", "The case is saved"),
    **{act: (f"已办理：{zh}", f"Done: {en}") for act, (zh, en) in LABELS.items()},
}


def said(request: HttpRequest, act: str) -> None:
    """Tell the person, on the next page, that an act was done."""
    messages.success(request, pick(SAID[act]))


def outcome_of(decision: Decision) -> Pair:
    """What was decided, in words."""
    return OUTCOMES[decision.passed] if decision.taken_off_at is None else TAKEN_OFF


def clause_texts(round_: Round, keys: list[str]) -> list[tuple[str, Pair]]:
    """Clauses by their keys, each with what it asks."""
    track, english = setting_of(round_).track(), pack_for(round_).english
    sections = (*track.basic, *track.routes, *track.landmarks, *track.review)
    known = {one.key: one.say for clause in sections for one in clauses_of(clause)}
    return [(key, (known.get(key, ""), english(known.get(key, "")))) for key in keys]


def clause_keys(round_: Round) -> list[str]:
    """The clauses that can be named as not met: the conditions of this level, in printed order."""
    track = setting_of(round_).track()
    return [one.key for one in (*track.basic, *track.routes, *track.landmarks, *track.review)]


def indicator_lines(round_: Round, points: dict[str, str]) -> list[tuple[Pair, str]]:
    """The recognised points by indicator, in the order of the standard, each with its name."""
    english, found = pack_for(round_).english, []
    scoring = setting_of(round_).track().scoring

    def walk(node: Any) -> None:
        if node.path in points:
            found.append(((node.label, english(node.label)), points[node.path]))
        for member in getattr(node, "members", ()):
            walk(member)

    if scoring is not None:
        walk(scoring)
    return found
