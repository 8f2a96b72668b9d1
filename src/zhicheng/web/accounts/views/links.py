"""The page behind a link: an invitation taken up, or a new password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.roles import ROLES
from zhicheng.web.accounts.forms import AcceptForm, NewPasswordForm
from zhicheng.web.accounts.models import Invitation
from zhicheng.web.accounts.services.invitations import (
    accept_invitation,
    accept_with_account,
    invitation_of,
    set_password_by_link,
)
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, spoken


@sensitive_post_parameters("password", "again")
@never_cache
@limit_rate("invitation", limit=60, seconds=600, methods=("GET", "POST"))
@require_http_methods(["GET", "POST"])
def take_up(request: PageRequest, token: str) -> HttpResponse:
    """Open the account an invitation speaks of, or set the new password a link is for."""
    invitation = invitation_of(token, now=request.moment)
    if invitation.user is not None:
        return _new_password(request, invitation, token)
    if request.method == "POST" and request.POST.get("with") == "account" and request.user.is_authenticated:
        accept_with_account(token, actor=request.standing, now=request.moment)
        messages.success(request, spoken("已接受邀请", "You have taken up the invitation"))
        return HttpResponseRedirect("/home/")
    form = AcceptForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            accept_invitation(
                token, username=said["username"], name=said["name"], password=said["password"], now=request.moment
            )
        except ActRefused as refused:
            if refused.codes != ("username-taken",):
                raise
            form.add_error("username", refused.refusals[0].sentence(language()))
        else:
            messages.success(request, spoken("账号已开通，请登录", "Your account is open: please sign in"))
            return HttpResponseRedirect("/accounts/login/")
    return _page(request, invitation, form)


def _page(request: PageRequest, invitation: Invitation, form: NewPasswordForm) -> HttpResponse:
    role = ROLES.get(invitation.role)
    context = {"invitation": invitation, "form": form, "role": role}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)


def _new_password(request: PageRequest, invitation: Invitation, token: str) -> HttpResponse:
    form = NewPasswordForm(request.POST or None, person=invitation.user)
    if request.method == "POST" and form.is_valid():
        set_password_by_link(token, password=form.cleaned_data["password"], now=request.moment)
        messages.success(request, spoken("密码已设置，请登录", "Your password is set: please sign in"))
        return HttpResponseRedirect("/accounts/login/")
    return _page(request, invitation, form)
