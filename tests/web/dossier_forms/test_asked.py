"""Which facts rules look at: what is never asked can't matter, what matters is asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.dossiers import tracks
from tests.web.dossier_forms.examples import cases, record_of, setting
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.plain import plain_facts
from zhicheng.policy.kinds_asked import kinds_asked
from zhicheng.verdict.evaluate import evaluate
from zhicheng.vocabulary.words import PLACE
from zhicheng.web.dossier_forms.asked import applicant_facts_asked, claimable, facts_asked, facts_asked_by

NOT_JUDGED = {"id", "name", "note", "evidence", "claims"}


@pytest.mark.parametrize(("pack", "level"), tracks())
def test_a_fact_that_is_not_asked_changes_nothing(pack: str, level: str) -> None:
    """Take every fact that no rule asks for out of every worked case: truths and scores stay."""
    seen = 0
    for id_, case in cases():
        if id_ != pack or case.level != level or case.readings:
            continue
        track = setting(pack, level).track()
        stripped = [_stripped(record, facts_asked(track, record.__dict__["kind"])) for record in case.dossier.records]
        seen += sum(len(record) for _, record in stripped)
        bare = Dossier.model_construct(
            applicant=case.dossier.applicant, claimed={}, records=tuple(record_of(facts) for facts, _ in stripped)
        )
        verdicts = [
            evaluate(track, dossier, case.dates, pass_mark=case.pass_mark, answers=case.answers)
            for dossier in (case.dossier, bare)
        ]
        assert verdicts[0].truths == verdicts[1].truths, case.name
        assert (verdicts[0].low, verdicts[0].high) == (verdicts[1].low, verdicts[1].high), case.name
    assert seen > 0


def _stripped(record: Any, asked: frozenset[str]) -> tuple[dict[str, Any], list[str]]:
    facts = plain_facts(record)
    gone = [name for name in facts if name not in asked and name not in (*NOT_JUDGED, "kind")]
    return {name: value for name, value in facts.items() if name not in gone}, gone


def test_terms_are_taken_down_to_facts() -> None:
    track = setting("zj-iot-2026", "senior-engineer").track()
    project = facts_asked(track, "project")
    assert {"amount", "team", "authority", "owner_built", "rank", "rank_proof", "line", "date", "domains"} <= project
    assert not project & {"income_share", "note", "id", "evidence"}
    assert facts_asked(track, "book") == frozenset()
    assert facts_asked(track, "assessment") == {"year", "grade"}


def test_every_kind_a_track_asks_for_has_facts_that_are_asked() -> None:
    for pack, level in tracks():
        track = setting(pack, level).track()
        bare = [kind for kind in kinds_asked(track) if not facts_asked(track, kind)]
        assert set(bare) <= {"software-copyright"}, (track.name, bare)


def test_several_tracks_ask_together() -> None:
    both = [setting("zj-iot-2026", "senior-engineer").track(), setting("ningbo-qti-2024", "engineer").track()]
    assert facts_asked_by(both, "degree") == facts_asked(both[0], "degree") | facts_asked(both[1], "degree")


def test_the_applicant_is_asked_for_what_clauses_test() -> None:
    asked = applicant_facts_asked(setting("zj-iot-2026", "senior-engineer").track())
    assert asked == {"domains", "in_service", "public_institution"}


def test_what_may_be_claimed_is_said_highest_first() -> None:
    words = claimable(setting("zj-iot-2026", "senior-engineer").track(), "project")
    assert words["role"] == ("lead", "principal", "participant")
    places = [PLACE[word][1] for word in words["role"]]
    assert places == sorted(places, reverse=True)
    assert claimable(setting("zj-iot-2026", "senior-engineer").track(), "honour") == {}
