"""Reading a YAML tree step by step, keeping what is wrong with it and where."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from zhicheng.vocabulary.points import exact
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest
from zhicheng.vocabulary.yaml_text import line_of


class Notebook:
    """Collects the problems of one file, so that all are reported at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def note(self, line: int, zh: str, en: str, do: tuple[str, str] = ("", "")) -> None:
        """Keep a problem at a line."""
        self.problems.append(Problem(self.file, f"第{line}行" if line else "", (zh, en), do))

    def finish(self) -> None:
        """Raise everything that was noted.

        Raises:
            Refused: something was noted.
        """
        if self.problems:
            raise Refused(self.problems)

    def mapping(self, value: Any, what: str, line: int = 0) -> dict[Any, Any]:
        """``value`` when it is a mapping; else note it and go on with an empty one."""
        if isinstance(value, dict):
            return value
        self.note(line or line_of(value), f"{what} 应为键值表", f"{what} must be a mapping")
        return {}

    def sequence(self, value: Any, what: str, line: int = 0) -> list[Any]:
        """``value`` when it is a list; else note it and go on with an empty one."""
        if isinstance(value, list):
            return value
        self.note(line or line_of(value), f"{what} 应为列表", f"{what} must be a list")
        return []

    def keys(self, value: dict[Any, Any], allowed: Iterable[str], what: str) -> None:
        """Note every key that is not allowed, with the nearest allowed word."""
        known = tuple(allowed)
        for key in value:
            if key not in known:
                near = nearest(str(key), known)
                self.note(
                    line_of(value, key),
                    f"{what} 中没有“{key}”" + (f"，是否“{near}”？" if near else ""),
                    f"no '{key}' in {what}" + (f", did you mean '{near}'?" if near else ""),
                    (f"可用：{'、'.join(known)}", f"allowed: {', '.join(known)}"),
                )

    def number(self, value: Any, what: str, line: int) -> Fraction:
        """An exact number; else note it and go on with 0."""
        try:
            number = exact(value)
        except ValueError:
            self.note(line, f"{what} 应为数字，不是“{value}”", f"{what} must be a number, not '{value}'")
            return Fraction(0)
        if number < 0 and what != "plus":
            self.note(line, f"{what} 不能为负：{value}", f"{what} can't be negative: {value}")
        return number

    def whole(self, value: Any, what: str, line: int, low: int = 1, high: int = 999) -> int:
        """A whole number within bounds; else note it and go on with the lower bound."""
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.note(
                line,
                f"{what} 应为 {low} 到 {high} 的整数，不是“{value}”",
                f"{what} must be a whole number from {low} to {high}, not '{value}'",
            )
            return low
        return value

    def text(self, value: Any, what: str, line: int) -> str:
        """A text; else note it and go on with nothing."""
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        self.note(line, f"{what} 应为文字", f"{what} must be text")
        return ""

    def texts(self, value: Any, what: str, line: int) -> tuple[str, ...]:
        """A text or a list of texts, as a tuple; nothing when absent."""
        if value is None:
            return ()
        if isinstance(value, list):
            return tuple(self.text(item, what, line) for item in value)
        return (self.text(value, what, line),)

    def one_of(self, value: Any, words: tuple[str, ...], what: str, line: int) -> str:
        """One of some words; else note it and go on with the first."""
        if value in words:
            return str(value)
        near = nearest(str(value), words)
        self.note(
            line,
            f"{what} 没有“{value}”" + (f"，是否“{near}”？" if near else ""),
            f"{what} can't be '{value}'" + (f", did you mean '{near}'?" if near else ""),
            (f"可用：{'、'.join(words)}", f"allowed: {', '.join(words)}"),
        )
        return words[0]
