"""An application as the committee's office and the supervisor read it: everything handed in, nothing to be changed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from zhicheng.web.applications.hours import hours_compared
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.reading import reading_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import visible


@login_required
def read(request: PageRequest, pk: int) -> HttpResponse:
    """The application, item by item, with checks, opinions and notices."""
    rows = Application.objects.select_related("round", "employer", "holder").exclude(applicant=request.standing.user_id)
    row = get_object_or_404(visible(request.standing, "view", rows).distinct(), pk=pk)
    reading = reading_of(row, request.standing, today=request.moment.date())
    context = {
        "reading": reading,
        "application": row,
        "hours": hours_compared(row, reading.submission),
        "opinions": row.opinions.select_related("organisation", "given_by").order_by("given_at"),
        "notices": visible(request.standing, "view", row.notices.all()).order_by("-posted_at"),
    }
    return render(request, "applications/read.html", context)
