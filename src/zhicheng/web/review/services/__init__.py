"""The writes of the review: as a whole, on one application's eligibility, on recommendations."""

from zhicheng.web.review.services.checking import check_eligibility, check_together
from zhicheng.web.review.services.recommending import (
    Scored,
    decide_recommendation,
    exempt_application,
    hand_over,
    score_recommendation,
)
from zhicheng.web.review.services.running import begin_review, set_numbers, set_steps, take_further

__all__ = [
    "Scored",
    "begin_review",
    "check_eligibility",
    "check_together",
    "decide_recommendation",
    "exempt_application",
    "hand_over",
    "score_recommendation",
    "set_numbers",
    "set_steps",
    "take_further",
]
