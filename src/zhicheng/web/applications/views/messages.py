"""What I was told: messages, the newest first; opening one marks it read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhicheng.web.applications.messages import mark_all_read, mark_read
from zhicheng.web.applications.models import Message
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import visible


def own_messages(request: PageRequest) -> QuerySet[Message]:
    """The messages to this person."""
    rows = Message.objects.filter(user=request.standing.user_id).select_related("application__round")
    return visible(request.standing, "view", rows)


@login_required
@require_safe
def messages(request: PageRequest) -> HttpResponse:
    """All messages to me; ``?q=`` searches, ``?unread=1`` shows those not yet opened."""
    rows = own_messages(request)
    unread = rows.filter(read_at=None).count()
    chosen = request.GET.get("unread") == "1"
    listing = Listing(
        request, rows.filter(read_at=None) if chosen else rows, (), search=("text_zh", "text_en"), order="-sent_at"
    )
    context = {**listed(listing, export=False), "unread": unread, "chosen": chosen, "all": rows.count()}
    return render(request, "applications/messages.html", context)


@login_required
@require_safe
def message(request: PageRequest, pk: int) -> HttpResponse:
    """One message, which is read by that."""
    row = get_object_or_404(own_messages(request), pk=pk)
    mark_read(row, actor=request.standing, now=request.moment)
    return render(request, "applications/message.html", {"message": row})


@login_required
@require_POST
def read_all(request: PageRequest) -> HttpResponse:
    """Mark every message to me as read."""
    mark_all_read(actor=request.standing, now=request.moment)
    return HttpResponseRedirect(reverse("messages"))
