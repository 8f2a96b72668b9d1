"""Roles granted, passed on and ended; invitations sent and withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.procedure.roles import ROLES
from zhicheng.web.accounts.forms import GrantForm, InviteForm
from zhicheng.web.accounts.models import Grant, Invitation, Organisation
from zhicheng.web.accounts.queries import account_called, grants_seen, grants_to_end, invitations_seen
from zhicheng.web.accounts.refusals import PERSON_UNKNOWN
from zhicheng.web.accounts.services.grants import end_grant, grant_role, in_force
from zhicheng.web.accounts.services.invitations import invite_person, withdraw_invitation
from zhicheng.web.accounts.services.rights import may_at_all
from zhicheng.web.accounts.views.organisations import organisation_page
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, spoken
from zhicheng.web.visibility.scope import visible


def _place(request: PageRequest, pk: int) -> Organisation | None:
    """The organisation a role is granted in; 0 in the address is the platform itself."""
    if pk == 0:
        if not may_at_all(request.standing, "create", "organisation"):
            raise Http404
        return None
    return get_object_or_404(visible(request.standing, "grant", Organisation.objects.all()), pk=pk)


def _page_of(place: Organisation | None) -> str:
    return f"/organisations/{place.pk}/" if place else "/organisations/platform/"


def _again(request: PageRequest, place: Organisation | None, **forms: object) -> HttpResponse:
    if place is not None:
        return organisation_page(request, place, 422, **forms)
    return platform_page(request, 422, **forms)


@login_required
def platform_roles(request: PageRequest) -> HttpResponse:
    """The roles held for the platform as a whole."""
    _place(request, 0)
    return platform_page(request)


def platform_page(request: PageRequest, status: int = 200, **forms: object) -> HttpResponse:
    """The page of the platform's own roles, with forms as filled in."""
    can_end = grants_to_end(request.standing)
    held = grants_seen(request.standing, None).filter(in_force(request.moment))
    context = {
        "held": [(one, ROLES[one.role], one.pk in can_end) for one in held],
        "invited": [(one, ROLES[one.role], True) for one in invitations_seen(request.standing, None, request.moment)],
        "may_grant": True,
        "grant_form": GrantForm(organisation=None),
        "invite_form": InviteForm(organisation=None, prefix="invite"),
        **forms,
    }
    return render(request, "accounts/platform_roles.html", context, status=status)


@login_required
@require_POST
@limit_rate("grant-role", limit=60, seconds=3600)
def grant(request: PageRequest, pk: int) -> HttpResponse:
    """Grant a role, or pass one's own on."""
    place = _place(request, pk)
    form = GrantForm(request.POST, organisation=place)
    if not form.is_valid():
        return _again(request, place, grant_form=form)
    said = form.cleaned_data
    person = account_called(said["username"])
    if person is None:
        form.add_error("username", PERSON_UNKNOWN.sentence(language()))
        return _again(request, place, grant_form=form)
    grant_role(person, said["role"], place, until=said["until"], actor=request.standing, now=request.moment)
    messages.success(request, spoken("已授权", "The role is granted"))
    return HttpResponseRedirect(_page_of(place))


@login_required
@require_POST
def end(request: PageRequest, pk: int) -> HttpResponse:
    """End a role."""
    row = get_object_or_404(visible(request.standing, "end", Grant.objects.all()), pk=pk)
    end_grant(row, actor=request.standing, now=request.moment)
    messages.success(request, spoken("授权已结束", "The role has ended"))
    back = request.POST.get("next", "/account/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if safe else "/account/")


@login_required
@require_http_methods(["POST"])
@never_cache
@limit_rate("invite-person", limit=60, seconds=3600)
def invite(request: PageRequest, pk: int) -> HttpResponse:
    """Invite somebody without an account: the link is shown in this answer, once."""
    place = _place(request, pk)
    form = InviteForm(request.POST, organisation=place, prefix="invite")
    if not form.is_valid():
        return _again(request, place, invite_form=form)
    said = form.cleaned_data
    made, token = invite_person(
        said["name"], said["role"], place, until=said["until"], actor=request.standing, now=request.moment
    )
    link = request.build_absolute_uri(f"/invitation/{token}/")
    return render(request, "accounts/link_made.html", {"invitation": made, "link": link, "back": _page_of(place)})


@login_required
@require_POST
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    row = get_object_or_404(visible(request.standing, "withdraw", Invitation.objects.all()), pk=pk)
    withdraw_invitation(row, actor=request.standing, now=request.moment)
    messages.success(request, spoken("邀请已撤回", "The invitation is withdrawn"))
    return HttpResponseRedirect(_page_of(row.organisation))
