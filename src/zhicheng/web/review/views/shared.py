"""What the pages of one review share: the review, its rules, the frame around each page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404

from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.web.review.models import Review
from zhicheng.web.review.queries import reviews_for
from zhicheng.web.review.rules import rules_of
from zhicheng.web.rounds.setting import pack_for
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may


@dataclass(frozen=True)
class OnPage:
    """A review as a page works on it; ``runs``: this person's office runs it (else they read along)."""

    review: Review
    rules: ReviewRules
    runs: bool

    @property
    def checking(self) -> bool:
        """Whether eligibility is being checked."""
        return self.review.state == "closed"

    @property
    def frame(self) -> dict[str, Any]:
        """What every page shows around its own content."""
        round_ = self.review.round
        return {
            "review": self.review,
            "round": round_,
            "title_reviewed": pack_for(round_).about(round_.level),
            "runs": self.runs,
            "checking": self.checking,
        }


def on_page(request: PageRequest, code: str, act: str = "inspect") -> OnPage:
    """The review of a round by its code; for whoever may not see it there is no such page."""
    review = get_object_or_404(reviews_for(request.standing, act), round__code=code)
    return OnPage(review, rules_of(review.round), may(request.standing, "set-up", review))
