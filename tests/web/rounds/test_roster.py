"""Starting a round from a roster: errors by row and column, all or nothing, the same file once."""

from __future__ import annotations

import base64
import datetime as dt
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.web.people import person, signed_in, standing
from tests.web.rounds.offices import IOT, QTI, Desk, a_desk, roster, row, with_cell
from zhicheng.policy.pack import load_pack
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application, Submission
from zhicheng.web.ledger.models import Entry
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.roster_rows import roster_of, way_word
from zhicheng.web.rounds.services.roster import LARGEST, ImportPlan, NoticeRun, RosterFile, import_roster


@pytest.fixture
def desk(now: dt.datetime) -> Desk:
    Organisation.objects.create(name="滨江区经济和信息化局", kind="department")
    Organisation.objects.create(name="杭州示例物联网有限公司", kind="employer")
    return a_desk(now)


@pytest.fixture
def opened(desk: Desk) -> Round:
    return desk.opened()


def taken_in(
    desk: Desk, round_: Round, content: bytes, state: str = "arrived", tier: int = 0, **how: Any
) -> ImportPlan:
    file = RosterFile("名册.xlsx", content)
    if state == "at-department":
        how.setdefault("notice", NoticeRun(dt.date(2026, 9, 1), dt.date(2026, 9, 21)))
    chosen = {"actor": desk.actor, "version": Round.objects.get(pk=round_.pk).version, **how}
    return import_roster(round_, file, state=state, tier=tier, now=desk.now, **chosen)


def problems(desk: Desk, round_: Round, content: bytes, state: str = "arrived", tier: int = 0) -> list[str]:
    """Every error in words; nothing may have been created."""
    before = Application.objects.count()
    with pytest.raises(Refused) as refused:
        taken_in(desk, round_, content, state, tier)
    assert Application.objects.count() == before
    assert not Entry.objects.filter(act="import-roster").exists()
    return [problem.text("zh") for problem in refused.value.problems]


def test_each_row_becomes_an_application_at_the_committees_door(desk: Desk, opened: Round) -> None:
    content = roster(row(number="2026-1"), row("李四光", unit="未登记的公司"), now=desk.now)
    plan = taken_in(desk, opened, content)
    first, second = Application.objects.order_by("pk")
    assert len(plan.rows) == 2
    assert (first.name, first.state, first.serial, first.imported, first.tier) == (
        "王小明",
        "arrived",
        "2026-1",
        True,
        3,
    )
    assert first.arrived_at == desk.now
    assert first.employer is not None
    assert (second.employer, second.employer_name, second.holder) == (None, "未登记的公司", None)
    assert first.extra["roster"]["education"] == "master"
    detail = Entry.objects.get(act="import-roster").detail
    assert (detail["rows"], detail["state"]) == (2, "arrived")
    assert "王小明" not in str(detail)


def test_a_roster_can_start_with_the_department_it_names(desk: Desk, opened: Round) -> None:
    taken_in(desk, opened, roster(row(), now=desk.now), "at-department", 2)
    made = Application.objects.get()
    assert (made.state, made.tier, made.holder.name, made.arrived_at) == (
        "at-department",
        2,
        "滨江区经济和信息化局",
        None,
    )


def test_the_same_file_again_creates_nothing(desk: Desk, opened: Round) -> None:
    content = roster(row(), row("李四光"), now=desk.now)
    taken_in(desk, opened, content)
    again = taken_in(desk, opened, content)
    assert (again.already, again.new) == (2, ())
    assert Application.objects.count() == 2
    assert Entry.objects.filter(act="import-roster").count() == 1


def test_every_error_is_named_by_row_and_column(desk: Desk, opened: Round) -> None:
    content = roster(row(), row("李四光"), row("赵六"), now=desk.now)
    spoilt = with_cell(with_cell(with_cell(content, "C4", None), "G5", "特级"), "I6", "托关系")
    said = problems(desk, opened, spoilt)
    assert any("C4（姓名）" in one and "必须填写" in one for one in said)
    assert any("G5（级别）" in one and "特级" in one for one in said)
    assert len(said) == 3


def test_a_row_of_another_level_and_an_unknown_department_are_named(desk: Desk, opened: Round) -> None:
    rows = (row(level="full-senior"), row("李四光", department="月球局"), row("赵六", department=None))
    said = problems(desk, opened, roster(*rows, now=desk.now), "at-department", 2)
    assert [one.split("：")[0] for one in said] == [
        "名册.xlsx:花名册!4（级别）",
        "名册.xlsx:花名册!5（推荐单位）",
        "名册.xlsx:花名册!6（推荐单位）",
    ]
    assert "月球局" in said[1]


def test_a_person_or_number_that_is_there_already_is_named(desk: Desk, opened: Round) -> None:
    taken_in(desk, opened, roster(row(number="N-1"), row("李四光"), now=desk.now))
    Entry.objects.exists()
    before = Application.objects.count()
    with pytest.raises(Refused) as refused:
        taken_in(desk, opened, roster(row("新人", number="N-1"), row("李四光", specialty="别的"), now=desk.now))
    said = [problem.text("zh") for problem in refused.value.problems]
    assert any("4（申报编号）" in one and "N-1" in one for one in said)
    assert any("5（姓名）" in one for one in said)
    assert Application.objects.count() == before


def test_one_number_twice_in_a_file_is_named(desk: Desk, opened: Round) -> None:
    said = problems(desk, opened, roster(row(number="N-1"), row("李四光", number="N-1"), now=desk.now))
    assert len(said) == 1
    assert "花名册!5（申报编号）" in said[0]


def test_a_personal_number_in_the_file_is_refused(desk: Desk, opened: Round) -> None:
    said = problems(desk, opened, with_cell(roster(row(), now=desk.now), "N4", "330106198801010011"))
    assert any("身份证件号码" in one for one in said)


@pytest.mark.parametrize(
    ("state", "tier", "code"),
    [
        ("draft", 0, "state-not-allowed"),
        ("endorsed", 2, "state-not-allowed"),
        ("at-department", 1, "no-such-tier"),
        ("at-department", 4, "no-such-tier"),
    ],
)
def test_a_roster_starts_at_a_department_or_at_the_committee(
    desk: Desk, opened: Round, state: str, tier: int, code: str
) -> None:
    with pytest.raises(ActRefused) as refused:
        taken_in(desk, opened, roster(row(), now=desk.now), state, tier)
    assert refused.value.codes == (code,)


def test_a_draft_round_a_stranger_a_stale_page_and_a_huge_file_are_refused(
    desk: Desk, opened: Round, now: dt.datetime
) -> None:
    content = roster(row(), now=now)
    with pytest.raises(ActRefused) as refused:
        taken_in(desk, desk.draft(QTI), content)
    assert refused.value.codes == ("round-not-open",)
    with pytest.raises(ActRefused) as refused:
        taken_in(desk, opened, content, actor=standing(person("sup", now, ("supervisor", None)), now))
    assert refused.value.codes == ("no-right",)
    with pytest.raises(ActRefused) as refused:
        taken_in(desk, opened, content, version=1)
    assert refused.value.codes == ("stale-page",)
    with pytest.raises(ActRefused) as refused:
        taken_in(desk, opened, b"x" * (LARGEST + 1))
    assert refused.value.codes == ("file-too-large",)
    assert not Application.objects.exists()


def test_the_page_shows_what_would_be_created_then_creates_it(desk: Desk, opened: Round) -> None:
    officer, content = signed_in(desk.officer), roster(row(), row("李四光"), now=desk.now)
    shown = officer.post(f"/rounds/{IOT}/import/", {"file": _upload(content), "start": "arrived:0"})
    assert "李四光" in shown.content.decode()
    assert not Application.objects.exists()
    packed = base64.b64encode(content).decode()
    confirm = {
        "confirm": "yes",
        "start": "arrived:0",
        "name": "名册.xlsx",
        "packed": packed,
        "version": str(opened.version),
    }
    assert officer.post(f"/rounds/{IOT}/import/", confirm).status_code == 302
    assert Application.objects.count() == 2
    stale = officer.post(f"/rounds/{IOT}/import/", confirm)
    assert stale.status_code == 409
    assert Application.objects.count() == 2


def test_the_page_shows_errors_and_refuses_a_file_that_was_tampered_with(desk: Desk, opened: Round) -> None:
    officer = signed_in(desk.officer)
    spoilt = with_cell(roster(row(), now=desk.now), "C4", None)
    response = officer.post(f"/rounds/{IOT}/import/", {"file": _upload(spoilt), "start": "arrived:0"})
    assert response.status_code == 422
    assert "C4（姓名）" in response.content.decode()
    tampered = {
        "confirm": "yes",
        "start": "arrived:0",
        "name": "a.xlsx",
        "packed": "%%%",
        "version": str(opened.version),
    }
    assert officer.post(f"/rounds/{IOT}/import/", tampered).status_code == 422


def test_what_was_imported_comes_out_in_the_same_columns(desk: Desk, opened: Round) -> None:
    rows = (
        row(
            number="N-1",
            way_in="landmark",
            note="事业编制",
            present_title="工程师",
            present_title_on=dt.date(2019, 5, 1),
        ),
        row("李四光", number="N-2"),
    )
    content = roster(*rows, now=desk.now)
    taken_in(desk, opened, content)
    response = signed_in(desk.officer).get(f"/rounds/{IOT}/roster/")
    assert _rows(response.content) == _rows(content)
    assert Entry.objects.get(act="export").detail == {"list": "recommendation-roster", "rows": 2}


def _rows(content: bytes) -> list[tuple[Any, ...]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [tuple(cell.value for cell in line) for line in sheet.iter_rows(min_row=3, max_row=5)]


def _upload(content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("名册.xlsx", content)


def test_an_application_made_here_fills_the_same_columns_from_what_was_handed_in(desk: Desk, opened: Round) -> None:
    degrees = [{"kind": "degree", "level": level} for level in ("bachelor", "doctorate", "master")]
    made = Application.objects.create(
        round=opened, name="申小艾", employer_name="某公司", serial="N-9", specialty="物联网应用", way_in="第七条（八）",
        state="arrived", arrived_at=desk.now, submitted_at=desk.now, created_at=desk.now,
    )  # fmt: skip
    for number, records in ((1, []), (2, degrees)):
        Submission.objects.create(
            application=made, number=number, dossier={"applicant": {}, "records": records}, submitted_at=desk.now
        )
    (found,) = roster_of(desk.actor, opened, desk.now.date()).rows
    assert (found.name, found.number, found.title_applied) == ("申小艾", "N-9", "物联网专业高级工程师")
    assert (found.level, found.way_in, found.education) == ("vice-senior", "score", "doctorate")


def test_education_that_no_paper_states_stays_empty(desk: Desk, opened: Round) -> None:
    Application.objects.create(
        round=opened, name="某人", employer_name="某公司", way_in="第七条（二）", specialty="物联网",
        state="arrived", arrived_at=desk.now, submitted_at=desk.now, created_at=desk.now,
    )  # fmt: skip
    response = signed_in(desk.officer).get(f"/rounds/{IOT}/roster/")
    assert _rows(response.content)[1][9] in (None, "")


@pytest.mark.parametrize(
    ("key", "word"),
    [("第七条（一）", "normal"), ("第七条（八）", "score"), ("第八条（二）", "landmark"), ("第九百条", "normal")],
)
def test_the_word_of_a_way_in(key: str, word: str) -> None:
    assert way_word(load_pack("zj-iot-2026").track("senior-engineer"), key) == word


def test_re_evaluation_has_its_own_word() -> None:
    track = load_pack("zj-iot-2026").track("senior-engineer")
    keys = [clause.key for clause in track.routes if "转评" in clause.say]
    assert keys
    assert {way_word(track, key) for key in keys} == {"re-evaluation"}


@pytest.mark.parametrize(
    ("notice", "code"),
    [
        (None, "notice-not-stated"),
        (NoticeRun(dt.date(2026, 9, 21), dt.date(2026, 9, 28)), "notice-days-not-run"),
    ],
)
def test_a_department_goes_on_only_with_what_was_noticed_in_the_unit(
    notice: NoticeRun | None, code: str, desk: Desk, opened: Round
) -> None:
    """21 September and five working days: 25 September is off, so the last day is 29 September."""
    content = roster(row(department="滨江区经济和信息化局"), now=desk.now)
    with pytest.raises(ActRefused) as error:
        taken_in(desk, opened, content, "at-department", 2, notice=notice)
    assert code in error.value.codes
    assert not Application.objects.exists()
