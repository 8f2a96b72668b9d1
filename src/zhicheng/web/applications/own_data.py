"""A person's applications and messages, for their own data export."""

from __future__ import annotations

from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import Files, add_part, rows_as_json
from zhicheng.web.applications.models import (
    Application,
    Message,
    Opinion,
    RecommendingExpert,
    Return,
    ReturnItem,
    Submission,
)
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def _applications(user: User, standing: Standing) -> Files:
    own = visible(standing, "view", Application.objects.filter(applicant=user))
    yield "applications.json", rows_as_json(own)
    yield "submissions.json", rows_as_json(Submission.objects.filter(application__in=own))
    returns = visible(standing, "view", Return.objects.filter(application__in=own))
    yield "returns.json", rows_as_json(returns, "returned_by")
    yield "return-items.json", rows_as_json(ReturnItem.objects.filter(returned__in=returns))
    yield "opinions.json", rows_as_json(Opinion.objects.filter(application__in=own), "given_by_id", "given_by")
    asked = visible(standing, "view", RecommendingExpert.objects.filter(application__in=own))
    yield "recommending-experts.json", rows_as_json(asked, "link_digest")


def _messages(user: User, standing: Standing) -> Files:
    yield "messages.json", rows_as_json(visible(standing, "view", Message.objects.filter(user=user)))


add_part("applications", _applications)
add_part("messages", _messages)
