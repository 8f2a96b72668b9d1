"""The forms of pools, experts, availability and ties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from zhicheng.policy.pack import load_pack
from zhicheng.procedure.conflicts.words import CONFLICT, DECISIONS, KINDS, OUTCOMES, RELATIONS, STATED_BY
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application
from zhicheng.web.experts.models import Expert
from zhicheng.web.experts.services.declaring import TieFacts
from zhicheng.web.experts.services.enlisting import ExpertFacts
from zhicheng.web.experts.services.pools import known_tracks
from zhicheng.web.experts.words import LISTED_AS, TITLES
from zhicheng.web.site.templatetags.say import language, pick, spoken

DAY: Final = {"type": "date"}
PAGE_CODES: Final = frozenset({"no-right", "stale-page", "not-in-pool", "draw-begun"})
"""Refusals that concern the page as a whole: they are not said beside a field."""
FIELD_OF: Final = {
    "pool-name-missing": "name",
    "pool-name-taken": "name",
    "track-unknown": "tracks",
    "track-has-a-pool": "tracks",
    "expert-twice": "name",
    "right-withdrawn": "name",
    "title-in-future": "title_since",
    "expert-not-qualified": "title_since",
    "relation-missing": "relation",
    "relation-without-kin": "relation",
    "tie-ends-before-it-starts": "end",
    "tie-not-with-everybody": "applicant",
    "no-such-applicant": "applicant",
    "source-missing": "known_from",
    "reason-missing": "reason",
    "outcome-missing": "outcome",
    "decision-against-clause": "outcome",
    "answer-day-past": "until",
}
"""Beside which field a refusal is said."""


def _words(words: Mapping[str, tuple[str, str]]) -> list[tuple[str, Any]]:
    return [(key, spoken(*pair)) for key, pair in words.items()]


def beside(form: forms.Form, refused: ActRefused) -> None:
    """Say refusals beside the fields of a form, or above it; those of the page as a whole are raised on."""
    if PAGE_CODES & set(refused.codes):
        raise refused
    for one in refused.refusals:
        field = FIELD_OF.get(one.code)
        form.add_error(field if field in form.fields else None, one.sentence(language()))


def track_names() -> dict[str, str]:
    """Every track of the packs installed with its title, in the page's language."""
    found = {}
    for track in known_tracks():
        name, level = track.split("/")
        pack = load_pack(name)
        found[track] = f"{pick(pack.about(level))} · {pack.number}"
    return found


class PoolForm(forms.Form):
    """A pool: its name, the tracks it serves."""

    office = forms.ChoiceField(label=spoken("评委会办公室", "Committee office"))
    name = forms.CharField(max_length=120, label=spoken("名称", "Name"))
    tracks = forms.MultipleChoiceField(
        label=spoken("评审专业和级别", "Tracks"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, offices: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tracks"].choices = list(track_names().items())  # type: ignore[attr-defined]
        choices = list(offices)
        if choices:
            self.fields["office"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["office"]


class ExpertForm(forms.Form):
    """What the office knows of an expert."""

    name = forms.CharField(max_length=80, label=spoken("姓名", "Name"))
    employer_name = forms.CharField(
        max_length=120,
        label=spoken("工作单位", "Employer"),
        help_text=spoken(
            "填全称，系统据此比对同单位申报人", "the full name: applicants of the same employer are found by it"
        ),
    )
    region = forms.CharField(max_length=60, label=spoken("地区", "Region"))
    specialty = forms.CharField(max_length=80, label=spoken("专业", "Specialty"))
    title = forms.ChoiceField(choices=_words(TITLES), label=spoken("职称级别", "Title"))
    title_since = forms.DateField(
        widget=forms.DateInput(DAY, "%Y-%m-%d"), label=spoken("职称取得时间", "Title held since")
    )
    outstanding = forms.BooleanField(
        required=False,
        label=spoken("专业技术突出（办公室认定）", "Outstanding in the profession (found by the office)"),
    )
    listed_as = forms.ChoiceField(choices=_words(LISTED_AS), label=spoken("入库身份", "Listed as"))
    contact = forms.CharField(
        max_length=120,
        required=False,
        label=spoken("联系方式", "Contact"),
        help_text=spoken("加密保存，只供办公室联系本人", "kept encrypted; for the office to reach the expert"),
    )

    def facts(self) -> ExpertFacts:
        """What the form says."""
        return ExpertFacts(**self.cleaned_data)

    @staticmethod
    def of(expert: Expert) -> dict[str, Any]:
        """What is known of an expert, as a form begins with it."""
        return {name: getattr(expert, name) for name in ExpertForm.base_fields}


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=spoken("理由", "Reason"),
        error_messages={"required": spoken("没有写明理由", "no reason is given")},
    )


class FileForm(forms.Form):
    """A file handed in."""

    file = forms.FileField(label=spoken("文件", "File"))


class AskForm(forms.Form):
    """Until when the experts are to answer."""

    until = forms.DateField(
        widget=forms.DateInput(DAY, "%Y-%m-%d"), label=spoken("请专家在此日前答复", "Experts answer by this day")
    )


class AnswerForm(forms.Form):
    """Available or not."""

    available = forms.ChoiceField(
        choices=[("yes", spoken("能参加", "Available")), ("no", spoken("不能参加", "Not available"))],
        widget=forms.RadioSelect,
        label=spoken("能否参加本次评审", "Can you serve in this review?"),
    )
    note = forms.CharField(max_length=200, required=False, label=spoken("说明", "Remark"))


class TieForm(forms.Form):
    """A tie to an applicant, or to everybody."""

    applicant = forms.ChoiceField(label=spoken("申报人", "Applicant"))
    kind = forms.ChoiceField(label=spoken("关系", "Kind of tie"))
    relation = forms.ChoiceField(
        required=False,
        choices=[("", "—"), *_words(RELATIONS)],
        label=spoken("亲属类型", "How related"),
        help_text=spoken("只有亲属关系才选", "for kin only"),
    )
    start = forms.DateField(
        required=False, widget=forms.DateInput(DAY, "%Y-%m-%d"), label=spoken("起（如知道）", "From, if known")
    )
    end = forms.DateField(
        required=False,
        widget=forms.DateInput(DAY, "%Y-%m-%d"),
        label=spoken("止（仍在延续则不填）", "To, if it is over"),
    )
    note = forms.CharField(max_length=300, required=False, label=spoken("说明", "Remark"))

    def __init__(self, *args: Any, applicants: Iterable[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in applicants}
        everybody = pick(("（全部申报人）", "(everybody of the round)"))
        named = [(pk, f"{one.name} · {one.employer_name} · {one.specialty}") for pk, one in self.people.items()]
        self.fields["applicant"].choices = [("", "—"), *named, ("all", everybody)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "—"), *((key, pick(pair)) for key, pair in KINDS.items())]  # type: ignore[attr-defined]

    def facts(self) -> TieFacts:
        """What the form says."""
        said = self.cleaned_data
        return TieFacts(
            self.people.get(said["applicant"]), said["kind"], said["relation"], said["start"], said["end"], said["note"]
        )


class RecordedTieForm(TieForm):
    """A tie that the office records: who stated it, from which paper."""

    stated_by = forms.ChoiceField(choices=_words(STATED_BY), label=spoken("由谁提供", "Stated by"), initial="office")
    known_from = forms.CharField(
        max_length=200,
        label=spoken("依据或来源", "Source"),
        help_text=spoken("如：申报人来信、论文清单", "such as a letter, a list of papers"),
    )


class DecisionForm(forms.Form):
    """What the office decides on a tie."""

    outcome = forms.ChoiceField(choices=_words(DECISIONS), widget=forms.RadioSelect, label=spoken("认定", "Decision"))
    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3}), label=spoken("理由", "Reason"))


class RuleForm(forms.Form):
    """What ties of a kind come to in the round."""

    kind = forms.ChoiceField(choices=_words(KINDS), label=spoken("关系", "Kind of tie"))
    outcome = forms.ChoiceField(choices=_words(OUTCOMES), label=spoken("结果", "Comes to"), initial=CONFLICT)
    years = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=60,
        label=spoken("年限", "Years"),
        help_text=spoken("只算几年以内的；不填为不限", "only within so many years; empty: however long ago"),
    )
    source = forms.CharField(max_length=200, label=spoken("依据", "Source"))


class NoteDeclarationForm(forms.Form):
    """Where an expert's declaration on paper is."""

    known_from = forms.CharField(
        max_length=200,
        label=spoken("书面申报的出处", "The paper"),
        help_text=spoken("如：10月12日签字的申报表", "such as: form signed on 12 October"),
    )
