"""Open questions that experts decide: which there are, what answer each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from zhicheng.policy.core import Each, Open, Row
from zhicheng.report.phrases import PHRASES
from zhicheng.verdict.questions import Question
from zhicheng.verdict.result import Verdict
from zhicheng.vocabulary.points import as_text, exact

Pair = tuple[str, str]
DECIDED_BY_YES_OR_NO: Final = "judgement"
DECIDED_BY_POINTS: Final = ("points", "lost")
RANK: Final = "rank-coefficient"
WORDS: Final = {"yes": True, "no": False}

NOT_YES_OR_NO: Final[Pair] = ("请选择“是”或“否”", "choose yes or no")
NO_NUMBER: Final[Pair] = ("请填写数字，如 5、2.5 或 13/6", "give a number: 5, 2.5 or 13/6")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the answer there is (``None``: none) and, where points are asked for, the bounds."""

    question: Question
    answer: bool | str | None
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def takes(self) -> str:
        """``yes-no`` or ``points``."""
        return "yes-no" if self.question.kind == DECIDED_BY_YES_OR_NO else "points"

    @property
    def who(self) -> Pair:
        """Whom the document asks, in words."""
        return PHRASES.get(f"by_{self.question.by}", (self.question.by, self.question.by))

    @property
    def text(self) -> str:
        """The answer as a control of a form holds it."""
        return {True: "yes", False: "no", None: ""}.get(self.answer, str(self.answer))  # type: ignore[arg-type]


def questions_asked(without: Verdict, now: Verdict, answers: Mapping[str, Any]) -> list[Asked]:
    """Every question that people decide: those open before any answer, and those that answers have opened since."""
    every = {one.id: one for one in (*without.questions(), *now.questions()) if decidable(one)}
    return [Asked(one, answers.get(id_), *_bounds(now, one)) for id_, one in every.items()]


def decidable(question: Question) -> bool:
    """Whether people decide it; what the papers should say is no matter of opinion."""
    return question.kind == DECIDED_BY_YES_OR_NO or question.kind in DECIDED_BY_POINTS


def read_answer(asked: Asked, text: str) -> tuple[bool | str | None, Pair | None]:
    """An answer as typed, in the form the verdict takes (empty: none), or what is wrong with it."""
    text = text.strip().replace("／", "/").replace("．", ".").replace("。", ".")
    if not text:
        return None, None
    if asked.takes == "yes-no":
        return (WORDS[text], None) if text in WORDS else (None, NOT_YES_OR_NO)
    try:
        points = exact(text)
    except ValueError:
        return None, NO_NUMBER
    low, high = asked.low, asked.high
    if points < 0 or (low is not None and points < low) or (high is not None and points > high):
        least, most = as_text(low or 0), "" if high is None else as_text(high)
        return None, (f"应在 {least} 至 {most} 之间", f"must lie between {least} and {most}")
    return as_text(points), None


def _bounds(verdict: Verdict, question: Question) -> tuple[Fraction | None, Fraction | None]:
    """The least and most that an answer in points, or a coefficient, can be; none where the document names none."""
    standard = verdict.rules.standard
    path, _, record = question.id.rpartition("@")
    if standard is None or question.kind not in DECIDED_BY_POINTS:
        return None, None
    found: list[Open] = []
    for source in standard.sources:
        if isinstance(source, Row) and isinstance(source.worth, Each):
            if path == RANK and _matches(verdict, source, record):
                found.extend(_open_coefficients(source.worth))
            elif source.path == path:
                found.extend(_open_points(source.worth))
    return min((one.low for one in found), default=None), max((one.high for one in found), default=None)


def _matches(verdict: Verdict, source: Row, record: str) -> bool:
    kind = next((item.kind for item in verdict.context.items if item.id == record), "")
    return any(pattern.kind == kind for pattern in source.patterns)


def _open_points(worth: Each) -> list[Open]:
    steps = worth.points if isinstance(worth.points, tuple) else ()
    return [one for one in (worth.points, *(step.worth for step in steps)) if isinstance(one, Open)]


def _open_coefficients(worth: Each) -> list[Open]:
    steps = () if worth.coefficient is None else worth.coefficient.steps
    return [step.worth for step in steps if isinstance(step.worth, Open)]
