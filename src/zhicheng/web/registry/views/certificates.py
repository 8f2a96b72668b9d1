"""The certificates of a review, for its office and its supervisors: made, issued anew, revoked, restored."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.evidence.store import path_of
from zhicheng.procedure.certificate.content import LABELS, content_of
from zhicheng.procedure.certificate.rules import REISSUE_REASONS, REVOCATION_GROUNDS
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.ledger.write import write_export
from zhicheng.web.registry.certificate_process import CERTIFICATE
from zhicheng.web.registry.forms import ReissueForm, RevocationForm, WordingForm
from zhicheng.web.registry.keyring import keys_of
from zhicheng.web.registry.models import Certificate, Result
from zhicheng.web.registry.queries import arrived_in, certificates_of, latest_lists, result_of
from zhicheng.web.registry.services.certificates import (
    Wording,
    ask_certificates,
    at_work,
    reissue_certificate,
    restore_certificate,
    revoke_certificate,
    sign_round_list,
)
from zhicheng.web.registry.services.status import change_key, void_key
from zhicheng.web.registry.words import CERTIFICATE_STATES, MARKS, said
from zhicheng.web.review.acting import offers
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest

NAMES = dict(CERTIFICATE_STATES)


def _page_of(row: Certificate) -> str:
    return reverse("review-certificate", args=[row.application.round.code, row.pk])


COLUMNS: tuple[Column[Certificate], ...] = (
    Column("serial", ("编号", "No."), lambda one: one.application.serial, "application__serial"),
    Column("name", ("姓名", "Name"), lambda one: one.application.name, "application__name", _page_of),
    Column("unit", ("工作单位", "Employer"), lambda one: one.application.employer_name, "application__employer_name"),
    Column("number", ("证书编号", "Certificate no."), lambda one: one.number or "—", "number"),
    Column("issued", ("发证日期", "Issued on"), lambda one: one.issued_at.date().isoformat() if one.issued_at else "—", "issued_at"),
    Column("state", ("状态", "State"), lambda one: NAMES[one.state], "state"),
)  # fmt: skip


def verify_address(request: PageRequest, office: Organisation) -> str:
    """The address of an office's verify page, as the printed code holds it."""
    return request.build_absolute_uri(reverse("verify-offline", args=[office.pk]))


@login_required
@require_safe
def certificates(request: PageRequest, code: str) -> HttpResponse:
    """How many are issued, what could not be made, keys and status lists, each certificate; all as a workbook."""
    page = on_page(request, code)
    result = result_of(request.standing, page.review)
    rows = certificates_of(request.standing, page.review)
    listing = Listing(
        request,
        rows,
        COLUMNS,
        search=("application__name", "application__serial", "number"),
        state_field="state",
        states=CERTIFICATE_STATES,
        order="application__serial",
    )
    if request.GET.get("export"):
        write_export(actor=request.standing, now=request.moment, what="certificates", count=listing.found().count())
        return listing.export("证书登记册")
    return render(request, "registry/certificates.html", {**_context(request, page, result), **listed(listing)})


def _context(
    request: PageRequest, page: OnPage, result: Result | None, form: WordingForm | None = None
) -> dict[str, Any]:
    rows, office = certificates_of(request.standing, page.review), page.review.round.office
    first = rows.filter(state="due").first()
    acts = offers(CERTIFICATE, first, actor=request.standing, now=request.moment) if first is not None else ()
    issuing = any(one.act == "issue" for one in acts)
    asked = result.asked if result is not None else {}
    return {
        **page.frame,
        "result": result,
        "due": rows.filter(state="due").count(),
        "issued": rows.filter(state="issued").count(),
        "working": result is not None and at_work(result, request.moment),
        "trouble": _trouble(request, page, result),
        "form": form or (WordingForm(round_=page.review.round, asked=asked) if issuing else None),
        "keys": keys_of(office),
        "lists": latest_lists(office),
        "office": office,
        "clause": page.rules.clause("certify"),
    }


def _trouble(request: PageRequest, page: OnPage, result: Result | None) -> list[tuple[str, list[Any]]]:
    """For whom no certificate could be made, by name, and why; as far as this person may see them."""
    if result is None or not result.trouble:
        return []
    names = {one.pk: f"{one.name}（{one.serial}）" for one in arrived_in(request.standing, page.review)}
    return [(names[one["application"]], one["text"]) for one in result.trouble if one["application"] in names]


@login_required
@require_POST
def issue(request: PageRequest, code: str) -> HttpResponse:
    """Begin to make those that are due."""
    page = on_page(request, code)
    result = result_of(request.standing, page.review)
    if result is None:
        raise Http404
    form = WordingForm(request.POST, round_=page.review.round)
    if not form.is_valid():
        context = {**_context(request, page, result, form), "invalid": True}
        listing = Listing(request, certificates_of(request.standing, page.review), COLUMNS, order="application__serial")
        return render(request, "registry/certificates.html", {**context, **listed(listing)}, status=422)
    given = form.cleaned_data
    wording = Wording(given["committee"], given["valid_in"], verify_address(request, page.review.round.office))
    version = version_of(request.POST.get("version"))
    ask_certificates(result, wording, actor=request.standing, now=request.moment, version=version)
    said(request, "issuing")
    return redirect("review-certificates", code=code)


@login_required
@require_POST
def key(request: PageRequest, code: str) -> HttpResponse:
    """Bring a new signing key into use, or make one void."""
    page = on_page(request, code)
    office, name = page.review.round.office, request.POST.get("void", "")
    if name:
        void_key(office, name, actor=request.standing, now=request.moment)
    else:
        change_key(office, actor=request.standing, now=request.moment)
    said(request, "void-key" if name else "key")
    return redirect("review-certificates", code=code)


@login_required
@require_POST
def status(request: PageRequest, code: str) -> HttpResponse:
    """Sign the round's status list anew."""
    page = on_page(request, code)
    result = result_of(request.standing, page.review)
    if result is None:
        raise Http404
    sign_round_list(result, actor=request.standing, now=request.moment)
    said(request, "list")
    return redirect("review-certificates", code=code)


def _row(request: PageRequest, page: OnPage, pk: int, act: str = "inspect") -> Certificate:
    return get_object_or_404(certificates_of(request.standing, page.review, act), pk=pk)


@login_required
@require_http_methods(["GET"])
def certificate(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """One certificate: what it says, its state, what can be done."""
    page = on_page(request, code)
    return render(request, "registry/certificate.html", _shown(request, page, _row(request, page, pk)))


def _shown(request: PageRequest, page: OnPage, row: Certificate, **forms: Any) -> dict[str, Any]:
    content = content_of(row.content) if row.content else None
    fields = [(LABELS[name], value) for name, value in zip(LABELS, row.content, strict=False)]
    offered = offers(CERTIFICATE, row, actor=request.standing, now=request.moment, brought={"successor": True})
    initial = {"name": content.name, "person": content.person, "specialty": content.specialty} if content else {}
    return {
        **page.frame,
        "certificate": row,
        "state": NAMES[row.state],
        "mark": MARKS[row.state],
        "fields": fields,
        "ended": {**REISSUE_REASONS, **REVOCATION_GROUNDS}.get(row.reason),
        "successor": certificates_of(request.standing, page.review).filter(replaces=row).first(),
        "offers": {one.act.replace("-", "_"): one for one in offered},
        "reissue_form": forms.get("reissue") or ReissueForm(initial=initial),
        "revocation_form": forms.get("revoke") or RevocationForm(),
    }


@login_required
@require_POST
def act(request: PageRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Issue it anew, revoke it, restore it."""
    page = on_page(request, code)
    row = _row(request, page, pk)
    who, now, version = request.standing, request.moment, version_of(request.POST.get("version"))
    if name == "restore":
        row = restore_certificate(row, request.POST.get("decision", ""), actor=who, now=now, version=version)
    elif name in ("re-issue", "revoke"):
        form = ReissueForm(request.POST) if name == "re-issue" else RevocationForm(request.POST)
        if not form.is_valid():
            shown = _shown(request, page, row, **{"reissue" if name == "re-issue" else "revoke": form})
            return render(request, "registry/certificate.html", {**shown, "invalid": name}, status=422)
        given = form.cleaned_data
        if name == "re-issue":
            changed = {field: given[field] for field in ("name", "person", "specialty")}
            link = verify_address(request, page.review.round.office)
            row = reissue_certificate(row, given["reason"], changed, link, actor=who, now=now, version=version)
        else:
            row = revoke_certificate(row, given["ground"], given["decision"], actor=who, now=now, version=version)
    else:
        raise Http404
    said(request, name)
    return redirect("review-certificate", code=code, pk=row.pk)


@login_required
@require_safe
def file(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """The file of a certificate."""
    page = on_page(request, code)
    row = _row(request, page, pk, "download")
    write_export(actor=request.standing, now=request.moment, what="certificate", count=1)
    return certificate_file(row)


def certificate_file(row: Certificate) -> HttpResponse:
    """A certificate's PDF to keep.

    Raises:
        Http404: it has none.
    """
    if row.pdf is None:
        raise Http404
    path = path_of(settings.EVIDENCE_ROOT, row.pdf.digest)
    return attachment(path.read_bytes(), "application/pdf", f"{row.number}.pdf")
