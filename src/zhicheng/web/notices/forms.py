"""The forms of notices, objections and posted sanctions."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms

from zhicheng.web.notices.queries import Named
from zhicheng.web.notices.services.sanctions import consequences_of
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.options import Options
from zhicheng.web.site.templatetags.say import pick, spoken

DAY: Final = {"type": "date"}
ROWS: Final = {"rows": "5"}
HERE, ELSEWHERE = "here", "elsewhere"


class NoticeForm(forms.Form):
    """A notice: where it hangs, since when, who takes objections."""

    where = forms.ChoiceField(label=spoken("公示地点", "Where"), widget=forms.RadioSelect, initial=HERE)
    elsewhere = forms.CharField(
        max_length=300, required=False, label=spoken("在别处公示的地点或网址", "Place or address where it hangs")
    )
    first_day = forms.DateField(
        required=False,
        label=spoken("在别处公示的首日", "First day there"),
        widget=forms.DateInput(attrs=DAY),
        help_text=spoken("在本平台公示的，首日为今天", "on this platform it begins today"),
    )
    contact = forms.CharField(max_length=140, label=spoken("受理异议的部门或联系人", "Who takes objections"))
    phone = forms.RegexField(
        r"^[0-9][0-9 +\-()（）转]{5,29}$",
        label=spoken("联系电话", "Telephone"),
        error_messages={"invalid": spoken("请填写电话号码", "a telephone number, please")},
    )

    def __init__(self, *args: Any, options: Options, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        places = [(HERE, pick(("在本平台公示", "on this platform")))]
        if options.notice_elsewhere:
            places.append((ELSEWHERE, pick(("已在别处张贴，在此登记", "it hangs elsewhere and is recorded here"))))
        self.fields["where"].choices = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Elsewhere needs a place and a first day that has come."""
        said = super().clean() or {}
        if said.get("where") == ELSEWHERE:
            if not said.get("elsewhere", "").strip():
                self.add_error("elsewhere", pick(("请填写公示的地点或网址", "say where it hangs")))
            if said.get("first_day") is None and "first_day" not in self.errors:
                self.add_error("first_day", pick(("请填写公示首日", "give its first day")))
            elif said.get("first_day") is not None and said["first_day"] > self.today:
                self.add_error("first_day", pick(("公示首日不能晚于今天", "the first day can't lie ahead")))
        else:
            said["elsewhere"], said["first_day"] = "", None
        return said

    @property
    def contact_line(self) -> str:
        """Contact and telephone as one line, the telephone last and without gaps."""
        return f"{self.cleaned_data['contact'].strip()} {self.cleaned_data['phone'].replace(' ', '')}"


class ObjectionForm(forms.Form):
    """An objection: to whom, what, from whom."""

    about = forms.TypedChoiceField(label=spoken("针对", "About"), coerce=int)
    text = forms.CharField(
        min_length=10,
        max_length=4000,
        widget=forms.Textarea(attrs=ROWS),
        label=spoken("异议内容", "What you object to"),
        help_text=spoken(
            "请写明事实并提供线索，至少10个字", "say what happened and where it can be checked; 10 characters or more"
        ),
    )
    named = forms.ChoiceField(label=spoken("提出方式", "How"), widget=forms.RadioSelect, initial="yes")
    name = forms.CharField(
        max_length=80,
        required=False,
        label=spoken("姓名", "Name"),
        help_text=spoken("实名提出的必填", "needed when you object with your name"),
    )
    contact = forms.CharField(
        max_length=120,
        required=False,
        label=spoken("联系方式", "How to reach you"),
        help_text=spoken("实名提出的必填", "needed when you object with your name"),
    )

    def __init__(self, *args: Any, people: list[Named], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = (0, pick(("整份公示", "the notice as a whole")))
        self.fields["about"].choices = [everybody, *((one.key, one.name) for one in people)]  # type: ignore[attr-defined]
        self.fields["named"].choices = [  # type: ignore[attr-defined]
            ("yes", pick(("实名", "with my name"))),
            ("no", pick(("匿名", "anonymously"))),
        ]

    def clean(self) -> dict[str, Any]:
        """With a name goes a way to be reached; without, neither is kept."""
        said = super().clean() or {}
        if said.get("named") == "no":
            said["name"] = said["contact"] = ""
            return said
        for field, text in (("name", ("请填写姓名，或选择匿名", "give your name, or object anonymously")),
                            ("contact", ("请填写联系方式，或选择匿名", "say how to reach you, or object anonymously"))):  # fmt: skip
            if not said.get(field, "").strip():
                self.add_error(field, pick(text))
        return said


class ReceiptForm(forms.Form):
    """The receipt of an objection."""

    receipt = forms.CharField(
        max_length=60,
        label=spoken("回执编号", "Receipt"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class SanctionForm(forms.Form):
    """A sanction to be posted, under a consequence of the round's document."""

    offence = forms.ChoiceField(label=spoken("处理依据", "Ground"))
    subject = forms.CharField(max_length=120, label=spoken("处理对象", "Whom it concerns"))
    subject_unit = forms.CharField(max_length=120, required=False, label=spoken("所在单位", "Unit"))
    zh = forms.CharField(max_length=2000, widget=forms.Textarea(attrs=ROWS), label=spoken("处理决定", "Decision"))
    en = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=ROWS),
        label=spoken("处理决定（英文）", "Decision in English"),
    )
    until = forms.DateField(required=False, label=spoken("公示至", "Posted until"), widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.offence, f"{'、'.join(one.cite)} {pick(one.say)}") for one in consequences_of(round_)]
        self.fields["offence"].choices = choices  # type: ignore[attr-defined]
