"""The applicant's pages of papers: those of a record, those of the person in general, one taken away."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhicheng.web.papers.asked import checklist, names_by_key
from zhicheng.web.papers.models import Paper
from zhicheng.web.papers.queries import covered_general, kept_paper, kept_papers, papers_of_record
from zhicheng.web.papers.services import remove_paper
from zhicheng.web.papers.upload import Received, receive_files
from zhicheng.web.records.models import Record
from zhicheng.web.records.queries import record_without_files
from zhicheng.web.records.rounds_in_view import rounds_in_view
from zhicheng.web.records.shown import name_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken


@login_required
@require_http_methods(["GET", "POST"])
def record_papers(request: PageRequest, pk: int) -> HttpResponse:
    """The papers of one record; POST uploads files for one of them."""
    record = record_without_files(request.standing, pk, "change")
    if record is None:
        raise Http404
    return _papers(request, record)


@login_required
@require_http_methods(["GET", "POST"])
def general_papers(request: PageRequest) -> HttpResponse:
    """The papers that belong to the person and to no record; POST uploads files for one of them."""
    return _papers(request, None)


def _papers(request: PageRequest, record: Record | None) -> HttpResponse:
    rounds = rounds_in_view(request.standing)
    received = Received((), ())
    paper = request.POST.get("paper", "")
    if request.method == "POST":
        received = receive_files(
            request.FILES.getlist("files"),
            record=record,
            paper=paper,
            rounds=rounds,
            actor=request.standing,
            now=request.moment,
        )
        if not received.refused and not request.htmx:  # type: ignore[attr-defined]
            messages.success(request, spoken(*_added(received)))
            return HttpResponseRedirect(f"{_home(record)}#paper-{paper}")
    files = papers_of_record(request.standing, record) if record else list(kept_papers(request.standing, None))
    covered = frozenset() if record else covered_general(request.standing)
    context = {
        "record": record,
        "name": name_of(record.kind, record.data) if record else ("", ""),
        "lines": checklist(rounds, record.kind, files) if record else checklist(rounds, None, files, covered),
        "refused": received.refused,
        "refused_paper": paper,
        "some_kept": bool(received.added),
        "added": _added(received) if received.added else None,
        "address": request.path,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "papers/parts/checklist.html", context)
    return render(request, "papers/papers.html", context, status=422 if received.refused else 200)


def _added(received: Received) -> tuple[str, str]:
    count = len(received.added)
    return f"已上传 {count} 个文件", f"{count} uploaded"


def _home(record: Record | None) -> str:
    """Where the papers of a record are shown: below its form."""
    return reverse("general-papers") if record is None else reverse("record", args=[record.pk])


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: PageRequest, pk: int) -> HttpResponse:
    """Ask whether a file shall be taken away; POST takes it away."""
    paper: Paper = kept_paper(request.standing, pk)
    home = _home(paper.record)
    if request.method == "POST":
        remove_paper(paper, actor=request.standing, now=request.moment)
        messages.success(request, spoken(f"已删除“{paper.file_name}”", f"'{paper.file_name}' was removed"))
        return HttpResponseRedirect(home)
    names = names_by_key(rounds_in_view(request.standing))
    context = {
        "paper": paper,
        "home": home,
        "name": names.get(paper.paper, (paper.paper, paper.paper)),
        "handed_in": paper.applications.exists(),
    }
    return render(request, "papers/remove.html", context)
