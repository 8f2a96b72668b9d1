"""Dossiers in files: the empty template, what I keep as a file, a file taken over after a look at it."""

from __future__ import annotations

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhicheng.dossier.model import Dossier
from zhicheng.policy.kinds_asked import kinds_asked
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.dossier_forms.state import (
    CONTENT_TYPES,
    FORMATS,
    USUAL,
    Format,
    dossier_from_state,
    dossier_state,
    download,
    upload,
)
from zhicheng.web.records.forms import FileForm, page_language
from zhicheng.web.records.importing import preview_of
from zhicheng.web.records.queries import kept_dossier, kept_records, own_profile
from zhicheng.web.records.rounds_in_view import rounds_in_view, that_decide
from zhicheng.web.records.services import take_over_dossier
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken


@login_required
def export(request: PageRequest, form: str) -> HttpResponse:
    """Everything I keep as a file: a workbook, YAML or JSON."""
    if form not in FORMATS:
        raise Http404
    return _file(download(kept_dossier(request.standing), form, page_language()), form, "records")


@login_required
def template(request: PageRequest) -> HttpResponse:
    """The empty workbook; sheets of kinds that none of my rounds looks at are hidden in it."""
    from zhicheng.dossier.workbook_write import write_template  # openpyxl is slow to import

    rounds = that_decide(rounds_in_view(request.standing))
    wanted = {kind for one in rounds for kind in kinds_asked(one.setting.track())} or None
    stream = io.BytesIO()
    write_template(stream, wanted, page_language())
    return _file(stream.getvalue(), "xlsx", "template")


def _file(content: bytes, form: Format, name: str) -> HttpResponse:
    return attachment(content, CONTENT_TYPES[form], f"{name}.{form}")


@login_required
@require_http_methods(["GET", "POST"])
def import_file(request: PageRequest) -> HttpResponse:
    """A file chosen, then what it would add, then taken over: three steps, the dossier carried in the page."""
    if request.method == "POST" and "dossier" in request.POST:
        return _take_over(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "GET" or not form.is_valid():
        return render(request, "records/import.html", {"form": form}, status=422 if form.is_bound else 200)
    file = form.cleaned_data["file"]
    try:
        dossier = upload(file.name, file.read(USUAL.workbook_bytes + 1))
    except Refused as refused:
        return _refused(request, refused.problems)
    return _look(request, dossier, file.name)


def _look(request: PageRequest, dossier: Dossier, file: str, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
    preview = preview_of(dossier, list(kept_records(request.standing)), own_profile(request.standing).facts)
    context = {"preview": preview, "dossier": dossier_state(dossier), "file": file, "refusals": refusals}
    return render(request, "records/import_look.html", context, status=409 if refusals else 200)


def _refused(request: PageRequest, problems: tuple[Problem, ...]) -> HttpResponse:
    return render(request, "records/import.html", {"form": FileForm(), "problems": problems}, status=422)


def _take_over(request: PageRequest) -> HttpResponse:
    try:
        dossier = dossier_from_state(request.POST["dossier"])
    except Refused as refused:
        return _refused(request, refused.problems)
    try:
        added = take_over_dossier(dossier, actor=request.standing, now=request.moment)
    except ActRefused as refused:
        return _look(request, dossier, request.POST.get("file", ""), refused.refusals)
    messages.success(request, spoken(f"已导入 {added} 条材料", f"records taken over: {added}"))
    return HttpResponseRedirect(reverse("records"))
