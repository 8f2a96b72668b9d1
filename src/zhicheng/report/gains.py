"""Which of many possible gains a report names."""

from __future__ import annotations

from zhicheng.verdict.advise import Advice, NextRecord


def best_gains(advice: Advice) -> list[NextRecord]:
    """The rows that would bring the most, one of each group: its best row speaks for the others."""
    found: dict[str, NextRecord] = {}
    for one in advice.next_records:
        found.setdefault(one.path.rpartition("/")[0], one)
    return list(found.values())[:6]
