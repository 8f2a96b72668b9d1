"""One's own papers to download, as PDF, Word or Excel."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from zhicheng.documents.registry import DOCUMENTS
from zhicheng.web.applications.documents import BUILDERS, documents_for, rendered, review_form
from zhicheng.web.applications.queries import own_applications
from zhicheng.web.applications.views.own_pages import frame, own_or_404
from zhicheng.web.rounds.queries import templates_of
from zhicheng.web.site.downloads import download_of
from zhicheng.web.site.request import PageRequest


@login_required
def documents(request: PageRequest, pk: int) -> HttpResponse:
    """The documents there are for this application."""
    row = own_or_404(request, pk)
    replaced = templates_of(row.round)
    shown = [
        {
            "kind": kind,
            "files": [(format, kind.template(format) in replaced) for format in kind.formats],
        }
        for kind in (DOCUMENTS[key] for key in documents_for(row))
    ]
    return render(request, "applications/own/documents.html", {**frame(row), "documents": shown})


@never_cache
@login_required
def download(request: PageRequest, pk: int, document: str, format: str) -> HttpResponse:
    """One document in one format. The identity number is on one's own review form, and nowhere else."""
    row = get_object_or_404(own_applications(request.standing, "download"), pk=pk)
    if document not in documents_for(row) or format not in DOCUMENTS[document].formats:
        raise Http404
    if document == "review-form":
        data: object = review_form(row, personal_number=request.user.personal_number, phone=request.user.phone)
    else:
        data = BUILDERS[document](row)
    made = rendered(row, document, format, data, request.moment)
    return download_of(made)
