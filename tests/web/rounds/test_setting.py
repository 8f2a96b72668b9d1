"""From a round to the setting of a verdict; the pack it was set up with or none."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from tests.web.rounds.offices import QTI, WENZHOU, Desk, a_desk
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.rounds.demonstration import CODES, set_up_demonstration_rounds
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.services.set_up import NoticeFile
from zhicheng.web.rounds.setting import pack_for, setting_of, tier_names


@pytest.fixture
def desk(now: dt.datetime) -> Desk:
    return a_desk(now)


def test_the_setting_has_the_rounds_pack_level_dates_and_pass_mark(desk: Desk) -> None:
    setting = setting_of(desk.draft(QTI))
    assert setting.track_name == "zj-qti-2023/senior-engineer"
    assert setting.dates.as_of == dt.date(2026, 12, 31)
    assert setting.dates.of("submission") == dt.date(2026, 10, 23)
    assert setting.dates.of("achievements") == dt.date(2026, 12, 31)
    assert setting.pass_mark == 90
    assert setting.round is not None


def test_a_pass_mark_set_by_the_office_counts_where_the_notice_sets_none(desk: Desk) -> None:
    text = desk.plan().notice.text.replace("pass_mark: 60\n", "")
    notice = NoticeFile("own.yaml", text)
    assert setting_of(desk.draft(notice=notice)).pass_mark is None
    Round.objects.all().delete()
    mark = {"pass_mark": {"value": "62.5", "unit": "points", "source": "高评委决定"}}
    assert setting_of(desk.draft(notice=notice, numbers=mark)).pass_mark == Fraction(125, 2)


def test_the_same_round_gives_the_same_object(desk: Desk) -> None:
    made = desk.draft()
    assert setting_of(made) is setting_of(Round.objects.get(pk=made.pk))


@pytest.mark.parametrize(("field", "value"), [("pack_hash", "0" * 64), ("pack_version", 7)])
def test_another_pack_than_the_one_set_up_with_is_refused(desk: Desk, field: str, value: object) -> None:
    made = desk.draft()
    setting_of(made)
    Round.objects.filter(pk=made.pk).update(**{field: value})
    with pytest.raises(ActRefused) as refused:
        setting_of(Round.objects.get(pk=made.pk))
    assert refused.value.codes == ("policy-changed",)
    assert "zj-iot-2026" in refused.value.refusals[0].text[1]


def test_a_row_looked_up_once_is_looked_up_anew_when_it_says_otherwise(desk: Desk) -> None:
    made = desk.draft()
    assert pack_for(made) is pack_for(made)
    made.pack_hash = "0" * 64
    with pytest.raises(ActRefused) as refused:
        pack_for(made)
    assert refused.value.codes == ("policy-changed",)


def test_a_pack_no_longer_installed_is_refused(desk: Desk) -> None:
    made = desk.draft()
    made.pack = "zj-gone-2026"
    with pytest.raises(ActRefused) as refused:
        setting_of(made)
    assert refused.value.codes == ("policy-missing",)


def test_the_demonstration_rounds_open_on_the_stated_clock(desk: Desk) -> None:
    made = set_up_demonstration_rounds(dict.fromkeys(CODES, desk.office), actor=desk.actor, now=desk.now)
    assert [one.state for one in made.values()] == ["open"] * 3
    assert all(one.options["demonstration"] for one in made.values())
    assert list(tier_names(made[WENZHOU])) == ["applicant", "employer", "department-1", "department-2"]
    numbers = made[WENZHOU].numbers.values()
    assert all("demonstration" in body["source"] for body in numbers)
