"""The form of the applicant's own facts; none of them names a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.model import dossier_from
from zhicheng.dossier.plain import plain_facts
from zhicheng.dossier.workbook import APPLICANT
from zhicheng.report.phrases import Lang
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.dossier_forms.domains import domain_names, specialty_names
from zhicheng.web.dossier_forms.facts_base import FactsForm


class FactsOfApplicantForm(FactsForm):
    """The applicant's facts on a page."""

    def __init__(self, data: Mapping[str, Any] | None, **options: Any) -> None:
        self.applicant: Applicant | None = None
        super().__init__(Applicant, APPLICANT, data, **options)

    @property
    def heading(self) -> Pair:
        """The heading of the form."""
        return ("申报人情况", "The applicant")

    def _is_first(self, name: str) -> bool:
        return self.asked is None or name in self.asked

    def clean(self) -> dict[str, Any]:
        """Build the applicant's facts; every error of the schema goes beside its field."""
        try:
            self.applicant = dossier_from({"applicant": self.placed(self.stated())}).applicant
            self.take_problems([])
        except Refused as refused:
            self.take_problems(list(refused.problems))
        if self.errors:
            self.applicant = None
        return self.cleaned_data

    def cleaned_facts(self) -> dict[str, Any]:
        """The facts as they stand in a dossier's file under ``applicant``: only what was stated.

        Raises:
            ValueError: the form does not hold valid facts.
        """
        if not self.is_valid() or self.applicant is None:
            raise ValueError("the form does not hold valid facts")
        return plain_facts(self.applicant)


def facts_form(
    data: Mapping[str, Any] | None = None,
    initial: Applicant | Mapping[str, Any] | None = None,
    lang: Lang = "zh",
    asked: Collection[str] | None = None,
    prefix: str = "",
    *,
    domains: Collection[str] | None = None,
) -> FactsOfApplicantForm:
    """The form of the applicant's facts: empty, filled with ``initial``, or sent back as ``data``.

    ``asked``: the facts that the chosen tracks look at (:func:`asked.applicant_facts_asked`);
    ``domains``: the technical domains to offer (others can be typed).
    """
    known: dict[str, Mapping[str, Pair]] = {"domains": domain_names(), "specialty": specialty_names()}
    offered = {} if domains is None else {"domains": domains}
    return FactsOfApplicantForm(
        data, initial=initial, lang=lang, asked=asked, known=known, offered=offered, prefix=prefix
    )
