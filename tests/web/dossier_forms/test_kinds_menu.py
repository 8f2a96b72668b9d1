"""The menu of kinds: complete, in both languages, and true to the compiled track."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from tests.support.dossiers import tracks
from tests.web.dossier_forms.examples import cases, setting
from zhicheng.dossier.kinds import KINDS
from zhicheng.policy.kinds_asked import kinds_asked
from zhicheng.verdict.cases import Case
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.setting import Setting
from zhicheng.web.dossier_forms.kinds_menu import ABOUT, GROUPS, group_of, menu, use_text
from zhicheng.web.dossier_forms.uses import uses_of


def test_every_kind_stands_once_on_the_menu() -> None:
    assert Counter(kind for _, _, kinds in GROUPS for kind in kinds) == Counter(list(KINDS))
    assert set(ABOUT) == set(KINDS)
    assert group_of("patent") == "property"


def test_every_line_is_there_in_both_languages() -> None:
    for group in menu(setting("zj-iot-2026", "senior-engineer"), setting("zj-robot-2026", "senior-engineer")):
        for pair in (group.title, *(pair for kind in group.kinds for pair in (kind.title, kind.about, *kind.lines))):
            assert all(part.strip() for part in pair)


@pytest.mark.parametrize(("pack", "level"), tracks())
def test_the_uses_are_those_of_the_track(pack: str, level: str) -> None:
    asked = set(kinds_asked(setting(pack, level).track()))
    used = set(uses_of(setting(pack, level)))
    assert used <= asked
    assert asked - used <= {"appointment"}  # it may say only since when the present title is held
    matters = {kind.kind for group in menu(setting(pack, level)) for kind in group.kinds if kind.matters}
    assert matters == used


def test_how_kinds_matter_in_the_iot_document() -> None:
    uses = uses_of(setting("zj-iot-2026", "senior-engineer"))
    degree = [key for section, key in uses["degree"].clauses if section == "routes"]
    assert degree == ["第七条（一）", "第七条（二）", "第七条（三）"]
    assert [(one.label[0], one.most) for one in uses["award"].indicators] == [("获奖", Fraction(30))]
    assert [one.most for one in uses["lecture"].indicators] == [Fraction(4)]  # 3 in public, 1 at enterprises
    assert use_text(uses["talent"]) == ("申报途径第七条（七）", "ways in 第七条（七）")
    assert use_text(uses["honour"]) == ("“爱岗敬业”最多 10 分", "'Dedication' scores up to 10")


def test_without_a_track_nothing_is_said_to_matter() -> None:
    assert not any(kind.matters for group in menu() for kind in group.kinds)


@pytest.mark.parametrize(
    "pack",
    [
        "zj-iot-2026",
        *(
            pytest.param(one, marks=pytest.mark.slow)
            for one in ("zj-robot-2026", "zj-im-2026", "zj-qti-2023", "wenzhou-iit-2026")
        ),
    ],
)
def test_no_worked_case_scores_more_than_the_most(pack: str) -> None:
    """Judge each worked case with the records of one kind only: what they add stays within the bounds."""
    seen = 0
    for id_, case in cases():
        here = setting(pack, case.level) if id_ == pack else None
        if here is None or case.readings or here.track().scoring is None:
            continue
        nothing = _points(here, case, None)
        for kind in sorted({str(record.__dict__["kind"]) for record in case.dossier.records}):
            alone = _points(here, case, kind)
            use = uses_of(here).get(kind)
            for one in use.indicators if use else ():
                points = alone.get(one.path, Fraction(0)) - nothing.get(one.path, Fraction(0))
                above = [alone.get(path, Fraction(0)) for path in _above(one.path)]
                assert one.most is None or min([points, *above]) <= one.most, (case.name, kind, one)
                seen += points > 0
    assert seen > 20


def _points(here: Setting, case: Case, kind: str | None) -> dict[str, Fraction]:
    records = tuple(one for one in case.dossier.records if one.__dict__["kind"] == kind)
    alone = case.dossier.model_copy(update={"records": records})
    verdict = evaluate(here.track(), alone, case.dates, answers=case.answers)
    return {node.path: node.points for node in verdict.score_nodes()}


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]
