"""One's own account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.roles import ROLES
from zhicheng.web.accounts.forms import DetailsForm, PersonalNumberForm, ReasonForm
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import export_own_data
from zhicheng.web.accounts.queries import grants_seen, grants_to_end, own_account
from zhicheng.web.accounts.second_factor import has_second_factor
from zhicheng.web.accounts.services.grants import in_force
from zhicheng.web.accounts.services.own_account import change_own_details, enter_personal_number
from zhicheng.web.accounts.services.unmasking import unmask_personal_number
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.encrypted import masked
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, spoken


@login_required
@require_http_methods(["GET", "POST"])
def account(request: PageRequest) -> HttpResponse:
    """Name, number, telephone, second factor, sessions, roles; POST keeps name and telephone."""
    me = own_account(request.standing)
    form = DetailsForm(request.POST or None, initial={"name": me.name, "phone": me.phone})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        version = version_of(request.POST.get("version"))
        change_own_details(
            me, name=said["name"], phone=said["phone"], actor=request.standing, now=request.moment, version=version
        )
        messages.success(request, spoken("已保存", "Saved"))
        return HttpResponseRedirect("/account/")
    return _account_page(request, me, form)


def _account_page(request: PageRequest, me: User, form: Form, **more: Any) -> HttpResponse:
    held = grants_seen(request.standing, person=me).filter(in_force(request.moment))
    can_end = grants_to_end(request.standing)
    context = {
        "me": me,
        "form": form,
        "number": masked(me.personal_number),
        "number_form": PersonalNumberForm(),
        "reason_form": ReasonForm(prefix="unmask"),
        "second_factor": has_second_factor(me.pk),
        "sessions": UserSession.objects.purge_and_list(me),
        "session_key": request.session.session_key,
        "roles": [(one, ROLES[one.role], one.pk in can_end) for one in held],
        "openid": settings.OPENID,
        **more,
    }
    return render(
        request, "accounts/account.html", context, status=422 if form.errors or more.get("number_errors") else 200
    )


def _details_form(me: User) -> DetailsForm:
    return DetailsForm(initial={"name": me.name, "phone": me.phone})


@login_required
@require_POST
@limit_rate("personal-number", limit=10, seconds=3600)
def enter_number(request: PageRequest) -> HttpResponse:
    """Enter one's identity number; what is wrong with it stands beside the field."""
    me = own_account(request.standing)
    form = PersonalNumberForm(request.POST)
    if form.is_valid():
        try:
            enter_personal_number(
                me,
                form.cleaned_data["number"],
                actor=request.standing,
                now=request.moment,
                version=version_of(request.POST.get("version")),
            )
        except ActRefused as refused:
            if any(not one.code.startswith("personal-number-") for one in refused.refusals):
                raise
            for one in refused.refusals:
                form.add_error("number", one.sentence(language()))
        else:
            messages.success(request, spoken("公民身份号码已登记", "Your identity number is entered"))
            return HttpResponseRedirect("/account/")
    fresh = own_account(request.standing)
    return _account_page(request, fresh, _details_form(fresh), number_form=form, number_errors=True)


@login_required
@require_POST
@never_cache
@limit_rate("unmask", limit=20, seconds=3600)
def show_number(request: PageRequest) -> HttpResponse:
    """One's own number in full, once, in the answer to this form."""
    me = own_account(request.standing)
    form = ReasonForm(request.POST, prefix="unmask")
    if not form.is_valid():
        return _account_page(request, me, _details_form(me), reason_form=form, number_errors=True)
    number = unmask_personal_number(me, actor=request.standing, now=request.moment, reason=form.cleaned_data["reason"])
    template = "accounts/number_shown.html" if request.headers.get("HX-Request") else "accounts/number_page.html"
    return render(request, template, {"number": number, "back": "/account/"})


def freshly_signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator: ask for the password (or a code) once more where signing in is not recent."""

    def answer(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise_if_reauthentication_required(request, app="zhicheng.web.accounts")
        return view(request, *args, **kwargs)

    return answer


@login_required
@freshly_signed_in
@limit_rate("own-data", limit=6, seconds=3600, methods=("GET", "POST"))
def own_data(request: PageRequest) -> HttpResponse:
    """Everything the platform holds about whoever asks, as a ZIP."""
    me = own_account(request.standing)
    content = export_own_data(me, actor=request.standing, now=request.moment)
    return attachment(content, "application/zip", "my-data.zip")
