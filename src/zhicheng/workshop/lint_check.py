"""What a check is, and what all checks share: making a finding, saying facts and points in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from zhicheng.dossier.fields import Record
from zhicheng.dossier.schema import kind_title
from zhicheng.policy.core import Group, Row, Term
from zhicheng.policy.readings import Reading
from zhicheng.policy.wording import attribute_name, value_text
from zhicheng.verdict.floors import attributes_in
from zhicheng.vocabulary.labels import ONE_OF_KIND
from zhicheng.vocabulary.points import as_text
from zhicheng.vocabulary.truth import MET
from zhicheng.workshop.findings import Finding, Pair, Severity, Witness
from zhicheng.workshop.witness import Tried
from zhicheng.workshop.witness_orders import tests_of
from zhicheng.workshop.witness_pool import Pool, facts_said

MOST_KNOWN = 12
"""A reading that changes more places says nothing about one of them."""


@dataclass(frozen=True, slots=True)
class Bay:
    """One track under a choice of readings, as a check sees it: its pool of records, and which places
    each reading of the pack changes (``affects``: reading → node paths, clause keys). ``places``: the
    only places to look at, where another reading changes no more than these (``None``: all)."""

    pool: Pool
    affects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    places: frozenset[str] | None = None

    def looks_at(self, path: str) -> bool:
        """Whether a node of the scoring standard, or one above it, is to be looked at."""
        return self.places is None or any(path == one or path.startswith(f"{one}/") for one in self.places if one)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows to look at."""
        return tuple(row for row in self.pool.bench.rows if self.looks_at(row.path))

    @property
    def nodes(self) -> tuple[Group | Row, ...]:
        """The nodes to look at."""
        return tuple(node for node in self.pool.bench.nodes if self.looks_at(node.path))


@dataclass(frozen=True, slots=True)
class Check:
    """A check by name. ``run`` looks at one track; ``across`` at the tracks of one pack together.
    ``between`` compares it with the same track under another reading. ``varies``: ``run`` is worth
    running under the readings on equal ground too, and (``even_likely``) under those that are less likely."""

    name: str
    title: Pair
    about: Pair
    run: Callable[[Bay], Iterator[Finding]] | None = None
    across: Callable[[tuple[Bay, ...]], Iterator[Finding]] | None = None
    between: Callable[[Bay, Bay, Reading, str], Iterator[Finding]] | None = None
    varies: bool = False
    even_likely: bool = False


def finding(
    bay: Bay,
    check: str,
    severity: Severity,
    place: str,
    say: Pair,
    *,
    cite: Iterable[str] = (),
    witnesses: Iterable[Witness] = (),
    also: Iterable[str] = (),
    key: str = "",
    seen: bool = True,
) -> Finding:
    """A finding at a place of a track. ``also``: further places concerned (for citation and known readings);
    without ``seen`` the readings of the place are beside the point."""
    bench = bay.pool.bench
    places = [place, *also]
    cited = [one for where in places for one in bench.cites.get(where, (where,) if where in _keys(bay) else ())]
    return Finding(
        check,
        severity,
        bench.name,
        place,
        tuple(dict.fromkeys([*cite, *cited])),
        (say[0], say[1][:1].upper() + say[1][1:]),
        tuple(witnesses),
        dict(bench.readings),
        _known(bay, places) if seen else (),
        key,
    )


def _known(bay: Bay, places: list[str]) -> tuple[str, ...]:
    """The readings that change one of the places and few others; not the one under which it is looked at."""
    return tuple(
        id_
        for id_, changed in bay.affects.items()
        if id_ not in bay.pool.bench.readings and len(changed) <= MOST_KNOWN and not changed.isdisjoint(places)
    )


def _keys(bay: Bay) -> frozenset[str]:
    return frozenset(clause.key for clause in bay.pool.bench.clauses)


def terms_on(bay: Bay, kind: str, name: str) -> Iterator[Term]:
    """The terms of a kind of record that rest on a fact."""
    for term in bay.pool.bench.track.terms:
        if kind in term.kinds and any(name in attributes_in(test) for test in tests_of(term)):
            yield term


def points(value: Fraction) -> str:
    """Points as people read them: a decimal, or a fraction where decimals end nowhere."""
    return as_text(value)


def fact_text(kind: str, name: str, value: Any) -> Pair:
    """One fact: ``等级“二等奖”``."""
    label, said = attribute_name(kind, name), value_text(value, kind, name)
    if name == "rank":
        return f"排名第{value}", f"rank {value}"
    if value is True or value is False:
        return f"“{label[0]}”为{said[0]}", f"'{label[1]}': {said[1]}"
    return f"{label[0]}“{said[0]}”", f"{label[1]} '{said[1]}'"


def record_text(record: Record, without: Iterable[str] = ()) -> Pair:
    """A record in a few words: its kind and the facts that it states, dates and fields left out."""
    kind = str(record.__dict__["kind"])
    aside = {*without, "date", "start", "end", "domains", "name"}
    parts = [fact_text(kind, name, value) for name, value in facts_said(record).items() if name not in aside]
    title = kind_title(kind)[0], ONE_OF_KIND[kind]
    zh, en = "、".join(part[0] for part in parts), ", ".join(part[1] for part in parts)
    return (f"{title[0]}（{zh}）" if zh else title[0]), (f"{title[1]} ({en})" if en else title[1])


def ways(bay: Bay, tried: Tried) -> int:
    """How many ways to apply are met."""
    track = bay.pool.bench.track
    return sum(1 for clause in (*track.routes, *track.landmarks) if tried.truths[clause.key] == MET)


def label_of(path: str) -> str:
    """A node of the scoring standard by its last two labels: ``省部级奖／二等奖``."""
    return "／".join(path.split("/")[-2:])


def english_of(bay: Bay, path: str) -> str:
    """As :func:`label_of`, in English where the pack has the label's English name."""
    return " / ".join(bay.pool.bench.pack.english(label) for label in path.split("/")[-2:])


def common_place(paths: Iterable[str]) -> str:
    """The lowest node above all these paths; empty: the whole standard."""
    split = [path.split("/") for path in paths]
    if not split:
        return ""
    shared = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "/".join(shared)
