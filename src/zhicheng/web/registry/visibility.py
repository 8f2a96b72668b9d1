"""How results, decisions, certificates, re-examinations and cases are tied to persons."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from zhicheng.web.registry.models import (
    Case,
    Certificate,
    Decision,
    EnteredOutcome,
    IntegrityRecord,
    Reexamination,
    Result,
)
from zhicheng.web.visibility.scope import EVERYTHING, Relation, Scope, register


def _by_round(path: str) -> Mapping[str, Relation]:
    return {
        "any": lambda _: EVERYTHING,
        "own-round": lambda one: Q(**{f"{path}__office__in": one.organisations("committee-office")}),
    }


def _by_application(path: str) -> Mapping[str, Relation]:
    return {
        **_by_round(f"{path}__round"),
        "own": lambda one: Q(**{f"{path}__applicant": one.user_id}) & Q(**{f"{path}__applicant__isnull": False}),
    }


_APPLICANT = "application__applicant"
register(Result, Scope("result", "state", _by_round("review__round")))
register(EnteredOutcome, Scope("entered-outcome", "passed", _by_round("application__round"), applicant=_APPLICANT))
register(Decision, Scope("decision", "result__state", _by_application("application"), applicant=_APPLICANT))
register(
    Reexamination,
    Scope("reexamination", "state", _by_application("decision__application"), applicant=f"decision__{_APPLICANT}"),
)
register(Certificate, Scope("certificate", "state", _by_application("application"), applicant=_APPLICANT))
register(Case, Scope("case", "state", _by_application("application"), applicant=_APPLICANT))
register(
    IntegrityRecord,
    Scope("integrity-record", "state", _by_application("case__application"), applicant=f"case__{_APPLICANT}"),
)
