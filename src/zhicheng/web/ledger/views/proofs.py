"""What can be checked elsewhere: checkpoint, key and consistency for anybody; bundle and proofs for those who oversee."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from zhicheng.procedure.ledger.proof import proof_text
from zhicheng.web.ledger.queries import entries_seen
from zhicheng.web.ledger.services.checkpoints import issue_checkpoint_asked, last_checkpoint
from zhicheng.web.ledger.services.cosigning import given_out, keep_cosignature
from zhicheng.web.ledger.services.state import consistency, ledger_key
from zhicheng.web.ledger.services.taking import take_bundle, take_proof
from zhicheng.web.ledger.views.lists import may_look
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language

PLAIN = "text/plain; charset=utf-8"


@require_GET
def checkpoint(_: PageRequest) -> HttpResponse:
    """The checkpoint signed last, a note as it is, with the cosignatures that came; for anybody."""
    return HttpResponse(_last_note(), content_type=PLAIN)


@require_GET
def key(_: PageRequest) -> HttpResponse:
    """The ledger's public key, one line; for anybody."""
    return HttpResponse(f"{ledger_key().vkey}\n", content_type=PLAIN)


@require_GET
def consistent(_: PageRequest, old: int, size: int) -> HttpResponse:
    """The proof that the ledger of ``size`` entries begins with that of ``old``; hashes only, for anybody."""
    last = last_checkpoint()
    if last is None or not old <= size <= last.size:
        raise Http404
    return JsonResponse({"old": old, "size": size, "path": [one.hex() for one in consistency(old, size)]})


def _last_note() -> str:
    last = last_checkpoint()
    if last is None:
        raise Http404
    return given_out(last)


@login_required
@require_POST
def sign(request: PageRequest) -> HttpResponse:
    """Sign the present state."""
    may_look(request)
    made = issue_checkpoint_asked(actor=request.standing, now=request.moment)
    said = (f"检查点已签署，共 {made.size} 条", f"signed: {made.size} entries")
    messages.success(request, said[1] if language() == "en" else said[0])
    return redirect("/ledger/")


@login_required
@require_POST
def cosigned(request: PageRequest) -> HttpResponse:
    """Keep what a witness signed."""
    may_look(request)
    note, key_line = (request.POST.get(name, "")[:10_000] for name in ("note", "key"))
    kept = keep_cosignature(note, key_line, actor=request.standing, now=request.moment)
    said = (f"已收存 {kept.witness} 的加签", f"kept: the cosignature of {kept.witness}")
    messages.success(request, said[1] if language() == "en" else said[0])
    return redirect("/ledger/")


@login_required
@require_POST
def bundle(request: PageRequest) -> HttpResponseBase:
    """The whole ledger as one file, written piece by piece."""
    may_look(request)
    last = entries_seen(request.standing).exclude(number=None).order_by("-number").first()
    if last is None:
        raise Http404
    lines = take_bundle(last, actor=request.standing, now=request.moment)
    answer = StreamingHttpResponse(lines, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="ledger-{request.moment:%Y%m%d-%H%M}.json"'
    return answer


@login_required
@require_POST
def proof(request: PageRequest, number: int) -> HttpResponse:
    """The proof of one entry, with its promised values."""
    row = get_object_or_404(entries_seen(request.standing), number=number)
    made = take_proof(row, actor=request.standing, now=request.moment)
    return attachment(proof_text(made).encode(), "application/json", f"ledger-{number}.proof.json")
