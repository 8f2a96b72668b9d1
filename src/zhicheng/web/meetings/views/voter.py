"""The voter's page, as the format page has it: five files, the names, and the messages beside them."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from zhicheng.procedure.ballot.platform import refusal_message
from zhicheng.procedure.ballot.refusals import bad_message
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.meetings.models import AgendaItem, Meeting
from zhicheng.web.meetings.queries import own_meetings
from zhicheng.web.meetings.relaying import RelayFailed
from zhicheng.web.meetings.room import own_seat, seats_of
from zhicheng.web.meetings.services.mailbox import answer_page
from zhicheng.web.site.acts import number_of
from zhicheng.web.site.rate import limited
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language

KINDS: Final = {
    "voter.html": "text/html; charset=utf-8",
    "voter.js": "text/javascript; charset=utf-8",
    "voter_page.js": "text/javascript; charset=utf-8",
    "voter_words.js": "text/javascript; charset=utf-8",
    "voter.css": "text/css; charset=utf-8",
}
MOST_A_MINUTE: Final = 240
"""Messages of one member: an open page asks some twenty times, and votes with a few more for each applicant."""
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""Stricter than the platform's own: this page sees the vote."""


def _meeting(request: PageRequest, code: str) -> Meeting:
    """The meeting of a code, for its members.

    Raises:
        Http404: none of theirs has it.
    """
    round_code, _, number = code.rpartition("-")
    rows = own_meetings(request.standing).filter(review__round__code=round_code)
    return get_object_or_404(rows, number=number_of(number))


@login_required
@require_safe
def enter(request: PageRequest, code: str, vote: str) -> HttpResponse:
    """On to the voter's page, for the ballot of this code."""
    meeting = _meeting(request, code)
    seat = own_seat(meeting, request.standing)
    if seat is None:
        raise Http404
    asked = {"meeting": meeting.code, "vote": vote, "member": seat.expert.code, "lang": language()}
    return redirect(f"/vote/{meeting.code}/voter.html#{urlencode(asked)}")


@login_required
@require_safe
def file(request: PageRequest, code: str, name: str) -> HttpResponse:
    """One of the page's own files, byte for byte as it is published."""
    _meeting(request, code)
    if name not in KINDS:
        raise Http404
    body = files("zhicheng.procedure.ballot").joinpath("voter", name).read_bytes()
    return _sent(HttpResponse(body, content_type=KINDS[name]))


@login_required
@require_safe
def names(request: PageRequest, code: str) -> HttpResponse:
    """Who the codes of the applicants stand for."""
    meeting = _meeting(request, code)
    rows = AgendaItem.objects.filter(meeting=meeting).select_related("application")
    people = {f"a-{one.application_id}": f"{one.place}. {one.application.name}" for one in rows}
    people |= {code: seat.expert.name for code, seat in seats_of(meeting).items()}
    return _sent(JsonResponse(people, json_dumps_params={"ensure_ascii": False}))


@csrf_exempt
@require_POST
def messages(request: PageRequest, code: str) -> HttpResponse:
    """One message of a member's page in, its answer out. The page sends no token of a form: only JSON from this very
    origin is taken, which another site's page can't send with this person's cookie."""
    if not request.user.is_authenticated:
        return _sent(HttpResponse(status=401))
    if not _own_page(request):
        return _sent(HttpResponse(status=403))
    if limited(f"ballot:{request.user.pk}", limit=MOST_A_MINUTE, seconds=60, now=request.moment):
        return _sent(JsonResponse(refusal_message(ActRefused(_TOO_OFTEN)), status=429))
    meeting = _meeting(request, code)
    message = _message(request)
    if message is None:
        return _sent(JsonResponse(refusal_message(ActRefused(bad_message("", "is no object")))))
    try:
        said = answer_page(meeting, message, actor=request.standing, now=request.moment)
    except RelayFailed:
        return _sent(HttpResponse(status=503))
    return _sent(JsonResponse(said, json_dumps_params={"ensure_ascii": False}))


def _own_page(request: HttpRequest) -> bool:
    if request.content_type != "application/json":
        return False
    origin = request.headers.get("Origin", "")
    same = urlsplit(origin).netloc == request.get_host()
    return same and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


_TOO_OFTEN = Refusal(
    "too-often", ("操作过于频繁", "too many messages in a minute"), do=("请稍候再试", "wait a moment, then try again")
)


def _message(request: HttpRequest) -> dict[str, Any] | None:
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    whole = isinstance(said, dict) and "\\u0000" not in json.dumps(said)  # the database keeps no such character
    return said if whole else None


def _sent(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
