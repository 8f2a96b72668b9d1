"""The draw as everybody may check it: hashes, codes, seats, chances; and a check of any file of a draw."""

from __future__ import annotations

from typing import Any, Final

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.procedure.draw.bundle import Bundle, public_view
from zhicheng.procedure.draw.files import read_bundle, write_bundle
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.committee.draw_forms import BundleForm
from zhicheng.web.committee.draw_queries import public_draws
from zhicheng.web.committee.draw_words import (
    MODES,
    STAGES,
    answer_of,
    chances_shown,
    hashes_of,
    missing_from,
    public_members,
    rounds_shown,
)
from zhicheng.web.committee.models import Draw
from zhicheng.web.committee.services.draw_jobs import bundle_of, findings_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest

LARGEST: Final = 6_000_000
A_DAY: Final = 24 * 3600
_TOO_LARGE: Final = Problem(
    "",
    "",
    ("文件超过 6 MB", "larger than 6 MB"),
    ("请在自己的电脑上用 zhicheng verify draw 核验", "check it on your own machine with zhicheng verify draw"),
)


@limit_rate("see-draws", limit=300, seconds=600, methods=("GET",))
@limit_rate("verify-draw", limit=30, seconds=600)
@require_http_methods(["GET", "POST"])
def verify(request: PageRequest) -> HttpResponse:
    """Drop the file of a draw and see what a check finds; and the draws that were stated here."""
    form = BundleForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["bundle"]
        try:
            if sent.size > LARGEST:
                raise Refused([_TOO_LARGE])
            bundle = read_bundle(sent.read(), sent.name)
        except Refused as refused:
            context["problems"], status = refused.problems, 422
        else:
            context |= _checked(bundle, "".join(form.cleaned_data["expect"].split()).lower())
    elif form.errors:
        status = 422
    rows = [(row, STAGES[row.stage], hashes_of(bundle_of(row))[0]) for row in public_draws()[:30]]
    return render(request, "committee/draw_verify.html", {**context, "rows": rows}, status=status)


def _checked(bundle: Bundle, expect: str) -> dict[str, Any]:
    findings = findings_of(bundle)
    known = {bundle.head, bundle.frozen.digest}
    known |= {digest for one in bundle.rounds for digest in (one.record, one.statement.digest)}
    sound = findings["sound"] and (not expect or expect in known)
    answer, colour = answer_of(bundle, sound=sound)
    return {
        "findings": findings,
        "answer": answer,
        "colour": colour,
        "public": bundle.private is None,
        "bundle": bundle,
        "expected": (expect in known) if expect else None,
        "expect": expect,
        "hashes": hashes_of(bundle),
    }


@limit_rate("see-draw", limit=300, seconds=600, methods=("GET",))
@require_safe
def draw(request: PageRequest, pk: int) -> HttpResponse:
    """One draw: its hashes, rounds, chances and members by code. No names, employers or regions."""
    row = get_object_or_404(public_draws(), pk=pk)
    bundle = public_view(bundle_of(row))
    last = len(bundle.rounds) - 1
    context = {
        "draw": row,
        "round": row.committee.review.round,
        "stage": STAGES[row.stage],
        "bundle": bundle,
        "hashes": hashes_of(bundle),
        "rounds": rounds_shown(bundle),
        "missing": missing_from(bundle),
        "mode": MODES[bundle.rounds[last].statement.mode],
        "chances": _chances(row, bundle, last),
        "members": public_members(bundle),
        "names_seen": False,
    }
    return render(request, "committee/draw_public.html", context)


def _chances(row: Draw, bundle: Bundle, last: int) -> Any:
    """The chances in the latest round, reckoned once for each state of a draw."""
    key = f"draw-chances:{row.pk}:{row.version}:{bundle.head}:{last}"
    return cache.get_or_set(key, lambda: chances_shown(bundle, last), timeout=A_DAY)


@limit_rate("draw-file", limit=120, seconds=600, methods=("GET",))
@require_safe
def file(request: PageRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """The public view as a file, for checking it on one's own machine."""
    row = get_object_or_404(public_draws(), pk=pk)
    stem = f"{row.committee.review.round.code}-{row.serial}"
    return attachment(
        write_bundle(public_view(bundle_of(row))).encode(), "application/json", f"{stem}-draw-public.json"
    )
