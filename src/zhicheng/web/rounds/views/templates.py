"""The templates of a round: ours and the office's own to download, a preview, an upload, a way back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.documents.registry import DOCUMENTS, DocumentKind
from zhicheng.documents.render import MEDIA_TYPES, default_template
from zhicheng.documents.render import render as render_document
from zhicheng.documents.samples import full_sample
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.rounds.models import Round, RoundTemplate
from zhicheng.web.rounds.queries import rounds_for, templates_of
from zhicheng.web.rounds.services.templates import LARGEST, remove_template, replace_template
from zhicheng.web.rounds.views.office import office_context
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import attachment, download_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken


def _found(request: PageRequest, code: str, document: str, format: str) -> tuple[Round, DocumentKind]:
    round_ = get_object_or_404(rounds_for(request.standing, "inspect"), code=code)
    kind = DOCUMENTS.get(document)
    if kind is None or format not in kind.formats:
        raise Http404
    return round_, kind


@login_required
@require_safe
def download(request: PageRequest, code: str, document: str, format: str, which: str) -> HttpResponse:
    """A template to look at and change: the built-in one, or the round's own."""
    round_, kind = _found(request, code, document, format)
    if which == "built-in":
        content = default_template(document, format)
    else:
        content = bytes(get_object_or_404(RoundTemplate, round=round_, document=document, format=format).content)
    media_type = "text/plain; charset=utf-8" if format == "pdf" else MEDIA_TYPES[format]
    return attachment(content, media_type, kind.template(format))


@login_required
@require_safe
def preview(request: PageRequest, code: str, document: str, format: str) -> HttpResponse:
    """The document made with the round's template and example data."""
    round_, _ = _found(request, code, document, format)
    made = render_document(
        document, full_sample(document), format, issued_at=request.moment, templates=templates_of(round_)
    )
    return download_of(made)


@login_required
@require_POST
def upload(request: PageRequest, code: str) -> HttpResponse:
    """Take the office's own template for the document chosen."""
    document, _, format = request.POST.get("which", "").partition(".")
    round_, _ = _found(request, code, document, format)
    file = request.FILES.get("template")
    try:
        replace_template(
            round_,
            document=document,
            format=format,
            content=b"" if file is None else file.read(LARGEST + 1),
            actor=request.standing,
            now=request.moment,
            version=version_of(request.POST.get("version")),
        )
    except Refused as error:
        context = office_context(request, round_, template_problems=error.problems)
        return render(request, "rounds/office.html", context, status=422)
    messages.success(request, spoken("模板已更换", "the template is replaced"))
    return HttpResponseRedirect(f"/rounds/{code}/office/#templates")


@login_required
@require_POST
def remove(request: PageRequest, code: str, document: str, format: str) -> HttpResponse:
    """Go back to the built-in template."""
    round_, _ = _found(request, code, document, format)
    version = version_of(request.POST.get("version"))
    remove_template(
        round_, document=document, format=format, actor=request.standing, now=request.moment, version=version
    )
    messages.success(request, spoken("已恢复内置模板", "the built-in template is back"))
    return HttpResponseRedirect(f"/rounds/{code}/office/#templates")
