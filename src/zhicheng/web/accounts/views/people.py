"""Accounts, for the operator: list, page, and what can be done with one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhicheng.procedure.roles import ROLES
from zhicheng.web.accounts.forms import CorrectionForm, ReasonForm
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.queries import grants_seen, grants_to_end, people_seen
from zhicheng.web.accounts.second_factor import has_second_factor
from zhicheng.web.accounts.services.invitations import link_for_password
from zhicheng.web.accounts.services.own_account import correct_personal_number
from zhicheng.web.accounts.services.people import close_account, remove_second_factor, reopen_account
from zhicheng.web.accounts.services.rights import may_at_all
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.encrypted import masked
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.scope import visible

COLUMNS: tuple[Column[User], ...] = (
    Column(
        "username",
        ("用户名", "Account name"),
        lambda one: one.username,
        sort="username",
        address=lambda one: f"/organisations/people/{one.pk}/",
    ),
    Column("name", ("姓名", "Name"), lambda one: one.name, sort="name"),
    Column(
        "state",
        ("状态", "State"),
        lambda one: ("在用", "open") if one.is_active else ("已停用", "closed"),
        sort="is_active",
    ),
)
ACTS = {"close": close_account, "reopen": reopen_account, "remove-second-factor": remove_second_factor}


def _may_look_after(request: PageRequest) -> None:
    if not may_at_all(request.standing, "link", "account"):
        raise Http404


@login_required
def people(request: PageRequest) -> HttpResponse:
    """Every account; no export, for nobody needs one."""
    _may_look_after(request)
    listing = Listing(request, people_seen(request.standing), COLUMNS, search=("username", "name"), order="username")
    return render(request, "accounts/people.html", listed(listing, export=False))


def _person(request: PageRequest, pk: int, act: str) -> User:
    return get_object_or_404(visible(request.standing, act, User.objects.all()), pk=pk)


@login_required
def person(request: PageRequest, pk: int) -> HttpResponse:
    """One account: state, roles, what can be done with it."""
    _may_look_after(request)
    return _person_page(request, _person(request, pk, "view"))


def _person_page(request: PageRequest, row: User, status: int = 200, **forms: object) -> HttpResponse:
    can_end = grants_to_end(request.standing)
    context = {
        "row": row,
        "number": masked(row.personal_number),
        "second_factor": has_second_factor(row.pk),
        "held": [(one, ROLES[one.role], one.pk in can_end) for one in grants_seen(request.standing, person=row)],
        "reason_form": ReasonForm(prefix="act"),
        "number_form": CorrectionForm(prefix="number"),
        "myself": row.pk == request.standing.user_id,
        **forms,
    }
    return render(request, "accounts/person.html", context, status=status)


@login_required
@require_POST
@never_cache
def act_on_person(request: PageRequest, pk: int) -> HttpResponse:
    """Close, reopen, take the second factor off, or make a link for a new password; each with a reason."""
    row = _person(request, pk, "link")
    form = ReasonForm(request.POST, prefix="act")
    wanted = request.POST.get("act", "")
    if not form.is_valid() or (wanted not in ACTS and wanted != "link"):
        return _person_page(request, row, 422, reason_form=form)
    reason = form.cleaned_data["reason"]
    if wanted == "link":
        made, token = link_for_password(row, reason=reason, actor=request.standing, now=request.moment)
        link = request.build_absolute_uri(f"/invitation/{token}/")
        return render(
            request,
            "accounts/link_made.html",
            {"invitation": made, "link": link, "back": f"/organisations/people/{pk}/"},
        )
    ACTS[wanted](
        row, reason=reason, actor=request.standing, now=request.moment, version=version_of(request.POST.get("version"))
    )
    messages.success(request, spoken("已办理", "Done"))
    return HttpResponseRedirect(f"/organisations/people/{pk}/")


@login_required
@require_POST
def correct_number(request: PageRequest, pk: int) -> HttpResponse:
    """Correct somebody's identity number."""
    row = _person(request, pk, "correct-number")
    form = CorrectionForm(request.POST, prefix="number")
    if not form.is_valid():
        return _person_page(request, row, 422, number_form=form)
    said = form.cleaned_data
    correct_personal_number(
        row,
        said["number"],
        reason=said["reason"],
        actor=request.standing,
        now=request.moment,
        version=version_of(request.POST.get("version")),
    )
    messages.success(request, spoken("公民身份号码已更正", "The identity number is corrected"))
    return HttpResponseRedirect(f"/organisations/people/{pk}/")
