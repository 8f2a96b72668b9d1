"""Why an act is refused: a code, a sentence in two languages, the clause, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against an act.

    ``code`` is stable and kebab-case (pages, API and tests compare it); ``text`` and ``do`` are pairs
    (Chinese, English); ``clause`` cites the document, or is empty where the rule is the platform's own.
    """

    code: str
    text: tuple[str, str]
    clause: str = ""
    do: tuple[str, str] = ("", "")

    def sentence(self, lang: str = "zh") -> str:
        """The reason, its clause and what to do, as one line in Chinese (``zh``) or English (``en``)."""
        pick = 0 if lang == "zh" else 1
        cited = f"（{self.clause}）" if self.clause and pick == 0 else f" ({self.clause})" if self.clause else ""
        stop, gap = ("。", "") if pick == 0 else (".", " ")
        tail = f"{stop}{gap}{self.do[pick]}" if self.do[pick] else ""
        return f"{self.text[pick]}{cited}{tail}"


class ActRefused(Exception):
    """An act that may not be done now; nothing was changed. Carries every reason at once."""

    def __init__(self, refusals: Refusal | Iterable[Refusal]) -> None:
        self.refusals = (refusals,) if isinstance(refusals, Refusal) else tuple(refusals)
        super().__init__("\n".join(one.sentence() for one in self.refusals))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all reasons, in order."""
        return tuple(one.code for one in self.refusals)
