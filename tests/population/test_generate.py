"""Synthetic populations: the same seed, the same dossiers; what is stated is what comes out."""

from __future__ import annotations

import pytest

pytest.importorskip("numba", reason="the extra 'population' is not installed")

from zhicheng.dossier.model import dossier_from
from zhicheng.dossier.plain import plain_dossier
from zhicheng.policy.kinds_asked import kinds_asked
from zhicheng.policy.pack import load_pack
from zhicheng.population.generate import generate
from zhicheng.population.profile import PROFILES, SETTLED, USUAL, WILD
from zhicheng.population.rows import dossier_of

IOT = load_pack("zj-iot-2026").track("senior-engineer")


def test_the_same_seed_gives_the_same_rows_however_many_are_asked_for() -> None:
    few = next(generate(3, 40, tracks=[IOT], batch_rows=50))
    many = next(generate(3, 120, tracks=[IOT], batch_rows=50))
    assert few == many.slice(0, 40)
    assert next(generate(4, 40, tracks=[IOT], batch_rows=50)) != few
    assert [batch.num_rows for batch in generate(3, 120, tracks=[IOT], batch_rows=50)] == [50, 50, 20]


@pytest.mark.parametrize("name", list(PROFILES))
def test_every_dossier_made_up_is_one_that_could_be_read(name: str) -> None:
    for batch in generate(5, 60, tracks=(), profile=PROFILES[name]):
        for row in range(batch.num_rows):
            dossier = dossier_of(batch, row)
            assert dossier_from(plain_dossier(dossier)).records == dossier.records


def test_only_what_the_tracks_ask_for_occurs() -> None:
    asked = set(kinds_asked(IOT))
    batch = next(generate(6, 500, tracks=[IOT], profile=WILD))
    there = {name for name in batch.schema.names if name in asked and len(batch.column(name).values)}
    assert there == asked
    strange = [name for name in batch.schema.names if name not in asked | {"dossier", "applicant", "claims"}]
    assert all(not len(batch.column(name).values) for name in strange)


def test_the_wild_profile_has_all_that_can_be_open() -> None:
    batch = next(generate(7, 800, tracks=[IOT], profile=WILD))
    projects = batch.column("project").values
    assert -1 in projects.field("rank").to_pylist()
    assert 0 in projects.field("rank_proof").to_pylist()
    assert -1 in projects.field("authority").to_pylist()
    assert None in projects.field("amount").to_pylist()
    assert max(projects.field("result").to_pylist()) >= 0
    assert len(batch.column("claims").values) > 0


def test_the_settled_profile_leaves_nothing_open() -> None:
    batch = next(generate(8, 500, tracks=[IOT], profile=SETTLED))
    awards = batch.column("award").values
    for name in ("rank", "family", "issuer", "grade"):
        assert -1 not in awards.field(name).to_pylist()
    assert not len(batch.column("claims").values)
    assert max(len(one) for one in batch.column("degree").to_pylist()) == 1


def test_a_usual_dossier_has_about_twelve_records() -> None:
    batch = next(generate(9, 2000, tracks=[IOT], profile=USUAL))
    records = sum(len(batch.column(kind).flatten()) for kind in kinds_asked(IOT))
    assert 11.5 < records / batch.num_rows < 13
