"""Questions the pages of results, certificates, re-examinations and cases ask; each starts from what a person may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.notices.queries import objections_seen
from zhicheng.web.registry.models import (
    Case,
    Certificate,
    Decision,
    EnteredOutcome,
    IntegrityRecord,
    Reexamination,
    Result,
    StatusList,
)
from zhicheng.web.registry.result_process import KIND
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import VISITOR, Standing

WORK = "inspect"
"""The act of those who work on the end of a review, or watch over it."""


def result_of(standing: Standing, review: Review) -> Result | None:
    """The result of a review, for its office or a supervisor."""
    rows = Result.objects.filter(review=review).select_related("review__round__office", "notice")
    return visible(standing, WORK, rows).first()


def public_results() -> QuerySet[Result]:
    """The results everybody may see: posted, or published."""
    rows = Result.objects.select_related("review__round__office", "notice")
    return visible(VISITOR, "view", rows).order_by("-notice__first_day", "-pk")


def named_in_result(result: Result) -> list[Decision]:
    """Who is on the published list, by number; only for a result that everybody may see."""
    rows = result.decisions.filter(passed=True, taken_off_at=None, application__state="arrived")
    return list(rows.select_related("application").order_by("application__serial", "application"))


def decisions_of(standing: Standing, review: Review, act: str = WORK) -> QuerySet[Decision]:
    """The decisions of a review, other than on the person's own application."""
    rows = Decision.objects.filter(result__review=review).exclude(application__applicant=standing.user_id)
    return visible(standing, act, rows.select_related("application__round", "result"))


def own_decision(standing: Standing, application: Application) -> Decision | None:
    """What was decided on the person's own application, once it is posted."""
    rows = Decision.objects.filter(application=application, application__applicant=standing.user_id)
    return visible(standing, "view", rows.select_related("application__round", "result__notice")).first()


def own_applications(standing: Standing) -> QuerySet[Application]:
    """The person's own applications."""
    rows = Application.objects.filter(applicant=standing.user_id, applicant__isnull=False)
    return visible(standing, "view", rows.select_related("round"))


def own_certificates(standing: Standing, application: Application) -> list[Certificate]:
    """The certificates of the person's own application, the latest first."""
    rows = Certificate.objects.filter(application=application, application__applicant=standing.user_id)
    return list(visible(standing, "view", rows).order_by("-pk"))


def own_requests(standing: Standing, application: Application) -> list[Reexamination]:
    """The person's own requests, the latest first."""
    rows = Reexamination.objects.filter(decision__application=application)
    rows = rows.filter(decision__application__applicant=standing.user_id)
    return list(visible(standing, "view", rows).order_by("-pk"))


def own_cases(standing: Standing, application: Application) -> list[Case]:
    """Cases about the person's own application, once one is established."""
    rows = Case.objects.filter(application=application, application__applicant=standing.user_id)
    return list(visible(standing, "view", rows).order_by("-pk"))


def entered_of(standing: Standing, review: Review) -> dict[int, EnteredOutcome]:
    """The outcomes entered by hand, by application."""
    rows = EnteredOutcome.objects.filter(application__round=review.round)
    return {one.application_id: one for one in visible(standing, "view", rows)}


def imported_applications(standing: Standing, review: Review) -> QuerySet[Application]:
    """The imported applications whose outcome can be entered, other than the person's own."""
    rows = Application.objects.filter(round=review.round, imported=True, state="arrived")
    rows = rows.exclude(applicant=standing.user_id).filter(Q(eligibility=None) | Q(eligibility__outcome="eligible"))
    return visible(standing, "view", rows).order_by("serial", "pk")


def certificates_of(standing: Standing, review: Review, act: str = WORK) -> QuerySet[Certificate]:
    """The certificates of a review, due ones too, other than the person's own."""
    rows = Certificate.objects.filter(application__round=review.round)
    rows = rows.exclude(application__applicant=standing.user_id)
    return visible(standing, act, rows.select_related("application__round__office", "replaces", "pdf"))


def reexaminations_of(standing: Standing, review: Review) -> QuerySet[Reexamination]:
    """The requests in a review, other than the person's own."""
    rows = Reexamination.objects.filter(decision__result__review=review)
    rows = rows.exclude(decision__application__applicant=standing.user_id)
    return visible(standing, WORK, rows.select_related("decision__application__round", "decision__result__notice"))


def cases_of(standing: Standing, review: Review) -> QuerySet[Case]:
    """The cases in a review, other than about the person's own application."""
    rows = Case.objects.filter(application__round=review.round).exclude(application__applicant=standing.user_id)
    return visible(standing, WORK, rows.select_related("application__round", "reported_by"))


def record_of_case(standing: Standing, case: Case) -> IntegrityRecord | None:
    """The entry in the integrity record that follows from a case."""
    rows = IntegrityRecord.objects.filter(case=case).select_related("case__application__round")
    return visible(standing, WORK, rows).first()


def arrived_in(standing: Standing, review: Review) -> QuerySet[Application]:
    """Whom a case can be about: those whose applications arrived, other than the person's own."""
    rows = Application.objects.filter(round=review.round, state="arrived").exclude(applicant=standing.user_id)
    return visible(standing, "view", rows).order_by("serial", "pk")


def result_notices(standing: Standing, round_: Round) -> QuerySet[Notice]:
    """The notices of a result that this person may see, the latest first."""
    rows = Notice.objects.filter(round=round_, kind=KIND).select_related("round", "organisation")
    return visible(standing, "view", rows).order_by("-posted_at", "-pk")


def result_objections(standing: Standing, result: Result, act: str = "view") -> QuerySet[Objection]:
    """The objections to the notice that counts, without their senders."""
    return objections_seen(standing, act).filter(notice=result.notice_id).order_by("received_at")


def issuers() -> list[Organisation]:
    """The offices that have signed a status list: names everybody may know."""
    return list(Organisation.objects.filter(status_lists__isnull=False).distinct().order_by("pk"))


def latest_lists(office: Organisation) -> list[StatusList]:
    """The latest status list of each name of an office; they tell nothing of a person."""
    rows = StatusList.objects.filter(office=office).order_by("name", "-number").distinct("name")
    return list(rows)


def certificate_by_number(number: str) -> Certificate | None:
    """The certificate of a number, for whoever has it: the number itself can't be guessed."""
    rows = Certificate.objects.exclude(state="due").select_related("application__round__office", "replaces")
    return rows.filter(number=number).first()
