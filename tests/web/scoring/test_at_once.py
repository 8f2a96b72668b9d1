"""Two people acting at the same moment: nothing is done twice, nothing rests on what another has just changed."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.applications.test_at_once import at_once, one_won
from tests.web.scoring.ground import GOOD, Ground, compared, ground, opened, sheet, tied
from zhicheng.web.clock.now import state_moment
from zhicheng.web.ledger.models import Entry
from zhicheng.web.scoring.forms import From
from zhicheng.web.scoring.models import Deliberation, Sheet
from zhicheng.web.scoring.process import tainted_sheets
from zhicheng.web.scoring.services.comparing import (
    agree_score,
    begin_comparison,
    decide_question,
    give_opinion,
    keep_group_sheet,
)
from zhicheng.web.scoring.services.opening import open_deliberations, set_group_score
from zhicheng.web.scoring.services.sheets import Written, hand_in_sheet, keep_sheet

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 10, 12, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def made() -> Ground:
    state_moment(NOW)
    return ground(NOW)


def test_handed_in_from_two_windows(made: Ground) -> None:
    row, me = opened(made), made.as_(1)
    keep_sheet(row, Written(opinion=GOOD, recommends=True), actor=me, now=NOW, page=From(0))
    found = at_once(*[lambda: hand_in_sheet(row, actor=me, now=NOW, seen=1)] * 4)
    assert one_won(found)
    assert Entry.objects.filter(act="hand-in-sheet").count() == 1


def test_written_while_it_is_handed_in(made: Ground) -> None:
    row, me = opened(made), made.as_(1)
    keep_sheet(row, Written(opinion=GOOD, recommends=True), actor=me, now=NOW, page=From(0))
    later = Written(opinion="另一意见", recommends=True)
    found = at_once(
        lambda: hand_in_sheet(row, actor=me, now=NOW, seen=1),
        lambda: keep_sheet(row, later, actor=me, now=NOW, page=From(1)),
    )
    assert one_won(found)
    kept = Sheet.objects.get()
    assert (kept.state, kept.opinion) in {("handed-in", GOOD), ("draft", "另一意见")}


def test_a_first_sheet_begun_in_two_windows(made: Ground) -> None:
    row, me = opened(made), made.as_(1)
    found = at_once(
        lambda: keep_sheet(row, Written(opinion="一"), actor=me, now=NOW, page=From(0)),
        lambda: keep_sheet(row, Written(opinion="二"), actor=me, now=NOW, page=From(0)),
    )
    assert one_won(found)
    assert Sheet.objects.count() == 1


def test_given_to_the_groups_twice(made: Ground) -> None:
    opened(made)
    Deliberation.objects.all().delete()
    at_once(*[lambda: open_deliberations(made.review, actor=made.office, now=NOW)] * 3)
    assert Deliberation.objects.count() == 1


def test_begun_twice(made: Ground) -> None:
    row = opened(made)
    for place in range(3):
        sheet(made, row, place)
    found = at_once(*[lambda: begin_comparison(row.group, actor=made.leader, now=NOW)] * 3)
    assert one_won(found)
    assert Entry.objects.filter(act="begin-comparison").count() == 1


def test_a_question_decided_while_the_score_is_agreed_on(made: Ground) -> None:
    row = compared(made)
    found = at_once(
        lambda: agree_score(row, actor=made.leader, now=NOW, version=row.version),
        lambda: decide_question(row, "theory", "yes", reason="合议", actor=made.leader, now=NOW, version=row.version),
    )
    assert one_won(found)
    after = Deliberation.objects.get()
    decided = after.application.answers.exists()
    assert decided == (after.agreed_at is None)


def test_the_way_of_agreeing_changed_while_a_group_agrees(made: Ground) -> None:
    """Whichever comes first: the score was agreed on in the way the review says."""
    row = compared(made)
    at_once(
        lambda: agree_score(row, actor=made.leader, now=NOW, version=row.version),
        lambda: set_group_score(made.review, method="median", limit="", actor=made.office, now=NOW, version=None),
    )
    made.review.refresh_from_db()
    assert Deliberation.objects.get().recognised["method"] == made.review.group_score


def test_the_opinion_given_twice(made: Ground) -> None:
    row = compared(made)
    row = keep_group_sheet(row, {}, opinion="同意", recommends=True, actor=made.leader, now=NOW, page=From(row.version))
    row = agree_score(row, actor=made.leader, now=NOW, version=row.version)
    found = at_once(*[lambda: give_opinion(row, actor=made.leader, now=NOW, version=row.version)] * 3)
    assert one_won(found)
    assert Entry.objects.filter(act="deliberation-give-opinion").count() == 1


def test_handed_in_while_a_tie_is_recorded_is_found_tainted(made: Ground) -> None:
    row, me = opened(made), made.as_(1)
    keep_sheet(row, Written(opinion=GOOD, recommends=True), actor=me, now=NOW, page=From(0))
    at_once(
        lambda: hand_in_sheet(row, actor=me, now=NOW, seen=1),
        lambda: tied(made, 1, row.application),
    )
    handed_in = Sheet.objects.filter(state="handed-in").count()
    assert len(tainted_sheets(row)) == handed_in
