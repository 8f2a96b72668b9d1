"""An assignment read back from its bundle: every part looked at, nothing taken on trust, wrong parts named by place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from zhicheng.procedure.assignment.assign import FORMAT, Assignment
from zhicheng.procedure.assignment.task import HOW, Applicant, Earlier, Expert, Frozen, Limits, Task, refusals
from zhicheng.procedure.conflicts.plain_json import load_tree
from zhicheng.vocabulary.problems import Problem, Refused

TASK_FORMAT: Final = "zhicheng-assignment-task/1"
"""What is written before there is a seed: ``frozen`` alone."""

__all__ = ["TASK_FORMAT", "assignment_from", "frozen_from", "load_tree", "plain_task"]

_HEX = re.compile(r"[0-9a-f]{64}")
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "frozen": (
        "applicants", "clause", "conflicts", "earlier", "experts", "limits", "matching", "opinions", "recused",
    ),
    "limits": ("above", "how", "least", "matching", "most"),
    "earlier": ("assigned", "digest", "limits"),
    "applicant": ("code", "specialty"),
    "assigned": ("applicant", "experts"),
}  # fmt: skip


def plain_task(frozen: Frozen) -> dict[str, Any]:
    """The file that is written before there is a seed."""
    return {"format": TASK_FORMAT, "frozen": frozen.plain()}


def assignment_from(tree: Any, file: str) -> Assignment:
    """The assignment in a bundle; its lists may break every rule that the checker tests, but their shape is right.

    Raises:
        Refused: it is no bundle of this format, or a part of it has another shape.
    """
    reader = _Reader(file)
    whole = reader.mapping(tree, "", ("assigned", "format", "frozen", "seed"))
    reader.format(whole, FORMAT)
    seed = reader.text(whole["seed"], "seed", _HEX)
    return Assignment(reader.frozen(whole["frozen"]), seed, reader.assigned(whole["assigned"], "assigned"))


def frozen_from(tree: Any, file: str) -> Frozen:
    """The frozen task in a file that was written before there was a seed.

    Raises:
        Refused: as :func:`assignment_from`.
    """
    reader = _Reader(file)
    whole = reader.mapping(tree, "", ("format", "frozen"))
    reader.format(whole, TASK_FORMAT)
    return reader.frozen(whole["frozen"])


class _Reader:
    """Reads one tree; the first part of a wrong shape ends it, since nothing after it can be believed."""

    def __init__(self, file: str) -> None:
        self.file = file

    def wrong(self, place: str, zh: str, en: str) -> Refused:
        """The refusal of a part."""
        do = ("请核对文件是否完整、未经改动", "check that the file is whole and unchanged")
        return Refused([Problem(self.file, place, (zh, en), do)])

    def format(self, whole: dict[str, Any], name: str) -> None:
        """Refuse another format."""
        if whole["format"] != name:
            raise self.wrong("format", f"应为 {name}", f"must be {name}")

    def mapping(self, value: Any, place: str, keys: tuple[str, ...], more: tuple[str, ...] = ()) -> dict[str, Any]:
        """A mapping with exactly these keys, perhaps some more."""
        if not isinstance(value, dict):
            raise self.wrong(place, "应为键值表", "must be a mapping")
        missing = sorted(set(keys) - set(value))
        strange = sorted(str(key) for key in set(value) - set(keys) - set(more))
        if missing:
            raise self.wrong(place, f"缺少 {'、'.join(missing)}", f"lacks {', '.join(missing)}")
        if strange:
            raise self.wrong(place, f"多出 {'、'.join(strange[:9])}", f"has too much: {', '.join(strange[:9])}")
        return value

    def rows(self, value: Any, place: str) -> list[Any]:
        """A list."""
        if not isinstance(value, list):
            raise self.wrong(place, "应为列表", "must be a list")
        return value

    def text(self, value: Any, place: str, shape: re.Pattern[str] | None = None) -> str:
        """A text, of a shape where one is asked."""
        if not isinstance(value, str) or (shape is not None and not shape.fullmatch(value)):
            raise self.wrong(place, "不是应有的文字", "is not the text it must be")
        return value

    def whole(self, value: Any, place: str) -> int:
        """A whole number, not negative."""
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 53:
            raise self.wrong(place, "应为不小于 0 的整数", "must be a whole number, not below 0")
        return value

    def frozen(self, value: Any) -> Frozen:
        """The part ``frozen``."""
        tree = self.mapping(value, "frozen", _KEYS["frozen"])
        task = Task(
            tuple(self._expert(one, place) for place, one in self._each(tree["experts"], "frozen.experts")),
            tuple(self._applicant(one, place) for place, one in self._each(tree["applicants"], "frozen.applicants")),
            frozenset(self._pair(one, place) for place, one in self._each(tree["recused"], "frozen.recused")),
            self.whole(tree["opinions"], "frozen.opinions"),
            self.whole(tree["matching"], "frozen.matching"),
            self.text(tree["clause"], "frozen.clause"),
            self.text(tree["conflicts"], "frozen.conflicts", re.compile(r"([0-9a-f]{64})?")),
        )
        for fault in refusals(task):
            raise self.wrong("frozen", *fault.text)
        self._in_order(tree)
        return Frozen(task, self._limits(tree["limits"], "frozen.limits"), self._earlier(tree["earlier"]))

    def assigned(self, value: Any, place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Rows of an applicant and experts."""
        found = []
        for at, one in self._each(value, place):
            row = self.mapping(one, at, _KEYS["assigned"])
            experts = tuple(self.text(code, at) for code in self.rows(row["experts"], at))
            found.append((self.text(row["applicant"], at), experts))
        return tuple(found)

    def _each(self, value: Any, place: str) -> list[tuple[str, Any]]:
        return [(f"{place}[{number}]", one) for number, one in enumerate(self.rows(value, place))]

    def _expert(self, value: Any, place: str) -> Expert:
        row = self.mapping(value, place, ("code", "specialties"), ("most",))
        specialties = tuple(self.text(one, place) for one in self.rows(row["specialties"], place))
        most = self.whole(row["most"], place) if "most" in row else None
        return Expert(self.text(row["code"], place), specialties, most)

    def _applicant(self, value: Any, place: str) -> Applicant:
        row = self.mapping(value, place, _KEYS["applicant"])
        return Applicant(self.text(row["code"], place), self.text(row["specialty"], place))

    def _pair(self, value: Any, place: str) -> tuple[str, str]:
        row = self.rows(value, place)
        if len(row) != 2:
            raise self.wrong(place, "应为专家与申报人两个编号", "must be two codes, expert and applicant")
        return self.text(row[0], place), self.text(row[1], place)

    def _limits(self, value: Any, place: str) -> Limits:
        row = self.mapping(value, place, _KEYS["limits"])
        if row["how"] not in HOW:
            raise self.wrong(f"{place}.how", f"应为 {'、'.join(HOW)}", f"must be one of {', '.join(HOW)}")
        least, most, matching = (self.whole(row[key], f"{place}.{key}") for key in ("least", "most", "matching"))
        return Limits(least, most, matching, row["how"], self._above(row["above"], f"{place}.above"))

    def _above(self, value: Any, place: str) -> tuple[tuple[str, int], ...]:
        found = []
        for at, one in self._each(value, place):
            row = self.rows(one, at)
            if len(row) != 2:
                raise self.wrong(at, "应为专家编号与上限", "must be an expert's code and a bound")
            found.append((self.text(row[0], at), self.whole(row[1], at)))
        if any(one[0] >= other[0] for one, other in pairwise(found)):
            raise self.wrong(place, "未按编号排列或有重复", "is not in the order of codes, or doubled")
        return tuple(found)

    def _earlier(self, value: Any) -> Earlier | None:
        if value is None:
            return None
        row = self.mapping(value, "frozen.earlier", _KEYS["earlier"])
        limits = self._limits(row["limits"], "frozen.earlier.limits")
        assigned = self.assigned(row["assigned"], "frozen.earlier.assigned")
        return Earlier(self.text(row["digest"], "frozen.earlier.digest", _HEX), limits, assigned)

    def _in_order(self, tree: dict[str, Any]) -> None:
        """Lists stand in the order of codes, so that one task has one digest."""
        lists = {
            "experts": [one["code"] for one in tree["experts"]],
            "applicants": [one["code"] for one in tree["applicants"]],
            "recused": tree["recused"],
        }
        for name, rows in lists.items():
            if any(one >= other for one, other in pairwise(rows)):
                raise self.wrong(f"frozen.{name}", "未按编号排列或有重复", "is not in the order of codes, or doubled")
