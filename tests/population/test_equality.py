"""Arrays and the single evaluator say the same: every truth, every number, for every track and reading."""

from __future__ import annotations

import datetime as dt
import random
from fractions import Fraction

import pytest

pytest.importorskip("numba", reason="the extra 'population' is not installed")

from tests.population.wild import wild_dossier
from tests.support.dossiers import tracks
from zhicheng.policy.pack import load_pack
from zhicheng.population.generate import generate
from zhicheng.population.plan import Plan, compile_track
from zhicheng.population.profile import USUAL, WILD
from zhicheng.population.rows import batch_of
from zhicheng.population.sample import differences
from zhicheng.verdict.dates import Dates

AS_OF = dt.date(2026, 12, 31)
MIDYEAR = Dates(dt.date(2026, 6, 30), {"achievements": dt.date(2026, 9, 1), "tenure": dt.date(2026, 12, 31)})
CHUNK = 500


YEAREND = Dates(AS_OF)


def _plan(track: str, dates: Dates = YEAREND, readings: dict[str, str] | None = None) -> Plan:
    pack, _, level = track.partition("/")
    return compile_track(load_pack(pack).track(level, readings or {}), dates, pass_mark=Fraction(60))


def _same_on_wild(plan: Plan, count: int, seed: int) -> None:
    pack, _, level = plan.track.name.partition("/")
    rng = random.Random(seed)
    for _ in range(-(-count // CHUNK)):
        dossiers = [wild_dossier(rng, pack, level) for _ in range(min(count, CHUNK))]
        assert list(differences(plan, batch_of(dossiers), dossiers)) == []


def _same_on_generated(plan: Plan, count: int, seed: int) -> None:
    for profile in (USUAL, WILD):
        for batch in generate(seed, count, tracks=[plan.track], profile=profile, as_of=AS_OF, batch_rows=CHUNK):
            assert list(differences(plan, batch)) == []


NAMES = ["/".join(pair) for pair in tracks()]


@pytest.mark.parametrize("track", NAMES)
def test_arrays_equal_the_single_verdict(track: str) -> None:
    _same_on_wild(_plan(track), 60, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("track", NAMES)
def test_arrays_equal_the_single_verdict_on_500_dossiers(track: str) -> None:
    plan = _plan(track)
    _same_on_wild(plan, 300, seed=2)
    _same_on_generated(plan, 100, seed=2)


@pytest.mark.slow
@pytest.mark.parametrize("track", NAMES)
def test_arrays_equal_the_single_verdict_on_20000_dossiers(track: str) -> None:
    plan = _plan(track)
    _same_on_wild(plan, 14_000, seed=3)
    _same_on_generated(plan, 3_000, seed=3)


@pytest.mark.long
@pytest.mark.parametrize("track", NAMES)
def test_arrays_equal_the_single_verdict_when_the_round_names_its_own_dates(track: str) -> None:
    _same_on_wild(_plan(track, MIDYEAR), 80, seed=4)


def _alternatives() -> list[tuple[str, str, str]]:
    found = []
    for name, level in tracks():
        pack = load_pack(name)
        chosen = pack.choices({})
        for reading in pack.readings_of(level):
            others = [one for one in pack.readings[reading].alternatives if one != chosen[reading]]
            found += [(f"{name}/{level}", reading, other) for other in others]
    return found


@pytest.mark.long
@pytest.mark.parametrize(("track", "reading", "alternative"), _alternatives())
def test_arrays_equal_the_single_verdict_under_every_other_reading(track: str, reading: str, alternative: str) -> None:
    _same_on_wild(_plan(track, readings={reading: alternative}), 25, seed=5)
