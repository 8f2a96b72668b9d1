"""Dossiers become rows and come back with everything a rule may look at."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

pytest.importorskip("numba", reason="the extra 'population' is not installed")

from tests.population.wild import wild_dossier
from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.population.layout import LEFT_OUT
from zhicheng.population.rows import batch_of, dossier_of
from zhicheng.vocabulary.problems import Refused

KEPT_APART = LEFT_OUT - {"claims"} | {"result"}


def _facts(dossier: Dossier) -> list[dict[str, object]]:
    """What a population keeps, result ids as which records share them."""
    found = []
    for record in sorted(dossier.records, key=lambda one: (one.__dict__["kind"], one.id)):
        facts = {name: value for name, value in record.__dict__.items() if name not in KEPT_APART}
        if facts.get("indexes") is not None:
            facts["indexes"] = sorted(record.__dict__["indexes"])
        facts["domains"] = None if record.domains is None else tuple(sorted(record.domains))
        result = record.__dict__.get("result")
        facts["shares"] = sum(1 for one in dossier.records if result and one.__dict__.get("result") == result)
        found.append(facts)
    return found


@pytest.mark.parametrize(
    "track", ["zj-iot-2026/senior-engineer", "ningbo-qti-2024/engineer", "wenzhou-iit-2026/engineer"]
)
def test_a_dossier_comes_back_as_it_went(track: str) -> None:
    rng = random.Random(7)
    pack, _, level = track.partition("/")
    dossiers = [wild_dossier(rng, pack, level) for _ in range(60)]
    batch = batch_of(dossiers, ids=[f"人{i}" for i in range(60)])
    assert batch.column("dossier").to_pylist() == [f"人{i}" for i in range(60)]
    for row, dossier in enumerate(dossiers):
        back = dossier_of(batch, row)
        assert _facts(back) == _facts(dossier)
        given = {**dossier.applicant.__dict__, "domains": sorted(dossier.applicant.domains or ())}
        assert {**back.applicant.__dict__, "domains": sorted(back.applicant.domains or ())} == given


def test_a_row_of_a_slice_is_the_row_of_the_whole() -> None:
    rng = random.Random(8)
    batch = batch_of([wild_dossier(rng, "zj-iot-2026", "senior-engineer") for _ in range(9)])
    assert dossier_of(batch.slice(4, 3), 1) == dossier_of(batch, 5)
    with pytest.raises(IndexError):
        dossier_of(batch, 9)


def test_an_amount_that_does_not_fit_is_refused_and_named() -> None:
    dossier = dossier_from({"records": [{"id": "p", "kind": "project", "amount": Decimal("1.23456")}]})
    with pytest.raises(Refused, match=r"project\.amount"):
        batch_of([dossier])


def test_an_amount_comes_back_exactly() -> None:
    dossier = dossier_from({"records": [{"id": "p", "kind": "project", "amount": Decimal("12345678901.2345")}]})
    assert dossier_of(batch_of([dossier]), 0).records[0].__dict__["amount"] == Decimal("12345678901.2345")
