"""Writes on certificates: asked for, made one by one in a job, issued anew, revoked, restored."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction

from zhicheng.documents.certificate import make_certificate, unprintable
from zhicheng.procedure.certificate.content import Content
from zhicheng.procedure.certificate.rules import (
    REISSUE_REASONS,
    REVOCATION_GROUNDS,
    Record,
    reissued,
    restored,
    revoked,
)
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.certificate_states import DUE, ISSUED
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import CHINA
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.papers.models import Blob
from zhicheng.web.papers.services import store_file
from zhicheng.web.registry import refusals
from zhicheng.web.registry.certificate_process import CERTIFICATE
from zhicheng.web.registry.keyring import provider_for
from zhicheng.web.registry.models import Certificate, Result
from zhicheng.web.registry.register import (
    list_name,
    new_content,
    numbered,
    prefix_of,
    record_of,
    records_of,
    register_of,
)
from zhicheng.web.registry.services.alone import alone
from zhicheng.web.registry.services.status import sign_status_list
from zhicheng.web.review.acting import offers, perform
from zhicheng.web.rounds.queries import templates_of
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import NO_RIGHT, require
from zhicheng.web.visibility.standing import Standing

ISSUING: Final = "issuing"
STOPPED: Final = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Wording:
    """What certificates of a round say beside the person: the committee's name, where the title is valid, and the
    address of the verify page in the printed code."""

    committee: str
    valid_in: str
    link: str


@transaction.atomic
def ask_certificates(
    result: Result, wording: Wording, *, actor: Standing, now: dt.datetime, version: int | None
) -> Result:
    """Begin to make every certificate that is due, in a job; what stands against one is told on the page afterwards.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``job-running``, ``nothing-due``, ``no-address``, ``field-missing``.
    """
    from zhicheng.web.registry.tasks import issue_certificates  # it works with what is here

    row = locked(result, version)
    require(actor, "inspect", row)
    _refuse_asking(row, wording, actor, now)
    row.job, row.job_since, row.trouble = ISSUING, now, []
    row.asked = {
        "user": actor.person, "committee": wording.committee.strip(), "valid_in": wording.valid_in.strip(), "link": wording.link,
    }  # fmt: skip
    row.version += 1
    row.save()
    count = due_of(row).count()
    write_entry("ask-certificates", actor=actor, now=now, on=row, detail={"count": count})
    issue_certificates.enqueue(row.pk, row.version)
    return row


def _refuse_asking(row: Result, wording: Wording, actor: Standing, now: dt.datetime) -> None:
    first = due_of(row).first()
    against = []
    if at_work(row, now):
        against.append(refusals.BUSY)
    if first is None:
        against.append(refusals.NOTHING_DUE)
    elif "issue" not in {one.act for one in offers(CERTIFICATE, first, actor=actor, now=now)}:
        against.append(NO_RIGHT)
    if not wording.link.startswith(("https://", "http://")):
        against.append(refusals.NO_ADDRESS)
    if not wording.committee.strip() or not wording.valid_in.strip():
        text = ("请填写评审委员会名称和有效范围", "name the committee, and where the title is valid")
        against.append(Refusal("field-missing", text))
    if against:
        raise ActRefused(against)


def at_work(result: Result, now: dt.datetime) -> bool:
    """Whether the certificates are being made; a job of which nothing was heard for so long was stopped with its machine."""
    return result.job == ISSUING and result.job_since is not None and now - result.job_since < STOPPED


def due_of(result: Result) -> Any:
    """The certificates of a round that are due."""
    rows = Certificate.objects.filter(application__round=result.review.round, state=DUE)
    return rows.select_related("application__applicant", "application__round__office").order_by(
        "application__serial", "pk"
    )


@transaction.atomic
def issue_certificate(
    row: Certificate, result: Result, wording: Wording, *, actor: Standing, now: dt.datetime
) -> Certificate:
    """One certificate made, signed, kept and issued.

    Raises:
        ActRefused: as the table (``contested``, ``not-passed`` …), ``already-issued``, ``no-key``.
        Refused: a character of it can't be printed (named), or it says too much for its code.
    """
    alone(result.review.round.office)
    day = now.astimezone(CHINA).date()
    provider = provider_for(result.review.round.office, day)
    content = new_content(
        row, result, committee=wording.committee, valid_in=wording.valid_in, key=provider.key.id, on=day
    )
    wrong = unprintable(content)
    if wrong:
        raise Refused(wrong)

    def change(fresh: Certificate) -> None:
        _fill(fresh, content, _made(content, row.application, wording.link, now), now)

    brought: Mapping[str, Any] = {}
    issued = perform(
        CERTIFICATE,
        row,
        "issue",
        actor=actor,
        now=now,
        brought=brought,
        change=change,
        detail={"digest": content.digest},
    )
    text = ("您的电子证书已颁发，可在申报页下载", "Your certificate is issued; download it on your application's page")
    tell_applicant(issued.application, "certificate-issued", text, now=now)
    return issued


def _made(content: Content, application: Application, link: str, now: dt.datetime) -> Blob:
    """The file of a certificate, in the store."""
    round_ = application.round
    provider = provider_for(round_.office, content.issued_on)
    at = now.astimezone(CHINA).replace(microsecond=0)
    _, sealed = make_certificate(content, provider, link=link, at=at, templates=templates_of(round_))
    stored = store_file(io.BytesIO(sealed.pdf))
    blob, _ = Blob.objects.get_or_create(
        digest=stored.sha256,
        defaults={"size": stored.size, "kind": stored.kind.value, "stored_at": now, "pictures": "none"},
    )
    return blob


def _fill(row: Certificate, content: Content, pdf: Blob, now: dt.datetime) -> None:
    row.number, row.content, row.digest = content.number, content.values(), content.digest
    row.status_list, row.status_index = content.status_list, content.status_index
    row.pdf, row.issued_at = pdf, now


@transaction.atomic
def reissue_certificate(
    row: Certificate, reason: str, changed: Mapping[str, str], link: str, *, actor: Standing, now: dt.datetime,
    version: int | None,
) -> Certificate:  # fmt: skip
    """The certificate that takes the place of one that is wrong: new number, same title and day of obtaining.

    ``reason``: of ``REISSUE_REASONS``; ``changed``: name, person (masked), specialty as they are to be.

    Raises:
        ActRefused: as the table, and as ``procedure.certificate.rules.reissue_refusals``.
        Refused: a character can't be printed, or a field does not fit.
    """
    office, day = row.application.round.office, now.astimezone(CHINA).date()
    alone(office)
    old = _record(row)
    content = _successor(row, old.content, changed, day)
    ended, _ = reissued(old, content, reason, records_of(register_of(office)))
    wrong = unprintable(content)
    if wrong:
        raise Refused(wrong)
    file = _made(content, row.application, link, now)

    def change(fresh: Certificate) -> None:
        fresh.ended_on, fresh.reason = ended.ended_on, reason

    before = perform(
        CERTIFICATE, row, "re-issue", actor=actor, now=now, version=version, reason=REISSUE_REASONS[reason][0],
        brought={"successor": True}, change=change,
    )  # fmt: skip
    new = Certificate(application=row.application, state=ISSUED, replaces=before)
    _fill(new, content, file, now)
    new.save()
    write_entry("certificate-issue", actor=actor, now=now, on=new, detail={"state": ISSUED, "digest": content.digest})
    sign_status_list(office, content.status_list, actor=actor, now=now)
    text = ("您的电子证书已换发，请下载新证书", "Your certificate was issued anew; download the new one")
    tell_applicant(row.application, "certificate-re-issued", text, now=now)
    return new


def _record(row: Certificate) -> Record:
    """A certificate that was issued, as the register has it.

    Raises:
        ActRefused: ``not-issued``: it is due, so that there is nothing to change yet.
    """
    if row.state == DUE:
        raise ActRefused(refusals.NOT_ISSUED)
    return record_of(row)


def _successor(row: Certificate, old: Content, changed: Mapping[str, str], day: dt.date) -> Content:
    """What the new certificate says: as the old one but for number, day, key, and what was changed."""
    round_ = row.application.round
    wanted = replace(
        old,
        issued_on=day,
        replaces=old.number,
        key=provider_for(round_.office, day).key.id,
        name=changed.get("name", old.name),
        person=changed.get("person", old.person),
        specialty=changed.get("specialty", old.specialty),
    )
    return numbered(wanted, prefix_of(round_))


@transaction.atomic
def revoke_certificate(
    row: Certificate, ground: str, decision: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Certificate:
    """The title taken away by a document, after an established case; the status list shows it at once.

    Raises:
        ActRefused: as the table (``case-not-established`` …), ``no-ground``, ``no-decision``, ``already-revoked``.
    """
    alone(row.application.round.office)
    ended = revoked(_record(row), ground, decision, now.astimezone(CHINA).date())

    def change(fresh: Certificate) -> None:
        fresh.ended_on, fresh.reason, fresh.decision = ended.ended_on, ended.reason, ended.decision[:120]

    done = perform(
        CERTIFICATE, row, "revoke", actor=actor, now=now, version=version,
        reason=f"{REVOCATION_GROUNDS[ground][0]}；{decision.strip()}", change=change,
    )  # fmt: skip
    sign_status_list(done.application.round.office, done.status_list, actor=actor, now=now)
    text = ("您的职称资格已被撤销，依据见申报页", "Your title was revoked; the decision is on your application's page")
    tell_applicant(done.application, "certificate-revoked", text, now=now)
    return done


@transaction.atomic
def restore_certificate(
    row: Certificate, decision: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Certificate:
    """A revocation set aside: the certificate is valid again under its own number.

    Raises:
        ActRefused: as the table (``case-stands`` …), ``no-decision``.
    """
    alone(row.application.round.office)
    record = restored(_record(row), decision)

    def change(fresh: Certificate) -> None:
        fresh.ended_on, fresh.reason, fresh.decision = None, "", record.decision[:120]

    done = perform(
        CERTIFICATE, row, "restore", actor=actor, now=now, version=version, reason=decision.strip(), change=change
    )
    sign_status_list(done.application.round.office, done.status_list, actor=actor, now=now)
    text = ("您的电子证书已恢复有效", "Your certificate is valid again")
    tell_applicant(done.application, "certificate-restored", text, now=now)
    return done


def sign_round_list(result: Result, *, actor: Standing, now: dt.datetime) -> None:
    """The status list of a round's certificates signed anew.

    Raises:
        ActRefused: ``no-right``, ``no-key``.
    """
    require(actor, "inspect", result)
    round_ = result.review.round
    sign_status_list(round_.office, list_name(round_), actor=actor, now=now)
