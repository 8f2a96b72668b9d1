"""A meeting by its pages: the office, whoever presides, the members, the tellers, the supervisor."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.papers import scan
from tests.browser.rounds.stage import Stage, done, refused
from tests.browser.rounds.supervisor import Machine
from tests.browser.rounds.tablet import Tablet, tablet
from tests.browser.visitor import Visitor
from tests.procedure.ballot.voter import Message, Voter
from zhicheng.procedure.ballot.card import ADMISSION, read_card
from zhicheng.web.accounts.models import User
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Seat
from zhicheng.web.meetings.minutes import digest_of
from zhicheng.web.meetings.models import BallotSession, Envelope, LooseEnvelope, Meeting, Vote
from zhicheng.web.meetings.services.attending import come_in, go_out, recused_inside
from zhicheng.web.meetings.services.deliberating import begin_deliberation, end_deliberation
from zhicheng.web.meetings.services.mailbox import answer_page
from zhicheng.web.meetings.services.minutes import sign_minutes
from zhicheng.web.visibility.standing import Standing, standing_of

Choices = Callable[[int, str], str]
"""How a member (by place) votes on an applicant (by code): Y, N or A."""


@dataclass
class Room:
    """The room of one meeting: its people by role, the supervisor's machine, the members' tablets."""

    stage: Stage
    code: str
    office: User
    supervisor: User
    machine: Machine
    members: Sequence[User]
    tablets: dict[str, Tablet] = field(default_factory=dict)
    seeds: dict[str, bytes] = field(default_factory=dict)
    lang: str = "zh"

    @property
    def row(self) -> Meeting:
        """The meeting as it is now."""
        return Meeting.objects.select_related("review__round").get(review__round__code=self.code)

    @property
    def seats(self) -> list[Seat]:
        """The accepted seats, the chair's first, then deputies."""
        rows = Seat.objects.filter(committee__review__round__code=self.code, state="accepted").select_related(
            "expert__user"
        )
        order = {"chair": 0, "deputy": 1}
        return sorted(rows, key=lambda one: (order.get(one.role, 2), one.pk))

    @property
    def desk(self) -> Visitor:
        """The office, on the meeting's page."""
        return self.stage.come(self.office, lang=self.lang).go(f"/reviews/{self.code}/meeting/")

    @property
    def chair(self) -> Visitor:
        """The chair, on the page for presiding."""
        who = self.seats[0].expert.user
        assert who is not None
        return self.stage.come(who).go(f"/expert/meeting/{self.row.pk}/chair/")

    @property
    def watch(self) -> Visitor:
        """The supervisor, on the page of the sealed ballot."""
        return self.stage.come(self.supervisor).go(f"/reviews/{self.code}/meeting/supervisor/")

    def member(self, seat: Seat) -> Visitor:
        """A member on the meeting's page."""
        assert seat.expert.user is not None
        return self.stage.come(seat.expert.user).go(f"/expert/meeting/{self.row.pk}/")

    # --- before the ballot

    def plan_and_convene(self) -> None:
        """The office plans the meeting and convenes it."""
        done(self.desk, "开始筹备", "Plan the meeting")
        done(self.desk, "召集会议", "convene the meeting")

    def gather(self, seats: Sequence[Seat], by_office: Sequence[Seat] = ()) -> None:
        """Each of these checks in on their own page; the others are marked by the office, all at once."""
        if by_office:
            page = self.desk
            for seat in by_office:
                page.page.locator(f"#seat-{seat.pk}").check()
            done(page, "登记入场", "Came in")
        for seat in seats:
            page = self.member(seat)
            done(page, "签到入场", "Check in")
            page.sees("您已签到在场", "You are in the room")

    def open(self, tellers: Sequence[Seat]) -> None:
        """The chair opens the meeting and names two tellers."""
        done(self.chair, "宣布开会", "open the meeting")
        page = self.chair
        part = page.part("计票人", "Tellers")
        for seat in tellers:
            part.get_by_label(seat.expert.name, exact=True).check()
        done(page, "确定", "Name them", part)

    def deliberate(self, *, by_page: int = 99, recused: Mapping[str, Sequence[str]] | None = None) -> None:
        """The committee deliberates on everybody on the agenda, on the first ones by page; those ``recused`` (by name of
        the applicant) are named there and go out first."""
        for place, item in enumerate(self.row.agenda.select_related("application__round", "application__deliberation")):
            if place < by_page:
                self._deliberate_by_page(item.application.name, (recused or {}).get(item.application.name, ()))
            else:
                self.deliberate_on(item.application)
        done(self.chair, "准备表决", "Prepare the votes")

    def _deliberate_by_page(self, name: str, recused: Sequence[str]) -> None:
        page = self.chair
        part = page.part("下一位", "Next")
        expect(part).to_contain_text(name)
        for one in recused:
            expect(part.get_by_label(one, exact=True)).to_be_checked()
        with page.page.expect_navigation():
            part.get_by_role("button").first.click()
        expect(page.main).to_contain_text(page.say("正在评议", "Under deliberation"))
        self.stage.tick()
        done(page, "评议结束", "End it")

    def deliberate_on(self, application: Application, without: Sequence[Seat] = ()) -> None:
        """A deliberation by the services of the page; ``without``: members who go out and miss it."""
        actor = self.presiding
        row = application.deliberation
        out = [*recused_inside(self.row, application), *without]
        go_out(self.row, out, actor=actor, now=self.stage.now)
        row = begin_deliberation(row, actor=actor, now=self.stage.now, version=None)
        row = end_deliberation(row, self.row, actor=actor, now=self.stage.tick(), version=None)
        come_in(self.row, out, actor=actor, now=self.stage.tick())

    @property
    def presiding(self) -> Standing:
        """The chair's standing."""
        chair = self.seats[0].expert.user
        assert chair is not None
        return standing_of(chair, self.stage.now)

    # --- the sealed ballot

    def connect(self, relay: str, keys: Path) -> None:
        """The supervisor hands over public keys and says where the own program answers."""
        page = self.watch
        page.main.get_by_label("keys.json", exact=False).set_input_files(keys)
        done(page, "上传公钥", "Upload the public keys")
        page = self.watch
        page.field("会场网络中您的程序地址", "Address of your program").fill(relay)
        done(page, "保存", "Save")

    def open_ballot(self, present: Sequence[str], *, only: Sequence[str] = (), left: Sequence[str] = ()) -> str:
        """The file made by the chair (on these applicants ``only``, by code), looked at and signed on the supervisor's
        machine, the ballot opened; its digest."""
        page = self.chair
        wanted = [str(one.pk) for one in Vote.objects.filter(meeting=self.row, state="prepared") if one.code in only]
        page.evaluate(
            """(wanted) => { for (const one of document.querySelectorAll('input[type=checkbox][name=vote]'))
              one.checked = wanted.length === 0 || wanted.includes(one.value); }""",
            wanted,
        )
        done(page, "电子密封投票：生成会议文件", "Sealed ballot: make the session file")
        self.machine.supervise("present", "--came", ",".join(present), *(["--left", ",".join(left)] if left else []))
        page = self.watch
        with page.page.expect_navigation():
            page.press("经网络送签、取回签署", "By network: send it, then fetch the signature")
        expect(page.main).to_contain_text(page.say("尚未", "not "))  # it waits there to be looked at
        self.machine.supervise("sign", "--yes")
        done(self.watch, "经网络送签、取回签署", "By network: send it, then fetch the signature")
        done(self.chair, "开始投票", "Open the ballot")
        return self.session.digest

    @property
    def session(self):  # type: ignore[no-untyped-def]
        """The latest session."""
        return self.row.sessions.order_by("-pk").first()

    @property
    def wall(self) -> str:
        """The fingerprint on the wall."""
        digest = self.session.digest
        return " ".join(digest[start : start + 4] for start in (0, 4, 8, 12))

    def sit_down(self, seat: Seat, cards: Mapping[str, str]) -> Tablet:
        """A member with a tablet and the own card."""
        assert seat.expert.user is not None
        code = seat.expert.code
        self.tablets[code] = tablet(self.stage, seat.expert.user, code, cards, self.row.code)
        return self.tablets[code]

    def vote(
        self, seat: Seat, cards: Mapping[str, str], applicants: Sequence[str], choose: Callable[[str], str]
    ) -> Tablet:
        """A member votes on all they may vote on."""
        one = self.sit_down(seat, cards).enter().write_card()
        assert one.compare() == self.wall
        return one.choose({name: choose(name) for name in applicants}).cast().done()

    def vote_elsewhere(self, seat: Seat, cards: Mapping[str, str], choices: Mapping[str, str]) -> Voter:
        """A member whose page is another program, written from the format page alone."""
        one = self.program(seat, cards)
        one.vote({name: choices[name] for name in one.may_vote_on()})
        return one

    def program(self, seat: Seat, cards: Mapping[str, str]) -> Voter:
        """That program, fresh, with its seed."""
        assert seat.expert.user is not None
        standing = standing_of(seat.expert.user, self.stage.now)
        code, row = seat.expert.code, self.row
        seed = self.seeds.setdefault(code, os.urandom(32))

        def send(message: Message) -> Message:
            return answer_page(row, message, actor=standing, now=self.stage.now)

        one = Voter(code, seed, read_card(ADMISSION, cards[code]), send)
        one.hello(row.code, self.session.code)
        return one

    def confirm_elsewhere(self, seat: Seat, cards: Mapping[str, str]) -> None:
        """That program finds its envelopes under the root."""
        one = self.program(seat, cards)
        hello = {
            "format": "zhicheng-ballot-hello/1", "meeting": self.row.code, "vote": self.session.code,
            "member": one.member,
        }  # fmt: skip
        assert one.look_for_envelopes(one.send(hello)) == []

    def object_and_repeat(self, seat: Seat, application: str) -> None:
        """A member objects before the envelopes are opened; the supervisor agrees, the chair voids the ballot."""
        vote = Vote.objects.get(meeting=self.row, application__name=application, state="closed")
        page = self.member(seat)
        line = page.main.get_by_role("row").filter(has_text=application)
        line.locator("summary").click()
        line.locator("textarea").fill("本人设备投票时中断，请重投")
        done(page, "提出", "Object", line)
        watch = self.stage.come(self.supervisor).go(f"/reviews/{self.code}/meeting/")
        early = self.chair_to_repeat(vote.pk)
        form = early.main.locator("form:has(#repeat)")
        refused(early, "作废并重新投票", "Void and repeat", ("监管部门", "supervisor"), form)
        watch.unfold("同意重新投票", "Agree to a repetition")
        watch.page.locator("#agree-vote").select_option(str(vote.pk))
        watch.page.locator("#agree-reason").fill("设备中断属实")
        done(watch, "同意", "Agree", watch.main.locator("form:has(#agree-vote)"))
        page = self.chair_to_repeat(vote.pk)
        done(page, "作废并重新投票", "Void and repeat", page.main.locator("form:has(#repeat)"))
        assert not BallotSession.objects.exclude(stage="void").filter(meeting=self.row, stage="closed").exists()

    def chair_to_repeat(self, vote: int) -> Visitor:
        """The chair's page with the form of a repetition filled in."""
        page = self.chair
        page.unfold("作废并重新投票", "Void a vote and repeat it")
        page.page.locator("#repeat-vote").select_option(str(vote))
        page.page.locator("#repeat").fill("委员设备中断")
        return page

    def close_ballot(self, reasons: Mapping[str, str] | None = None) -> None:
        """The chair closes; members named with a reason are not waited for."""
        page = self.chair
        for code, why in (reasons or {}).items():
            page.page.locator(f"#why-{code}").fill(why)
        if not reasons:
            page.sees("信封已全部交齐", "all envelopes are in")
        done(page, "投票截止", "Close the ballot")

    def confirm(self, tablets: Sequence[Tablet]) -> None:
        """Each page finds its own envelopes under the root."""
        for one in tablets:
            one.look().sees("您的信封都在册", "Your envelopes are all in")

    def open_envelopes(self) -> None:
        """Parted, handed over, opened on the supervisor's machine, the board brought back."""
        page = self.chair
        page.sees("信封均经本人页面确认", "every page has confirmed")
        done(page, "分离投票人与封套", "Part voters and envelopes")
        assert not Envelope.objects.filter(session=self.session).exists()
        assert LooseEnvelope.objects.filter(session=self.session).exists()
        done(self.watch, "经网络移交信封", "By network: hand over the envelopes")
        self.machine.supervise("open", self.session.digest[:8], "--yes")
        done(self.watch, "经网络取回计票榜", "By network: fetch the board")
        self.watch.sees("全部核对无误", "everything holds")

    def see_board(self, tablets: Sequence[Tablet]) -> None:
        """Each page finds its own ballots on the board."""
        for one in tablets:
            one.look().sees("您的选票都在票表上", "Your ballots are all on the board")

    def record(self, teller: Seat) -> None:
        """A teller records what was counted."""
        self.member(teller)
        page = self.stage.come(teller.expert.user).go(f"/expert/meeting/{self.row.pk}/count/")
        done(page, "登记以上结果", "Record these")

    # --- the end

    def sign(self, seat: Seat, *, by_page: bool) -> None:
        """A member signs the minutes."""
        if by_page:
            done(self.member(seat), "我已阅读，签名", "I have read them and sign")
            return
        assert seat.expert.user is not None
        standing = standing_of(seat.expert.user, self.stage.now)
        sign_minutes(self.row, digest_of(self.row), actor=standing, now=self.stage.now)

    def finish(self, folder: Path, *, sealed: bool, elsewhere: Sequence[Seat] = ()) -> None:
        """Closed, minutes written and signed by everybody who was there, key destroyed, archived."""
        done(self.chair, "闭会", "close the meeting")
        if sealed:
            done(self.chair, "宣布投票结果", "announce the result")
        page = self.desk
        page.field("记录人", "Who took them").fill("记录员")
        page.field("会议经过", "What was done").fill("逐一评议后无记名投票表决。")
        done(page, "保存", "Save", page.main.locator("#minutes"))
        if sealed:
            page = self.desk
            page.field("扫描件", "Scan").set_input_files(scan(folder, "seal.pdf"))
            done(page, "上传", "Upload")
        for seat in self.seats:
            if seat.presences.exists():
                self.sign(seat, by_page=seat not in elsewhere)
        done(self.chair, "签署会议记录", "sign the minutes")
        for session in self.row.sessions.filter(stage="opened").order_by("pk"):
            self.machine.supervise("destroy", session.digest[:8], "--yes", "-o", f"destroyed-{session.pk}.json")
            page = self.watch
            page.page.locator(f"#destroyed-{session.pk}").set_input_files(
                self.machine.place / f"destroyed-{session.pk}.json"
            )
            form = page.main.locator(f"form:has(#destroyed-{session.pk})")
            done(page, "登记销毁", "Record the destruction", form)
        page = self.stage.come(self.supervisor).go(f"/reviews/{self.code}/meeting/")
        done(page, "归档", "archive")
        assert self.row.state == "archived"
