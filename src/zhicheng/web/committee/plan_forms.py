"""The form in which an office writes its plan."""

from __future__ import annotations

from typing import Any

from django import forms

from zhicheng.web.committee.models import Plan
from zhicheng.web.committee.plan_parts import PARTS
from zhicheng.web.committee.services.plan import LONGEST_PART, PlanText
from zhicheng.web.site.templatetags.say import spoken

HELP = {
    "procedure": ("分组评议、面试答辩、评议和投票怎样进行，谁来主持", "how groups, defence, deliberation and ballot go, who presides"),
    "schedule": ("报到、分组评议、答辩、全体会议的日期和时间", "days and hours of check-in, groups, defence, plenary"),
    "discipline": ("回避怎样提出和执行，保密和监督的要求", "how recusals are raised and carried out, secrecy, supervision"),
    "note": ("需要核准部门了解的其他情况", "whatever else the departments should know"),
}  # fmt: skip


class PlanForm(forms.Form):
    """Day and place of the meeting, and the parts that the office writes."""

    meeting_day = forms.DateField(
        required=False,
        label=spoken("评审会日期", "Day of the meeting"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    place = forms.CharField(required=False, max_length=200, label=spoken("地点", "Place"))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        said = {key: plan.content.get(key, "") for key, _ in PARTS}
        initial = {"meeting_day": plan.meeting_day, "place": plan.place, **said}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for key, name in PARTS:
            self.fields[key] = forms.CharField(
                required=False,
                max_length=LONGEST_PART,
                label=spoken(*name),
                help_text=spoken(*HELP[key]),
                widget=forms.Textarea(attrs={"rows": "6" if key == "procedure" else "3"}),
            )

    def text(self) -> PlanText:
        """What was written, once it is valid."""
        given = self.cleaned_data
        return PlanText(given["meeting_day"], given["place"], {key: given[key] for key, _ in PARTS})
