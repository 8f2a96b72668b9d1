"""The forms of these pages."""

from __future__ import annotations

from typing import Any

from django import forms

from zhicheng.procedure.certificate.rules import REISSUE_REASONS, REVOCATION_GROUNDS
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.templatetags.say import spoken


def _choices(given: Any) -> list[tuple[str, Any]]:
    return [(key, spoken(*name)) for key, name in given.items()]


class WordingForm(forms.Form):
    """What certificates say beside the person."""

    committee = forms.CharField(
        max_length=50,
        label=spoken("评审委员会名称", "Name of the committee"),
        help_text=spoken(
            "按组建文件的全称，印在每一份证书上", "in full, as it was formed; printed on each certificate"
        ),
    )
    valid_in = forms.CharField(max_length=12, label=spoken("有效范围", "Valid in"), initial="全省")

    def __init__(self, *args: Any, round_: Round, asked: dict[str, Any] | None = None, **kwargs: Any) -> None:
        initial = {"committee": (asked or {}).get("committee") or round_.office.name}
        initial["valid_in"] = (asked or {}).get("valid_in") or "全省"
        super().__init__(*args, **{**kwargs, "initial": initial})


class ReissueForm(forms.Form):
    """What a new certificate says otherwise than the one it replaces."""

    reason = forms.ChoiceField(label=spoken("换发原因", "Why"), choices=_choices(REISSUE_REASONS))
    name = forms.CharField(max_length=40, label=spoken("姓名", "Name"))
    person = forms.CharField(
        max_length=18,
        required=False,
        label=spoken("证件号码（隐去部分）", "Masked personal number"),
        help_text=spoken("如 3301**********0011", "such as 3301**********0011"),
    )
    specialty = forms.CharField(max_length=30, label=spoken("专业", "Specialty"))


class RevocationForm(forms.Form):
    """Why a title is taken away, and by which document."""

    ground = forms.ChoiceField(label=spoken("事由", "Ground"), choices=_choices(REVOCATION_GROUNDS))
    decision = forms.CharField(max_length=100, label=spoken("决定文号及条款", "Number of the decision, and its clause"))


class NumberForm(forms.Form):
    """A certificate's number as somebody types it."""

    number = forms.CharField(
        max_length=60,
        label=spoken("证书编号", "Certificate no."),
        help_text=spoken("印在证书上，如 ZC26-7K3M-9QX2-TV4B-N8R5", "as printed: ZC26-7K3M-9QX2-TV4B-N8R5"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class FileForm(forms.Form):
    """A certificate's file."""

    pdf = forms.FileField(
        label=spoken("证书 PDF 文件", "The certificate's PDF"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )


class CaseForm(forms.Form):
    """What is written on a case while it is examined."""

    offence = forms.ChoiceField(
        required=False, label=spoken("情形（文件规定的）", "Violation, as the document names it")
    )
    serious = forms.BooleanField(required=False, label=spoken("情节严重", "serious"))
    evidence = forms.CharField(
        required=False, max_length=2000, label=spoken("增加一条证据", "Add a piece of evidence"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    heard = forms.CharField(
        required=False, max_length=5000, label=spoken("当事人的说明", "What the person said"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    heard_on = forms.DateField(
        required=False, label=spoken("听取说明的日期", "Heard on"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, offences: list[tuple[str, tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(key, spoken(*name)) for key, name in offences]
        self.fields["offence"].choices = [("", spoken("（尚未认定）", "(not found yet)")), *named]  # type: ignore[attr-defined]
