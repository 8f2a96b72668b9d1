"""What everybody may ask: who passed, certificates, draws, the ledger's checkpoint and proofs, an objection."""

from __future__ import annotations

import json
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from zhicheng.procedure.certificate.keys import key_file
from zhicheng.procedure.certificate.number import typed_number
from zhicheng.procedure.certificate.status import STATES
from zhicheng.procedure.draw.bundle import public_view
from zhicheng.procedure.draw.files import read_bundle, write_bundle
from zhicheng.procedure.ledger.proof import proof_data
from zhicheng.web.api.acts.taking import Taken
from zhicheng.web.api.describing import ACTS, OPEN, SENT, errors
from zhicheng.web.api.errors import NO_SUCH, TOO_OFTEN
from zhicheng.web.api.reading import Mapping
from zhicheng.web.api.rows.asked import PLAIN, Key
from zhicheng.web.api.rows.operations import asker
from zhicheng.web.api.rows.shape import Text, as_text
from zhicheng.web.api.security import acting
from zhicheng.web.committee.draw_queries import public_draws
from zhicheng.web.committee.services.draw_jobs import bundle_of, findings_of
from zhicheng.web.ledger.queries import entries_seen
from zhicheng.web.ledger.services.checkpoints import last_checkpoint
from zhicheng.web.ledger.services.cosigning import given_out
from zhicheng.web.ledger.services.state import consistency, ledger_key
from zhicheng.web.ledger.services.taking import take_proof
from zhicheng.web.notices.queries import public_notices
from zhicheng.web.notices.services.objecting import Sender, followed_by, receive_objection, withdraw_objection
from zhicheng.web.registry.keyring import keys_of
from zhicheng.web.registry.models import StatusList
from zhicheng.web.registry.queries import certificate_by_number, issuers, named_in_result, public_results
from zhicheng.web.registry.register import STATES as HELD
from zhicheng.web.site.rate import client_address, limited
from zhicheng.web.site.request import PageRequest

router = Router(tags=["公开核验 public checks"])
Short = Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)]
Size = Annotated[int, Field(ge=0, le=2**53)]


def _bounded(request: HttpRequest, name: str, limit: int, seconds: int) -> PageRequest:
    """The request, if its address has not asked too often."""
    page = cast(PageRequest, request)
    if limited(f"api-{name}:{client_address(request)}", limit=limit, seconds=seconds, now=page.moment):
        raise TOO_OFTEN
    return page


class PassedOut(Schema):
    """Who is on the published list."""

    name: str
    employer: str
    specialty: str


@router.get(
    "/results/{key}/people",
    response=list[PassedOut],
    openapi_extra=errors(*OPEN),
    summary="已公布的通过人员 · who is on the published list",
    operation_id="result-people",
)
def people(request: HttpRequest, key: Key) -> list[dict[str, str]]:  # noqa: ARG001 - the shape of a view
    """公布前为空；公示名单见 notices。Empty before publication; whom the notice names is under `notices`."""
    row = public_results().filter(pk=key).first()
    if row is None:
        raise NO_SUCH
    found = named_in_result(row) if row.state == "published" else []
    return [
        {
            "name": one.application.name,
            "employer": one.application.employer_name,
            "specialty": one.application.specialty,
        }
        for one in found
    ]


class NumberIn(Taken):
    """A certificate's number as it is printed or typed."""

    number: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=PLAIN)]


class CertificateOut(Schema):
    """What a number comes to. The name is not told."""

    number: str
    state: str
    state_name: Text
    title: str
    specialty: str
    issuer: str
    document: str
    obtained_on: str
    issued_on: str
    valid_in: str


@router.post(
    "/certificates/verify",
    response=CertificateOut,
    openapi_extra=errors(*SENT),
    summary="按编号核验证书 · look up a certificate by its number",
    operation_id="verify-certificate",
)
def verify_certificate(request: HttpRequest, sent: NumberIn) -> dict[str, Any]:
    """不告诉姓名；证书文件请用核验页或 zhicheng verify。The name is not told; for the file itself there is the verify page.

    At most 30 in ten minutes from one address.
    """
    from zhicheng.procedure.certificate.content import FIELDS

    _bounded(request, "certificate", 30, 600)
    number = typed_number(sent.number)
    row = None if number is None else certificate_by_number(number)
    if row is None:
        raise NO_SUCH
    said = {name: str(value) for name, value in zip(FIELDS, row.content, strict=True)}
    state = HELD[row.state]
    return {**said, "state": state, "state_name": as_text(STATES[state])}


class IssuerOut(Schema):
    """An office that signs certificates."""

    id: int
    name: str


@router.get(
    "/issuers",
    response=list[IssuerOut],
    openapi_extra=errors(*OPEN),
    summary="签发证书的办公室 · offices that sign certificates",
    operation_id="list-issuers",
)
def list_issuers(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001 - the shape of a view
    """有证书状态清单的办公室。Those that have signed a status list."""
    return [{"id": one.pk, "name": one.name} for one in issuers()]


@router.get(
    "/issuers/{key}/keys",
    response=dict[str, Any],
    openapi_extra=errors(*OPEN),
    summary="办公室的公钥文件 · an office's key file",
    operation_id="issuer-keys",
)
def issuer_keys(request: HttpRequest, key: Key) -> dict[str, Any]:  # noqa: ARG001 - the shape of a view
    """核验证书用。For checking certificates."""
    office = next((one for one in issuers() if one.pk == key), None)
    found = keys_of(office) if office is not None else None
    if found is None:
        raise NO_SUCH
    return dict(json.loads(key_file(found)))


@router.get(
    "/status-lists/{name}",
    response=dict[str, Any],
    openapi_extra=errors(*OPEN),
    summary="证书状态清单 · a status list",
    operation_id="status-list",
)
def status_list(request: HttpRequest, name: Annotated[str, Field(max_length=32, pattern=r"^[0-9A-Za-z_-]+$")]) -> Any:  # noqa: ARG001
    """最近签发的一份。The latest one of that name."""
    row = StatusList.objects.filter(name=name).order_by("-number").first()
    if row is None:
        raise NO_SUCH
    return row.file


class PublicDrawOut(Schema):
    """A draw as everybody may check it."""

    id: int
    round: str
    serial: int
    stage: str
    digest: str
    bundle: dict[str, Any] = Field(description="the public view: hashes, codes, seats, chances; no names")


@router.get(
    "/public-draws",
    response=list[dict[str, Any]],
    openapi_extra=errors(*OPEN),
    summary="可核验的抽取 · draws that anybody can check",
    operation_id="list-public-draws",
)
def list_public_draws(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001 - the shape of a view
    """已公布某一轮的抽取。Those with a round stated, the latest 200."""
    rows = public_draws().select_related("committee__review__round").order_by("-pk")[:200]
    return [
        {"id": one.pk, "round": one.committee.review.round.code, "serial": one.serial, "stage": one.stage,
         "digest": one.digest}
        for one in rows
    ]  # fmt: skip


@router.get(
    "/public-draws/{key}",
    response=PublicDrawOut,
    openapi_extra=errors(*OPEN),
    summary="一次抽取的公开文件 · the public file of a draw",
    operation_id="get-public-draw",
)
def public_draw(request: HttpRequest, key: Key) -> dict[str, Any]:  # noqa: ARG001 - the shape of a view
    """可用 zhicheng verify draw 在自己的电脑上核验。Check it on your own machine with `zhicheng verify draw`."""
    row = public_draws().select_related("committee__review__round").filter(pk=key).first()
    if row is None:
        raise NO_SUCH
    bundle = public_view(bundle_of(row))
    return {
        "id": row.pk,
        "round": row.committee.review.round.code,
        "serial": row.serial,
        "stage": row.stage,
        "digest": row.digest,
        "bundle": json.loads(write_bundle(bundle)),
    }


class BundleIn(Taken):
    """The file of a draw, its public view or the whole."""

    bundle: Mapping


@router.post(
    "/public-draws/verify",
    response=dict[str, Any],
    openapi_extra=errors(*SENT),
    summary="核验抽取文件 · check the file of a draw",
    operation_id="verify-draw",
)
def verify_draw(request: HttpRequest, sent: BundleIn) -> dict[str, Any]:
    """不保存任何内容；大文件请用 zhicheng verify draw。Nothing is kept; large files are for `zhicheng verify draw`.

    At most 30 in ten minutes from one address.
    """
    _bounded(request, "draw", 30, 600)
    raw = json.dumps(sent.bundle, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return findings_of(read_bundle(raw, ""))


class CheckpointOut(Schema):
    """The state of the ledger that was signed last."""

    size: int
    note: str = Field(description="the signed note, with the cosignatures that came")
    key: str = Field(description="the ledger's public key")


@router.get(
    "/ledger/checkpoint",
    response=CheckpointOut,
    openapi_extra=errors(*OPEN),
    summary="账册最近的检查点 · the ledger's last checkpoint",
    operation_id="ledger-checkpoint",
)
def checkpoint(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the shape of a view
    """签名说明原文与公钥。The signed note as it is, and the key."""
    last = last_checkpoint()
    if last is None:
        raise NO_SUCH
    return {"size": last.size, "note": given_out(last), "key": ledger_key().vkey}


class ConsistencyOut(Schema):
    """A proof that the smaller ledger is the beginning of the larger one (RFC 9162)."""

    old: int
    size: int
    path: list[str]


@router.get(
    "/ledger/consistency",
    response=ConsistencyOut,
    openapi_extra=errors(*OPEN),
    summary="账册前后一致的证明 · a proof of consistency",
    operation_id="ledger-consistency",
)
def consistent(request: HttpRequest, old: Size, size: Size) -> dict[str, Any]:  # noqa: ARG001 - the shape of a view
    """只有哈希。Hashes only."""
    last = last_checkpoint()
    if last is None or not old <= size <= last.size:
        raise NO_SUCH
    return {"old": old, "size": size, "path": [one.hex() for one in consistency(old, size)]}


@router.post(
    "/entries/{number}/acts/prove",
    auth=acting("read:ledger"),
    response=dict[str, Any],
    openapi_extra=errors(*ACTS),
    summary="账册条目的证明 · the proof of a ledger entry",
    operation_id="prove-entries",
    tags=["账册条目 ledger entries"],
)
def prove(request: HttpRequest, number: Key) -> dict[str, Any]:
    """取得证明本身记入账册。Taking a proof is itself an entry. Scope: `read:ledger`."""
    page, standing = cast(PageRequest, request), asker(request)
    row = entries_seen(standing).filter(number=number).first()
    if row is None:
        raise NO_SUCH
    return dict(proof_data(take_proof(row, actor=standing, now=page.moment)))


class SenderIn(Taken):
    """Who objects: name and contact, or anonymous."""

    name: Annotated[str, StringConstraints(max_length=80, pattern=PLAIN)] = ""
    contact: Annotated[str, StringConstraints(max_length=120, pattern=PLAIN)] = ""
    anonymous: bool = False


class ObjectionIn(Taken):
    """An objection to a notice."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=5000, pattern=PLAIN)]
    sender: SenderIn
    name: Short = Field("", description="whom of those named it concerns; empty: nobody in particular")


class ReceiptOut(Schema):
    """By what the sender follows the objection; it is told once."""

    receipt: str


@router.post(
    "/notices/{key}/objections",
    response=ReceiptOut,
    openapi_extra=errors(*SENT),
    summary="对公示提出异议 · object to a notice",
    operation_id="object-notices",
    tags=["公示 public notices"],
)
def raise_objection(request: HttpRequest, key: Key, sent: ObjectionIn) -> dict[str, str]:
    """任何人可提，实名或匿名；每小时每个地址 6 次。Anybody may, by name or without; 6 an hour from one address."""
    page = _bounded(request, "objection", 6, 3600)
    notice = public_notices().filter(pk=key).first()
    if notice is None:
        raise NO_SUCH
    about = notice.applications.filter(name=sent.name).first() if sent.name else None
    if sent.name and about is None:
        raise NO_SUCH
    said = Sender(sent.sender.name, sent.sender.contact, sent.sender.anonymous)
    _, receipt = receive_objection(notice, about, sent.text, said, now=page.moment)
    return {"receipt": receipt}


class ReceiptIn(Taken):
    """A receipt; it travels in the body, never in an address."""

    receipt: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=PLAIN)]
    withdraw: bool = False


class FollowedOut(Schema):
    """What became of an objection."""

    state: str
    text: str
    finding: str


@router.post(
    "/objections/follow",
    response=FollowedOut,
    openapi_extra=errors(*SENT),
    summary="凭回执查询或撤回异议 · follow or withdraw an objection by its receipt",
    operation_id="follow-objections",
    tags=["异议（不含异议人） objections, without their senders"],
)
def follow(request: HttpRequest, sent: ReceiptIn) -> dict[str, str]:
    """每小时每个地址 20 次。20 an hour from one address."""
    page = _bounded(request, "receipt", 20, 3600)
    if followed_by(sent.receipt) is None:
        raise NO_SUCH
    if sent.withdraw:
        withdraw_objection(sent.receipt, now=page.moment)
    found = followed_by(sent.receipt)
    if found is None:
        raise NO_SUCH
    return {"state": found.state, "text": found.text, "finding": found.finding}
