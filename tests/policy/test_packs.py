"""Every shipped pack as a whole: it loads, its worked cases hold, its readings, names and clauses are complete."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zhicheng.policy.attachments import evidence_of, labels_to_name, problems_beside, procedures_of, references_of
from zhicheng.policy.coverage import coverage_of, sources_of
from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.policy.places import read_trees
from zhicheng.policy.readings import readings_used
from zhicheng.verdict.cases import check_pack

PACKS = packs_in()
EXPECTED = {
    "ningbo-qti-2024": ("engineer",),
    "wenzhou-iit-2026": ("engineer",),
    "zj-iiot-2026": ("senior-engineer", "professorate-senior-engineer"),
    "zj-im-2026": ("senior-engineer", "professorate-senior-engineer"),
    "zj-iot-2026": ("senior-engineer",),
    "zj-qti-2023": ("senior-engineer", "professorate-senior-engineer"),
    "zj-robot-2026": ("senior-engineer",),
}


def test_the_shipped_packs() -> None:
    assert {pack: load_pack(pack).levels for pack in PACKS} == EXPECTED


@pytest.mark.long
@pytest.mark.parametrize("pack", PACKS)
def test_every_track_loads_under_every_reading(pack: str) -> None:
    found = load_pack(pack)
    for level in found.levels:
        found.track(level)
        for reading in found.readings.values():
            for alternative in reading.alternatives:
                found.track(level, {reading.id: alternative})


@pytest.mark.parametrize("pack", PACKS)
def test_the_worked_cases_hold(pack: str) -> None:
    judged = list(check_pack(load_pack(pack)))
    wrong = [
        f"{case.file}:{case.line} {case.name}: {'; '.join(differences)}" for case, differences in judged if differences
    ]
    assert wrong == []
    assert judged, "a pack without worked cases proves nothing"


@pytest.mark.long
@pytest.mark.parametrize("pack", PACKS)
def test_every_track_has_worked_cases(pack: str) -> None:
    found = load_pack(pack)
    counts = {level: sum(case.level == level for case, _ in check_pack(found)) for level in found.levels}
    needed = {level: 25 if found.track(level).scoring else 12 for level in found.levels}
    assert {level: count for level, count in counts.items() if count < needed[level]} == {}


@pytest.mark.parametrize("pack", PACKS)
def test_every_reading_is_used_or_says_why_not(pack: str) -> None:
    found = load_pack(pack)
    trees = read_trees(found.folder)
    used = {
        id_ for name, tree in trees.items() if name not in ("readings", "rounds") for id_, _, _ in readings_used(tree)
    }
    idle = [id_ for id_, reading in found.readings.items() if id_ not in used and not reading.effect]
    assert idle == []


@pytest.mark.parametrize("pack", PACKS)
def test_what_stands_beside_the_rules(pack: str) -> None:
    found = load_pack(pack)
    assert [problem.text() for problem in problems_beside(found)] == []
    assert procedures_of(found), "a document says who does what"
    assert references_of(found) or evidence_of(found).records or evidence_of(found).general


@pytest.mark.long
@pytest.mark.parametrize("pack", PACKS)
def test_procedure_and_evidence_load_under_every_reading(pack: str) -> None:
    found = load_pack(pack)
    for reading in found.readings.values():
        for alternative in reading.alternatives:
            procedures_of(found, {reading.id: alternative})
            evidence_of(found, {reading.id: alternative})


@pytest.mark.parametrize("pack", PACKS)
def test_every_label_has_an_english_name(pack: str) -> None:
    found = load_pack(pack)
    labels = set(labels_to_name(found))
    if any(found.track(level).scoring for level in found.levels):
        assert len(labels) > 10
    names = read_trees(found.folder).get("english") or {}
    assert sorted(labels - set(map(str, names))) == []


@pytest.mark.parametrize("pack", PACKS)
def test_clauses_agree_with_the_pack(pack: str) -> None:
    result = coverage_of(load_pack(pack))
    assert result.clean, result.text()
    assert result.kinds.get("rule"), "clauses.yaml names no rule"


@pytest.mark.parametrize("pack", PACKS)
def test_every_clause_of_the_document_is_accounted_for(pack: str) -> None:
    place = os.environ.get("ZHICHENG_SOURCES")
    if not place:
        pytest.skip("the published documents are not at hand: ZHICHENG_SOURCES names no folder")
    found = load_pack(pack)
    texts = {}
    for source in sources_of(found.folder):
        file = Path(place) / source.file
        if not file.is_file():
            pytest.skip(f"{source.file} is not in the folder that ZHICHENG_SOURCES names")
        texts[source.file] = file.read_text(encoding="utf-8-sig")
    result = coverage_of(found, texts)
    assert result.clean, result.text()
    assert result.accounted == result.units > 30
