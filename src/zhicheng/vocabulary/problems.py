"""Errors for people: where, what is wrong, what is allowed, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_LINE: Final = re.compile(r"第([0-9]+)行")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in something a person wrote.

    ``file`` and ``place`` say where ("dossier.yaml", "第12行", or "专利!C4（日期）": sheet, cell, header);
    ``what`` says what is wrong, ``do`` what to do about it. Both are pairs (Chinese, English).
    """

    file: str
    place: str
    what: tuple[str, str]
    do: tuple[str, str] = ("", "")

    def text(self, lang: str = "zh") -> str:
        """The problem as one line in Chinese (``zh``) or English (``en``)."""
        pick = 0 if lang == "zh" else 1
        place = self.place if pick == 0 else _LINE.sub(r"line \1", self.place)
        where = ":".join(part for part in (self.file, place) if part)
        tail = f"；{self.do[0]}" if pick == 0 and self.do[0] else ""
        tail = f"; {self.do[1]}" if pick == 1 and self.do[1] else tail
        mark = "：" if pick == 0 else ": "
        return f"{where}{mark if where else ''}{self.what[pick]}{tail}"


class Refused(Exception):
    """Something a person wrote can't be used; nothing of it was taken."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.text() for problem in self.problems))
