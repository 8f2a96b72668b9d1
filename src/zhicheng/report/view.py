"""What a report shows, gathered once: the verdict, its reasons, advice, readings, missing papers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from zhicheng.dossier.model import Dossier
from zhicheng.policy.core import AtLeast, Clause
from zhicheng.report.phrases import Lang, phrase, pick
from zhicheng.verdict.advise import Advice, advise
from zhicheng.verdict.compare import Flip, compare_readings
from zhicheng.verdict.findings import Finding, item_name
from zhicheng.verdict.materials import Missing, materials
from zhicheng.verdict.questions import Question
from zhicheng.verdict.result import ScoreNode, Verdict
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.points import shown
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN


@dataclass(frozen=True)
class View:
    """One verdict with everything a page says about it."""

    setting: Setting
    dossier: Dossier
    verdict: Verdict
    lang: Lang
    findings: dict[str, tuple[Finding, ...]]
    questions: tuple[Question, ...]
    nodes: tuple[ScoreNode, ...]
    advice: Advice
    flips: tuple[Flip, ...]
    missing: tuple[Missing, ...]

    def title(self) -> str:
        """The title applied for."""
        return pick(self.setting.pack.about(self.setting.level), self.lang)

    def label(self, text: str) -> str:
        """A printed label in the page's language."""
        return text if self.lang == "zh" else self.setting.pack.english(text)

    def record_name(self, id_: str) -> str:
        """How a record is called on the page."""
        for item in self.verdict.context.items:
            if item.id == id_:
                return pick(item_name(item), self.lang)
        return id_


def view_of(setting: Setting, dossier: Dossier, verdict: Verdict, lang: Lang) -> View:
    """Everything for a full report; takes some tens of milliseconds."""
    return View(
        setting,
        dossier,
        verdict,
        lang,
        verdict.findings(),
        verdict.questions(),
        verdict.score_nodes(),
        advise(setting, dossier, verdict),
        compare_readings(setting, dossier, verdict),
        materials(setting.pack, verdict),
    )


def answer(verdict: Verdict, lang: Lang) -> str:
    """The answer in one sentence that a layman understands."""
    met = [way for way in verdict.ways_in if way.truth == MET]
    possible = [way for way in verdict.ways_in if way.truth == OPEN]
    failing = [clause.key for clause in verdict.section("basic") if verdict.truths[clause.key] == NOT_MET]
    keys = "、".join(way.clause.key for way in met)
    if verdict.can_apply == MET:
        return (
            f"可以申报：符合{keys}"
            if lang == "zh"
            else f"May apply: {keys.replace('、', ', ')} {'is' if len(met) == 1 else 'are'} met"
        )
    if failing:
        blocked = "、".join(failing)
        return (
            f"暂不能申报：{blocked}不符合"
            if lang == "zh"
            else f"May not apply yet: {blocked.replace('、', ', ')} is not met"
        )
    if verdict.can_apply == OPEN:
        named = "、".join(way.clause.key for way in (met or possible)[:3])
        return (
            f"尚不能确定：{named}还有待补充或认定之处"
            if lang == "zh"
            else f"Not settled yet: {named.replace('、', ', ')} depends on what is still open"
        )
    return "暂不能申报：没有一条申报途径符合" if lang == "zh" else "May not apply yet: no way in is met"


def subline(verdict: Verdict, lang: Lang) -> str:
    """Review conditions and score in one line under the answer."""
    parts = [
        _review_part(clause, verdict, lang) for clause in verdict.section("review") if isinstance(clause.item, AtLeast)
    ]
    if verdict.scored is not None:
        score = score_text(verdict.low, verdict.high)
        parts.append(f"自评 {score} 分" if lang == "zh" else f"score {score}")
    joined = ("；" if lang == "zh" else "; ").join(parts)
    return f"{joined}{'。' if lang == 'zh' else '.'}" if joined else ""


def _review_part(clause: Clause, verdict: Verdict, lang: Lang) -> str:
    members = clause.item.items if isinstance(clause.item, AtLeast) else ()
    needed = clause.item.count if isinstance(clause.item, AtLeast) else 0
    truths = [verdict.context.kept.get(id(member), OPEN) for member in members]
    met, unsettled = truths.count(MET), truths.count(OPEN)
    if lang == "zh":
        tail = f"，另有 {unsettled} 项待定" if unsettled else ""
        return f"{clause.key}评审条件已具备 {met} 项（需 {needed} 项）{tail}"
    tail = f", {unsettled} more open" if unsettled else ""
    return f"{clause.key}: {met} review conditions met ({needed} needed){tail}"


def score_text(low: Fraction, high: Fraction) -> str:
    """A score as shown: one number, or from–to while questions are open."""
    return shown(low) if low == high else f"{shown(low)}～{shown(high)}"


def price_text(price: tuple[str, ...], lang: Lang) -> str:
    """What a way in costs, in words."""
    return ("；" if lang == "zh" else "; ").join(phrase(f"price_{one}", lang) for one in price)
