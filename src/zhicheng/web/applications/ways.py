"""What stands in the way of handing in on the applicant's side, besides the table of states: employer and way in."""

from __future__ import annotations

from typing import Final

from zhicheng.procedure.refusal import Refusal
from zhicheng.vocabulary.truth import NOT_MET
from zhicheng.web.applications.in_hand import InHand, in_hand
from zhicheng.web.applications.models import Application

EMPLOYER_MISSING: Final = Refusal(
    "employer-missing",
    ("尚未填写申报单位", "no employer is named"),
    do=("请选择工作单位或人事代理机构", "choose the employer or the personnel agency"),
)
WAY_REASON_MISSING: Final = Refusal(
    "way-reason-missing",
    (
        "所选申报方式按规则判定为不符合，须写明理由",
        "the rules find the chosen way in not met; a reason must be written",
    ),
    do=("请写明理由，或改选其他申报方式", "write the reason, or choose another way in"),
)


def own_refusals(application: Application, hand: InHand | None = None) -> tuple[Refusal, ...]:
    """Why the applicant can't hand in yet, as far as employer and way in go."""
    against = [EMPLOYER_MISSING] if application.employer_id is None else []
    if application.way_in and not application.extra.get("way_reason"):
        verdict = (hand or in_hand(application)).verdict
        chosen = next((one for one in verdict.ways_in if one.clause.key == application.way_in), None)
        if chosen is not None and chosen.truth == NOT_MET:
            against.append(WAY_REASON_MISSING)
    return tuple(against)
