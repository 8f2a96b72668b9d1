"""Which title can I go for: one dossier under every track, the best first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhicheng.dossier.model import Dossier
from zhicheng.policy.pack import Pack
from zhicheng.report.phrases import Lang, pick
from zhicheng.report.view import answer, score_text, subline
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting, judge
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.truth import NAMES, NOT_MET
from zhicheng.web.public.policies import library


@dataclass(frozen=True)
class TrackAnswer:
    """What one track says of the dossier."""

    setting: Setting
    verdict: Verdict

    @property
    def name(self) -> str:
        """``pack/level``."""
        return self.setting.track_name

    @property
    def title(self) -> Pair:
        """The title applied for."""
        return self.setting.pack.about(self.setting.level)

    @property
    def document(self) -> Pair:
        """The document's title."""
        return self.setting.pack.title

    @property
    def state(self) -> str:
        """``met``, ``open`` or ``not_met``."""
        return NAMES[self.verdict.can_apply]

    @property
    def review(self) -> str:
        """The same of all review conditions together."""
        return NAMES[self.verdict.review]

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways in on which the answer rests; none where it is no."""
        best = self.verdict.can_apply
        return tuple(way.clause.key for way in self.verdict.ways_in if way.truth == best != NOT_MET)

    @property
    def mark(self) -> Pair | None:
        """That the document is a draft, or not in force on the day."""
        return not_binding(self.setting.pack, self.setting.dates.as_of)

    @property
    def score(self) -> str:
        """The score in words of figures; empty where nothing is scored."""
        return score_text(self.verdict.low, self.verdict.high) if self.verdict.scored else ""

    def sentence(self, lang: Lang) -> str:
        """The answer in one sentence."""
        return answer(self.verdict, lang)

    def line(self, lang: Lang) -> str:
        """Review conditions and score in one line."""
        return subline(self.verdict, lang)

    def heading(self, lang: Lang) -> str:
        """The title in a language."""
        return pick(self.title, lang)


def not_binding(pack: Pack, day: dt.date) -> Pair | None:
    """Why a document binds nobody on a day: a draft, or not in force yet; ``None`` where it does."""
    if pack.status == "draft":
        return "征求意见稿，尚未施行", "draft for comment, not in force"
    if pack.in_force is not None and pack.in_force > day:
        return f"自 {pack.in_force} 起施行", f"in force from {pack.in_force}"
    return None


def every_answer(dossier: Dossier, day: dt.date) -> list[TrackAnswer]:
    """The answers of all tracks on a day: the best first, what binds before what does not."""
    found = []
    for pack, level in library.every_track():
        setting = Setting(pack, level, Dates(day))
        found.append(TrackAnswer(setting, judge(setting, dossier)))
    return sorted(found, key=_rank)


def _rank(one: TrackAnswer) -> tuple[object, ...]:
    verdict = one.verdict
    return -verdict.can_apply, one.mark is not None, -verdict.review, -len(one.ways), -verdict.low
