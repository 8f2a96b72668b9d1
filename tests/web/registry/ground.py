"""A review whose outcomes are entered from minutes: where the tests of results and certificates begin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.web.people import World, person
from tests.web.review.ground import all_checked, begun, closed
from zhicheng.web.accounts.models import User
from zhicheng.web.applications.models import Application
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.notices.services.objecting import Sender, receive_objection
from zhicheng.web.registry.models import Certificate, Decision, Result
from zhicheng.web.registry.services.certificates import Wording, ask_certificates
from zhicheng.web.registry.services.entering import Entered, enter_outcomes
from zhicheng.web.registry.services.results import (
    close_result_notice,
    file_result,
    post_result,
    prepare_result,
    publish_result,
)
from zhicheng.web.registry.tasks import issue_certificates
from zhicheng.web.review.models import Review
from zhicheng.web.review.rules import rules_of
from zhicheng.web.visibility.standing import Standing

CONTACT = "王老师 0571-12345678"
MINUTES = "评审会议记录（2026年10月10日）"
WORDING = Wording("示例省物联网高级工程师评审委员会", "全省", "https://zhicheng.example/v")
TRACKS = ("zj-iot-2026/senior-engineer", "zj-qti-2023/senior-engineer")


@dataclass
class Ground:
    """A world at the end of its review. Alice (X000) and carl (X002) pass, bob (X001) does not."""

    here: World
    review: Review

    @property
    def now(self) -> dt.datetime:
        return self.here.now

    @property
    def office(self) -> Standing:
        """The standing of the office."""
        return self.here.as_(self.here.office_officer)

    @property
    def supervisor(self) -> Standing:
        """The standing of the supervisor."""
        return self.here.as_(self.here.supervisor)

    @property
    def publisher(self) -> Standing:
        """Who publishes and certifies under this document."""
        return self.supervisor if "supervisor" in rules_of(self.here.round).steps["publish"].who else self.office

    def later(self, days: int) -> dt.datetime:
        """So many days on."""
        self.here.now += dt.timedelta(days=days)
        return self.here.now

    def application(self, place: int) -> Application:
        """An application by its place."""
        return Application.objects.get(serial=f"X{place:03}")

    def decision(self, place: int) -> Decision:
        """What was decided on it."""
        return Decision.objects.get(application=self.application(place))

    def certificate(self, place: int = 0) -> Certificate:
        """The certificate in force of an applicant."""
        return Certificate.objects.get(application=self.application(place), state__in=["due", "issued"])


def ground(now: dt.datetime, track: str = TRACKS[0], *, entered: bool = True) -> Ground:
    """Everybody is checked; the outcomes are entered from the minutes of a meeting elsewhere."""
    here = closed(now, track, applicants=3)
    carl = person("carl", now, name="申小卡")
    for place, user in enumerate((here.applicant, here.other_applicant, carl)):
        Application.objects.filter(serial=f"X{place:03}").update(
            applicant=user, specialty="物联网应用", way_in="第七条（二）"
        )
    made = Ground(here, begun(here))
    all_checked(here)
    if entered:
        enter(made)
    return made


def enter(made: Ground, *passed: bool) -> None:
    """Outcomes entered: so, or alice and carl pass."""
    said = passed or (True, False, True)
    entries = [
        Entered(made.application(place), good, "88.5" if good else "61.25", () if good else ("第八条（一）",))
        for place, good in enumerate(said)
    ]
    enter_outcomes(made.review, entries, MINUTES, actor=made.office, now=made.now, version=None)


def prepared(made: Ground) -> Result:
    """The result, ready to be posted."""
    return prepare_result(made.review, actor=made.office, now=made.now)


def posted(made: Ground) -> Result:
    """The result on notice since now."""
    return post_result(prepared(made), CONTACT, actor=made.office, now=made.now, version=None)


def over(made: Ground, result: Result | None = None) -> Result:
    """The notice over."""
    result = result or posted(made)
    return close_result_notice(result, "无异议", actor=made.office, now=made.later(10), version=None)


def published(made: Ground) -> Result:
    """The result published."""
    result = over(made)
    if "file-result" in rules_of(made.here.round).steps:
        result = file_result(result, "示例备〔2026〕1号", actor=made.office, now=made.now, version=None)
    return publish_result(result, "示例经信〔2026〕8号", actor=made.publisher, now=made.now, version=None)


def issued(made: Ground) -> Result:
    """Every certificate issued, by its job."""
    from zhicheng.web.clock.now import state_moment

    result = published(made)
    state_moment(made.now)
    asked = ask_certificates(result, WORDING, actor=made.publisher, now=made.now, version=result.version)
    issue_certificates.call(asked.pk, asked.version)
    return Result.objects.get(pk=result.pk)


def objected(made: Ground, notice: Notice, place: int) -> Objection:
    """An objection to somebody on the notice."""
    sender = Sender("林某某", "13800001111", False)
    text = "该同志申报业绩与事实不符，请核查。"
    return receive_objection(notice, made.application(place), text, sender, now=made.now)[0]


def user_of(made: Ground, place: int) -> User:
    """Who applied."""
    user = made.application(place).applicant
    assert user is not None
    return user
