"""What everybody may see of results and certificates: lists, published results, the checks of a certificate."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.procedure.canonical import canonical
from zhicheng.procedure.certificate.content import FIELDS, LABELS
from zhicheng.procedure.certificate.findings import OUTCOMES
from zhicheng.procedure.certificate.keys import KeySet, key_file
from zhicheng.procedure.certificate.number import typed_number
from zhicheng.procedure.certificate.page import verify_page
from zhicheng.procedure.certificate.signed_pdf import statement_of
from zhicheng.procedure.certificate.status import STATES, SignedList, list_in
from zhicheng.procedure.certificate.verification import check_certificate
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.registry.forms import FileForm, NumberForm
from zhicheng.web.registry.keyring import keys_of
from zhicheng.web.registry.models import Result, StatusList
from zhicheng.web.registry.queries import (
    certificate_by_number,
    issuers,
    latest_lists,
    named_in_result,
    public_results,
)
from zhicheng.web.registry.register import STATES as HELD
from zhicheng.web.registry.words import MARKS
from zhicheng.web.rounds.setting import pack_for
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import say

PUBLIC_STATES: Final = (
    ("posted", ("公示中", "on notice")),
    ("ended", ("公示已结束", "notice over")),
    ("filed", ("公示已结束", "notice over")),
    ("published", ("已公布", "published")),
)
LARGEST: Final = 8_000_000
JSON: Final = "application/json"
_TOO_LARGE: Final = Problem("", "", ("文件超过 8 MB", "larger than 8 MB"))


@require_safe
def results(request: PageRequest) -> HttpResponse:
    """The results on notice, and those published."""
    states = dict(PUBLIC_STATES)
    columns: list[Column[Result]] = [
        Column("round", ("年度评审", "Round"), lambda one: one.review.round.title, "review__round__title_zh",
               lambda one: reverse("result", args=[one.pk])),
        Column("office", ("评委会办公室", "Office"), lambda one: one.review.round.office.name, "review__round__office__name"),
        Column("first", ("公示首日", "Posted"), lambda one: one.notice.first_day.isoformat() if one.notice else "", "notice__first_day"),
        Column("last", ("公示止日", "Last day"), lambda one: one.notice.last_day.isoformat() if one.notice else "", "notice__last_day"),
        Column("document", ("公布文号", "Published in"), lambda one: one.document or "—", "document"),
        Column("state", ("状态", "State"), lambda one: states[one.state], "state"),
    ]  # fmt: skip
    listing = Listing(
        request,
        public_results(),
        columns,
        search=("review__round__title_zh", "review__round__title_en", "review__round__office__name", "document"),
        state_field="state",
        states=PUBLIC_STATES,
        order="-notice__first_day",
    )
    return render(request, "registry/public_results.html", listed(listing, export=False))


@require_safe
def result(request: PageRequest, pk: int) -> HttpResponse:
    """A result: its notice while it runs, who is on the list once it is published. No scores, no counts of votes."""
    row = get_object_or_404(public_results(), pk=pk)
    published = row.state == "published"
    context = {
        "result": row,
        "round": row.review.round,
        "title_reviewed": pack_for(row.review.round).about(row.review.round.level),
        "state": dict(PUBLIC_STATES)[row.state],
        "mark": MARKS[row.state],
        "published": published,
        "people": named_in_result(row) if published else [],
    }
    return render(request, "registry/public_result.html", context)


@limit_rate("verify-certificate", limit=30, seconds=600)
@require_http_methods(["GET", "POST"])
def verify(request: PageRequest) -> HttpResponse:
    """A certificate looked up by its number, or its file checked; nothing that is sent is kept."""
    number_form, file_form = NumberForm(), FileForm()
    context: dict[str, Any] = {"issuers": issuers()}
    if request.method == "POST" and "number" in request.POST:
        number_form = NumberForm(request.POST)
        if number_form.is_valid():
            context |= _number_checked(number_form.cleaned_data["number"])
    elif request.method == "POST":
        file_form = FileForm(request.POST, request.FILES)
        if file_form.is_valid():
            context |= _file_checked(request, file_form.cleaned_data["pdf"])
    status = 422 if context.get("problems") else 200
    return render(
        request, "registry/verify.html", {**context, "number_form": number_form, "file_form": file_form}, status=status
    )


def _number_checked(typed: str) -> dict[str, Any]:
    """What a number comes to: none of that kind, none given, or its state. The name is not told."""
    number = typed_number(typed)
    row = certificate_by_number(number) if number is not None else None
    if row is None:
        return {"unknown": "wrong" if number is None else "none"}
    shown = dict(zip(FIELDS, row.content, strict=True))
    kept = ("number", "title", "specialty", "issuer", "document", "obtained_on", "issued_on", "valid_in")
    state = HELD[row.state]
    return {
        "found": row,
        "found_state": STATES[state],
        "found_colour": "met" if state == "valid" else "not_met",
        "found_fields": [(LABELS[name], shown[name]) for name in kept],
    }


def _file_checked(request: PageRequest, sent: Any) -> dict[str, Any]:
    try:
        if sent.size > LARGEST:
            raise Refused([_TOO_LARGE])
        raw = sent.read()
        keys, status = _against(statement_of(raw, sent.name).content)
        checked = check_certificate(raw, keys, status, now=request.moment, where=sent.name)
    except Refused as refused:
        return {"problems": refused.problems}
    return {
        "checked": checked,
        "outcome": OUTCOMES[checked.outcome],
        "colour": "met" if checked.outcome == "valid" else "open" if checked.good else "not_met",
        "fields": [(LABELS[name], value) for name, value in zip(FIELDS, checked.content.values(), strict=True)],
        "foreign": keys is None,
    }


def _against(content: Any) -> tuple[KeySet | None, SignedList | None]:
    """The keys of this platform that know the certificate's key, and the latest list that it stands in."""
    for office in issuers():
        keys = keys_of(office)
        if keys is not None and keys.find(content.key) is not None:
            latest = StatusList.objects.filter(office=office, name=content.status_list).order_by("-number").first()
            return keys, None if latest is None else list_in(latest.file)
    return None, None


def _issuer(pk: int) -> tuple[Organisation, KeySet]:
    office = next((one for one in issuers() if one.pk == pk), None)
    keys = keys_of(office) if office is not None else None
    if office is None or keys is None:
        raise Http404
    return office, keys


@require_safe
def offline(request: PageRequest, pk: int) -> HttpResponse:
    """An office's verify page as one file, with its keys and lists; it checks in the browser and sends nothing."""
    office, keys = _issuer(pk)
    page = verify_page(keys, [list_in(one.file) for one in latest_lists(office)])
    if request.GET.get("save"):
        return attachment(page.encode(), "text/html; charset=utf-8", say("证书核验.html", "certificate check.html"))
    response = HttpResponse(page)
    # the page names the hashes of its own program and style, and allows nothing else
    response.headers["Content-Security-Policy"] = _policy(page)
    return response


def _policy(page: str) -> str:
    """The content policy that the page itself carries."""
    mark = 'http-equiv="Content-Security-Policy" content="'
    start = page.index(mark) + len(mark)
    return page[start : page.index('"', start)] + "; frame-ancestors 'none'"


@require_safe
def keys(_request: PageRequest, pk: int) -> HttpResponse:
    """An office's key file."""
    return HttpResponse(key_file(_issuer(pk)[1]), content_type=JSON)


@require_safe
def status_list(_request: PageRequest, name: str) -> HttpResponse:
    """The latest status list of a name."""
    row = StatusList.objects.filter(name=name).order_by("-number").first()
    if row is None:
        raise Http404
    return HttpResponse(canonical(row.file), content_type=JSON)
