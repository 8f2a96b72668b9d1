"""The voter's page in a browser: a whole meeting, the sentences of a refusal, the keyboard alone, everybody's eyes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")

from playwright.sync_api import Browser

from tests.browser.visitor import CHROMIUM, DESKTOP, PHONE, chromium
from tests.procedure.ballot.relay import Message, Room, room
from tests.procedure.ballot.seat import Seat
from tests.procedure.ballot.test_voter_attacks import altered, answers, flipped, other_key, row_of
from zhicheng.procedure.ballot.supervisor.desk import confirmations, objectors

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.long

MEMBERS = ["m01", "m02", "m03"]
NAMES = {"a-001": "沈一帆", "a-002": "周若水", "a-003": "欧阳䶮"}
CHOICES = {
    "m01": {"a-001": "Y", "a-003": "N"},
    "m02": {"a-001": "Y", "a-002": "A", "a-003": "Y"},
    "m03": {"a-001": "N", "a-002": "Y", "a-003": "Y"},
}
RECUSED = {"a-002": ["m01"]}
LOOKS = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const cut = [...document.querySelectorAll('main button, h1, h2')].filter(one => one.offsetParent
    && one.scrollWidth > one.clientWidth + 1).map(one => one.innerText);
  return {wide, cut};
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no browser at {CHROMIUM}: apt-get install chromium")
    with chromium() as started:
        yield started


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path, MEMBERS, NAMES) as opened:
        opened.open_vote(list(NAMES), RECUSED)
        yield opened


def test_a_whole_meeting(meeting: Room, browser: Browser) -> None:
    seats = [
        Seat(meeting, browser, "m01"),
        Seat(meeting, browser, "m02", lang="en", size=PHONE),
        Seat(meeting, browser, "m03", size=PHONE),
    ]
    wall = " ".join(meeting.open.session.id[start : start + 4] for start in (0, 4, 8, 12))
    for seat in seats:
        seat.enter().write_card()
        assert seat.compare() == wall
        seat.choose(CHOICES[seat.member]).cast().done()
    root = meeting.close()
    for seat in seats:
        seat.look().sees("您的信封都在册", "Your envelopes are all in")
        assert seat.page.locator("#root li").all_inner_texts() == [root[at : at + 4] for at in (0, 4, 8, 12)]
    board = meeting.show_board().board
    cast = sorted((name, choice) for one in CHOICES.values() for name, choice in one.items())
    assert sorted((row.ballot.applicant, row.ballot.choice) for row in board.rows) == cast
    for seat in seats:
        seat.look().sees("您的选票都在票表上", "Your ballots are all on the board")
        assert seat.page.locator("td.found").count() == len(CHOICES[seat.member])
    assert sorted(confirmations(meeting.folder, meeting.open.session.id, "board")) == MEMBERS
    assert objectors(meeting.folder, meeting.open.session.id) == []
    numbers = [row.ballot.number[:4] + " " + row.ballot.number[4:8] for row in board.rows]
    for seat in seats:
        assert sum(number in seat.page.content() for number in numbers) == len(CHOICES[seat.member])
        seat.button("清除并结束", "Forget and finish").click()
        seat.sees("已清除", "Forgotten")
        assert not any(number in seat.page.content() for number in numbers)
        kept = seat.evaluate("async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length]")
        assert kept == [0, 0, 0]
        assert seat.trouble == []


def test_what_a_member_may_not_vote_on_is_shown_and_not_asked(meeting: Room, browser: Browser) -> None:
    seat = Seat(meeting, browser, "m01").enter().write_card()
    seat.heading("与墙上和邻座核对", "").wait_for()
    assert "1\n您回避或未参加评议" in seat.page.locator("#facts").inner_text()
    seat.compare()
    assert seat.page.locator("#applicants legend").all_inner_texts() == ["沈一帆\na-001", "欧阳䶮\na-003"]


def test_a_repetition_is_entered_with_the_same_cards(meeting: Room, browser: Browser) -> None:
    seats = [Seat(meeting, browser, member).vote(CHOICES[member]) for member in MEMBERS]  # type: ignore[arg-type]
    before = meeting.open.session.id
    meeting.open_vote(["a-002"], RECUSED)
    seats[1].look()
    assert "重投" in seats[1].alarm
    seats[1].button("进入重投", "Enter the repetition").click()
    assert seats[1].compare().replace(" ", "") == meeting.open.session.id[:16] != before[:16]
    seats[1].choose({"a-002": "N"}).cast().done()
    seats[2].leave()
    seats[2].sit_down()
    seats[2].enter().compare()
    seats[2].choose({"a-002": "Y"}).cast().done()
    seats[0].look()
    seats[0].button("进入重投", "Enter the repetition").click()
    seats[0].compare()
    assert "本轮没有由您投票的申报人" in seats[0].done().page.locator("#wait").inner_text()
    meeting.close()
    seats[0].look().sees("投票已截止", "")
    seats[1].look().sees("您的信封都在册", "")
    assert [seat.trouble for seat in seats] == [[], [], []]


# --- when something is wrong, the page says so and stops


def test_another_key_shown_to_one_member_is_refused_with_a_clear_sentence(meeting: Room, browser: Browser) -> None:
    meeting.tamper = answers("state", other_key(meeting))
    for lang, sentence in (("zh", "密钥被换过"), ("en", "a key was exchanged")):
        seat = Seat(meeting, browser, "m01", lang=lang).enter()
        assert sentence in seat.alarm
        assert seat.page.locator("#enter").is_visible()
    assert {one.kind for one in meeting.log} == {"hello"}
    Seat(meeting, browser, "m02").vote(CHOICES["m02"])  # who is shown the true one


def test_members_who_see_different_fingerprints_stop_there(meeting: Room, browser: Browser) -> None:
    seat = Seat(meeting, browser, "m01").enter().write_card()
    seat.button("不一致", "They differ").click()
    assert "不要投票" in seat.alarm
    assert seat.page.locator("main > section:visible").count() == 0
    assert {one.kind for one in meeting.log} == {"hello"}


def test_a_wrong_stamp_is_refused_with_a_clear_sentence(meeting: Room, browser: Browser) -> None:
    def spoil(answer: Message) -> None:
        answer["stamps"][0]["stamp"] = flipped(answer["stamps"][0]["stamp"])

    meeting.tamper = answers("stamps", spoil)
    seat = Seat(meeting, browser, "m01").enter().write_card()
    seat.compare()
    seat.choose(CHOICES["m01"]).cast()
    assert "印章无效" in seat.alarm
    assert [one.kind for one in meeting.log] == ["hello", "hello", "request platform"]
    meeting.tamper = None
    seat.button("再试一次", "Try again").click()  # as before, byte by byte: the true stamp is good
    seat.done()


def test_a_dropped_row_leads_to_an_objection_that_does_not_tell_the_vote(meeting: Room, browser: Browser) -> None:
    seats = {member: Seat(meeting, browser, member).vote(CHOICES[member]) for member in MEMBERS}
    meeting.close()
    for seat in seats.values():
        seat.look().sees("您的信封都在册", "")
    meeting.show_board()
    altered(meeting, lambda board: board["rows"].remove(row_of(meeting, board, "a-002", "A")), signed=True)
    seats["m01"].look().sees("您的选票都在票表上", "")
    seat = seats["m02"].look().sees("票表与您的选票不符", "")
    assert seat.page.locator("td.missing").all_inner_texts() == ["✗ 找不到"]
    objection = seat.page.locator("#objection-text").inner_text()
    assert "a-002" in objection and "m02" in objection
    assert not any(word in objection for word in ("赞成", "反对", "弃权"))
    assert objectors(meeting.folder, meeting.open.session.id) == ["m02"]
    seat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seat.button("复制异议", "Copy the objection").click()
    assert "已复制" in seat.alarm
    assert seat.evaluate("navigator.clipboard.readText()") == objection


def test_who_comes_too_late_is_told(meeting: Room, browser: Browser) -> None:
    late = Seat(meeting, browser, "m01", by_itself=True).enter().write_card()
    late.compare()
    late.choose(CHOICES["m01"])
    others = [Seat(meeting, browser, member).vote(CHOICES[member]) for member in ("m02", "m03")]
    meeting.close({("m01", applicant): "未到" for applicant in CHOICES["m01"]})
    late.cast()
    assert "已经截止" in late.alarm
    late.sees("投票已截止", "")  # by itself, a moment later
    assert "共 6 个信封，没有您的" in late.page.locator("#closed-text").inner_text()
    assert "沈一帆（a-001）、欧阳䶮（a-003）" in late.page.locator("#closed-text").inner_text()
    for one in others:
        one.look().sees("您的信封都在册", "")
    assert len(meeting.show_board().board.rows) == 6
    late.sees("已开票", "")
    assert "没有您的选票" in late.page.locator("#board-text").inner_text()


def test_a_platform_that_can_not_be_reached_is_tried_again(meeting: Room, browser: Browser) -> None:
    seat = Seat(meeting, browser, "m01").enter().write_card()
    seat.compare()
    seat.choose(CHOICES["m01"])
    seat.context.set_offline(True)
    seat.cast()
    assert "连不上平台" in seat.alarm
    seat.context.set_offline(False)
    seat.button("再试一次", "Try again").click()
    seat.done()


@pytest.mark.parametrize(
    ("card", "sentence"),
    [("0000-0000-0000-0000-0000-0000", "逐组核对"), ("m02", "先核对入场码")],
    ids=["no-card", "of-another-member"],
)
def test_a_wrong_admission_code_is_told(meeting: Room, browser: Browser, card: str, sentence: str) -> None:
    seat = Seat(meeting, browser, "m01").enter(meeting.cards.get(card, card))
    assert sentence in seat.alarm


def test_an_applicant_left_open_is_asked_again(meeting: Room, browser: Browser) -> None:
    seat = Seat(meeting, browser, "m02").enter().write_card()
    seat.compare()
    seat.choose({"a-001": "Y", "a-003": "Y"})
    seat.button("核对我的选择", "Review my choices").click()
    assert "还有申报人没有选" in seat.alarm
    assert seat.evaluate("document.activeElement.name") == "a-002"
    assert [one.kind for one in meeting.log] == ["hello"]


def test_without_https_the_page_says_so(browser: Browser, meeting: Room) -> None:
    seat = Seat(meeting, browser, "m01")
    seat.page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', {value: undefined})")
    seat.page.goto(meeting.link("m01"))
    assert "https" in seat.alarm
    assert seat.page.locator("main > section:visible").count() == 0


# --- for everybody


def test_the_keyboard_alone_is_enough(meeting: Room, browser: Browser) -> None:
    seat = Seat(meeting, browser, "m02")
    press, kind = seat.page.keyboard.press, seat.page.keyboard.type

    def tab_to(selector: str) -> None:
        for _ in range(40):
            press("Tab")
            if seat.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    tab_to("#code")
    kind(meeting.cards["m02"])
    press("Enter")
    seat.heading("抄下您的种子卡", "").wait_for()
    last = seat.page.locator("#groups li").last.inner_text()
    tab_to("#last")
    kind(last)
    press("Enter")
    seat.heading("与墙上和邻座核对", "").wait_for()
    tab_to("#same")
    press("Enter")
    seat.heading("投票", "").wait_for()
    for applicant, downs in (("a-001", 0), ("a-002", 1), ("a-003", 2)):
        tab_to(f"[name='{applicant}']")
        press("Space")
        for _ in range(downs):
            press("ArrowRight")
    tab_to("#vote-form button")
    press("Enter")
    seat.heading("投出前再看一遍", "").wait_for()
    assert seat.page.locator("#review-list td .zh").all_inner_texts() == ["赞成", "反对", "弃权"]
    tab_to("#cast")
    press("Enter")
    seat.done()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_step_fits_and_everybody_can_use_it(meeting: Room, browser: Browser, lang: str) -> None:
    looks = pytest.importorskip("tests.browser.looks")
    seat = Seat(meeting, browser, "m02", lang=lang)
    faults: list[str] = []
    look: Callable[[], None] = lambda: faults.extend(_faults(seat, looks.AXE, looks.GRAVE))  # noqa: E731
    look()
    seat.enter()
    seat.heading("抄下您的种子卡", "Write down your seed card").wait_for()
    look()
    seat.write_card().heading("与墙上和邻座核对", "Compare with the wall").wait_for()
    look()
    seat.compare()
    seat.choose({"a-001": "Y", "a-002": "N"})
    look()
    seat.button("核对我的选择", "Review my choices").click()
    look()  # with a warning above
    seat.choose({"a-003": "A"}).button("核对我的选择", "Review my choices").click()
    look()
    seat.button("投出", "Cast").click()
    seat.done()
    look()
    others = [Seat(meeting, browser, other).vote(CHOICES[other]) for other in ("m01", "m03")]
    meeting.close()
    for one in (seat, *others):
        one.look().sees("您的信封都在册", "Your envelopes are all in")
    look()
    meeting.show_board()
    altered(meeting, lambda board: board["rows"].remove(row_of(meeting, board, "a-003", "A")), signed=True)
    seat.look().sees("票表与您的选票不符", "The board does not agree")
    look()
    assert faults == []


def _faults(seat: Seat, axe: str, grave: tuple[str, ...]) -> Iterator[str]:
    """What axe finds, and what does not fit on a phone, in usual and in large type."""
    seat.evaluate(axe)
    for one in seat.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations"):
        if one["impact"] in grave:
            yield f"axe, {one['id']}: {one['nodes'][0]['html'][:120]}"
    seat.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for kind in ("", "large-type"):
        seat.evaluate("(kind) => { document.documentElement.className = kind; }", kind)
        found = seat.evaluate(LOOKS)
        if found["wide"] > 0 or found["cut"]:
            yield f"{seat.page.locator('main > section:visible h1').inner_text()} {kind}: {found}"
    seat.evaluate("() => { document.documentElement.className = ''; }")
    seat.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
