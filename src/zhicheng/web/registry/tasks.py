"""The job of certificates: make those that are due."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction
from django_tasks import task

from zhicheng.procedure.certificate.content import LABELS
from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.review.certificate_states import DUE
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.accounts.models import User
from zhicheng.web.clock.now import current_moment
from zhicheng.web.registry.models import Certificate, Result
from zhicheng.web.registry.register import list_name
from zhicheng.web.registry.services.certificates import ISSUING, Wording, due_of, issue_certificate
from zhicheng.web.registry.services.status import sign_status_list
from zhicheng.web.visibility.standing import Standing, standing_of


@task()
def issue_certificates(pk: int, version: int) -> None:
    """Make every certificate that is due, each whole or not at all; begun again, it goes on where it stopped."""
    result = Result.objects.select_related("review__round__office").get(pk=pk)
    if result.job != ISSUING or result.version != version:
        return
    now = current_moment()
    actor = standing_of(User.objects.get(pk=result.asked["user"]), now)
    wording = Wording(result.asked["committee"], result.asked["valid_in"], result.asked["link"])
    trouble = []
    for row in list(due_of(result)):
        found = _issued(row, result, wording, actor, now)
        if found:
            trouble.append({"application": row.application_id, "text": found})
    _finish(result, trouble, actor, now)


def _issued(row: Certificate, result: Result, wording: Wording, actor: Standing, now: dt.datetime) -> list[Any]:
    """Nothing once it is issued, else why it is not, in both languages."""
    if not Certificate.objects.filter(pk=row.pk, state=DUE).exists():  # issued meanwhile, by a job begun again
        return []
    try:
        issue_certificate(row, result, wording, actor=actor, now=now)
    except ActRefused as refused:
        return [[one.sentence("zh"), one.sentence("en")] for one in refused.refusals]
    except Refused as refused:
        return [[told.text("zh"), told.text("en")] for told in map(_named, refused.problems)]
    return []


def _named(problem: Problem) -> Problem:
    """What is wrong with a certificate, the field called as on the sheet; whose it is stands beside it."""
    return replace(problem, file="", place=LABELS.get(problem.place, (problem.place,))[0])


@transaction.atomic
def _finish(result: Result, trouble: list[Any], actor: Standing, now: dt.datetime) -> None:
    row = Result.objects.select_for_update(no_key=True, of=("self",)).get(pk=result.pk)
    row.job, row.trouble = "", trouble
    row.version += 1
    row.save()
    if Certificate.objects.filter(application__round=result.review.round).exclude(state=DUE).exists():
        round_ = result.review.round
        sign_status_list(round_.office, list_name(round_), actor=actor, now=now)
