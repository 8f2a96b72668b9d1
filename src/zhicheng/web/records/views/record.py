"""The pages of one record: new, changed (saved as typed), removed."""

from __future__ import annotations

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.schema import kind_title
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.dossier_forms.kinds_menu import ABOUT
from zhicheng.web.dossier_forms.record_form import RecordForm
from zhicheng.web.records.forms import form_of_record
from zhicheng.web.records.models import Record
from zhicheng.web.records.queries import kept_record, kept_records, record_without_files, removed_record
from zhicheng.web.records.rounds_in_view import RoundInView, rounds_in_view
from zhicheng.web.records.services import keep_record, next_key, remove_record
from zhicheng.web.records.shown import differences, name_of
from zhicheng.web.records.views.autosave import left_unsaved, saved, stale
from zhicheng.web.site.acts import STALE, version_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken


@login_required
@require_http_methods(["GET", "POST"])
def new_record(request: PageRequest, kind: str) -> HttpResponse:
    """An empty form of a kind; POST keeps the record and goes to its page, where papers are added."""
    if kind not in KINDS:
        raise Http404
    taken = [row.key for row in kept_records(request.standing)]
    posted = request.POST.get("key", "")
    key = posted if re.fullmatch(rf"{kind}-[0-9]{{1,4}}", posted) else next_key(kind, taken)
    form = form_of_record(kind, request.standing, request.POST if request.method == "POST" else None, None, key)
    if request.method == "POST" and form.is_valid() and _says_something(form):
        row = keep_record(form.cleaned_record(), actor=request.standing, now=request.moment)
        messages.success(request, spoken("已保存，可在下方上传佐证材料", "Saved; its papers can be uploaded below"))
        return HttpResponseRedirect(reverse("record", args=[row.pk]))
    return _new_page(request, form, key, status=422 if form.is_bound else 200)


def _says_something(form: RecordForm) -> bool:
    """Whether a new record holds any fact at all; if not, the form says so."""
    if set(form.cleaned_record()) - {"id", "kind"}:
        return True
    form.add_error(None, spoken("请至少填写一项", "state at least one fact"))
    return False


def _new_page(request: PageRequest, form: RecordForm, key: str, *, status: int, removed: bool = False) -> HttpResponse:
    about = ABOUT[form.kind]
    context = {"form": form, "key": key, "about": about, "removed": removed, "kind": form.kind}
    return render(request, "records/new.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def record(request: PageRequest, pk: int) -> HttpResponse:
    """A record's form, with its papers below; POST keeps what was typed."""
    there = record_without_files(request.standing, pk, "change")
    if there is None:
        gone = removed_record(request.standing, pk) if request.method == "POST" else None
        if gone is None:
            raise Http404
        return _kept_after_removal(request, gone)
    if request.method == "GET":
        rounds = rounds_in_view(request.standing)
        form = form_of_record(there.kind, request.standing, None, there, in_view=rounds)
        return _page(request, there, form, there.version, rounds=rounds)
    return _keep(request, there)


def _keep(request: PageRequest, row: Record) -> HttpResponse:
    form = form_of_record(row.kind, request.standing, request.POST, row)
    version = version_of(request.POST.get("version"))
    if not form.is_valid():
        return left_unsaved(request, form) if request.htmx else _page(request, row, form, version, status=422)  # type: ignore[attr-defined]
    try:
        row = keep_record(
            form.cleaned_record(), actor=request.standing, now=request.moment, record=row, version=version
        )
    except ActRefused as refused:
        if STALE.code not in refused.codes:
            raise
        return stale(request) if request.htmx else _both(request, row, form)  # type: ignore[attr-defined]
    if request.htmx:  # type: ignore[attr-defined]
        return saved(request, row)
    messages.success(request, spoken("已保存", "Saved"))
    return HttpResponseRedirect(reverse("record", args=[row.pk]))


def _page(
    request: PageRequest,
    row: Record,
    form: RecordForm,
    version: int | None,
    *,
    rounds: tuple[RoundInView, ...] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "version": version,
        "name": name_of(row.kind, row.data),
        "rounds_in_view": rounds,
    }
    return render(request, "records/record.html", context, status=status)


def _both(request: PageRequest, row: Record, form: RecordForm) -> HttpResponse:
    """The record was changed in another window: what was typed stays in the form, and stands beside what is kept."""
    fresh = kept_record(request.standing, row.pk, "change")
    kept = form_of_record(fresh.kind, request.standing, None, fresh)
    context = {
        "row": fresh,
        "form": form,
        "version": fresh.version,
        "name": name_of(fresh.kind, fresh.data),
        "changes": differences(fresh.kind, kept.before, form.record.__dict__ if form.record else {}),
        "refusal": STALE,
    }
    return render(request, "records/record.html", context, status=409)


def _kept_after_removal(request: PageRequest, gone: Record) -> HttpResponse:
    """The record was removed in another window: what was typed can be kept as a new one."""
    if request.htmx:  # type: ignore[attr-defined]
        return stale(request)
    form = form_of_record(gone.kind, request.standing, request.POST, gone)
    form.is_valid()
    return _new_page(request, form, gone.key, status=409, removed=True)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: PageRequest, pk: int) -> HttpResponse:
    """Ask whether a record shall be removed, with its files; POST removes it."""
    row = kept_record(request.standing, pk, "change")
    name = name_of(row.kind, row.data)
    if request.method == "POST":
        remove_record(row, actor=request.standing, now=request.moment, version=version_of(request.POST.get("version")))
        messages.success(request, spoken(f"已删除“{name[0]}”", f"'{name[1]}' was removed"))
        return HttpResponseRedirect(reverse("records"))
    context = {"row": row, "name": name, "kind": kind_title(row.kind), "files": len(row.kept_papers)}  # type: ignore[attr-defined]
    return render(request, "records/remove.html", context)
