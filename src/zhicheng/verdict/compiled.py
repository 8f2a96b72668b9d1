"""A track made ready to judge dossiers: every rule a function. Made once, used for every dossier."""

from __future__ import annotations

from zhicheng.policy.core import Clause, Track, clauses_of
from zhicheng.policy.terms import terms_by_kind
from zhicheng.verdict.conditions import Check, compile_condition
from zhicheng.verdict.derive import derivations_of
from zhicheng.verdict.matching import Matcher
from zhicheng.verdict.scoring import Standard


class CompiledTrack:
    """The functions of a track, with the clauses they belong to."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self.unranked = frozenset(track.unranked)
        self.own_domains = frozenset(track.domains)
        self.derivations = derivations_of(track)
        self.present = Matcher(track.present)
        self.standard = (
            None if track.scoring is None else Standard(track.scoring, self.unranked, terms_by_kind(track.terms))
        )
        self.sections: dict[str, tuple[tuple[Clause, Check], ...]] = {
            name: tuple((clause, compile_condition(clause, self.unranked)) for clause in clauses)
            for name, clauses in (
                ("basic", track.basic),
                ("routes", track.routes),
                ("landmarks", track.landmarks),
                ("review", track.review),
            )
        }
        self.inner: tuple[tuple[str, Check], ...] = tuple(
            (clause.key, compile_condition(clause, self.unranked))
            for section in self.sections.values()
            for outer, _ in section
            for clause in clauses_of(outer)
            if clause.label
        )


_COMPILED: dict[int, CompiledTrack] = {}


def compiled(track: Track) -> CompiledTrack:
    """The compiled form of a track, kept as long as the program runs."""
    found = _COMPILED.get(id(track))
    if found is None or found.track is not track:
        if len(_COMPILED) > 500:
            _COMPILED.clear()
        found = _COMPILED[id(track)] = CompiledTrack(track)
    return found
