"""The other readings of a pack: what lint finds under them only, and what rests on the pack's own choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from zhicheng.policy.core import Group, Pattern, Track, clauses_of
from zhicheng.policy.kinds_asked import patterns_in
from zhicheng.policy.readings import Reading
from zhicheng.verdict.floors import attributes_in
from zhicheng.workshop.checks import two_readings
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint_check import Bay, Check
from zhicheng.workshop.witness import SECTIONS, Bench
from zhicheng.workshop.witness_pool import Pool

MOST_PLACES = 25
"""A reading that changes more places is a way of counting years or ranks, no place of its own."""
AS_PRINTED = ("印刷", "原样", "字面", "printed", "照印")


class Others:
    """One track under every other reading. After ``run``, ``resting`` has the ids of the findings that would be gone
    under another reading on equal ground: they rest on the pack's choice."""

    def __init__(self, bay: Bay, checks: tuple[Check, ...], known: Iterable[Finding]) -> None:
        self.bay, self.checks, self.known = bay, checks, tuple(known)
        self.seen = {_what(one) for one in self.known}
        self.resting: set[str] = set()

    def run(self) -> Iterator[Finding]:
        """What appears only under another reading, of the places which that reading changes."""
        bench = self.bay.pool.bench
        for id_ in bench.pack.readings_of(bench.level):
            reading = bench.pack.readings[id_]
            for alternative in reading.alternatives:
                if alternative != reading.choice:
                    yield from self._under(reading, alternative)

    def _under(self, reading: Reading, alternative: str) -> Iterator[Finding]:
        bench = self.bay.pool.bench
        other = Bench(bench.pack, bench.level, bench.dates.as_of, {reading.id: alternative})
        places = changes(bench.track, other.track)
        there = Bay(Pool(other, _patterns_at(bench, other, places)), self.bay.affects, places)
        for check in self.checks:
            if check.between is not None:
                yield from self._unseen(check.between(self.bay, there, reading, alternative))
            if check.run is not None and check.varies and _worth_a_look(check, reading, alternative, places):
                found = list(check.run(there))
                if reading.ground == "open":
                    self._note_resting(check, places, found)
                yield from _as_one(list(self._unseen(found)))

    def _unseen(self, found: Iterable[Finding]) -> Iterator[Finding]:
        for one in found:
            if _what(one) not in self.seen:
                self.seen.add(_what(one))
                yield one

    def _note_resting(self, check: Check, places: frozenset[str], found: list[Finding]) -> None:
        still = {_what(one) for one in found}
        self.resting |= {
            one.id for one in self.known if one.check == check.name and one.place in places and _what(one) not in still
        }


def changes(one: Track, other: Track) -> frozenset[str]:
    """The nodes and clauses that differ between two forms of a track; a changed term by the kinds it is of."""
    found: set[str] = set()
    first, second = _places(one), _places(other)
    for place in first.keys() | second.keys():
        if first.get(place) != second.get(place):
            found.add(place)
    return frozenset(found)


def _places(track: Track) -> Mapping[str, object]:
    found: dict[str, object] = {}
    nodes = [track.scoring] if track.scoring is not None else []
    while nodes:
        node = nodes.pop()
        if isinstance(node, Group):
            found[node.path] = replace(node, members=(), line=0)
            nodes.extend(member for member in node.members if isinstance(member, Group))
            found.update((row.path, replace(row, line=0)) for row in node.members if not isinstance(row, Group))
    for section in SECTIONS:
        for outer in getattr(track, section):
            found.update((clause.key, clause) for clause in clauses_of(outer) if clause.label)
    for term in track.terms:
        for kind in term.kinds:
            found[f"{kind}:{term.name}"] = (found.get(f"{kind}:{term.name}"), term)
    return found


def _as_one(found: list[Finding]) -> Iterator[Finding]:
    """What one check finds under one other reading is one finding: the first, and how many there are."""
    if found:
        first, number = found[0], len(found)
        more = (f"（同类共{number}处）", f" ({number} such places)") if number > 1 else ("", "")
        cite = tuple(dict.fromkeys(label for one in found for label in one.cite))
        say = (first.say[0] + more[0], first.say[1] + more[1])
        yield replace(first, severity="notice", say=say, cite=cite, key=first.check)


def _what(one: Finding) -> tuple[str, str, str]:
    """What a finding is about, whatever the reading; a place that can be read two ways is of the whole pack."""
    return one.check, "" if one.check == two_readings.NAME else one.track, one.key or one.place


def _worth_a_look(check: Check, reading: Reading, alternative: str, places: frozenset[str]) -> bool:
    """Whether the document can be read so as well, or is printed so, and it matters to few places."""
    if not 0 < len(places) <= MOST_PLACES:
        return False
    text = f"{alternative} {reading.alternatives[alternative]}"
    grounds = ("open", "likely") if check.even_likely else ("open",)
    return reading.ground in grounds or any(word in text for word in AS_PRINTED)


def _patterns_at(one: Bench, other: Bench, places: frozenset[str]) -> frozenset[Pattern]:
    """The patterns of the rows and clauses that stand at these places, and those that ask for a changed term."""
    terms = {tuple(place.split(":")) for place in places if ":" in place}
    found: set[Pattern] = set()
    for bench in (one, other):
        for row in bench.rows:
            if any(row.path == place or row.path.startswith(f"{place}/") for place in places if place):
                found.update(row.patterns)
        for clause in bench.clauses:
            if clause.key in places:
                found.update(pattern for many in patterns_in(clause) for pattern in many)
        found.update(
            pattern
            for pattern in bench.patterns
            if any((pattern.kind, name) in terms for name in attributes_in(pattern.test))
        )
    return frozenset(found)
