"""Every table of a review for one track: those whose steps its own document has, or the round sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from zhicheng.procedure.review.certificate_states import certificate_table
from zhicheng.procedure.review.committee_states import committee_table
from zhicheng.procedure.review.consequences import offences
from zhicheng.procedure.review.deliberation_states import defence_table, deliberation_table
from zhicheng.procedure.review.meeting_states import meeting_table
from zhicheng.procedure.review.plan_states import plan_table
from zhicheng.procedure.review.pool_states import pool_table
from zhicheng.procedure.review.recommendation_states import recommendation_table
from zhicheng.procedure.review.reexamination_states import reexamination_table
from zhicheng.procedure.review.result_states import result_table
from zhicheng.procedure.review.round_states import review_table
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.review.sanction_states import integrity_table, names_record, sanction_table
from zhicheng.procedure.review.seat_states import seat_table
from zhicheng.procedure.review.vote_states import vote_table
from zhicheng.procedure.state_table import StateTable

_TABLES: Final[Mapping[str, tuple[Callable[[ReviewRules], StateTable[Any]], tuple[str, ...]]]] = {
    "recommendation": (recommendation_table, ("intermediate-review",)),
    "review": (review_table, ("check-eligibility", "vote")),
    "pool": (pool_table, ("draw",)),
    "committee": (committee_table, ("draw",)),
    "seat": (seat_table, ("draw",)),
    "plan": (plan_table, ("report-plan", "approve-plan")),
    "meeting": (meeting_table, ("vote",)),
    "deliberation": (deliberation_table, ("group-review", "vote")),
    "vote": (vote_table, ("vote",)),
    "result": (result_table, ("result-notice", "publish")),
    "reexamination": (reexamination_table, ("vote", "result-notice")),
    "certificate": (certificate_table, ("certify",)),
}
"""The tables that hang on steps, in the order of a review."""

NAMES: Final = (*_TABLES, "defence", "sanction", "integrity-record")
"""Every table's name."""


def review_tables(rules: ReviewRules) -> Mapping[str, StateTable[Any]]:
    """The tables of one track by name; what its document does not have, and the round does not set, is not there."""
    found: dict[str, StateTable[Any]] = {
        name: make(rules) for name, (make, steps) in _TABLES.items() if all(rules.has(step) for step in steps)
    }
    if rules.has("interview") or (rules.duty("defence") and rules.has("group-review")):
        found["defence"] = defence_table(rules)
    if rules.has("revoke") and offences(rules):
        found["sanction"] = sanction_table(rules)
        if names_record(rules):
            found["integrity-record"] = integrity_table(rules)
    return found
