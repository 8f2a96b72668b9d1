"""How a certificate moves: whether it is due, contested, printable, to be revoked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.certificate_states import CertificateFacts
from zhicheng.procedure.review.consequences import REVOCATION, due
from zhicheng.procedure.review.result_states import PUBLISHED
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.web.applications.models import Application
from zhicheng.web.notices.models import Objection
from zhicheng.web.registry.models import Case, Certificate, Decision, Reexamination
from zhicheng.web.registry.repeats import repeats_due
from zhicheng.web.registry.result_process import KIND, OPEN_REQUESTS
from zhicheng.web.registry.roles import parties_to
from zhicheng.web.review.acting import Asked, Common, Process

OPEN_CASES = ("reported", "examining", "established")
ESTABLISHED = ("established", "applied")


def contested(application: Application) -> bool:
    """Whether an objection to the result, a re-examination, a vote ordered anew or a case about this applicant is open."""
    objections = Objection.objects.filter(application=application, notice__kind=KIND, state="open")
    requests = Reexamination.objects.filter(decision__application=application, state__in=OPEN_REQUESTS)
    cases = Case.objects.filter(application=application, state__in=OPEN_CASES)
    anew = repeats_due().filter(decision__application=application)
    return objections.exists() or requests.exists() or cases.exists() or anew.exists()


def revokes(case: Case, rules: ReviewRules) -> bool:
    """Whether a case takes the title away, by the document."""
    found = due(rules, case.offence, serious=case.serious, title_given=True)
    return not isinstance(found, Refusal) and any(one.kind == REVOCATION for one in found)


def _established(row: Certificate, rules: ReviewRules) -> bool:
    cases = Case.objects.filter(application=row.application, state__in=ESTABLISHED)
    return any(revokes(one, rules) for one in cases)


def _facts(row: Certificate, asked: Asked, common: Common) -> CertificateFacts:
    brought: Mapping[str, Any] = asked.brought or {}
    decision = Decision.objects.filter(application=row.application).select_related("result").first()
    established = _established(row, asked.rules)
    return CertificateFacts(
        **common.fields,
        published=decision is not None and decision.result.state == PUBLISHED,
        passed=decision is not None and decision.stands,
        contested=contested(row.application),
        printable=not brought.get("unprintable"),
        successor_ready=bool(brought.get("successor")),
        established=established,
        annulled=Case.objects.filter(application=row.application, state="annulled").exists() and not established,
    )


CERTIFICATE = Process[Certificate, CertificateFacts](
    table="certificate",
    round_of=lambda row: row.application.round,
    roles=lambda row, actor: parties_to(row.application, actor),
    facts=_facts,
)
