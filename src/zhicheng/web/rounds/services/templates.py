"""Templates by which a round replaces the built-in ones of its documents."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction

from zhicheng.documents.registry import document_kind
from zhicheng.documents.render import check_template
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.models import Round, RoundTemplate
from zhicheng.web.rounds.services.common import person_of
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

ROLE = "committee-office"
LARGEST = 2_000_000
"""No template is larger than this, in bytes."""


@transaction.atomic
def replace_template(
    round_: Round,
    *,
    document: str,
    format: str,
    content: bytes,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
) -> RoundTemplate:
    """Make a round's documents of one kind and format from the office's own template; it replaces an earlier one.

    The template is tried with example data, once full and once bare, before it is taken.

    Raises:
        ActRefused: ``stale-page``, ``no-right``, ``round-closed``, ``template-too-large``, ``template-empty``.
        Refused: no such document or format, or the template fails: line and unknown field are named.
    """
    round_ = _held(round_, actor, version)
    kind = document_kind(document)
    _refuse_size(content)
    check_template(document, format, content)
    row, _ = RoundTemplate.objects.update_or_create(
        round=round_,
        document=document,
        format=format,
        defaults={"content": content, "uploaded_by_id": person_of(actor), "uploaded_at": now},
    )
    _bump(round_)
    detail = {"code": round_.code, "template": kind.template(format), "sha256": hashlib.sha256(content).hexdigest()}
    write_entry("replace-template", actor=actor, now=now, on=round_, role=ROLE, detail=detail)
    return row


@transaction.atomic
def remove_template(
    round_: Round, *, document: str, format: str, actor: Standing, now: dt.datetime, version: int | None
) -> Round:
    """Go back to the built-in template of a document.

    Raises:
        ActRefused: ``stale-page``, ``no-right``, ``round-closed``, ``template-not-there``.
    """
    round_ = _held(round_, actor, version)
    gone, _ = RoundTemplate.objects.filter(round=round_, document=document, format=format).delete()
    if not gone:
        text = ("本年度没有替换这份模板", "the round has not replaced this template")
        raise ActRefused(Refusal("template-not-there", text))
    _bump(round_)
    detail = {"code": round_.code, "template": f"{document}.{format}"}
    write_entry("remove-template", actor=actor, now=now, on=round_, role=ROLE, detail=detail)
    return round_


def _held(round_: Round, actor: Standing, version: int | None) -> Round:
    round_ = locked(round_, version)
    require(actor, "replace-template", round_)
    if round_.state == "closed":
        raise ActRefused(
            Refusal("round-closed", ("年度已结束，不能再更换模板", "the round is closed; its templates stay"))
        )
    return round_


def _bump(round_: Round) -> None:
    round_.version += 1
    round_.save(update_fields=["version"])


def _refuse_size(content: bytes) -> None:
    if not content:
        raise ActRefused(Refusal("template-empty", ("文件是空的", "the file is empty")))
    if len(content) > LARGEST:
        text = (f"模板超过 {LARGEST // 1_000_000} MB", f"the template is larger than {LARGEST // 1_000_000} MB")
        raise ActRefused(Refusal("template-too-large", text))
