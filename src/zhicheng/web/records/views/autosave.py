"""What a form that saves as it is typed is told: saved at which moment, or why not."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from zhicheng.web.records.models import Profile, Record
from zhicheng.web.site.request import PageRequest


def saved(request: PageRequest, row: Record | Profile) -> HttpResponse:
    """Saved at a moment; the page learns the new version."""
    return render(request, "records/parts/saved.html", {"at": row.updated_at, "version": row.version})


def left_unsaved(request: PageRequest, form: Form) -> HttpResponse:
    """Not saved yet, with every reason and a link to its field."""
    return render(request, "records/parts/unsaved.html", {"form": form})


def stale(request: PageRequest) -> HttpResponse:
    """Not saved, for it was changed in another window; what is typed stays in the page."""
    return render(request, "records/parts/stale.html")
