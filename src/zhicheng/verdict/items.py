"""A dossier laid out for evaluation: records by kind, their values, the applicant's facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from zhicheng.dossier.model import Dossier
from zhicheng.verdict.dates import Dates
from zhicheng.vocabulary.dates import add_years

UNKNOWN = None
"""The papers do not say."""
NO_VALUE = ""
"""The document gives the term no value here."""

Derivation = Callable[["Item", "Context"], Any]


class Item:
    """One record during an evaluation. A value is a word, a number, a date; ``None`` when the papers
    do not say; a frozenset when it is one of several, depending on what is open."""

    __slots__ = ("claimed", "domains", "facts", "id", "kind", "record", "values")

    def __init__(self, record: Any) -> None:
        self.record = record
        self.id: str = record.id
        self.kind: str = record.kind
        self.facts: dict[str, Any] = record.__dict__
        self.values: dict[str, Any] = {}
        self.claimed: set[str] | None = None

    def value(self, name: str, context: Context) -> Any:
        """The value of a fact or of a term of the document."""
        values = self.values
        if name in values:
            return values[name]
        derive = context.derivations.get((self.kind, name))
        if derive is None:
            value = self.facts.get(name)
        else:
            value = derive(self, context)
            if value is None or type(value) is frozenset:
                claim = self.facts["claims"].get(name)
                if claim is not None:
                    value = claim
                    if self.claimed is None:
                        self.claimed = set()
                    self.claimed.add(name)
        values[name] = value
        return value


class Context:
    """Everything one evaluation works on; it lives as long as that evaluation."""

    __slots__ = (
        "answers",
        "applicant",
        "by_kind",
        "dates",
        "derivations",
        "domains",
        "items",
        "kept",
        "own_domains",
        "pass_mark",
        "score",
        "title_since",
        "windows",
    )

    def __init__(
        self,
        dossier: Dossier,
        dates: Dates,
        answers: Mapping[str, Any],
        derivations: Mapping[tuple[str, str], Derivation],
        own_domains: frozenset[str],
        pass_mark: Fraction | None,
    ) -> None:
        self.dates = dates
        self.answers = answers
        self.applicant: dict[str, Any] = dossier.applicant.__dict__
        self.derivations = derivations
        self.own_domains = own_domains
        self.domains: tuple[str, ...] | None = dossier.applicant.domains
        self.pass_mark = pass_mark
        self.title_since: dt.date | None = None
        self.score: Callable[[], tuple[Any, Any]] = lambda: (0, 0)
        self.windows: dict[Any, tuple[dt.date | None, dt.date]] = {}
        self.kept: dict[int, Any] = {}
        self.items = [Item(record) for record in sorted(dossier.records, key=_by_id)]
        self.by_kind: dict[str, list[Item]] = {}
        for item in self.items:
            self.by_kind.setdefault(item.kind, []).append(item)
        if answers:
            self._take_decided_values()

    def _take_decided_values(self) -> None:
        """An answer ``attribute@record`` decides a value that the papers left open."""
        items = {item.id: item for item in self.items}
        for question, answer in self.answers.items():
            name, at, record = question.rpartition("@")
            if at and record in items and isinstance(answer, str):
                items[record].values[name] = answer

    def window(self, years: int | None, since_title: bool, counted: str) -> tuple[dt.date | None, dt.date]:
        """First and last day on which an achievement counts; no first day: it can't be known."""
        key = (years, since_title, counted)
        found = self.windows.get(key)
        if found is None:
            last = self.dates.of("achievements")
            starts = []
            if years is not None:
                starts.append(add_years(last, -years) if counted == "day" else dt.date(last.year - years + 1, 1, 1))
            if since_title and self.title_since is not None:
                starts.append(self.title_since)
            found = self.windows[key] = (min(starts) if starts else None, last)
        return found


def _by_id(record: Any) -> str:
    return str(record.id)
