"""One's own choice of e-mail, and the confirmation of an address."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zhicheng.web.sending.channels.loaded import channels
from zhicheng.web.sending.forms import MailForm
from zhicheng.web.sending.queries import own_choice
from zhicheng.web.sending.services.choices import choice_of, choose_mail, confirm_mail
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken

HERE = "/account/messages/"


@login_required
@require_http_methods(["GET", "POST"])
@limit_rate("mail-choice", limit=20, seconds=3600)
def mail_choice(request: PageRequest) -> HttpResponse:
    """On or off, where to, in which language; POST keeps it, and has a new address asked."""
    choice = own_choice(request.standing)
    first = (
        {"on": choice.on, "address": choice.address, "language": choice.language}
        if choice is not None
        else {"language": "zh"}
    )
    form = MailForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        version = version_of(request.POST.get("version")) if choice is not None else None
        row = choose_mail(
            choice or choice_of(request.standing),
            on=said["on"],
            address=said["address"],
            language=said["language"],
            actor=request.standing,
            now=request.moment,
            version=version,
        )
        asked = row.on and row.confirmed_at is None
        sent = spoken("已保存；确认邮件将发往该邮箱", "Saved; a letter to confirm it goes to that address")
        messages.success(request, sent if asked else spoken("已保存", "Saved"))
        return HttpResponseRedirect(HERE)
    ways = [one.label for one in channels().values() if one.name != "mail"]
    context = {"form": form, "choice": choice, "mail_on": bool(settings.MAIL), "ways": ways}
    return render(request, "sending/mail_choice.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
@limit_rate("mail-confirm", limit=20, seconds=3600)
def confirm(request: PageRequest, token: str) -> HttpResponse:
    """The link of the letter: a button, so that a program that only follows links confirms nothing."""
    if request.method == "POST":
        confirm_mail(token, actor=request.standing, now=request.moment)
        messages.success(request, spoken("邮箱已确认", "The address is confirmed"))
        return HttpResponseRedirect(HERE)
    return render(request, "sending/confirm.html", {})
