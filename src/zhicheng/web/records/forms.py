"""The forms of the records pages: the dossier's own, ordered by what the person's rounds ask; a file to take over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from zhicheng.dossier.fields import Record as Stated
from zhicheng.report.phrases import Lang
from zhicheng.web.dossier_forms.facts_form import FactsOfApplicantForm, facts_form
from zhicheng.web.dossier_forms.record_form import RecordForm, record_form
from zhicheng.web.records.models import Profile, Record
from zhicheng.web.records.rounds_in_view import (
    RoundInView,
    applicant_facts_first,
    claims_offered,
    domains_of,
    facts_first,
    rounds_in_view,
    that_decide,
)
from zhicheng.web.records.shown import stated, stated_facts
from zhicheng.web.site.templatetags.say import language, spoken
from zhicheng.web.visibility.standing import Standing

PREFIX = "fact"
"""Before each field, so that no fact's name meets a field of the page's own."""
NOT_TYPED = ("id", "evidence")
"""The key is given by the platform; papers are the files below the form."""


def page_language() -> Lang:
    """The language of the page being made."""
    return "en" if language() == "en" else "zh"


def form_of_record(
    kind: str,
    standing: Standing,
    data: Mapping[str, Any] | None,
    row: Record | None,
    key: str = "",
    in_view: tuple[RoundInView, ...] | None = None,
) -> RecordForm:
    """The form of a record, filled with ``row`` or sent back as ``data``; ``key`` for a new one.

    ``in_view``: the person's rounds, where they are at hand.

    Raises:
        KeyError: there is no such kind.
    """
    rounds = that_decide(rounds_in_view(standing) if in_view is None else in_view)
    initial: Stated | Mapping[str, Any] | None = None
    if row is not None:
        initial = stated(row) or {**row.data, "id": row.key}
    form = record_form(
        kind,
        data,
        initial,
        page_language(),
        facts_first(rounds, kind),
        PREFIX,
        new_id=key,
        domains=domains_of(rounds),
        claimable=claims_offered(rounds, kind),
    )
    for name in NOT_TYPED:
        del form.fields[name]
    return form


def form_of_facts(profile: Profile, standing: Standing, data: Mapping[str, Any] | None) -> FactsOfApplicantForm:
    """The form of the person's own facts."""
    rounds = that_decide(rounds_in_view(standing))
    initial = stated_facts(profile.facts) or profile.facts
    return facts_form(data, initial, page_language(), applicant_facts_first(rounds), PREFIX, domains=domains_of(rounds))


class FileForm(forms.Form):
    """A dossier in a file."""

    file = forms.FileField(
        label=spoken("文件（.xlsx、.yaml 或 .json）", "File (.xlsx, .yaml or .json)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.yaml,.yml,.json"}),
    )
