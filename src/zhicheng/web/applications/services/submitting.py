"""The applicant's acts: begin, submit, withdraw, take up again, hand in again after correction."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from zhicheng.dossier.plain import stored_dossier
from zhicheng.procedure.application_states import DRAFT
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.verdict.contract import verdict_json
from zhicheng.web.accounts.models import Organisation, User
from zhicheng.web.applications.dossiers import PROMISED
from zhicheng.web.applications.facts import Brought
from zhicheng.web.applications.in_hand import InHand, in_hand
from zhicheng.web.applications.models import Application, Submission
from zhicheng.web.applications.services.perform import carry_out, lock, perform
from zhicheng.web.applications.ways import own_refusals
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.models import Round
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
    row = lock(application, actor, "change")
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
    _promise(row, in_hand(row), actor, now)
    row.version += 1
    row.save()
    return row


def _promise(row: Application, hand: InHand, actor: Standing, now: dt.datetime) -> None:
    """The promise on exactly what was read, on the ledger; the row is left to be saved."""
    row.committed_at = now
    row.extra = {**row.extra, PROMISED: hand.promised}
    write_entry("give-commitment", actor=actor, now=now, on=row, role="applicant")


def _hand_in(
    application: Application, act: str, *, actor: Standing, now: dt.datetime, version: int | None, promise: bool
) -> Application:
    """Hand in: what is promised, judged and frozen is read once, under the lock, and is the same."""
    row = lock(application, actor, "change" if promise else "view")
    hand = in_hand(row)
    against = own_refusals(row, hand)
    if against:
        raise ActRefused(against)
    if promise and row.state in EDITABLE:
        _promise(row, hand, actor, now)
    carry_out(row, act, actor=actor, now=now, brought=Brought(version=version), hand=hand)
    freeze(row, hand, now)
    return row


@transaction.atomic
def submit_application(
    application: Application, *, actor: Standing, now: dt.datetime, version: int | None, promise: bool = False
) -> Application:
    """Hand in a draft: frozen as submission 1 (or the next), a serial number given, the employer told.

    ``promise``: the applicant warrants the truth of all papers in the same act; refused, neither is done.
    """
    row = _hand_in(application, "submit", actor=actor, now=now, version=version, promise=promise)
    row.name = row.applicant.name if row.applicant else row.name
    row.serial = row.serial or _serial(row)
    row.save(update_fields=["name", "serial"])
    return row


@transaction.atomic
def resubmit_application(
    application: Application, *, actor: Standing, now: dt.datetime, version: int | None, promise: bool = False
) -> Application:
    """Hand in again after correction; it goes back to the tier that returned it. ``promise`` as with the first."""
    row = _hand_in(application, "resubmit", actor=actor, now=now, version=version, promise=promise)
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


_FIRST_PAPERS: Final = f"""
    insert into {Application.papers.through._meta.db_table} (application_id, paper_id)
    select %s, unnest(%s::bigint[]) on conflict do nothing
"""


def freeze(application: Application, hand: InHand, now: dt.datetime) -> Submission:
    """What is handed in, as it was read under the lock: dossier, files by digest, verdict. Never changed afterwards."""
    last = application.submissions.aggregate(last=Max("number"))["last"] or 0 if application.serial else 0
    if last:
        application.papers.set([file.pk for file in hand.files])
    else:
        with connection.cursor() as cursor:  # on the last day of a round by the thousand: a plain statement
            cursor.execute(_FIRST_PAPERS, [application.pk, [file.pk for file in hand.files]])
    listed: dict[str, list[list[str]]] = {}
    for file in hand.files:
        listed.setdefault(file.key or "general", []).append([file.paper, file.digest, file.name])
    return Submission.objects.create(
        application=application,
        number=last + 1,
        dossier=stored_dossier(hand.dossier),
        papers=listed,
        way_in=application.way_in,
        claimed=application.claimed,
        verdict=verdict_json(hand.setting, hand.verdict, reasons=False),
        submitted_at=now,
    )


def _serial(application: Application) -> str:
    """A number for people: the round's code and a running number of its own, never used twice.

    The round is locked for this until the transaction ends: it comes last, so that others wait for little.
    """
    Round.objects.select_for_update(no_key=True).only("pk").get(pk=application.round_id)
    count = Application.objects.filter(round=application.round_id).exclude(serial="").count()
    return f"{application.round.code}-{count + 1:05}"
