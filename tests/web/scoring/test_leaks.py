"""Who sees what of scoring, with data there that could leak: sheets, opinions, scores, dossiers, pictures."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.scoring.ground import Ground, application, compared, given, ground, opened, sheet, tied
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Reading
from zhicheng.web.papers.models import Paper
from zhicheng.web.scoring.forms import From
from zhicheng.web.scoring.models import Answer, Defence, Deliberation, Sheet
from zhicheng.web.scoring.queries import led_in, left_to_read, left_to_settle
from zhicheng.web.scoring.services.comparing import agree_score, give_opinion, keep_group_sheet
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import VISITOR, Standing


@pytest.fixture
def made(now: dt.datetime) -> Ground:
    return ground(now)


def seen(standing: Standing) -> set[int]:
    """By their numbers, the experts whose sheets somebody sees."""
    rows = visible(standing, "view", Sheet.objects.all()).values_list("seat__expert__code", flat=True)
    return {int(code[1:]) for code in rows}


def others(made: Ground) -> dict[str, Standing]:
    """Everybody who is no expert."""
    here = made.here
    return {
        "visitor": VISITOR,
        "applicant": here.as_(here.applicant),
        "other applicant": here.as_(here.other_applicant),
        "employer": here.as_(here.employer_officer),
        "department": here.as_(here.city_officer),
        "operator": here.as_(here.operator),
    }


def agreed(made: Ground, row: Deliberation) -> Deliberation:
    row = keep_group_sheet(
        row, {}, opinion="同意", recommends=True, actor=made.leader, now=made.now, page=From(row.version)
    )
    return agree_score(row, actor=made.leader, now=made.now, version=row.version)


def test_nobody_sees_another_s_sheet_before_the_group_compares(made: Ground) -> None:
    row = opened(made)
    for place in range(3):
        sheet(made, row, place)
    assert [seen(made.as_(place)) for place in range(5)] == [{0}, {1}, {2}, set(), set()]
    assert seen(made.office) == set()
    assert seen(made.here.as_(made.here.supervisor)) == set()
    assert all(not seen(one) for one in others(made).values())


def test_then_those_who_have_handed_in_see_each_other_s(made: Ground) -> None:
    row = compared(made)
    given(made, row.application, 3)  # added later: has handed nothing in
    assert [seen(made.as_(place)) for place in range(5)] == [{0, 1, 2}, {0, 1, 2}, {0, 1, 2}, set(), set()]
    assert seen(made.office) == set()
    assert all(not seen(one) for one in others(made).values())
    sheet(made, row, 3)
    assert seen(made.as_(3)) == {0, 1, 2, 3}


def test_a_draft_is_nobody_else_s(made: Ground) -> None:
    row = compared(made)
    Sheet.objects.filter(seat=made.seats[2]).update(state="draft")
    assert seen(made.as_(1)) == {0, 1}
    assert seen(made.leader) == {0, 1}
    assert seen(made.as_(2)) == {2}, "the own one, and no other's while it is a draft"
    assert row.compared_at is not None


def test_the_office_sees_sheets_once_the_score_is_agreed_and_the_opinion_once_it_is_given(made: Ground) -> None:
    row = compared(made)
    assert visible(made.office, "view", Deliberation.objects.all()).count() == 1
    row = agreed(made, row)
    assert seen(made.office) == {0, 1, 2}
    group_sheets = Deliberation.objects.all()
    assert not visible(made.office, "view", group_sheets, as_object="group-sheet")
    give_opinion(row, actor=made.leader, now=made.now, version=row.version)
    assert visible(made.office, "view", group_sheets, as_object="group-sheet").count() == 1
    assert visible(made.as_(4), "view", group_sheets, as_object="group-sheet").count() == 1
    assert all(not seen(one) for one in others(made).values())


def test_an_office_of_another_round_sees_nothing(made: Ground) -> None:
    agreed(made, compared(made))
    from tests.web.people import person
    from zhicheng.web.accounts.models import Organisation

    office = Organisation.objects.create(name="另一办公室", kind="committee-office")
    other = made.here.as_(person("oona", made.now, ("committee-office", office)))
    for rows in (Sheet.objects.all(), Deliberation.objects.all(), Defence.objects.all(), Answer.objects.all()):
        assert not visible(other, "view", rows)  # type: ignore[type-var]


def test_the_applicant_sees_nothing_of_it(made: Ground) -> None:
    row = agreed(made, compared(made))
    Defence.objects.create(application=row.application, findings="x")
    Answer.objects.create(
        application=row.application, question="q", value=True, reason="r", by=made.seats[0], at=made.now
    )
    give_opinion(row, actor=made.leader, now=made.now, version=row.version) if not Defence.objects.exists() else None
    Deliberation.objects.filter(pk=row.pk).update(state="deliberated")
    for standing in others(made).values():
        for rows in (Sheet.objects.all(), Deliberation.objects.all(), Defence.objects.all(), Answer.objects.all()):
            for act in ("view", "count", "export"):
                assert not visible(standing, act, rows)  # type: ignore[type-var]
        assert not visible(standing, "view", Deliberation.objects.all(), as_object="group-sheet")


def test_dossier_and_pictures_are_for_the_readers_alone(made: Ground) -> None:
    row = opened(made).application
    other = application(made, made.here.other_applicant, readers=(3,))
    for place, wanted in ((0, {row.pk}), (1, {row.pk}), (3, {other.pk}), (4, set())):
        standing = made.as_(place)
        assert set(visible(standing, "view", Application.objects.all()).values_list("pk", flat=True)) == wanted
        owners = set(
            visible(standing, "picture", Paper.objects.all()).values_list("applications__pk", flat=True).distinct()
        )
        assert owners == wanted
        assert not visible(standing, "open", Paper.objects.all()), "originals stay with those who check them"
        assert not visible(standing, "view", Application.objects.all(), as_object="person")


@pytest.mark.parametrize("state", ["open", "stands"])
def test_a_recused_expert_sees_neither_dossier_nor_sheets_nor_the_own_one(made: Ground, state: str) -> None:
    row = compared(made)
    tied(made, 1, row.application, state=state)
    standing = made.as_(1)
    for rows in (
        Application.objects.all(),
        Paper.objects.all(),
        Sheet.objects.all(),
        Deliberation.objects.all(),
        Answer.objects.all(),
    ):
        assert not visible(standing, "view", rows)  # type: ignore[type-var]
    assert seen(made.as_(2)) == {0, 1, 2}, "nobody else is kept away"
    assert left_to_read(standing).count() == 0


def test_a_recused_leader_leads_no_more(made: Ground) -> None:
    row = compared(made)
    assert [led_in(made.as_(place), row.group).count() for place in range(5)] == [1, 0, 0, 0, 0]
    tied(made, 0, None)
    assert [led_in(made.as_(place), row.group).count() for place in range(5)] == [0, 0, 0, 0, 1]
    assert seen(made.as_(4)) == {0, 1, 2}
    assert seen(made.leader) == set()


def test_an_ended_reading_takes_the_dossier_away(made: Ground) -> None:
    row = compared(made)
    Reading.objects.filter(seat=made.seats[2]).update(ended_because="席位空出")
    assert not visible(made.as_(2), "view", Application.objects.all())
    assert seen(made.as_(2)) == set()
    assert row.pk


def test_who_lost_the_role_sees_nothing(made: Ground) -> None:
    compared(made)
    standing = Standing(made.experts[1].pk)
    assert not visible(standing, "view", Application.objects.exclude(applicant=made.experts[1]))
    assert seen(standing) == set()


def test_what_waits_is_counted_over_what_one_may_see(made: Ground) -> None:
    row = opened(made)
    assert [left_to_read(made.as_(place)).count() for place in range(5)] == [1, 1, 1, 0, 0]
    for place in range(3):
        sheet(made, row, place)
    assert [left_to_read(made.as_(place)).count() for place in range(5)] == [0] * 5
    assert [left_to_settle(made.as_(place)).count() for place in range(5)] == [1, 0, 0, 0, 0]


def test_nothing_is_read_any_more_once_the_review_is_archived(made: Ground) -> None:
    row = compared(made)
    assert visible(made.as_(1), "view", Application.objects.all()).exists()
    row.application.round.review.state = "archived"
    row.application.round.review.save()
    for rows in (Application.objects.all(), Paper.objects.all(), Sheet.objects.all()):
        assert not visible(made.as_(1), "view", rows)  # type: ignore[type-var]
