"""What a check of the ledger found: what was looked at, whether it holds, in which rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

Pair = tuple[str, str]
Rows = tuple[int, int]
"""First and last row."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked. ``rows``: the rows among which the fault lies, where that can be known."""

    check: str
    holds: bool
    text: Pair
    rows: Rows | None = None


def sound(findings: Iterable[Finding]) -> bool:
    """Whether everything that was checked holds."""
    return all(one.holds for one in findings)


def row_words(rows: Rows) -> Pair:
    """Rows in words."""
    first, last = rows
    if first == last:
        return f"第 {first} 行", f"row {first}"
    return f"第 {first}–{last} 行", f"rows {first}–{last}"


NOT_SHOWN: Final[tuple[Pair, ...]] = (
    (
        "每条记录所述是否属实、是否有事未记入：账册只证明已记入的内容未被改动",
        "whether what an entry says is true, and whether something was never entered: a ledger shows that what was "
        "entered has not been changed",
    ),
    (
        "他人是否看到同一账册：请与监督方或见证程序持有的检查点对照（--checkpoint）",
        "whether others see the same ledger: compare with the checkpoint of a supervisor or a witness (--checkpoint)",
    ),
)
"""What no bundle can show by itself."""
