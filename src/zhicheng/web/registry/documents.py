"""The documents of a result: the one that publishes it, and the roster of who passed."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from zhicheng.documents.office import RecommendationRoster
from zhicheng.documents.render import Rendered, render
from zhicheng.documents.result_document import ResultDocument, ResultPerson
from zhicheng.web.clock.now import CHINA
from zhicheng.web.registry.models import Decision, Result
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.queries import templates_of
from zhicheng.web.rounds.roster_rows import rows_of
from zhicheng.web.rounds.setting import pack_for


def result_document(result: Result, passed: QuerySet[Decision], format: str, *, now: dt.datetime) -> Rendered:
    """The document that publishes a result, those who passed by number.

    Raises:
        Refused: there is no such format, a name can't be printed, or the round's template fails.
    """
    round_, notice = result.review.round, result.notice
    rows = passed.select_related("application").order_by("application__serial", "application")
    people = tuple(
        ResultPerson(one.application.name, one.application.employer_name, one.application.specialty) for one in rows
    )
    data = ResultDocument(
        round_.office.name,
        round_.title_zh,
        pack_for(round_).about(round_.level)[0],
        people,
        result.document or None,
        None if notice is None else notice.first_day,
        None if notice is None else notice.last_day,
        result.published_on,
    )
    return render("result-document", data, format, issued_at=now, templates=templates_of(round_))


def roster_of_passed(round_: Round, passed: QuerySet[Decision], format: str, *, now: dt.datetime) -> Rendered:
    """Who passed, in the province's columns, by number.

    Raises:
        Refused: as :func:`result_document`.
    """
    found = passed.select_related("application").prefetch_related("application__submissions")
    rows = [one.application for one in found.order_by("application__serial", "application")]
    day = now.astimezone(CHINA).date()
    data = RecommendationRoster(round_.title_zh, round_.office.name, rows_of(round_, rows), filled_on=day)
    return render(
        "recommendation-roster", data, format, issued_at=now, templates=templates_of(round_), title="评审通过人员名单"
    )
