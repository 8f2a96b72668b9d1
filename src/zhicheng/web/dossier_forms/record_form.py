"""The form of one record: filled, checked by the dossier's own validation, given back as in a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from zhicheng.dossier.fields import Record
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import record_from
from zhicheng.dossier.plain import plain_facts
from zhicheng.dossier.schema import kind_title
from zhicheng.report.phrases import Lang
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.problems import Problem
from zhicheng.web.dossier_forms.domains import domain_names
from zhicheng.web.dossier_forms.facts_base import FactsForm


class RecordForm(FactsForm):
    """One record on a page. ``new_id`` is its id where the applicant gives none."""

    def __init__(self, kind: str, data: Mapping[str, Any] | None, *, new_id: str = "", **options: Any) -> None:
        self.new_id = new_id
        self.record: Record | None = None
        super().__init__(KINDS[kind], kind, data, **options)

    @property
    def heading(self) -> Pair:
        """The Chinese and English name of the kind of record."""
        return kind_title(self.kind)

    def clean(self) -> dict[str, Any]:
        """Build the record; every error of the schema goes beside its field."""
        facts = {"kind": self.kind, **self.stated()}
        if not facts.get("id") and (self.new_id or self.before.get("id")):
            facts["id"] = self.before.get("id") or self.new_id
        problems: list[Problem] = []
        record = record_from(self.placed(facts), "", "", problems)
        self.take_problems(problems)
        self.record = None if self.errors else record
        return self.cleaned_data

    def cleaned_record(self) -> dict[str, Any]:
        """The record as it stands in a dossier's file: only what was stated, id and kind first.

        Raises:
            ValueError: the form does not hold a valid record.
        """
        if not self.is_valid() or self.record is None:
            raise ValueError("the form does not hold a valid record")
        return plain_facts(self.record)


def record_form(
    kind: str,
    data: Mapping[str, Any] | None = None,
    initial: Record | Mapping[str, Any] | None = None,
    lang: Lang = "zh",
    asked: Collection[str] | None = None,
    prefix: str = "",
    *,
    new_id: str = "",
    papers: Mapping[str, Pair] | None = None,
    domains: Collection[str] | None = None,
    claimable: Mapping[str, tuple[str, ...]] | None = None,
) -> RecordForm:
    """The form of one record: empty, filled with ``initial``, or sent back as ``data``.

    ``asked``: the facts that the chosen tracks look at (:func:`asked.facts_asked`), which come first;
    ``papers``: the papers a document wants for this kind, as boxes to tick;
    ``domains``: the technical domains to offer, such as those of the chosen tracks (others can be typed);
    ``claimable``: the words that
    may be claimed, by term (:func:`asked.claimable`); ``new_id``: the id where the applicant gives none.

    Raises:
        KeyError: there is no such kind.
    """
    known: dict[str, Mapping[str, Pair]] = {"domains": domain_names(), "evidence": papers or {}}
    return RecordForm(
        kind,
        data,
        new_id=new_id,
        initial=initial,
        lang=lang,
        asked=asked,
        known=known,
        offered={} if domains is None else {"domains": domains},
        claimable=claimable,
        prefix=prefix,
    )
