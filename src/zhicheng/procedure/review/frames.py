"""The fixed parts of every table of a review, by name: what its states and acts are called in every track."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from zhicheng.procedure.review import (
    certificate_states,
    committee_states,
    deliberation_states,
    meeting_states,
    plan_states,
    pool_states,
    recommendation_states,
    reexamination_states,
    result_states,
    round_states,
    sanction_states,
    seat_states,
    vote_states,
)
from zhicheng.procedure.review.building import Frame

FRAMES: Final[Mapping[str, Frame]] = {
    frame.name: frame
    for frame in (
        recommendation_states.FRAME,
        round_states.FRAME,
        pool_states.FRAME,
        committee_states.FRAME,
        seat_states.FRAME,
        plan_states.FRAME,
        meeting_states.FRAME,
        deliberation_states.DELIBERATION,
        deliberation_states.DEFENCE,
        vote_states.FRAME,
        result_states.FRAME,
        reexamination_states.FRAME,
        certificate_states.FRAME,
        sanction_states.SANCTION,
        sanction_states.INTEGRITY,
    )
}
