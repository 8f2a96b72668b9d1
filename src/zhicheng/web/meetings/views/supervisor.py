"""The supervisor's part of the sealed ballot: what to do on the own machine, files that come and go, the network."""

from __future__ import annotations

import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhicheng.procedure.ballot.recount import recount, sound
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.write import write_export
from zhicheng.web.meetings.models import BallotSession, Meeting
from zhicheng.web.meetings.platform_half import bundle_of, platform_key
from zhicheng.web.meetings.queries import meeting_of, refuse_own_matter, session_or_404, sessions_seen
from zhicheng.web.meetings.relaying import RelayFailed, kind_of, send
from zhicheng.web.meetings.room import seats_of
from zhicheng.web.meetings.services.carrying import bring_answers, set_relay, to_carry
from zhicheng.web.meetings.services.opening import asking_for_board, handing_over, keep_destruction, show_board
from zhicheng.web.meetings.services.sessions import keep_signature, keep_supervisor_keys, keys_left, to_sign
from zhicheng.web.meetings.views.shared import MOST, done, frame, message_in, parsed, session_shown
from zhicheng.web.review.views.shared import on_page
from zhicheng.web.site.acts import number_of, version_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may

JSON: Final = "application/json"
MOST_INSIDE: Final = 10_000
UNREADABLE: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError, OSError, ValueError,
                     EOFError, zlib.error, lzma.LZMAError)  # fmt: skip
"""What reading an archive can come to: damaged, encrypted, packed in a way unknown here, cut off."""
Asked = dict[str, Any]


def _watched(request: PageRequest, code: str, number: int = 0) -> Meeting:
    """The latest meeting of a review, or the one of a number, for a supervisor.

    Raises:
        Http404: there is none, or this person does not supervise it.
    """
    row = meeting_of(request.standing, on_page(request, code).review, number)
    if row is None or not may(request.standing, "watch", row):
        raise Http404
    return row


@login_required
def desk(request: PageRequest, code: str) -> HttpResponse:
    """The supervisor's steps in their order; POST takes a file, or asks the program over the network."""
    row = _watched(request, code)
    if request.method == "POST":
        _post(request, row)
        done(request)
        return redirect("review-meeting-supervisor", code=code)
    sessions = [_shown(request, one) for one in sessions_seen(request.standing, row, "relay")]
    whole = bundle_of(row)
    stamps, openings = keys_left(row)
    context = {
        "platform_key": platform_key(row),
        "codes": ",".join(seats_of(row)),
        "sessions": sessions,
        "stamps": stamps,
        "openings": openings,
        "wanted": row.agenda.count(),
        "findings": [one for one in recount(whole) if not one.holds] if whole is not None else [],
        "sound": whole is not None and sound(recount(whole)),
        "counted": whole is not None and bool(whole.results),
    }
    return render(request, "meetings/supervisor.html", frame(request, row) | context)


def _shown(request: PageRequest, session: BallotSession) -> dict[str, Any]:
    return session_shown(session) | {
        "carry": len(to_carry(session, actor=request.standing)),
        "confirmed": len(session.confirmed),
        "begins": session.digest[:8],
    }


def _post(request: PageRequest, row: Meeting) -> None:
    name = request.POST.get("act", "")
    asked: Asked = {"actor": request.standing, "now": request.moment}
    if name == "keys":
        keep_supervisor_keys(row, message_in(request), version=version_of(request.POST.get("version")), **asked)
        return
    if name == "relay":
        address = request.POST.get("address", "")
        set_relay(row, address, version=version_of(request.POST.get("version")), **asked)
        return
    number = request.POST.get("session", "")
    session = session_or_404(request.standing, row, number_of(number), "relay")
    act = ACTS.get(name)
    if act is None:
        raise Http404
    act(request, session, asked)


def _signature(request: PageRequest, session: BallotSession, asked: Asked) -> None:
    keep_signature(session, message_in(request), **asked)


def _board(request: PageRequest, session: BallotSession, asked: Asked) -> None:
    show_board(session, message_in(request), **asked)


def _destroyed(request: PageRequest, session: BallotSession, asked: Asked) -> None:
    keep_destruction(session, message_in(request), **asked)


def _answers(request: PageRequest, session: BallotSession, asked: Asked) -> None:
    bring_answers(session, _files(request), **asked)


def _send_session(_: PageRequest, session: BallotSession, asked: Asked) -> None:
    """Over the network: the first time the session waits there to be looked at, then its signature comes back."""
    keep_signature(session, _asked_over(session.meeting, to_sign(session)), **asked)


def _send_envelopes(_: PageRequest, session: BallotSession, asked: Asked) -> None:
    said = _over(session.meeting, handing_over(session, actor=asked["actor"]))
    codes = {one.get("code") for one in said.get("refusals", ())}
    if kind_of(said).startswith("zhicheng-ballot-refusal") and codes != {"not-open"}:
        raise ActRefused(_refusals(said))


def _fetch_board(_: PageRequest, session: BallotSession, asked: Asked) -> None:
    show_board(session, _asked_over(session.meeting, asking_for_board(session, actor=asked["actor"])), **asked)


ACTS: dict[str, Callable[[PageRequest, BallotSession, Asked], None]] = {
    "signature": _signature,
    "board": _board,
    "destroyed": _destroyed,
    "answers": _answers,
    "send-session": _send_session,
    "send-envelopes": _send_envelopes,
    "fetch-board": _fetch_board,
}


def _over(meeting: Meeting, message: dict[str, Any]) -> dict[str, Any]:
    if not meeting.relay:
        raise ActRefused(_NO_RELAY)
    try:
        return send(meeting.relay, message)
    except RelayFailed as fault:
        raise ActRefused(_NO_RELAY) from fault


def _asked_over(meeting: Meeting, message: dict[str, Any]) -> dict[str, Any]:
    said = _over(meeting, message)
    if kind_of(said).startswith("zhicheng-ballot-refusal"):
        raise ActRefused(_refusals(said))
    return said


def _refusals(said: dict[str, Any]) -> list[Refusal]:
    """What the supervisor's program has against it, in its own words."""
    do = ("请在监督方电脑上办理后再试", "do it on the supervisor's machine, then try again")
    found = [one for one in said.get("refusals", ()) if isinstance(one, dict)]
    return [
        Refusal(str(one.get("code", "refused")), (str(one.get("zh", "")), str(one.get("en", ""))), do=do)
        for one in found
    ]


def _files(request: PageRequest) -> dict[str, object]:
    """The answers in a form: single files, or all in one archive."""
    found: dict[str, object] = {}
    for file in request.FILES.getlist("file"):
        if not isinstance(file, UploadedFile):
            continue
        data, name = file.read(MOST), str(file.name)
        if name.endswith(".zip"):
            found |= _unpacked(data)
        else:
            found[name] = parsed(data)
    return found


def _unpacked(data: bytes) -> dict[str, object]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = [one for one in packed.infolist() if one.filename.endswith(".json")]
            if len(inside) > MOST_INSIDE or sum(one.file_size for one in inside) > MOST:
                raise ActRefused(_TOO_LARGE)
            return {one.filename: parsed(_read(packed, one)) for one in inside}
    except UNREADABLE as fault:
        raise ActRefused(_TOO_LARGE) from fault


def _read(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One file of an archive; no more of it than its head states, whatever is packed there."""
    with packed.open(member) as stream:
        data = stream.read(member.file_size + 1)
    if len(data) > member.file_size:
        raise ActRefused(_TOO_LARGE)
    return data


@login_required
@require_safe
def file(request: PageRequest, code: str, pk: int, what: str) -> HttpResponse:
    """A file for the supervisor's machine: the session to sign, messages to answer, envelopes to open."""
    row = _watched(request, code)
    session = session_or_404(request.standing, row, pk, "relay")
    name = f"{row.code}-{session.code}-{session.run}"
    write_export(actor=request.standing, now=request.moment, what=f"ballot-{what}", count=1)
    if what == "session":
        return attachment(_json(to_sign(session)), JSON, f"{name}-session.json")
    if what == "envelopes":
        return _packed({"handover.json": handing_over(session, actor=request.standing)}, f"{name}-envelopes.zip")
    if what == "messages":
        return _packed(to_carry(session, actor=request.standing), f"{name}-messages.zip")
    raise Http404


@login_required
@require_safe
def bundle(request: PageRequest, code: str) -> HttpResponse:
    """The bundle of all sealed ballots, to be counted again by anybody who may have it."""
    row = _watched(request, code, number_of(request.GET.get("meeting")))
    whole = bundle_of(row)
    if whole is None:
        raise Http404
    refuse_own_matter(request.standing, row)
    write_export(actor=request.standing, now=request.moment, what="ballots", count=len(whole.sessions))
    return attachment(_json(whole.plain()), JSON, f"{row.code}-ballots.json")


def _packed(messages: dict[str, Any], name: str) -> HttpResponse:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, message in messages.items():
            archive.writestr(zipfile.ZipInfo(inside, (2020, 1, 1, 0, 0, 0)), _json(message))
    return attachment(packed.getvalue(), "application/zip", name)


def _json(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()


_NO_RELAY = Refusal(
    "relay-silent",
    ("联系不上监督方程序", "the supervisor's program does not answer"),
    do=(
        "请查看“zhicheng supervise serve”是否在运行、地址是否正确，或用文件传递",
        "see whether zhicheng supervise serve runs and the address is right, or carry files",
    ),
)
_TOO_LARGE = Refusal(
    "not-json",
    ("压缩包无法读取或过大", "the archive can't be read, or is too large"),
    do=("请逐个选择文件", "choose the files one by one"),
)
