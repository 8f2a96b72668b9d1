"""The Wenzhou draft: what a way in costs, which worked cases have no place for."""

from __future__ import annotations

import datetime as dt

from zhicheng.dossier.model import dossier_from
from zhicheng.policy.pack import load_pack
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate


def test_only_the_self_score_needs_recommending_experts_and_nothing_a_defence() -> None:
    track = load_pack("wenzhou-iit-2026").track("engineer")
    verdict = evaluate(track, dossier_from({"records": []}), Dates(dt.date(2026, 12, 31)))
    prices = {way.clause.key: way.price for way in verdict.ways_in}
    assert prices.pop("第五条（六）") == ("recommending-experts",)
    assert len(prices) == 9 and set(prices.values()) == {()}


def test_the_draft_is_marked_and_has_no_day_of_issue() -> None:
    pack = load_pack("wenzhou-iit-2026")
    assert (pack.status, pack.issued, pack.in_force) == ("draft", None, dt.date(2026, 3, 1))
