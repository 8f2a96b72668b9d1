"""After signing in: what waits for me."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from zhicheng.procedure.roles import ROLES
from zhicheng.web.accounts.queries import grants_seen, own_account
from zhicheng.web.accounts.second_factor import OFFICES, has_second_factor
from zhicheng.web.accounts.services.grants import in_force
from zhicheng.web.accounts.waiting import waiting_for
from zhicheng.web.site.request import PageRequest


@login_required
def home(request: PageRequest) -> HttpResponse:
    """What waits for this person, and the roles they act in."""
    me = own_account(request.standing)
    held = grants_seen(request.standing, person=me).filter(in_force(request.moment))
    roles = [(ROLES[one.role], one.organisation) for one in held]
    offered = bool(request.standing.roles & OFFICES) and not has_second_factor(me.pk)
    context = {
        "waiting": waiting_for(request.standing, request.moment),
        "roles": roles,
        "me": me,
        "offer_second_factor": offered,
    }
    return render(request, "accounts/home.html", context)
