"""The applicant's acts: begin, submit, withdraw, take up again, hand in again after correction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from zhicheng.dossier.plain import stored_dossier
from zhicheng.procedure.application_states import DRAFT
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.verdict.contract import verdict_json
from zhicheng.verdict.setting import judge
from zhicheng.web.accounts.models import Organisation, User
from zhicheng.web.applications.dossiers import PROMISED, drafted, paper_rows, promised_digest
from zhicheng.web.applications.facts import Brought
from zhicheng.web.applications.models import Application, Submission
from zhicheng.web.applications.services.perform import lock, perform
from zhicheng.web.applications.ways import own_refusals
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import setting_of
from zhicheng.web.site.acts import STALE
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

ALREADY = Refusal(
    "already-applying",
    ("您已在本年度申报", "you are already applying in this round"),
    do=("请在“我的申报”中继续", "go on with it under 'My applications'"),
)
EDITABLE = (DRAFT, "returned-by-employer", "returned-by-department")
"""The states in which the applicant's own part can be changed."""


@transaction.atomic
def begin_application(round_: Round, *, actor: Standing, now: dt.datetime) -> Application:
    """A new draft in a round, or a refusal where the person has one already (``already-applying``)."""
    require(actor, "apply", round_)
    user = User.objects.get(pk=actor.person)
    if Application.objects.filter(round=round_, applicant=user).exclude(state="withdrawn").exists():
        raise ActRefused(ALREADY)
    try:
        with transaction.atomic():
            application = Application.objects.create(round=round_, applicant=user, name=user.name, created_at=now)
    except IntegrityError as error:  # a second window was quicker
        raise ActRefused(ALREADY) from error
    write_entry("begin-application", actor=actor, now=now, on=application, role="applicant")
    return application


@transaction.atomic
def change_draft(
    application: Application, *, actor: Standing, version: int | None, changes: dict[str, Any]
) -> Application:
    """The applicant's part changed: employer, specialty, way in, chosen records, claimed score, papers that don't apply.

    ``changes``: any of ``employer``, ``specialty``, ``way_in``, ``record_keys``, ``claimed``, ``extra`` (merged).
    Drafts are not acts: no ledger entry. Refused outside drafting and correcting (``not-editable``).
    """
    row = editable(application, actor=actor, version=version)
    for name in ("specialty", "way_in", "record_keys", "claimed"):
        if name in changes:
            setattr(row, name, changes[name])
    if "employer" in changes:
        _change_employer(row, changes["employer"])
    row.extra = {**row.extra, **changes.get("extra", {})}
    row.committed_at = None  # a promise is given on what was read; a change takes it back
    row.version += 1
    row.save()
    return row


def _change_employer(row: Application, employer: Organisation | None) -> None:
    """A draft may change its employer; after handing in the employer stays."""
    if row.state != DRAFT and row.employer_id != (employer.pk if employer else None):
        raise ActRefused(
            Refusal(
                "employer-fixed",
                ("提交后不能更换单位", "the employer can't change after handing in"),
                do=("如确需更换，请撤回后重新填报", "withdraw and take up again if you must"),
            )
        )
    row.employer = employer
    row.employer_name = employer.name if employer else ""


def editable(application: Application, *, actor: Standing, version: int | None) -> Application:
    """The applicant's own application, locked, where it can be changed now."""
    row = lock(application, actor)
    require(actor, "change", row)
    if version is not None and row.version != version:
        raise ActRefused(STALE)
    if row.state not in EDITABLE:
        raise ActRefused(
            Refusal(
                "not-editable",
                ("申报已提交，不能修改", "the application is handed in and can't be changed"),
                do=("如需修改，请撤回，或待退回后补正", "withdraw it, or correct it when it is returned"),
            )
        )
    return row


@transaction.atomic
def give_commitment(application: Application, *, actor: Standing, now: dt.datetime, version: int | None) -> Application:
    """The applicant warrants the truth of all papers; any later change, of what is kept too, takes it back."""
    row = editable(application, actor=actor, version=version)
    row.committed_at = now
    row.extra = {**row.extra, PROMISED: promised_digest(row)}
    row.version += 1
    row.save()
    write_entry("give-commitment", actor=actor, now=now, on=row, role="applicant")
    return row


def _refuse_own_part(row: Application) -> None:
    against = own_refusals(row)
    if against:
        raise ActRefused(against)


@transaction.atomic
def submit_application(
    application: Application, *, actor: Standing, now: dt.datetime, version: int | None
) -> Application:
    """Hand in a draft: frozen as submission 1 (or the next), a serial number given, the employer told."""
    row = lock(application, actor)
    _refuse_own_part(row)
    row = perform(row, "submit", actor=actor, now=now, brought=Brought(version=version))
    row.serial = row.serial or _serial(row)
    row.name = row.applicant.name if row.applicant else row.name
    row.save()
    freeze(row, now)
    return row


@transaction.atomic
def resubmit_application(
    application: Application, *, actor: Standing, now: dt.datetime, version: int | None
) -> Application:
    """Hand in again after correction; it goes back to the tier that returned it."""
    row = lock(application, actor)
    _refuse_own_part(row)
    row = perform(row, "resubmit", actor=actor, now=now, brought=Brought(version=version))
    freeze(row, now)
    row.returns.filter(resolved_at=None).update(resolved_at=now)
    return row


@transaction.atomic
def withdraw_application(
    application: Application, *, actor: Standing, now: dt.datetime, version: int | None
) -> Application:
    """Take an application back; it can be taken up again while the applicants' window is open."""
    return perform(application, "withdraw", actor=actor, now=now, brought=Brought(version=version))


@transaction.atomic
def reopen_application(
    application: Application, *, actor: Standing, now: dt.datetime, version: int | None
) -> Application:
    """Take a withdrawn application up again as a draft; promise, checks, statement and notice start afresh."""
    row = lock(application, actor)
    if Application.objects.filter(round=row.round, applicant=row.applicant).exclude(state="withdrawn").exists():
        raise ActRefused(ALREADY)
    row = perform(row, "reopen", actor=actor, now=now, brought=Brought(version=version))
    row.committed_at, row.reopened_at = None, now
    row.save()
    row.returns.filter(resolved_at=None).update(resolved_at=now)
    return row


def freeze(application: Application, now: dt.datetime) -> Submission:
    """What is handed in, as it is now: dossier, files by digest, verdict. Never changed afterwards."""
    papers = list(paper_rows(application))
    application.papers.set(papers)
    setting = setting_of(application.round)
    dossier = drafted(application)
    verdict = judge(setting, dossier)
    last = application.submissions.order_by("-number").values_list("number", flat=True).first() or 0
    listed: dict[str, list[list[str]]] = {}
    for row in papers:
        key = row.record.key if row.record is not None else "general"
        listed.setdefault(key, []).append([row.paper, row.blob_id, row.file_name])
    return Submission.objects.create(
        application=application,
        number=last + 1,
        dossier=stored_dossier(dossier),
        papers=listed,
        way_in=application.way_in,
        claimed=application.claimed,
        verdict=verdict_json(setting, verdict, reasons=False),
        submitted_at=now,
    )


def _serial(application: Application) -> str:
    """A number for people: the round's code and a running number of its own, never used twice."""
    round_ = Round.objects.select_for_update(no_key=True).get(pk=application.round_id)
    count = Application.objects.filter(round=round_).exclude(serial="").count()
    return f"{round_.code}-{count + 1:05}"
