"""This platform for the meeting alone, beside the province's own: from an imported roster, with the committee's list and the
groups' opinions, to a sealed ballot, the minutes and a result in the columns that came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="the web extra is not installed")
pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")

from playwright.sync_api import Browser, expect

from tests.browser.acts.office import rows_of
from tests.browser.rounds.lay import accounts_for, browser_window, declare_and_accept, laid
from tests.browser.rounds.meeting import Room
from tests.browser.rounds.stage import Stage, done, refused, stage
from tests.browser.rounds.supervisor import Machine
from tests.browser.visitor import CHROMIUM, Visitor
from tests.web.meetings.lists import members, opinions
from tests.web.people import World
from tests.web.rounds.offices import roster, row
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Seat
from zhicheng.web.meetings.models import Envelope, Vote
from zhicheng.web.meetings.platform_half import platform_key

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"there is no browser at {CHROMIUM}"),
]

NAMES = ("沈一帆", "周若水", "欧阳䶮")
SPECIALTY = "物联网感知与应用"
DOCUMENT = "省平台评审办〔2026〕3号"
CLOSED, MEETING_DAY = dt.date(2026, 12, 7), dt.date(2026, 12, 8)


@pytest.fixture
def browser() -> Iterator[Browser]:
    yield from browser_window()


@pytest.mark.parametrize(
    "pages", [pytest.param(3, id="few-pages"), pytest.param(11, id="the-whole-room", marks=pytest.mark.slow)]
)
def test_the_meeting_alone(live_server: Any, browser: Browser, tmp_path: Path, pages: int) -> None:
    """``pages``: so many members are played in a browser; the others vote by a program of their own."""
    here, second = laid()
    with stage(browser, live_server.url) as on:
        import_the_roster(on, here, tmp_path)
        take_over(on, here, second, tmp_path, pages)
        room = the_meeting(on, here, tmp_path, pages)
        the_result(on, here, room, tmp_path)


def import_the_roster(on: Stage, here: World, folder: Path) -> None:
    """Three people in the province's columns; the round is closed once its windows are over; the review begins."""
    on.at(dt.date(2026, 10, 12))
    rows = [
        row(name, specialty=SPECIALTY, number=f"SY2026{place:04}", note=f"第{place + 1}号")
        for place, name in enumerate(NAMES)
    ]
    file = folder / "名册.xlsx"
    file.write_bytes(roster(*rows, now=on.now))
    office = on.come(here.office_officer)
    office.go(f"/rounds/{here.round.code}/office/").follow("导入花名册", "Import a roster")
    office.page.locator("input[type=file]").set_input_files(file)
    office.main.get_by_label("已报送评委会").check()
    office.press("检查名册", "Check the roster")
    office.sees("将创建", "Applications to be created")
    done(office, "确认导入", "Import")
    on.at(CLOSED)
    office.go(f"/rounds/{here.round.code}/office/")
    done(office, "结束本年度", "Close the round")
    office.go("/reviews/")
    done(office, "开始评审阶段", "Begin the review")


def record(office: Visitor, code: str, step: str, day: dt.date, file: Path | None = None, **fields: str) -> None:
    """A step recorded as done elsewhere."""
    office.go(f"/reviews/{code}/elsewhere/")
    part = office.page.locator(f"section#{step}")
    part.locator("summary").click()
    part.locator(f"#id_{step}-document").fill(DOCUMENT)
    part.locator(f"#id_{step}-on").fill(day.isoformat())
    for name, value in fields.items():
        part.locator(f"#id_{step}-{name}").fill(value)
    if file is not None:
        part.locator(f"#id_{step}-file").set_input_files(file)
    done(office, "登记", "Record", part)
    office.sees("别处已办", "done elsewhere", office.page.locator(f"section#{step}"))


def take_over(on: Stage, here: World, second: Any, folder: Path, pages: int) -> None:
    """Eligibility, committee, plan and opinions are taken over from elsewhere; members and supervisors act here."""
    office, code = on.come(here.office_officer), here.round.code
    record(office, code, "check-eligibility", dt.date(2026, 11, 2))
    (folder / "评委.xlsx").write_bytes(members(11, (SPECIALTY,)))
    record(office, code, "draw", dt.date(2026, 11, 5), folder / "评委.xlsx")
    seats = list(Seat.objects.filter(committee__review__round=here.round).select_related("expert").order_by("pk"))
    accounts_for(here, seats, on.now)
    office.go(f"/reviews/{code}/committee/")
    refused(office, "确认组成", "Constitute the committee", ("未答复", "unanswered"))
    for seat in seats[:pages]:
        answer(on, here, seat)
    for seat in seats[pages:]:
        declare_and_accept(here, seat, on.now)
    office.go(f"/reviews/{code}/committee/")
    done(office, "确认组成", "Constitute the committee")
    plan = {"meeting_day": MEETING_DAY.isoformat(), "place": "一号厅"}
    record(office, code, "report-plan", dt.date(2026, 11, 20), **plan)
    for supervisor in (here.supervisor, second):
        done(on.come(supervisor).go(f"/reviews/{code}/plan/"), "核准同意", "Approve")
    for act in (("完成资格审查", "finish the check"), ("进入评审", "begin the review")):
        done(office.go(f"/reviews/{code}/"), *act)
    given = [(f"SY2026{place:04}", name, "推荐", str(80 + place), "同意") for place, name in enumerate(NAMES)]
    (folder / "意见.xlsx").write_bytes(opinions(given))
    record(office, code, "group-review", dt.date(2026, 12, 1), folder / "意见.xlsx")


def answer(on: Stage, here: World, seat: Seat) -> None:
    """A member reads who applies, declares that there are no ties, and accepts."""
    assert seat.expert.user is not None
    page = on.come(seat.expert.user).go(f"/expert/seats/{seat.pk}/")
    page.follow("去申报", "Declare")
    for name in NAMES:
        expect(page.main.get_by_role("rowheader", name=name, exact=True)).to_be_visible()
    page.field("我与名单中的申报人没有应当回避的关系", "I have no tie").check()
    done(page, "提交回避申报", "Make the declaration")
    done(page.go(f"/expert/seats/{seat.pk}/"), "接受邀请", "Accept")
    page.sees("您已接受", "You have accepted")


def the_meeting(on: Stage, here: World, folder: Path, pages: int) -> Room:
    """Eleven members on their own devices, the supervisor's program beside the platform; one of three does not pass."""
    on.at(MEETING_DAY, 9)
    machine = Machine(folder, f"{here.round.code}-1")
    room = Room(on, here.round.code, here.office_officer, here.supervisor, machine, [])
    room.plan_and_convene()
    seats = room.seats
    room.gather(seats[:pages], seats[pages:])
    room.open(seats[2:4])
    room.deliberate()
    keys = machine.prepare([one.expert.code for one in seats], platform_key(room.row), stamps=3, openings=1)
    cards = machine.cards
    with machine.serving() as relay:
        room.connect(relay, keys)
        room.open_ballot([one.expert.code for one in seats])
        codes = [one.code for one in Vote.objects.filter(meeting=room.row).order_by("pk")]
        tablets = []
        for place, seat in enumerate(seats):
            choices = dict(zip(codes, ("Y", "Y" if place < 8 else "N", "Y" if place < 7 else "A"), strict=True))
            if place < pages:
                tablets.append(room.vote(seat, cards, codes, choices.__getitem__))
            else:
                room.vote_elsewhere(seat, cards, choices)
        assert Envelope.objects.filter(session=room.session).count() == 33
        room.close_ballot()
        room.confirm(tablets)
        for seat in seats[pages:]:
            room.confirm_elsewhere(seat, cards)
        room.open_envelopes()
        room.see_board(tablets)
    room.record(seats[2])
    found = Vote.objects.filter(meeting=room.row).order_by("pk").values_list("yes", "no", "blank", "needed", "outcome")
    assert list(found) == [(11, 0, 0, 8, "passed"), (8, 3, 0, 8, "passed"), (7, 0, 4, 8, "not-passed")]
    room.finish(folder, sealed=False, elsewhere=seats[pages:])
    return room


def the_result(on: Stage, here: World, room: Room, folder: Path) -> None:
    """The roster of who passed goes back in the columns it came in."""
    office, code = on.come(here.office_officer), here.round.code
    done(office.go(f"/reviews/{code}/"), "结束评审会", "finish the meeting")
    done(office.go(f"/reviews/{code}/results/"), "拟定评审结果", "Prepare the result")
    taken = rows_of(
        office.go(f"/reviews/{code}/results/").download("Excel", "Excel", folder, office.part("文书与名单", ""))
    )
    heads = next(place for place, line in enumerate(taken) if "姓名" in line)
    came = rows_of(folder / "名册.xlsx")
    came_heads = next(place for place, line in enumerate(came) if "姓名" in line)
    assert taken[heads] == came[came_heads]
    assert taken[heads + 1 : heads + 3] == came[came_heads + 1 : came_heads + 3]
    assert not [line for line in taken if NAMES[2] in line]
    assert Application.objects.filter(round=here.round, state="arrived").count() == 3
