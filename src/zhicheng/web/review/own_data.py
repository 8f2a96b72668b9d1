"""What the review found on a person's own applications, for their own data export."""

from __future__ import annotations

from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import Files, add_part, rows_as_json
from zhicheng.web.review.models import EligibilityCheck, Recommendation
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def _found(user: User, standing: Standing) -> Files:
    checks = visible(standing, "view", EligibilityCheck.objects.filter(application__applicant=user))
    yield "eligibility.json", rows_as_json(checks, "checked_by_id", "checked_by")
    rows = visible(standing, "view", Recommendation.objects.filter(application__applicant=user))
    yield "recommendations.json", rows_as_json(rows, "handed_by_id", "handed_by")


add_part("review", _found)
