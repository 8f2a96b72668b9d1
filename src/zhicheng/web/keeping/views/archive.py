"""The archive of a round: what it holds, and the button that makes it."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from zhicheng.web.keeping.packaging import take_package
from zhicheng.web.review.models import Review
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import visible


@login_required
@require_http_methods(["GET", "POST"])
@limit_rate("archive", limit=10, seconds=3600)
def archive(request: PageRequest, code: str) -> HttpResponse:
    """For the round's office and the supervisor; POST makes the ZIP and sends it."""
    review = get_object_or_404(
        visible(request.standing, "export", Review.objects.select_related("round__office")), round__code=code
    )
    if request.method == "POST":
        made = take_package(review, actor=request.standing, now=request.moment)
        answer = FileResponse(
            made.stream, as_attachment=True, filename=f"{code}-archive.zip", content_type="application/zip"
        )
        answer.headers["Content-Length"] = str(made.size)
        answer.headers["Cache-Control"] = "private, no-store"
        answer.headers["Zhicheng-Manifest"] = f"sha256={made.digest}"
        return cast(HttpResponse, answer)  # a file is streamed
    return render(request, "keeping/archive.html", {"review": review, "round": review.round})
