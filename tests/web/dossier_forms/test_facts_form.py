"""The applicant's facts on a page."""

from __future__ import annotations

import pytest

from tests.web.dossier_forms.browser import controls, page, sent_back
from tests.web.dossier_forms.examples import cases, demo, setting
from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.plain import plain_facts
from zhicheng.web.dossier_forms.asked import applicant_facts_asked
from zhicheng.web.dossier_forms.facts_form import facts_form


def test_the_facts_of_every_worked_case_come_back_as_they_were() -> None:
    applicants = {repr(one): one for one in (demo().applicant, *(case.dossier.applicant for _, case in cases()))}
    assert len(applicants) > 10
    for applicant in applicants.values():
        back = facts_form(sent_back(facts_form(initial=applicant)), initial=applicant)
        assert back.is_valid(), back.errors
        assert back.applicant == applicant and back.cleaned_facts() == plain_facts(applicant)


def test_every_fact_appears_and_none_names_a_person() -> None:
    form = facts_form()
    assert sorted(form.fields) == sorted(Applicant.model_fields)


def test_what_the_track_asks_comes_first() -> None:
    asked = applicant_facts_asked(setting("ningbo-qti-2024", "engineer").track())
    form = facts_form(asked=asked)
    first = [field.name for field in form.first]
    assert {"domains", "specialty", "city", "reaches_retirement_on", "public_institution"} <= set(first)
    assert [field.name for field in form.more] == ["in_service"]


def test_an_untouched_form_says_nothing() -> None:
    form = facts_form(sent_back(facts_form()))
    assert form.is_valid() and form.cleaned_facts() == {} and form.applicant == Applicant()


@pytest.mark.parametrize(("lang", "said"), [("zh", "应为日期，如 2026-11-20"), ("en", "must be a date such as")])
def test_what_is_wrong_stands_beside_its_field(lang: str, said: str) -> None:
    form = facts_form({"reaches_retirement_on": "2055", "city": "宁" * 21}, lang="zh" if lang == "zh" else "en")
    assert set(form.errors) == {"reaches_retirement_on", "city"}
    assert said in form.errors["reaches_retirement_on"][0]
    assert form.applicant is None
    with pytest.raises(ValueError):
        form.cleaned_facts()


def test_specialties_are_proposed_and_not_imposed() -> None:
    form = facts_form({"specialty": "纺织"})
    assert form.is_valid() and form.cleaned_facts() == {"specialty": "纺织"}
    proposed = {tag["value"] for name, tag in controls(page(facts_form())) if name == "option" and tag.get("value")}
    assert {"计量", "物联网"} <= proposed
