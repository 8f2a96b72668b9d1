"""Setting up a round in three steps: file, details, review; and changing a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from zhicheng.policy.pack import load_pack
from zhicheng.policy.round import Round as Notice
from zhicheng.policy.round import parse_round
from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.rounds_states import tier_name
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.rounds.forms import LARGEST_NOTICE, UPLOAD, DetailsForm, StartForm, fresh_details, stored_details
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.options import Options, shown_choices
from zhicheng.web.rounds.queries import offices_of, rounds_for
from zhicheng.web.rounds.services.set_up import NoticeFile, change_round, plan_refusals, set_up_round
from zhicheng.web.rounds.setting import bundled_text, pack_for
from zhicheng.web.rounds.windows import tier_number
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, spoken

KEY = "new-round"
"""Under which the session keeps a round that is not yet set up."""
FIELD_OF = {
    "code-invalid": "code",
    "code-taken": "code",
    "title-missing": "title_zh",
    "objector-must-be-hidden": "objector_hidden",
}
"""Beside which field a refusal is said; the others stand above the form."""


@login_required
@require_http_methods(["GET", "POST"])
def start(request: PageRequest) -> HttpResponse:
    """Choose the track and the round file."""
    offices = [(str(one.pk), one.name) for one in offices_of(request.standing)]
    if not offices:
        raise Http404
    first = {"office": offices[0][0], "track": request.GET.get("track", ""), "notice": UPLOAD}
    form = StartForm(request.POST or None, request.FILES or None, offices=offices, initial=first)
    problems: Any = ()
    if request.method == "POST" and form.is_valid():
        try:
            kept = _kept(form)
        except Refused as error:
            problems = error.problems
        else:
            request.session[KEY] = kept
            return HttpResponseRedirect("/rounds/new/details/")
    return render(
        request, "rounds/new_start.html", {"form": form, "problems": problems}, status=422 if problems else 200
    )


def _kept(form: StartForm) -> dict[str, str]:
    """Track, office and round file as the session keeps them, read once so that errors show at once."""
    chosen, track = form.cleaned_data["notice"], form.cleaned_data["track"]
    file = form.cleaned_data["file"] if chosen == UPLOAD else None
    kept = NoticeFile(f"{chosen}.yaml", bundled_text(chosen)) if file is None else _uploaded(file)
    notice = parse_round(kept.text.encode(), kept.name)
    if not notice.goes_with(track):
        raise Refused([_not_for(notice, track, kept.name)])
    return {"track": track, "office": form.cleaned_data["office"], "name": kept.name, "text": kept.text}


def _uploaded(file: UploadedFile[Any]) -> NoticeFile:
    """A round file handed in, if it can be read.

    Raises:
        Refused: it is too large, not UTF-8, or has errors; each with its line.
    """
    name, raw = str(file.name), file.read(LARGEST_NOTICE + 1)
    if len(raw) > LARGEST_NOTICE:
        raise Refused([Problem(name, "", ("文件过大", "the file is too large"))])
    parse_round(raw, name)
    return NoticeFile(name, raw.decode("utf-8-sig"))


def _not_for(notice: Notice, track: str, name: str) -> Problem:
    known = "、".join(notice.policies)
    what = (f"此文件不适用于 {track}", f"this file is not for {track}")
    return Problem(name, "policy", what, (f"适用于：{known}", f"it is for: {known}"))


def _begun(request: PageRequest) -> dict[str, str]:
    kept = request.session.get(KEY)
    if not kept or not offices_of(request.standing).filter(pk=kept["office"]).exists():
        raise Http404
    return dict(kept)


@login_required
@require_http_methods(["GET", "POST"])
def details(request: PageRequest) -> HttpResponse:
    """Titles, windows, tiers, numbers, options."""
    kept = _begun(request)
    name, _, level = kept["track"].partition("/")
    notice = parse_round(kept["text"].encode(), kept["name"])
    data = request.POST if request.method == "POST" else QueryDict(kept["details"]) if "details" in kept else None
    form = DetailsForm(data, pack=load_pack(name), level=level, initial=fresh_details(notice, kept["track"]))
    if request.method == "POST" and form.is_valid() and _fits(form, kept, notice):
        request.session[KEY] = {**kept, "details": request.POST.urlencode()}
        return HttpResponseRedirect("/rounds/new/review/")
    return render(request, "rounds/new_details.html", {"form": form, "notice": notice, "track": kept["track"]})


def _fits(form: DetailsForm, kept: dict[str, str], notice: Notice) -> bool:
    """Whether the plan has no fault; its faults are said in the form."""
    try:
        plan = form.plan(NoticeFile(kept["name"], kept["text"]))
    except ActRefused as error:
        say_beside(form, error)
        return False
    refusals = plan_refusals(plan, form.pack, form.level, notice)
    say_beside(form, ActRefused(refusals))
    return not refusals


def say_beside(form: Form, refused: ActRefused) -> None:
    """Put each reason beside the field it concerns, else above the form."""
    for one in refused.refusals:
        field = FIELD_OF.get(one.code)
        form.add_error(field if field in form.fields else None, one.sentence(language()))


@login_required
@require_http_methods(["GET", "POST"])
def review(request: PageRequest) -> HttpResponse:
    """Look once more, then set the round up as a draft."""
    kept = _begun(request)
    if "details" not in kept:
        return HttpResponseRedirect("/rounds/new/details/")
    name, _, level = kept["track"].partition("/")
    pack = load_pack(name)
    form = DetailsForm(QueryDict(kept["details"]), pack=pack, level=level)
    if not form.is_valid():
        return HttpResponseRedirect("/rounds/new/details/")
    plan = form.plan(NoticeFile(kept["name"], kept["text"]))
    office = get_object_or_404(offices_of(request.standing), pk=kept["office"])
    if request.method == "POST":
        made = set_up_round(plan, track=kept["track"], office=office, actor=request.standing, now=request.moment)
        del request.session[KEY]
        messages.success(request, spoken("已设立，尚未开放", "set up; not open yet"))
        return HttpResponseRedirect(f"/rounds/{made.code}/office/")
    notice = parse_round(plan.notice.text.encode(), plan.notice.name)
    context = {
        "plan": plan,
        "office": office,
        "notice": notice,
        "pack": pack,
        "track_title": pack.about(level),
        "windows": [(_tier_name(plan.options, key), window) for key, window in plan.windows.items()],
        "choices": shown_choices(plan.options),
        "numbers": [(form.rows[key], body) for key, body in plan.numbers.items()],
    }
    return render(request, "rounds/new_review.html", context)


def _tier_name(options: Options, key: str) -> tuple[str, str]:
    """A tier as the plan names it, else by its number."""
    number = tier_number(key)
    named = [options.employer, *options.departments][number - 1 : number] if number else []
    return (named[0].zh, named[0].en) if named and named[0] is not None else tier_name(number)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: PageRequest, code: str) -> HttpResponse:
    """Change a round that is a draft; with another round file, if one is given."""
    round_ = get_object_or_404(rounds_for(request.standing, "set-up"), code=code, state="draft")
    pack = pack_for(round_)
    form = DetailsForm(request.POST or None, pack=pack, level=round_.level, initial=stored_details(round_))
    form.fields["code"].disabled = True
    problems: Any = ()
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, round_, form)
        except Refused as error:
            problems = error.problems
        except ActRefused as error:
            if set(error.codes) & {"stale-page", "no-right", "round-not-draft"}:
                raise
            say_beside(form, error)
        else:
            messages.success(request, spoken("已保存", "saved"))
            return HttpResponseRedirect(f"/rounds/{round_.code}/office/")
    context = {"form": form, "round": round_, "problems": problems, "track": round_.track}
    return render(request, "rounds/change.html", context, status=422 if problems else 200)


def _change(request: PageRequest, round_: Round, form: DetailsForm) -> None:
    """Change the round to what the form says, with the file handed in or the one it has."""
    file, version = request.FILES.get("file"), version_of(request.POST.get("version"))
    kept = NoticeFile(round_.notice["name"], round_.notice["text"])
    notice = kept if file is None else _uploaded(file)
    change_round(round_, form.plan(notice), actor=request.standing, now=request.moment, version=version)
