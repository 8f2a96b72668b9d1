"""One's own tokens; all tokens, for the operator."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.services.rights import may_at_all
from zhicheng.web.accounts.views.account import freshly_signed_in
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, spoken
from zhicheng.web.tokens.forms import TokenForm
from zhicheng.web.tokens.models import Token
from zhicheng.web.tokens.queries import own_tokens, tokens_seen
from zhicheng.web.tokens.scopes import SCOPES
from zhicheng.web.tokens.services import make_token, revoke_token
from zhicheng.web.visibility.scope import visible

_FIELD_OF = {
    "name-missing": "name",
    "scope-missing": "scopes",
    "scope-unknown": "scopes",
    "end-not-in-future": "last_day",
    "token-too-long": "last_day",
}


@login_required
@require_safe
def tokens(request: PageRequest) -> HttpResponse:
    """One's own tokens: what each is for, what it may, until when, when it was last used."""
    rows = [(one, [(key, SCOPES[key]) for key in one.scopes if key in SCOPES]) for one in own_tokens(request.standing)]
    return render(request, "tokens/tokens.html", {"rows": rows, "moment": request.moment})


@login_required
@freshly_signed_in
@never_cache
@require_http_methods(["GET", "POST"])
@limit_rate("make-token", limit=20, seconds=3600)
def new_token(request: PageRequest) -> HttpResponse:
    """The form, and the key in its answer, once."""
    form = TokenForm(request.POST or None, today=request.moment.date())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row, key = make_token(
                said["name"], said["scopes"], said["last_day"], actor=request.standing, now=request.moment
            )
        except ActRefused as refused:
            for one in refused.refusals:
                form.add_error(_FIELD_OF.get(one.code), one.sentence(language()))
        else:
            return render(request, "tokens/made.html", {"token": row, "key": key})
    return render(request, "tokens/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: PageRequest, pk: int) -> HttpResponse:
    """A token revoked, by its owner or an operator."""
    row = get_object_or_404(visible(request.standing, "revoke", Token.objects.all()), pk=pk)
    revoke_token(row, actor=request.standing, now=request.moment)
    messages.success(request, spoken("令牌已作废", "The token is revoked"))
    after = request.POST.get("next", "")
    known = url_has_allowed_host_and_scheme(after, allowed_hosts=None)
    return HttpResponseRedirect(after if known else "/account/tokens/")


def _state(row: Token, request: PageRequest) -> tuple[str, str]:
    if row.revoked_at is not None:
        return ("已作废", "revoked")
    return ("有效", "good") if row.expires_at > request.moment else ("已到期", "run out")


@login_required
@require_safe
def all_tokens(request: PageRequest) -> HttpResponse:
    """Every token of everybody, for the operator."""
    if not may_at_all(request.standing, "link", "account"):
        raise Http404
    columns: list[Column[Token]] = [
        Column("user", ("账号", "Account"), lambda one: str(one.user), "user__name",
               lambda one: f"/organisations/people/{one.user_id}/"),
        Column("name", ("用途", "What for"), lambda one: one.name, "name", lambda one: f"/organisations/tokens/{one.pk}/"),
        Column("scopes", ("权限范围", "Scopes"), lambda one: ", ".join(one.scopes)),
        Column("until", ("有效至", "Until"), lambda one: one.expires_at.date().isoformat(), "expires_at"),
        Column("used", ("最近使用", "Last used"),
               lambda one: f"{one.last_used_at:%Y-%m-%d %H:%M}" if one.last_used_at else "—", "last_used_at"),
        Column("state", ("状态", "State"), lambda one: _state(one, request), "revoked_at"),
    ]  # fmt: skip
    listing = Listing(
        request, tokens_seen(request.standing), columns, search=("name", "user__name", "user__username"), order="-pk"
    )
    return render(request, "tokens/all.html", listed(listing, export=False))


@login_required
@require_safe
def one_token(request: PageRequest, pk: int) -> HttpResponse:
    """One token, for the operator to revoke."""
    if not may_at_all(request.standing, "link", "account"):
        raise Http404
    row = get_object_or_404(tokens_seen(request.standing), pk=pk)
    scopes = [(key, SCOPES[key]) for key in row.scopes if key in SCOPES]
    context = {"token": row, "scopes": scopes, "state": _state(row, request), "moment": request.moment}
    return render(request, "tokens/one.html", context)
