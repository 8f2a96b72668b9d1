"""What an applicant reads of the result on the page of the own application, once it is posted."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from zhicheng.web.applications.later import News, add_news
from zhicheng.web.applications.models import Application
from zhicheng.web.registry.queries import own_certificates, own_decision, own_requests
from zhicheng.web.registry.words import CERTIFICATE_SAID, REEXAMINATION_SAID, outcome_of
from zhicheng.web.visibility.standing import Standing


@add_news
def _decision(application: Application, standing: Standing) -> Iterator[News]:
    row = own_decision(standing, application)
    if row is None or row.result.notice is None:
        return
    good = row.stands
    yield News(
        ("评审结果", "Result of the review"),
        outcome_of(row),
        "met" if good else "not_met",
        row.taken_off_because,
        (),
        row.taken_off_at or row.result.notice.posted_at,
        reverse("own-result", args=[application.pk]),
    )


@add_news
def _certificate(application: Application, standing: Standing) -> Iterator[News]:
    for row in own_certificates(standing, application)[:1]:
        if row.issued_at is not None:
            yield News(
                ("电子证书", "Certificate"),
                CERTIFICATE_SAID[row.state],
                "met" if row.state == "issued" else "not_met",
                row.decision,
                (),
                row.issued_at,
                reverse("own-result", args=[application.pk]),
            )


@add_news
def _reexamination(application: Application, standing: Standing) -> Iterator[News]:
    for row in own_requests(standing, application)[:1]:
        at = row.ended_at or (row.decision.result.notice.posted_at if row.decision.result.notice else None)
        if at is not None:
            yield News(
                ("复查", "Re-examination"),
                REEXAMINATION_SAID[row.state],
                "open" if row.ended_at is None else "",
                row.answer,
                (),
                at,
                reverse("own-result", args=[application.pk]),
            )
