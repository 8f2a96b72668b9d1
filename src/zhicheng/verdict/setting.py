"""Under what a dossier is judged: pack and level, dates, pass mark, answers, readings, round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from zhicheng.dossier.model import Dossier
from zhicheng.policy.core import Track
from zhicheng.policy.pack import Pack
from zhicheng.policy.round import Round
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.result import Verdict


@dataclass(frozen=True)
class Setting:
    """Everything around a dossier that decides its verdict; nothing in it is ever guessed."""

    pack: Pack
    level: str
    dates: Dates
    pass_mark: Fraction | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    round: Round | None = None

    @property
    def track_name(self) -> str:
        """``pack/level``."""
        return f"{self.pack.id}/{self.level}"

    def track(self) -> Track:
        """The rules in force in this setting."""
        track = self.pack.track(self.level, self.readings)
        return track if self.round is None else _under_round(track, self.round)


_UNDER_ROUND: dict[tuple[int, int], tuple[Track, Round, Track]] = {}


def _under_round(track: Track, round_: Round) -> Track:
    """The track with what the round adds, made once and kept."""
    key = (id(track), id(round_))
    found = _UNDER_ROUND.get(key)
    if found is None or found[0] is not track or found[1] is not round_:
        found = _UNDER_ROUND[key] = (track, round_, round_.applied_to(track))
    return found[2]


def judge(setting: Setting, dossier: Dossier) -> Verdict:
    """The verdict on a dossier in a setting."""
    return evaluate(setting.track(), dossier, setting.dates, pass_mark=setting.pass_mark, answers=setting.answers)
