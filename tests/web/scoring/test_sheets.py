"""An expert's sheet: the machine's score to begin with, other points only with a reason, handed in once."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.scoring.ground import GOOD, Ground, application, compared, ground, opened, sheet, tied
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.points import exact
from zhicheng.web.applications.claims import indicators
from zhicheng.web.committee.models import Reading
from zhicheng.web.ledger.models import Entry
from zhicheng.web.scoring.forms import From
from zhicheng.web.scoring.models import Deliberation, Sheet
from zhicheng.web.scoring.reckoning import judged
from zhicheng.web.scoring.services.sheets import Written, hand_in_sheet, keep_sheet


@pytest.fixture
def made(now: dt.datetime) -> Ground:
    return ground(now)


def codes(refused: pytest.ExceptionInfo[ActRefused]) -> list[str]:
    return list(refused.value.codes)


def a_line(row: Deliberation) -> tuple[str, str, str]:
    """An indicator on which the machine counts points: its path, its points, other points under its cap."""
    node = next(one for one in indicators(judged(row.application).under({}).score_nodes()) if one.points > 1)
    return node.path, str(node.points), str(node.points - 1)


def test_a_sheet_left_as_it_is_says_what_the_machine_says(made: Ground) -> None:
    row = opened(made)
    sheet(made, row, 1)
    kept = Sheet.objects.get(seat=made.seats[1])
    verdict = judged(row.application).under({})
    assert (kept.state, kept.lines, exact(kept.score["total"])) == ("handed-in", {}, verdict.low)
    assert kept.score["indicators"] == kept.score["machine"]["indicators"]
    assert Entry.objects.filter(act="hand-in-sheet", object_id=str(kept.pk)).count() == 1


def test_other_points_need_a_reason(made: Ground) -> None:
    row = opened(made)
    path, _, other = a_line(row)
    written = Written(lines={path: {"points": other, "reason": " "}}, opinion=GOOD, recommends=True)
    kept = keep_sheet(row, written, actor=made.as_(1), now=made.now, page=From(0))
    with pytest.raises(ActRefused) as refused:
        hand_in_sheet(row, actor=made.as_(1), now=made.now, seen=kept.version)
    assert codes(refused) == ["reason-missing"]
    better = Written(lines={path: {"points": other, "reason": "未见验收材料"}}, opinion=GOOD, recommends=True)
    kept = keep_sheet(row, better, actor=made.as_(1), now=made.now, page=From(kept.version))
    kept = hand_in_sheet(row, actor=made.as_(1), now=made.now, seen=kept.version)
    assert kept.score["indicators"][path] == other
    assert exact(kept.score["total"]) < exact(kept.score["machine"]["total"])


def test_a_line_that_says_the_same_as_the_machine_is_none(made: Ground) -> None:
    row = opened(made)
    path, same, _ = a_line(row)
    kept = keep_sheet(
        row, Written(lines={path: {"points": same, "reason": "同意"}}), actor=made.as_(1), now=made.now, page=From(0)
    )
    assert kept.lines == {}


@pytest.mark.parametrize("points", ["-1", "999", "0.1.2", "", "nan", "1e9"])
def test_points_that_an_indicator_cannot_have_are_refused(made: Ground, points: str) -> None:
    row = opened(made)
    path, _, _ = a_line(row)
    with pytest.raises(ActRefused) as refused:
        keep_sheet(
            row, Written(lines={path: {"points": points, "reason": "x"}}), actor=made.as_(1), now=made.now, page=From(0)
        )
    assert codes(refused) == ["line-invalid"]
    assert not Sheet.objects.exists()


def test_an_unknown_indicator_is_refused(made: Ground) -> None:
    row = opened(made)
    with pytest.raises(ActRefused) as refused:
        keep_sheet(
            row,
            Written(lines={"没有此项": {"points": "1", "reason": "x"}}),
            actor=made.as_(1),
            now=made.now,
            page=From(0),
        )
    assert codes(refused) == ["line-invalid"]


def test_an_answer_changes_the_expert_s_own_score(made: Ground) -> None:
    row = opened(made)
    plain = judged(row.application).under({})
    question = next(one for one in plain.questions() if "@" in one.id and one.kind in ("judgement", "points"))
    value = "yes" if question.kind == "judgement" else "1"
    kept = keep_sheet(
        row,
        Written(answers={question.id: value, "没有这个问题": "yes"}, opinion=GOOD, recommends=True),
        actor=made.as_(1),
        now=made.now,
        page=From(0),
    )
    assert set(kept.answers) == {question.id}
    kept = hand_in_sheet(row, actor=made.as_(1), now=made.now, seen=kept.version)
    assert exact(kept.score["total"]) == judged(row.application).under(kept.answers).low
    assert exact(kept.score["total"]) > plain.low


def test_what_is_missing_is_said_at_once(made: Ground) -> None:
    row = opened(made)
    with pytest.raises(ActRefused) as refused:
        hand_in_sheet(row, actor=made.as_(1), now=made.now, seen=None)
    assert codes(refused) == ["nothing-written"]
    keep_sheet(row, Written(), actor=made.as_(1), now=made.now, page=From(0))
    with pytest.raises(ActRefused) as refused:
        hand_in_sheet(row, actor=made.as_(1), now=made.now, seen=None)
    assert codes(refused) == ["opinion-missing", "recommendation-missing"]


def test_handed_in_it_stays(made: Ground) -> None:
    row = opened(made)
    sheet(made, row, 1)
    for act in (
        lambda: keep_sheet(row, Written(opinion="另"), actor=made.as_(1), now=made.now, page=From(None)),
        lambda: hand_in_sheet(row, actor=made.as_(1), now=made.now, seen=None),
    ):
        with pytest.raises(ActRefused) as refused:
            act()
        assert codes(refused) == ["sheet-handed-in"]
    assert Sheet.objects.get(seat=made.seats[1]).opinion == GOOD


def test_a_page_out_of_date_changes_nothing(made: Ground) -> None:
    row = opened(made)
    keep_sheet(row, Written(opinion="一"), actor=made.as_(1), now=made.now, page=From(0))
    for seen in (0, 2, -1):
        with pytest.raises(ActRefused) as refused:
            keep_sheet(row, Written(opinion="二"), actor=made.as_(1), now=made.now, page=From(seen))
        assert codes(refused) == ["stale-page"]
    assert Sheet.objects.get().opinion == "一"


@pytest.mark.parametrize("place", [3, 4])
def test_who_was_not_given_the_application_writes_no_sheet(made: Ground, place: int) -> None:
    row = opened(made)
    with pytest.raises(ActRefused) as refused:
        keep_sheet(row, Written(opinion=GOOD), actor=made.as_(place), now=made.now, page=From(None))
    assert codes(refused) == ["no-right"]


@pytest.mark.parametrize("who", ["alice", "erin", "olga", "sven", "opal"])
def test_nobody_but_an_expert_writes_a_sheet(made: Ground, who: str) -> None:
    row = opened(made)
    people = made.here
    user = {
        "alice": people.applicant,
        "erin": people.employer_officer,
        "olga": people.office_officer,
        "sven": people.supervisor,
        "opal": people.operator,
    }[who]
    with pytest.raises(ActRefused) as refused:
        keep_sheet(row, Written(opinion=GOOD), actor=people.as_(user), now=made.now, page=From(None))
    assert codes(refused) == ["no-right"]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("state", ["open", "stands"])
def test_a_recused_expert_writes_no_sheet_and_hands_none_in(made: Ground, state: str, whole: bool) -> None:
    row = opened(made)
    keep_sheet(row, Written(opinion=GOOD, recommends=True), actor=made.as_(1), now=made.now, page=From(0))
    tied(made, 1, None if whole else row.application, state=state)
    for act in (
        lambda: keep_sheet(row, Written(opinion="再"), actor=made.as_(1), now=made.now, page=From(None)),
        lambda: hand_in_sheet(row, actor=made.as_(1), now=made.now, seen=None),
    ):
        with pytest.raises(ActRefused) as refused:
            act()
        assert codes(refused) == ["no-right"]
    sheet(made, row, 2)  # another's tie keeps nobody else away


def test_a_tie_dismissed_or_of_another_application_keeps_nobody_away(made: Ground) -> None:
    row = opened(made)
    other = application(made, made.here.other_applicant)
    tied(made, 1, row.application, state="dismissed")
    tied(made, 1, other)
    sheet(made, row, 1)
    assert Sheet.objects.get().state == "handed-in"


def test_a_reading_taken_back_or_a_seat_given_up_ends_the_right(made: Ground) -> None:
    row = opened(made)
    Reading.objects.filter(seat=made.seats[1]).update(ended_because="回避")
    made.seats[2].state = "vacated"
    made.seats[2].save()
    for place in (1, 2):
        with pytest.raises(ActRefused) as refused:
            keep_sheet(row, Written(opinion=GOOD), actor=made.as_(place), now=made.now, page=From(None))
        assert codes(refused) == ["no-right"]


def test_no_sheet_after_the_group_is_through(made: Ground) -> None:
    row = compared(made)
    Deliberation.objects.filter(pk=row.pk).update(state="reviewed")
    Reading.objects.create(
        assignment=Reading.objects.first().assignment,  # type: ignore[union-attr]
        seat=made.seats[3],
        application=row.application,
    )
    with pytest.raises(ActRefused) as refused:
        keep_sheet(row, Written(opinion=GOOD), actor=made.as_(3), now=made.now, page=From(None))
    assert codes(refused) == ["group-is-through"]


def test_a_page_that_says_what_is_kept_is_not_out_of_date(made: Ground) -> None:
    row = opened(made)
    written = Written(opinion=GOOD, recommends=True)
    first = keep_sheet(row, written, actor=made.as_(1), now=made.now, page=From(0))
    again = keep_sheet(row, written, actor=made.as_(1), now=made.now, page=From(0))
    assert (again.pk, again.version) == (first.pk, first.version)


def test_a_button_of_the_page_that_wrote_last_is_not_out_of_date(made: Ground) -> None:
    row, me = opened(made), made.as_(1)

    def write(opinion: str, page: From) -> Sheet:
        return keep_sheet(row, Written(opinion=opinion), actor=me, now=made.now, page=page)

    write("一", From(0, "one", live=True))
    assert write("二", From(0, "one")).opinion == "二", "what it saved by itself is its own"
    for late in (From(0, "one", live=True), From(0, "two"), From(0)):
        with pytest.raises(ActRefused) as refused:
            write("三", late)
        assert codes(refused) == ["stale-page"]
    write("三", From(2, "two"))
    with pytest.raises(ActRefused) as refused:
        write("四", From(2, "one"))
    assert codes(refused) == ["stale-page"], "another window has written since"
