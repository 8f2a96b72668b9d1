"""Assumptions: open questions that the visitor answers for trial, as other people might decide them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from zhicheng.dossier.json_text import parse_json
from zhicheng.report.phrases import PHRASES
from zhicheng.verdict.questions import Question
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.problems import Problem, Refused

Answers = Mapping[str, bool | Decimal]
FIELD: Final = "if:"
PASS_MARK: Final = "pass-mark"
MOST: Final = 200
LONGEST_ID: Final = 300
LARGEST: Final = 100_000
_NUMBER: Final = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Assumed:
    """An open question as the page shows it: its field, whether it wants a yes or no or points, what is assumed."""

    question: Question
    answer: bool | Decimal | None

    @property
    def field(self) -> str:
        """The name of its control."""
        return FIELD + self.question.id

    @property
    def who(self) -> Pair:
        """Who decides it, in words."""
        return PHRASES.get(f"by_{self.question.by}", ("", ""))

    @property
    def takes(self) -> str:
        """``yes-no``, ``points``, or nothing where no assumption is possible."""
        if self.question.kind == "judgement":
            return "yes-no"
        # a claimed level wants facts, not an assumption
        return "points" if self.question.kind in ("points", "lost", PASS_MARK) else ""


def read_answers(data: Mapping[str, str]) -> dict[str, bool | Decimal]:
    """The assumptions that a page carries: the hidden text, over which the controls that it shows count.

    Raises:
        Refused: the text is none of ours, there are too many, or points that are no number.
    """
    if data.get("drop"):
        return {}
    found = _carried(data.get("answers", ""))
    for name in data:
        if name.startswith(FIELD):
            text = data[name].strip()
            id_ = name.removeprefix(FIELD)
            found.pop(id_, None)
            if text:
                found[id_] = _value(text)
    if len(found) > MOST or any(len(id_) > LONGEST_ID for id_ in found):
        raise _unreadable()
    return found


def answers_text(answers: Answers) -> str:
    """The assumptions as the text that a page carries; the opposite of what :func:`read_answers` takes."""
    said = {id_: value if isinstance(value, bool) else str(value) for id_, value in sorted(answers.items())}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) if said else ""


def assumed(open_now: tuple[Question, ...], open_without: tuple[Question, ...], answers: Answers) -> list[Assumed]:
    """Every question that is open, or was before the assumptions settled it, in one order."""
    every = {question.id: question for question in (*open_without, *open_now)}
    return [Assumed(question, answers.get(id_)) for id_, question in every.items()]


def _carried(text: str) -> dict[str, bool | Decimal]:
    if not text.strip():
        return {}
    if len(text) > LARGEST:
        raise _unreadable()
    tree = parse_json(text.encode("utf-8", "replace"), "")
    if not isinstance(tree, dict):
        raise _unreadable()
    return {str(id_): value if isinstance(value, bool) else _value(value) for id_, value in tree.items()}


def _value(text: Any) -> bool | Decimal:
    if text in ("yes", "no"):
        return bool(text == "yes")
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise Refused(
            [
                Problem(
                    "",
                    "",
                    (f"假设的分值“{str(text)[:20]}”不是数字", f"the points assumed, '{str(text)[:20]}', are no number"),
                    ("如 5 或 2.5，最多两位小数", "as 5 or 2.5, at most two decimals"),
                )
            ]
        )
    return Decimal(text)


def _unreadable() -> Refused:
    return Refused(
        [
            Problem(
                "",
                "answers",
                ("页面带回的假设无法读取", "the assumptions of the page can't be read"),
                ("请重新选择假设", "choose them again"),
            )
        ]
    )
