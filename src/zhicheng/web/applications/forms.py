"""Forms of applications that are more than a tick or a sentence."""

from __future__ import annotations

from typing import Any

from django import forms

from zhicheng.web.applications.services.recommending_experts import LONGEST_OPINION
from zhicheng.web.site.templatetags.say import spoken

DECISIONS = (("yes", spoken("同意推荐", "I recommend")), ("no", spoken("不予推荐", "I do not recommend")))


class ExpertForm(forms.Form):
    """An expert to be asked."""

    name = forms.CharField(label=spoken("专家姓名", "Name"), max_length=80)
    title = forms.CharField(label=spoken("职称", "Professional title"), max_length=80)
    employer = forms.CharField(label=spoken("工作单位", "Employer"), max_length=120)
    contact = forms.CharField(label=spoken("联系电话或邮箱", "Telephone or e-mail"), max_length=120)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.label_suffix = ""


class RecommendationForm(forms.Form):
    """An expert's answer."""

    recommends = forms.ChoiceField(label=spoken("您的意见", "Your answer"), choices=DECISIONS, widget=forms.RadioSelect)
    opinion = forms.CharField(label=spoken("推荐意见", "Opinion"), max_length=LONGEST_OPINION, widget=forms.Textarea)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.label_suffix = ""
