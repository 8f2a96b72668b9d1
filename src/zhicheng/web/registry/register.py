"""The register of certificates in the database, as the rules of issuing take it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from zhicheng.procedure.certificate.content import Content, content_of, masked
from zhicheng.procedure.certificate.number import new_number
from zhicheng.procedure.certificate.rules import Record
from zhicheng.procedure.certificate.status import REISSUED, REVOKED, VALID, free_index
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.registry.models import Certificate, Result
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import pack_for

STATES: Final = {"issued": VALID, "replaced": REISSUED, "revoked": REVOKED}
"""A certificate's state in the table of states, as the status list calls it."""


def register_of(office: Organisation) -> list[Certificate]:
    """Every certificate that an office has given, whatever became of it."""
    rows = Certificate.objects.filter(application__round__office=office).exclude(number="")
    return list(rows.order_by("pk"))


def record_of(row: Certificate) -> Record:
    """A certificate as the register has it."""
    content = content_of(row.content, row.number)
    return Record(content, STATES[row.state], row.ended_on, row.reason, row.decision)


def list_name(round_: Round) -> str:
    """The status list in which the certificates of a round stand: its office's of that year."""
    return f"o{round_.office_id}-{round_.year}"


def prefix_of(round_: Round) -> str:
    """How the numbers of a round begin: ZC and its year."""
    return f"ZC{round_.year % 100:02d}"


def new_content(row: Certificate, result: Result, *, committee: str, valid_in: str, key: str, on: dt.date) -> Content:
    """What a certificate that is due says, with a number and a place drawn by chance."""
    application, round_ = row.application, result.review.round
    number = application.applicant.personal_number if application.applicant is not None else ""
    assert result.published_on is not None
    blank = Content(
        number="",
        name=application.name,
        person=masked(number) if len(number.strip()) >= 12 else "",
        title=pack_for(round_).about(round_.level)[0],
        track=round_.track,
        specialty=application.specialty or "—",
        committee=committee,
        issuer=round_.office.name,
        document=result.document,
        obtained_on=result.published_on,
        issued_on=on,
        valid_in=valid_in,
        status_list=list_name(round_),
        status_index=0,
        replaces="",
        key=key,
    )
    return numbered(blank, prefix_of(round_))


def numbered(content: Content, prefix: str) -> Content:
    """The content with a number and a place in its list that no other certificate has."""
    taken = Certificate.objects.filter(status_list=content.status_list, status_index__isnull=False)
    index = free_index(
        {one for one in taken.values_list("status_index", flat=True) if one is not None}, secrets.token_bytes
    )
    return replace(content, number=new_number(prefix, secrets.token_bytes), status_index=index)


def records_of(rows: Sequence[Certificate]) -> list[Record]:
    """Several of them."""
    return [record_of(one) for one in rows]
