"""One expert of a pool: entered, corrected, invited, taken out, kept from reviewing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.review.experts import qualification_refusals, terms_stated
from zhicheng.web.experts.forms import ExpertForm, ReasonForm, beside
from zhicheng.web.experts.models import Expert
from zhicheng.web.experts.process import qualification
from zhicheng.web.experts.service_record import service_of
from zhicheng.web.experts.services.enlisting import add_expert, change_expert, remove_expert, withdraw_right
from zhicheng.web.experts.services.invitations import invite_expert, known_account, link_known_account
from zhicheng.web.experts.views.pools import expert_here, pool_of, rules_for
from zhicheng.web.experts.words import LISTED_AS, TITLES
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.scope import may


@login_required
@require_http_methods(["GET", "POST"])
def add(request: PageRequest, pk: int) -> HttpResponse:
    """Enter an expert."""
    pool = pool_of(request, pk, "change")
    form = ExpertForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_expert(pool, form.facts(), actor=request.standing, now=request.moment)
            messages.success(request, spoken("已录入", "Entered"))
            return redirect("pool-expert", pool.pk, made.code)
        except ActRefused as refused:
            beside(form, refused)
    return render(request, "experts/expert_form.html", {"pool": pool, "form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: PageRequest, pk: int, code: str) -> HttpResponse:
    """Correct what is known of an expert."""
    row = expert_here(request, pk, code, "change")
    form = ExpertForm(request.POST or None, initial=ExpertForm.of(row))
    if request.method == "POST" and form.is_valid():
        version = version_of(request.POST.get("version"))
        try:
            change_expert(row, form.facts(), actor=request.standing, now=request.moment, version=version)
            messages.success(request, spoken("已修改", "Changed"))
            return redirect("pool-expert", pk, code)
        except ActRefused as refused:
            beside(form, refused)
    context = {"pool": row.pool, "row": row, "form": form}
    return render(request, "experts/expert_form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def expert(request: PageRequest, pk: int, code: str) -> HttpResponse:
    """An expert: data, qualification by the document, account, record of service."""
    return _page(request, expert_here(request, pk, code))


def _page(request: PageRequest, row: Expert, status: int = 200, **forms: object) -> HttpResponse:
    rules, trouble = rules_for(row.pool)
    today, runs = request.moment.date(), may(request.standing, "change", row)
    faults = qualification_refusals(rules, (qualification(row),), today) if rules is not None else trouble
    context = {
        "row": row,
        "pool": row.pool,
        "title": TITLES[row.title],
        "listed_as": LISTED_AS[row.listed_as],
        "known": rules is not None,
        "terms": rules is not None and terms_stated(rules),
        "clause": rules.clause("expert_title_years") if rules is not None else "",
        "faults": faults,
        "served": service_of(request.standing, row, as_of=today),
        "runs": runs,
        "may_withdraw": row.left_on is None and may(request.standing, "withdraw-right", row),
        "waiting": _waiting(row, request),
        "known_account": known_account(row) if runs and row.user_id is None else None,
        "remove_form": ReasonForm(prefix="remove"),
        "withdraw_form": ReasonForm(prefix="withdraw"),
        **forms,
    }
    return render(request, "experts/expert.html", context, status=status)


def _waiting(row: Expert, request: PageRequest) -> bool:
    """Whether an invitation can still be taken up."""
    sent = row.invitation
    return bool(
        sent is not None and sent.accepted_at is None and sent.withdrawn_at is None and sent.expires_at > request.moment
    )


@login_required
@require_POST
def remove(request: PageRequest, pk: int, code: str) -> HttpResponse:
    """Take an expert out of the pool."""
    row = expert_here(request, pk, code, "change")
    form = ReasonForm(request.POST, prefix="remove")
    if not form.is_valid():
        return _page(request, row, 422, remove_form=form)
    reason, version = form.cleaned_data["reason"], version_of(request.POST.get("version"))
    try:
        remove_expert(row, reason, actor=request.standing, now=request.moment, version=version)
    except ActRefused as refused:
        beside(form, refused)
        return _page(request, row, 422, remove_form=form)
    messages.success(request, spoken("已移出专家库", "Taken out of the pool"))
    return redirect("pool-expert", pk, code)


@login_required
@require_POST
def withdraw(request: PageRequest, pk: int, code: str) -> HttpResponse:
    """Withdraw an expert's right to review."""
    row = expert_here(request, pk, code, "withdraw-right")
    form = ReasonForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        return _page(request, row, 422, withdraw_form=form)
    reason, version = form.cleaned_data["reason"], version_of(request.POST.get("version"))
    try:
        withdraw_right(row, reason, actor=request.standing, now=request.moment, version=version)
    except ActRefused as refused:
        beside(form, refused)
        return _page(request, row, 422, withdraw_form=form)
    messages.success(request, spoken("已取消评审专家资格", "The right to review is withdrawn"))
    return redirect("pool-expert", pk, code)


@login_required
@require_POST
@never_cache
@limit_rate("invite-person", limit=200, seconds=3600)
def invite(request: PageRequest, pk: int, code: str) -> HttpResponse:
    """Invite an expert: the link is shown in this answer, once."""
    row = expert_here(request, pk, code, "invite")
    version = version_of(request.POST.get("version"))
    made, token = invite_expert(row, actor=request.standing, now=request.moment, version=version)
    link = request.build_absolute_uri(f"/invitation/{token}/")
    context = {"invitation": made, "link": link, "back": f"/pools/{pk}/{code}/"}
    return render(request, "accounts/link_made.html", context)


@login_required
@require_POST
def link(request: PageRequest, pk: int, code: str) -> HttpResponse:
    """Link an expert to the account the same person has in another pool of the office."""
    row = expert_here(request, pk, code, "invite")
    version = version_of(request.POST.get("version"))
    link_known_account(row, actor=request.standing, now=request.moment, version=version)
    messages.success(request, spoken("账号已关联", "The account is linked"))
    return redirect("pool-expert", pk, code)
