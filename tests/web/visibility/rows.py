"""Rows of every object of the table, by the rooms in which they are made."""

from __future__ import annotations

from collections.abc import Callable

from tests.web.people import World
from tests.web.visibility import committee_tied, draws_tied, experts_tied, meetings_tied, scoring_tied, sending_tied
from tests.web.visibility.tied import ROWS as FIRST_HALF
from tests.web.visibility.tied import Tied

ROWS: dict[str, Callable[[World], list[Tied]]] = {
    **FIRST_HALF,
    "plan": committee_tied.plans,
    "committee": committee_tied.committees,
    "seat": committee_tied.seats,
    "group": committee_tied.groups,
    "pool": experts_tied.pools,
    "expert": experts_tied.experts,
    "availability": experts_tied.availabilities,
    "declaration": experts_tied.declarations,
    "tie": experts_tied.ties,
    "tie-rule": experts_tied.tie_rules,
    "applicant-name": experts_tied.names,
    "deliberation": scoring_tied.deliberations,
    "group-sheet": scoring_tied.deliberations,
    "sheet": scoring_tied.sheets,
    "answer": scoring_tied.answers,
    "defence": scoring_tied.defences,
    "draw": draws_tied.draws,
    "assignment": draws_tied.assignments,
    "reading": draws_tied.readings,
    "meeting": meetings_tied.meetings,
    "presence": meetings_tied.presences,
    "vote": meetings_tied.votes,
    "ballot-session": meetings_tied.sessions,
    "tally": meetings_tied.tallies,
    "signature": meetings_tied.signatures,
    "mail-choice": sending_tied.choices,
    "delivery": sending_tied.deliveries,
    "inspection": sending_tied.inspections,
}
