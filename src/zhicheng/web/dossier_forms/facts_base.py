"""A form over one model of the schema: its fields in a good order, its errors the dossier's own."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from pydantic import BaseModel

from zhicheng.dossier.json_text import Placed
from zhicheng.dossier.prepare import shape_of
from zhicheng.dossier.schema import FactSchema
from zhicheng.policy.wording import attribute_name
from zhicheng.report.phrases import Lang, pick
from zhicheng.vocabulary.labels import Pair, word_label
from zhicheng.vocabulary.problems import Problem
from zhicheng.web.dossier_forms.fields import FactField, Place, default_of, form_field, spoken
from zhicheng.web.dossier_forms.widgets import OFF, OneOf

ALWAYS_MORE: Final = ("domains", "evidence", "claims", "note", "id")
"""The facts of every record that stand last, and behind "more" unless a rule asks for them."""
NOT_CLAIMED: Final[Pair] = ("不自报", "not claimed")
CLAIM: Final = "claims__"


class FactsForm(forms.Form):
    """What the forms of a record and of the applicant have in common.

    ``asked``: the facts that rules look at; they come first, the others stand behind "more". Without
    ``asked`` everything but the facts of every record comes first. ``known``: texts to choose from by
    fact, ``offered``: those of them to show. ``claimable``: the words that may be claimed, by term.
    """

    def __init__(
        self,
        model: type[BaseModel],
        kind: str,
        data: Mapping[str, Any] | None = None,
        *,
        initial: BaseModel | Mapping[str, Any] | None = None,
        lang: Lang = "zh",
        asked: Collection[str] | None = None,
        known: Mapping[str, Mapping[str, Pair]] | None = None,
        offered: Mapping[str, Collection[str]] | None = None,
        claimable: Mapping[str, tuple[str, ...]] | None = None,
        prefix: str = "",
    ) -> None:
        self.model, self.kind, self.lang, self.asked = model, kind, lang, asked
        self.before = plain_values(model, initial)
        self.claimable = dict(claimable or {})
        self.problems: tuple[Problem, ...] = ()
        super().__init__(data, initial=self._first_values(), prefix=prefix or None, auto_id="id_%s")
        self._add_fields(Place(model, kind, lang, known, offered, prefix))

    def _add_fields(self, place: Place) -> None:
        for fact in ordered_facts(self.model):
            if fact.name == "claims":
                for term, words in self.claimable.items():
                    self.fields[CLAIM + term] = claim_field(self.kind, term, words, self.lang)
            self.fields[fact.name] = form_field(place, fact, self.before.get(fact.name))

    def _first_values(self) -> dict[str, Any]:
        """What the fields hold before anything is typed; a claim of a known term has its own field."""
        values = {name: default_of(fact) for name, fact in shape_of(self.model).items()} | self.before
        claims = dict(values.get("claims") or {})
        for term, words in self.claimable.items():
            if claims.get(term) in words:
                values[CLAIM + term] = claims.pop(term)
        if "claims" in shape_of(self.model):
            values["claims"] = claims
        return values

    # ------------------------------------------------------------------ what was filled in

    def stated(self) -> dict[str, Any]:
        """The plain facts that were filled in, each list in the order that it had before."""
        facts: dict[str, Any] = {}
        for name in shape_of(self.model):
            value = self.cleaned_data.get(name)
            if isinstance(value, tuple):
                value = list(in_order_of(value, self.before.get(name)))
            if value is not None:
                facts[name] = value
        claims = {
            term: self.cleaned_data[CLAIM + term] for term in self.claimable if self.cleaned_data.get(CLAIM + term)
        }
        if claims:
            facts["claims"] = in_key_order({**dict(facts.get("claims") or {}), **claims}, self.before.get("claims"))
        return facts

    def placed(self, facts: Mapping[str, Any]) -> Placed:
        """The facts with the name of each field as its place, so that an error finds its field."""
        return Placed(facts, {name: name for name in shape_of(self.model)})

    def take_problems(self, problems: list[Problem]) -> None:
        """Put the dossier's errors beside their fields; a field that has its own keeps that one."""
        self.problems = tuple(problems)
        told = set(self.errors)
        for problem in problems:
            if problem.place in told:
                continue
            name = problem.place if problem.place in self.fields else None
            if name is not None:
                told.add(name)
            self.add_error(name, self._said(problem, name or ""))

    def _said(self, problem: Problem, name: str) -> str:
        do = pick(problem.do, self.lang)
        what = spoken(problem.what, name, self.lang)
        return what if not do else f"{what}；{do}" if self.lang == "zh" else f"{what}; {do}"

    # ------------------------------------------------------------------ how it is laid out

    def _is_first(self, name: str) -> bool:
        if name.startswith(CLAIM):
            return False
        if name == "name" or self.asked is None:
            return name not in ALWAYS_MORE
        return name in self.asked and name not in ("claims", "id")

    @property
    def first(self) -> list[BoundField]:
        """The fields that come first."""
        return [self[name] for name in self.fields if self._is_first(name)]

    @property
    def more(self) -> list[BoundField]:
        """The fields behind "more"."""
        return [self[name] for name in self.fields if not self._is_first(name)]

    @property
    def more_is_open(self) -> bool:
        """Whether a field behind "more" holds something or is wrong, so that it must be seen."""
        usual = {name: fact.default for name, fact in shape_of(self.model).items()}
        filled = {name for name, value in self.before.items() if name != "id" and value != usual.get(name)}
        return any(field.name in filled or (self.is_bound and field.errors) for field in self.more)


def claim_field(kind: str, term: str, words: tuple[str, ...], lang: Lang) -> forms.ChoiceField:
    """A level that may be claimed where no fact shows it."""
    named = [(word, pick(word_label(word, kind, term), lang)) for word in words]
    name = pick(attribute_name(kind, term), lang)
    return forms.ChoiceField(
        required=False,
        label=f"自报：{name}" if lang == "zh" else f"claimed: {name}",
        choices=[("", pick(NOT_CLAIMED, lang)), *named],
        widget=OneOf(attrs=OFF),
    )


def ordered_facts(model: type[BaseModel]) -> Iterator[FactSchema]:
    """The facts as a person fills them: the name, what is special to the kind, dates, rank, the rest."""
    own = inspect.get_annotations(model)

    def place(fact: FactSchema) -> int:
        if fact.name in ALWAYS_MORE:
            return 3 + ALWAYS_MORE.index(fact.name)
        return 0 if fact.name == "name" else 1 if fact.name in own else 2

    yield from sorted((fact for name, fact in shape_of(model).items() if name != "kind"), key=place)


def plain_values(model: type[BaseModel], initial: BaseModel | Mapping[str, Any] | None) -> dict[str, Any]:
    """The stated facts of a record, or of data as in a file, as values of the schema's own types."""
    if initial is None:
        return {}
    given = dict(initial.__dict__ if isinstance(initial, BaseModel) else initial)
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in given.items()
        if name in shape_of(model) and name != "kind" and value is not None
    }


def in_order_of(values: tuple[Any, ...], before: Any) -> tuple[Any, ...]:
    """The values in the order they had before; new ones follow in their own order."""
    if not isinstance(before, tuple):
        return values
    if set(values) == set(before):
        return before
    return tuple(sorted(values, key=lambda value: before.index(value) if value in before else len(before)))


def in_key_order(values: dict[str, str], before: Any) -> dict[str, str]:
    """A mapping with its keys in the order they had before."""
    keys = list(before) if isinstance(before, Mapping) else []
    return {name: values[name] for name in sorted(values, key=lambda name: keys.index(name) if name in keys else 99)}


__all__ = ["FactField", "FactsForm", "ordered_facts"]
