"""The phrases of the faces, Chinese and English side by side."""

from __future__ import annotations

from typing import Final, Literal

Lang = Literal["zh", "en"]

PHRASES: Final[dict[str, tuple[str, str]]] = {
    "met": ("符合", "met"),
    "not_met": ("不符合", "not met"),
    "open": ("待定", "open"),
    "basic": ("基本条件", "Basic conditions"),
    "routes": ("申报途径", "Ways in"),
    "routes_note": ("具备其一即可", "any one admits"),
    "landmarks": ("标志性成果", "Landmark achievements"),
    "landmarks_note": ("具备其一可直接申报", "any one admits directly"),
    "review": ("评审条件", "Review conditions"),
    "review_note": ("由评审委员会评定", "judged by the committee"),
    "score": ("量化赋分", "Score"),
    "score_note": ("斜纹为封顶后不计的部分，浅色为待定部分", "hatched: cut by a cap; pale: still open"),
    "points": ("分", "points"),
    "indicator": ("指标", "Indicator"),
    "counted": ("计入的材料", "Records counted"),
    "total_stays": ("总分不变", "the total stays"),
    "claimed": ("自报", "Claimed"),
    "got": ("得分", "Points"),
    "cap": ("封顶", "Cap"),
    "lost": ("不计", "Cut"),
    "not_counted": (
        "未计入的材料（同类只计一项，或他处计分更高）",
        "Records not counted (only the best of its kind counts)",
    ),
    "next": ("接下来", "What next"),
    "openings": ("时间一到即可", "By waiting"),
    "additions": ("补充以下材料之一", "By adding one of these"),
    "gains": ("再增一项材料可加的分", "What one more record would add"),
    "materials": ("还缺的佐证材料", "Papers still missing"),
    "questions": ("待补充、待认定", "Still open"),
    "readings": ("条文的不同读法", "Other readings of the text"),
    "readings_none": ("其余读法与本材料无关", "The other readings make no difference to this dossier"),
    "required": ("须答辩", "required"),
    "discretionary": ("视情况", "discretionary"),
    "defence": ("面试答辩", "Defence"),
    "total": ("自评", "Score"),
    "ways_met": ("符合的申报途径", "ways in that are met"),
    "open_items": ("待补充或认定", "items open"),
    "before_caps": ("封顶前", "before caps"),
    "as_of": ("计算至", "as of"),
    "draft": ("征求意见稿，尚未施行", "draft for comment, not in force"),
    "fine_print": ("本结果由规则计算，不代替评审。", "Reckoned from the rules; it does not replace the review."),
    "pack": ("规则包", "Policy pack"),
    "version": ("版本", "version"),
    "fingerprint": ("指纹", "fingerprint"),
    "records": ("材料", "records"),
    "pass_mark": ("规定分值", "Pass mark"),
    "pass_mark_open": ("规定分值尚未公布", "the pass mark is not published"),
    "judged": ("（须经认定）", " (subject to judgement)"),
    "price_defence": ("须面试答辩", "a defence is required"),
    "price_recommending-experts": ("须两位在职高级专家推荐", "two recommending senior experts are required"),
    "price_intermediate-committee": ("须经中评委核分推荐", "scored and recommended by the intermediate committee"),
    "price_approval": ("须填报破格审批表", "an exceptional-promotion form must be approved"),
    "by_employer": ("用人单位", "employer"),
    "by_department": ("主管部门", "department"),
    "by_specialty-group": ("专业评议组", "specialty group"),
    "by_committee-office": ("评委会办公室", "committee office"),
    "by_committee": ("评审委员会", "committee"),
    "by_applicant": ("申报人", "applicant"),
    "by_round": ("年度通知", "the yearly notice"),
    "by_issuer": ("发文机关", "the issuer"),
    "now": ("现在", "today"),
    "clause": ("条款", "Clause"),
    "outcome": ("结果", "Outcome"),
    "evidence_ok": ("佐证材料齐全", "no paper is missing"),
}


def phrase(key: str, lang: Lang | str) -> str:
    """A phrase in a language; a key without a phrase stands for itself."""
    return PHRASES.get(key, (key, key))[0 if lang == "zh" else 1]


def pick(pair: tuple[str, str], lang: Lang) -> str:
    """The half of a (Chinese, English) pair."""
    return pair[0 if lang == "zh" else 1]
