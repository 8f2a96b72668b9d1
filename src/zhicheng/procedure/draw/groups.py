"""The drawn committee in its specialty groups: members stay where they were, the others fill up in seeded order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zhicheng.procedure.draw.bundle import Frozen, GroupMembers
from zhicheng.procedure.draw.seed import group_key


def groups_of(frozen: Frozen, committee: Iterable[str], kept: Mapping[str, str], seed: str) -> list[GroupMembers]:
    """The groups of a committee; ``kept`` names the group of members who had one before.

    The others go, in the order of their keys, to the smallest group that takes their seat, the first among equals.
    """
    seat = {line.code: line.seat for line in frozen.pool}
    found: dict[str, list[str]] = {group.name: [] for group in frozen.groups}
    new = []
    for code in committee:
        if code in kept:
            found[kept[code]].append(code)
        else:
            new.append(code)
    for code in sorted(new, key=lambda code: group_key(seed, code)):
        fitting = [group.name for group in frozen.groups if seat[code] in group.seats]
        if fitting:
            found[min(fitting, key=lambda name: len(found[name]))].append(code)
    return [GroupMembers(name=name, members=sorted(members)) for name, members in found.items()]
