"""The clauses of a check as the page shows them: the rules' finding, its reasons and evidence, the office's finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhicheng.verdict.findings import Finding
from zhicheng.vocabulary.truth import MET, NAMES, NOT_MET
from zhicheng.web.applications.reading import ItemShown
from zhicheng.web.review.machine import Machine
from zhicheng.web.review.models import EligibilityCheck

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """A clause that bears: the rules' finding; what it rests on; why the office finds otherwise (empty: it agrees).

    ``attested``: that reason is the one offered because somebody attested it; ``found``: the office's finding.
    """

    finding: Finding
    way: bool
    evidence: tuple[ItemShown, ...]
    why: str
    attested: bool
    changed: bool

    @property
    def found(self) -> str:
        """What the office finds: the rules' finding, or with a reason the opposite."""
        if not self.why:
            return self.finding.outcome
        return NAMES[NOT_MET if self.finding.truth == MET else MET]


def clauses_shown(
    machine: Machine | None,
    check: EligibilityCheck | None,
    items: Sequence[ItemShown],
    posted: Mapping[str, str] | None,
) -> tuple[ClauseShown, ...]:
    """The clauses that bear; what was posted stands, else the finding there is, else what others have attested."""
    if machine is None:
        return ()
    stored = dict(check.differences) if check is not None else machine.attested
    return tuple(
        ClauseShown(
            one,
            one.key == machine.way,
            _evidence(one, items),
            posted.get(f"why:{one.key}", "") if posted is not None else stored.get(one.key, ""),
            check is None and one.key in machine.relied,
            one.key in machine.changed,
        )
        for one in machine.bearing
    )


def outside_evidence(machine: Machine | None, items: Sequence[ItemShown]) -> tuple[ItemShown, ...]:
    """What was handed in with files and carries none of the clauses shown."""
    used = {id_ for one in (machine.bearing if machine else ()) for id_ in _used(one)}
    return tuple(one for one in items if one.papers and one.key not in used)


def _evidence(finding: Finding, items: Sequence[ItemShown]) -> tuple[ItemShown, ...]:
    used = set(_used(finding))
    return tuple(one for one in items if one.key in used)


def _used(finding: Finding) -> Iterator[str]:
    for one in finding.used:
        yield one.id
    for child in finding.children:
        yield from _used(child)
