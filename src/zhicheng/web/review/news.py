"""What an applicant reads of the review on the page of their own application: the finding, the recommendation."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.web.applications.later import News, add_news
from zhicheng.web.applications.models import Application
from zhicheng.web.review.models import EligibilityCheck, Recommendation
from zhicheng.web.review.recommending import GOES_ON
from zhicheng.web.review.rules import rules_of, table_of
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


@add_news
def _eligibility(application: Application, standing: Standing) -> Iterator[News]:
    rows = EligibilityCheck.objects.filter(application=application)
    for row in visible(standing, "view", rows):
        good = row.outcome == "eligible"
        yield News(
            ("资格审查", "Eligibility"),
            ("资格审查合格", "found eligible") if good else ("资格审查不合格", "found not eligible"),
            "met" if good else "not_met",
            row.reason,
            tuple(sorted(row.differences.items())),
            row.checked_at,
        )


@add_news
def _recommendation(application: Application, standing: Standing) -> Iterator[News]:
    rows = Recommendation.objects.filter(application=application).select_related("organisation")
    for row in visible(standing, "view", rows):
        table = table_of(rules_of(application.round), "recommendation")
        yield News(
            ("中评委推荐", "Intermediate committee"),
            table.state(row.state).applicant,
            "met" if row.state in GOES_ON else "not_met",
            row.reason,
            (),
            row.decided_at or row.handed_at,
        )
