"""A person's decisions, certificates, requests and cases, for their own data export."""

from __future__ import annotations

from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import Files, add_part, rows_as_json
from zhicheng.web.registry.models import Case, Certificate, Decision, IntegrityRecord, Reexamination
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

KEPT_BACK = ("reported_by", "reported_at", "account", "evidence")
"""Of a case: who reported it and in which words, what others have said or handed in. The person has
what was found, what they said themselves, and the decision, as on their own page."""


def _registry(user: User, standing: Standing) -> Files:
    decisions = Decision.objects.filter(application__applicant=user)
    yield "decisions.json", rows_as_json(visible(standing, "view", decisions))
    certificates = Certificate.objects.filter(application__applicant=user)
    yield "certificates.json", rows_as_json(visible(standing, "view", certificates))
    requests = Reexamination.objects.filter(decision__application__applicant=user)
    yield "re-examinations.json", rows_as_json(visible(standing, "view", requests), "finding", "fault")
    cases = Case.objects.filter(application__applicant=user)
    yield "cases.json", rows_as_json(visible(standing, "view", cases), *KEPT_BACK)
    records = IntegrityRecord.objects.filter(case__application__applicant=user)
    yield "integrity-record.json", rows_as_json(visible(standing, "view", records))


add_part("registry", _registry)
