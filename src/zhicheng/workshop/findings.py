"""What lint finds in a policy: where, how grave, in which words, and the dossiers that show it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal

from zhicheng.dossier.model import Dossier
from zhicheng.dossier.plain import stored_dossier
from zhicheng.vocabulary.points import as_text
from zhicheng.vocabulary.truth import NAMES

Pair = tuple[str, str]
Severity = Literal["error", "warning", "notice"]

SEVERITIES: Final[dict[Severity, Pair]] = {
    "error": ("应更正", "to correct"),
    "warning": ("宜斟酌", "to consider"),
    "notice": ("供参考", "for information"),
}
"""From the gravest down: a rule defeats its own purpose; a rule has an effect that hardly can be meant;
something worth knowing."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What ``evaluate`` said of one thing in a dossier: the score, a row, a clause.

    ``value`` is ``"15"`` or ``"0..8"`` (points) or ``met``, ``not_met``, ``open``.
    """

    place: str
    value: str

    @property
    def is_points(self) -> bool:
        """Whether the value is points, not a truth."""
        return self.value not in NAMES


@dataclass(frozen=True, slots=True)
class Witness:
    """A dossier that shows a finding, under what it was judged, and what ``evaluate`` said of it.

    ``name`` is a word for its file; ``track`` is ``pack/level``.
    """

    name: str
    say: Pair
    track: str
    dossier: Dossier
    as_of: dt.date
    readings: Mapping[str, str]
    answers: Mapping[str, Any]
    shown: tuple[Shown, ...]
    pass_mark: Fraction | None = None

    def command(self, file: str) -> str:
        """The command that repeats what ``evaluate`` said, for a dossier saved as ``file``."""
        parts = ["zhicheng evaluate", file, "-p", self.track, "--as-of", self.as_of.isoformat()]
        for id_, alternative in sorted(self.readings.items()):
            parts += ["--reading", f"{id_}={alternative}"]
        if self.pass_mark is not None:
            parts += ["--pass-mark", as_text(self.pass_mark)]
        if self.answers:
            parts += ["--answers", file.removesuffix(".yaml") + ".answers.yaml"]
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``cite``: clauses and rows as the document numbers them; ``place``: the node or clause;
    ``readings``: the other readings under which it appears (none: under the pack's own choice);
    ``known``: readings of the pack that already name the place."""

    check: str
    severity: Severity
    track: str
    place: str
    cite: tuple[str, ...]
    say: Pair
    witnesses: tuple[Witness, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    key: str = ""

    @property
    def id(self) -> str:
        """A short id that stays as long as the finding is the same: check, track, place, readings."""
        text = "\0".join((self.check, self.track, self.place, self.key, *map(str, sorted(self.readings.items()))))
        return f"{self.check}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"

    def as_data(self) -> dict[str, Any]:
        """The finding as plain data for JSON."""
        return {
            "id": self.id,
            "check": self.check,
            "severity": self.severity,
            "track": self.track,
            "place": self.place,
            "cite": list(self.cite),
            "say": {"zh": self.say[0], "en": self.say[1]},
            "readings": dict(self.readings),
            "known": list(self.known),
            "witnesses": [_witness_data(witness) for witness in self.witnesses],
        }


def _witness_data(witness: Witness) -> dict[str, Any]:
    return {
        "name": witness.name,
        "say": {"zh": witness.say[0], "en": witness.say[1]},
        "track": witness.track,
        "as_of": witness.as_of.isoformat(),
        "readings": dict(witness.readings),
        "answers": dict(witness.answers),
        "pass_mark": None if witness.pass_mark is None else as_text(witness.pass_mark),
        "dossier": stored_dossier(witness.dossier),
        "shown": [{"place": shown.place, "value": shown.value} for shown in witness.shown],
    }


def gravest_first(finding: Finding) -> tuple[int, str, str, str, str]:
    """The order in which findings are shown: gravest first, then by check, track and place."""
    return (
        list(SEVERITIES).index(finding.severity),
        finding.check,
        finding.track,
        finding.place,
        finding.key,
    )


def points_text(low: Fraction, high: Fraction) -> str:
    """Points as the contract writes them: ``"15"``, or ``"0..8"`` while something is open."""
    return as_text(low) if low == high else f"{as_text(low)}..{as_text(high)}"
