"""Organisations: list, page, registration, import."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.roles import ROLES
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.accounts.forms import GrantForm, InviteForm, OrganisationForm, ReasonForm, UploadForm
from zhicheng.web.accounts.models import ORGANISATION_KINDS, Organisation
from zhicheng.web.accounts.queries import (
    departments_for,
    grants_seen,
    grants_to_end,
    invitations_seen,
    organisations_seen,
)
from zhicheng.web.accounts.services.grants import in_force
from zhicheng.web.accounts.services.organisation_import import (
    import_organisations,
    organisation_template,
    read_organisations,
)
from zhicheng.web.accounts.services.organisations import change_organisation, close_organisation, create_organisation
from zhicheng.web.accounts.services.rights import may_at_all
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import EXCEL, Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, spoken
from zhicheng.web.visibility.scope import may, visible

KIND_NAMES = {key: tuple(label.split(" / ")) for key, label in ORGANISATION_KINDS}
FIELD_OF = {
    "organisation-name-taken": "name",
    "credit-code-wrong": "credit_code",
    "credit-code-taken": "credit_code",
    "above-no-department": "above",
    "above-in-circle": "above",
    "kind-in-use": "kind",
}
"""Beside which field of the form a refusal is said."""

COLUMNS: tuple[Column[Organisation], ...] = (
    Column(
        "name", ("单位名称", "Name"), lambda one: one.name, sort="name", address=lambda one: f"/organisations/{one.pk}/"
    ),
    Column("kind", ("类别", "Kind"), lambda one: KIND_NAMES[one.kind], sort="kind"),
    Column("code", ("统一社会信用代码", "Credit code"), lambda one: one.credit_code, sort="credit_code"),
    Column("region", ("地区", "Region"), lambda one: one.region, sort="region"),
    Column("above", ("上级主管部门", "Department above"), lambda one: one.above.name if one.above else ""),
    Column(
        "closed",
        ("状态", "State"),
        lambda one: ("已停用", "closed") if one.closed_at else ("在用", "open"),
        sort="closed_at",
    ),
)


@login_required
def organisations(request: PageRequest) -> HttpResponse:
    """The organisations this person may see."""
    listing = Listing(
        request,
        organisations_seen(request.standing),
        COLUMNS,
        search=("name", "credit_code", "region"),
        state_field="kind",
        states=list(KIND_NAMES.items()),  # type: ignore[arg-type]
        order="name",
    )
    may_export = may_at_all(request.standing, "export", "organisation")
    if request.GET.get("export") and may_export:
        return listing.export("组织")
    context = {
        **listed(listing, export=may_export),
        "may_create": may_at_all(request.standing, "create", "organisation"),
    }
    return render(request, "accounts/organisations.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_organisation(request: PageRequest) -> HttpResponse:
    """Register an organisation."""
    if not may_at_all(request.standing, "create", "organisation"):
        raise Http404
    form = OrganisationForm(request.POST or None, departments=departments_for(request.standing))
    if request.method == "POST" and form.is_valid():
        try:
            made = create_organisation(form.facts(), actor=request.standing, now=request.moment)
            return HttpResponseRedirect(f"/organisations/{made.pk}/")
        except ActRefused as refused:
            _beside_fields(form, refused)
    return render(request, "accounts/organisation_form.html", {"form": form}, status=422 if form.errors else 200)


def _beside_fields(form: Form, refused: ActRefused) -> None:
    if any(one.code not in FIELD_OF for one in refused.refusals):
        raise refused
    for one in refused.refusals:
        form.add_error(FIELD_OF[one.code], one.sentence(language()))


def _organisation(request: PageRequest, pk: int, act: str = "view") -> Organisation:
    return get_object_or_404(visible(request.standing, act, Organisation.objects.all()), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit_organisation(request: PageRequest, pk: int) -> HttpResponse:
    """Change what is said of an organisation."""
    row = _organisation(request, pk, "change")
    said = {
        key: getattr(row, key)
        for key in ("name", "kind", "credit_code", "region", "above", "public_institution", "contact")
    }
    form = OrganisationForm(
        request.POST or None, initial=said, departments=departments_for(request.standing).exclude(pk=pk)
    )
    if request.method == "POST" and form.is_valid():
        version = version_of(request.POST.get("version"))
        try:
            change_organisation(row, form.facts(), actor=request.standing, now=request.moment, version=version)
            messages.success(request, spoken("已保存", "Saved"))
            return HttpResponseRedirect(f"/organisations/{pk}/")
        except ActRefused as refused:
            _beside_fields(form, refused)
    return render(
        request, "accounts/organisation_form.html", {"form": form, "row": row}, status=422 if form.errors else 200
    )


@login_required
def organisation(request: PageRequest, pk: int) -> HttpResponse:
    """An organisation: what is said of it, who acts for it, who is invited."""
    return organisation_page(request, _organisation(request, pk))


def organisation_page(request: PageRequest, row: Organisation, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of an organisation, with forms as filled in."""
    can_end = grants_to_end(request.standing)
    held = grants_seen(request.standing, row).filter(in_force(request.moment))
    invited = invitations_seen(request.standing, row, request.moment)
    context = {
        "row": row,
        "kind": KIND_NAMES[row.kind],
        "held": [(one, ROLES[one.role], one.pk in can_end) for one in held],
        "invited": [(one, ROLES[one.role], may(request.standing, "withdraw", one)) for one in invited],
        "may_change": may(request.standing, "change", row),
        "may_grant": row.closed_at is None and may(request.standing, "grant", row),
        "grant_form": GrantForm(organisation=row),
        "invite_form": InviteForm(organisation=row, prefix="invite"),
        "close_form": ReasonForm(prefix="close"),
        **forms,
    }
    return render(request, "accounts/organisation.html", context, status=status)


@login_required
@require_POST
def close(request: PageRequest, pk: int) -> HttpResponse:
    """Close an organisation."""
    row = _organisation(request, pk, "change")
    form = ReasonForm(request.POST, prefix="close")
    if not form.is_valid():
        return organisation_page(request, row, 422, close_form=form)
    version = version_of(request.POST.get("version"))
    close_organisation(
        row, reason=form.cleaned_data["reason"], actor=request.standing, now=request.moment, version=version
    )
    return HttpResponseRedirect(f"/organisations/{pk}/")


@login_required
@require_http_methods(["GET", "POST"])
def import_list(request: PageRequest) -> HttpResponse:
    """Register many organisations from an Excel list, with a report of every error."""
    if not may_at_all(request.standing, "import", "organisation"):
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            rows = read_organisations(form.cleaned_data["file"].read())
            made = import_organisations(rows, actor=request.standing, now=request.moment)
            messages.success(request, spoken(f"已导入 {len(made)} 个组织", f"{len(made)} organisations imported"))
            return HttpResponseRedirect("/organisations/")
        except Refused as refused:
            problems = refused.problems
    status = 422 if problems or form.errors else 200
    return render(request, "accounts/organisation_import.html", {"form": form, "problems": problems}, status=status)


@login_required
def import_template(request: PageRequest) -> HttpResponse:  # noqa: ARG001
    """The empty list to fill in."""
    return attachment(organisation_template(), EXCEL, "organisations.xlsx")
