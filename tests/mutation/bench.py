"""Judging mutants: the worked cases of a pack, tried in the order in which they found most."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.mutation.mutants import Mutant, mutants_of_head, mutants_of_level, mutants_of_terms
from zhicheng.policy.core import Track
from zhicheng.policy.pack import Pack, read_track
from zhicheng.verdict import compiled
from zhicheng.verdict.cases import Case, differences, judge, read_cases
from zhicheng.vocabulary.problems import Refused
from zhicheng.vocabulary.yaml_text import Map

Choices = tuple[tuple[str, str], ...]
SECTIONS = ("basic", "routes", "landmarks", "review", "scoring")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: ``by`` names the case that noticed it, or how the pack refused it."""

    mutant: Mutant
    how: str
    by: str = ""

    @property
    def noticed(self) -> bool:
        """Whether a case or the pack's reader noticed the mutant; a crash of the program does not count."""
        return self.how in ("noticed", "refused")


@dataclass(slots=True)
class _Tried:
    """A case on the bench: how long it takes, and when it last found something."""

    case: Case
    level: str
    chosen: Mapping[str, str]
    choices: int
    words: frozenset[str]
    cost: float
    last: int = 0


@dataclass(slots=True)
class Bench:
    """The cases of a pack that agree with it as it stands; ``broken`` are those that do not."""

    pack: Pack
    tried: list[_Tried] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    clock: int = 0

    @classmethod
    def of(cls, pack: Pack) -> Bench:
        """A bench with every worked case of the pack."""
        bench = cls(pack)
        for file in sorted((pack.folder / "examples").glob("*.yaml")):
            for case in read_cases(file):
                bench.add(case)
        return bench

    def add(self, case: Case) -> None:
        """Put a case on the bench."""
        track = self.pack.track(case.level, case.readings)
        before = time.perf_counter()
        found = list(differences(case, judge(case, track)))
        if found:
            self.broken.append(f"{case.file}:{case.line} {case.name}: {found[0]}")
            return
        chosen = self.pack.choices(case.readings)
        cost = time.perf_counter() - before
        self.tried.append(_Tried(case, case.level, chosen, len(case.readings), _words_of(case), cost))

    def mutants(self, only: str = "") -> list[Mutant]:
        """Every mutant of the pack's rules, or those of one file (a level, ``terms``, ``pack``)."""
        trees = self.pack.trees
        found: list[Mutant] = []
        for level in self.pack.levels:
            found.extend(mutants_of_level(level, trees[level], trees["terms"]))
        found.extend(mutants_of_terms(trees["terms"] or {}))
        found.extend(mutants_of_head(trees["pack"]))
        return [mutant for mutant in found if not only or mutant.file == only]

    def outcomes(self, mutants: Iterable[Mutant]) -> list[Outcome]:
        """What became of each mutant."""
        return [self.outcome(mutant) for mutant in mutants]

    def outcome(self, mutant: Mutant) -> Outcome:
        """The first case that notices the mutant, if any does."""
        trees = {**self.pack.trees, mutant.file: mutant.applied(self.pack.trees[mutant.file])}
        tracks: dict[tuple[str, Choices], Track] = {}
        compiled._COMPILED.clear()
        for tried in self._order(mutant):
            key = (tried.level, tuple(sorted(tried.chosen.items())))
            try:
                if key not in tracks:
                    tracks[key] = self._track(mutant, tried, trees)
                if self._notices(tried, tracks[key]):
                    return Outcome(mutant, "noticed", f"{tried.case.file}:{tried.case.line}")
            except Refused:
                return Outcome(mutant, "refused")
            except Exception as error:  # a crash is an outcome too, and is named
                return Outcome(mutant, "stopped", f"{type(error).__name__}: {error}")
        return Outcome(mutant, "survived")

    def _track(self, mutant: Mutant, tried: _Tried, trees: Mapping[str, Any]) -> Track:
        """The mutated rules. Sections of a level file do not see each other, so that of a mutant there
        only its own section is read anew and the others are the pack's."""
        section = str(mutant.path[0])
        if mutant.file != tried.level or section not in SECTIONS:
            return read_track(self.pack.id, tried.level, trees, tried.chosen)
        only = Map({section: trees[tried.level][section]})
        only.lines = {}
        read = read_track(self.pack.id, tried.level, {**trees, tried.level: only}, tried.chosen)
        return replace(self.pack.track(tried.level, tried.case.readings), **{section: getattr(read, section)})

    def _order(self, mutant: Mutant) -> list[_Tried]:
        """The cases that can see the place: those under the pack's own readings first (one reading of
        the files serves them all), of these the ones that speak of the place, then the latest finders."""
        words = frozenset(mutant.at.split("/")) | {mutant.at.split("(")[0].rpartition("/")[2]}
        seeing = [
            tried
            for tried in self.tried
            if mutant.file in (tried.level, "terms", "pack")
            and all(tried.chosen.get(id_) == a for id_, a in mutant.under)
        ]
        return sorted(seeing, key=lambda tried: (tried.choices, -len(words & tried.words), -tried.last, tried.cost))

    def _notices(self, tried: _Tried, track: Track) -> bool:
        found = next(differences(tried.case, judge(tried.case, track)), None)
        if found is not None:
            self.clock += 1
            tried.last = self.clock
        return found is not None


def _words_of(case: Case) -> frozenset[str]:
    """The labels and terms that a case's expectations speak of."""
    found: set[str] = set()
    for path in case.expect.get("nodes") or {}:
        found.update(str(path).split("/"))
    for key in case.expect.get("clauses") or {}:
        found.update((str(key), *(f"（{part}" for part in str(key).split("（")[1:])))
    found.update(str(key).rpartition(".")[2] for key in case.expect.get("derived") or {})
    return frozenset(found)
