"""An intermediate committee's sheet: one line for each indicator, its points beside the rules' and the claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhicheng.web.applications.claims import ClaimLine, ClaimSheet, claim_sheet, machine_claims
from zhicheng.web.applications.in_hand import in_hand
from zhicheng.web.applications.models import Application

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line with its label in both languages, and what the applicant claims there."""

    line: ClaimLine
    label: Pair
    claimed: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet: its lines and totals."""

    rows: tuple[SheetRow, ...]
    totals: ClaimSheet


def sheet_of(
    application: Application,
    points: Mapping[str, str],
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, Pair] | None = None,
) -> Sheet | None:
    """The sheet of an application with points by indicator; ``None`` where the document has no scoring standard."""
    hand = in_hand(application)
    verdict = hand.verdict
    if verdict.scored is None:
        return None
    labels = {one.path: hand.setting.pack.english(one.label) for one in verdict.score_nodes() if one.depth <= 1}
    sheet = claim_sheet(verdict, points, hand.setting.pass_mark, typed, errors)
    rows = (
        SheetRow(line, (line.label, labels[line.path]), application.claimed.get(line.path, "")) for line in sheet.lines
    )
    return Sheet(tuple(rows), sheet)


def prefilled(application: Application) -> dict[str, str]:
    """The rules' points, as the committee's sheet begins."""
    return machine_claims(in_hand(application).verdict.score_nodes())
