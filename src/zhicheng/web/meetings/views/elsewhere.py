"""Steps done outside of this platform, taken over in their order: where a review begins that starts later than at the first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.vocabulary.problems import Refused
from zhicheng.web.committee.member_list import member_template
from zhicheng.web.committee.services.elsewhere import seat_from_list, take_over_plan
from zhicheng.web.meetings.views.shared import done
from zhicheng.web.review.elsewhere import DRAW, ELIGIBILITY, OPINIONS, PLAN, RECOMMENDING, STEPS, Source, done_elsewhere
from zhicheng.web.review.models import Review
from zhicheng.web.review.services.elsewhere import take_over_eligibility, take_over_recommendations
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.scoring.services.elsewhere import opinion_template, take_over_opinions
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.listing import EXCEL
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, spoken

Pair = tuple[str, str]
DAY: Final = {"type": "date"}

WHAT: Final[dict[str, Pair]] = {
    ELIGIBILITY: (
        "导入名册中尚未审查的申报人全部记为合格，理由注明文件。",
        "Everybody from an imported roster who is not checked yet is found eligible, with the document as the reason.",
    ),
    RECOMMENDING: (
        "导入名册中的申报人记为已在别处经中评委推荐。",
        "Everybody from an imported roster counts as recommended elsewhere.",
    ),
    DRAW: (
        "上传评委名单：尚未入库的自动入库。委员仍须在本平台申报回避并接受邀请。",
        "Upload the list of members; who is not in the pool is entered. Members still declare ties and accept here.",
    ),
    PLAN: (
        "办理日期填方案在别处报告的日期。监管部门仍须在本平台核准。",
        "The day is the one on which the plan was reported elsewhere. The supervisor still approves it here.",
    ),
    OPINIONS: (
        "资格审查合格的申报人直接进入评审会。可上传各人的意见和核定分；不上传则注明文件。",
        "Everybody eligible goes before the committee. A list may say each one's opinion and score; else the document is named.",
    ),
}
"""What taking a step over does."""


class SourceForm(forms.Form):
    """The document that a step done elsewhere rests on, and the day it was done."""

    document = forms.CharField(label=spoken("依据文件（名称或文号）", "Document (name or number)"), max_length=200)
    on = forms.DateField(widget=forms.DateInput(DAY, "%Y-%m-%d"), label=spoken("办理日期", "Done on"))

    def source(self) -> Source:
        """As services take it."""
        return Source(self.cleaned_data["document"], self.cleaned_data["on"])


class MembersForm(SourceForm):
    """The list of a committee."""

    file = forms.FileField(label=spoken("评委名单（Excel）", "List of members (Excel)"))


class PlanForm(SourceForm):
    """Day and place of the meeting, as the plan has them."""

    meeting_day = forms.DateField(
        widget=forms.DateInput(DAY, "%Y-%m-%d"), label=spoken("评审会日期", "Day of the meeting")
    )
    place = forms.CharField(label=spoken("评审会地点", "Place of the meeting"), max_length=200)


class OpinionsForm(SourceForm):
    """What each got, where there is a list."""

    file = forms.FileField(label=spoken("意见和核定分（Excel）", "Opinions and scores (Excel)"), required=False)


FORMS: Final[dict[str, type[SourceForm]]] = {
    ELIGIBILITY: SourceForm, RECOMMENDING: SourceForm, DRAW: MembersForm, PLAN: PlanForm, OPINIONS: OpinionsForm,
}  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def elsewhere(request: PageRequest, code: str) -> HttpResponse:
    """The steps before the meeting, each done here or taken over; POST takes one over."""
    page = on_page(request, code)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step not in ("", *_steps(page)):
        raise Http404
    problems: Any = ()
    form = FORMS[step](request.POST, request.FILES, prefix=step) if step else None
    if form is not None and form.is_valid():
        try:
            ACTS[step](request, page.review, form)
            done(request)
            return redirect("review-elsewhere", code=code)
        except Refused as refused:
            problems = refused.problems
    status = 422 if form is not None else 200
    shown = [_shown(page, one, form if one == step else None) for one in _steps(page)]
    return render(
        request, "meetings/elsewhere.html", {**page.frame, "steps": shown, "problems": problems}, status=status
    )


def _steps(page: OnPage) -> list[str]:
    """The steps that the document has, in their order."""
    asked = {RECOMMENDING: "intermediate-review", PLAN: "report-plan"}
    return [one for one in STEPS if one not in asked or page.rules.has(asked[one])]


def _shown(page: OnPage, step: str, form: SourceForm | None) -> dict[str, Any]:
    said = done_elsewhere(page.review, step)
    return {
        "key": step,
        "name": STEPS[step],
        "what": WHAT[step],
        "done": {**said, "on": dt.date.fromisoformat(said["on"])} if said is not None else None,
        "form": (form or FORMS[step](prefix=step)) if page.runs else None,
        "open": form is not None,
        "template": step in (DRAW, OPINIONS),
        "files": step in (DRAW, OPINIONS),
    }


def _common(request: PageRequest) -> dict[str, Any]:
    version = version_of(request.POST.get("version"))
    return {"actor": request.standing, "now": request.moment, "version": version}


def _file(form: SourceForm) -> tuple[bytes, str]:
    file = form.cleaned_data.get("file")
    return (file.read(), str(file.name)) if isinstance(file, UploadedFile) else (b"", "")


def _seat(request: PageRequest, review: Review, form: SourceForm) -> None:
    raw, name = _file(form)
    seat_from_list(review, raw, name, form.source(), **_common(request))


def _plan(request: PageRequest, review: Review, form: SourceForm) -> None:
    day, place = form.cleaned_data["meeting_day"], form.cleaned_data["place"]
    take_over_plan(review, day, place, form.source(), **_common(request))


def _opinions(request: PageRequest, review: Review, form: SourceForm) -> None:
    raw, name = _file(form)
    take_over_opinions(review, form.source(), raw=raw, file=name, **_common(request))


ACTS: Final[dict[str, Callable[[PageRequest, Review, SourceForm], object]]] = {
    ELIGIBILITY: lambda request, review, form: take_over_eligibility(review, form.source(), **_common(request)),
    RECOMMENDING: lambda request, review, form: take_over_recommendations(review, form.source(), **_common(request)),
    DRAW: _seat,
    PLAN: _plan,
    OPINIONS: _opinions,
}


@login_required
@require_safe
def template(request: PageRequest, code: str, step: str) -> HttpResponse:
    """An empty list to fill in: of members, of opinions."""
    on_page(request, code, "set-up")
    made = {DRAW: (member_template, "评委名单", "members"), OPINIONS: (opinion_template, "评议组意见", "opinions")}
    if step not in made:
        raise Http404
    make, zh, en = made[step]
    return attachment(make(language()), EXCEL, f"{en}.xlsx" if language() == "en" else f"{zh}模板.xlsx")
