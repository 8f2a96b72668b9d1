"""Pages of evidence: pictures of the pages, each picture, the original as a download."""

from __future__ import annotations

from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from zhicheng.evidence.serving import original_headers, picture_headers
from zhicheng.evidence.sniff import Kind
from zhicheng.evidence.store import open_stored
from zhicheng.web.papers.models import Paper, Picture
from zhicheng.web.papers.services import note_opening
from zhicheng.web.papers.tasks import picture_path
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may, visible


@login_required
def paper_page(request: PageRequest, pk: int) -> HttpResponseBase:
    """The pictures of a file's pages, one below the other."""
    rows = visible(request.standing, "view", Paper.objects.select_related("blob", "record"))
    paper = get_object_or_404(rows, pk=pk)
    context = {
        "paper": paper,
        "pages": range(1, paper.blob.pages + 1),
        "may_open": may(request.standing, "open", paper),
    }
    return render(request, "papers/paper.html", context)


@login_required
def picture(request: PageRequest, pk: int, page: int) -> HttpResponseBase:
    """One page's picture."""
    paper = get_object_or_404(visible(request.standing, "picture", Paper.objects.all()), pk=pk)
    row = get_object_or_404(Picture, blob_id=paper.blob_id, page=page)
    return _served(picture_path(row.digest).open("rb"), picture_headers(row.media_type))


@login_required
def original(request: PageRequest, pk: int) -> HttpResponseBase:
    """The file as it was handed in: a download, never shown in place; opened by others it is on the ledger."""
    rows = visible(request.standing, "open", Paper.objects.select_related("blob"))
    paper = get_object_or_404(rows, pk=pk)
    note_opening(paper, actor=request.standing, now=request.moment)
    headers = original_headers(Kind(paper.blob.kind), paper.file_name.rsplit(".", 1)[0], paper.blob_id)
    return _served(open_stored(settings.EVIDENCE_ROOT, paper.blob_id), headers)


def _served(file: BinaryIO, headers: dict[str, str]) -> FileResponse:
    """A file under exactly these headers: what Django guesses from the file's name is put right again."""
    response = FileResponse(file)
    for name, value in headers.items():
        response.headers[name] = value
    return response
