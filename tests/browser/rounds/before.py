"""Before the review: eligibility, the pool, ties, the notice, the draw with the supervisors' own programs, a replacement,
the answers, the groups, the plan."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.rounds.play import Play
from tests.browser.rounds.stage import done, refused
from tests.browser.rounds.supervisor import run
from tests.web.meetings.lists import filled
from tests.web.people import person
from zhicheng.vocabulary.truth import MET, NAMES
from zhicheng.web.accounts.models import User
from zhicheng.web.committee.models import Draw, Group, Seat
from zhicheng.web.committee.services.seats import accept_seat
from zhicheng.web.experts.models import Availability, Expert, Pool, Tie
from zhicheng.web.experts.services.availability import answer_availability
from zhicheng.web.experts.services.declaring import declare_all
from zhicheng.web.experts.services.pool_import import expert_template
from zhicheng.web.review.machine import machine_of
from zhicheng.web.review.models import EligibilityCheck
from zhicheng.web.review.process import unchecked
from zhicheng.web.review.services import check_eligibility, exempt_application

TIE = "supervisor"
"""It keeps an expert from one applicant, not from the whole review."""
BODIES = ("省人力社保厅", "省经信厅")
VERIFIERS = Path(__file__).parents[3] / "verifiers"


def verified(name: str, *words: str | Path) -> str:
    """What a standalone verifier says of files that must be sound."""
    asked = [sys.executable, str(VERIFIERS / name), *map(str, words)]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def checked(play: Play) -> None:
    """Whoever the rules find clear is found eligible together; the others one by one, the last of them not eligible."""
    office = play.on.come(play.here.office_officer)
    office.go("/reviews/")
    done(office, "开始评审阶段", "Begin the review")
    refused_too_early(play)
    office.go(play.page("eligibility/together/"))
    if office.main.get_by_role("button", name="列出所选名单").count():
        done(office, "列出所选名单", "List those chosen")
        done(office, "确认，审为合格", "Confirm")
    left = [one for one in play.applications if not EligibilityCheck.objects.filter(application=one).exists()]
    for place, one in enumerate(left):
        _found(play, one, eligible=place > 0 or len(left) == 1)
    if play.kind.sealed:  # this document has an intermediate committee
        for one in play.applications:
            exempt_application(
                play.review, one, reason="本届中评委尚未组建", actor=play.here.as_(play.here.office_officer),
                now=play.on.now, version=None,
            )  # fmt: skip
    assert unchecked(play.here.round) == 0


def refused_too_early(play: Play) -> None:
    """Nothing can be finished while applications are not checked."""
    office = play.on.come(play.here.office_officer).go(play.page())
    expect(office.main).to_contain_text("未完成资格审查")
    assert office.main.get_by_role("button", name="完成资格审查").count() == 0


def _found(play: Play, application, *, eligible: bool) -> None:  # type: ignore[no-untyped-def]
    machine = machine_of(application)
    assert machine is not None
    differences = {key: "经核对原件，情况属实" for key, said in machine.outcomes.items() if said != NAMES[MET]}
    check_eligibility(
        application, outcome="eligible" if eligible else "not-eligible", way_in=machine.way, machine=machine.outcomes,
        differences=differences if eligible else {}, reason="" if eligible else "所选申报途径的条件未达到",
        actor=play.here.as_(play.here.office_officer), now=play.on.now, seen=0,
    )  # fmt: skip


def pooled(play: Play) -> Pool:
    """A pool founded by page, its experts imported from Excel, established, everybody with an account asked and answering."""
    office, kind = play.on.come(play.here.office_officer), play.kind
    office.go("/pools/new/")
    office.field("名称", "Name").fill("示例专家库")
    office.page.locator(f"input[name=tracks][value='{kind.track}']").check()
    office.main.locator("form button").last.click()
    office.page.wait_for_url("**/pools/*/")
    pool = Pool.objects.get()
    (play.folder / "专家.xlsx").write_bytes(filled(expert_template("zh"), _experts(play)))
    office.go(f"/pools/{pool.pk}/import/")
    office.page.locator("input[type=file]").set_input_files(play.folder / "专家.xlsx")
    done(office, "导入", "Import")
    office.go(f"/pools/{pool.pk}/")
    office.main.locator("form[action$='act/establish/'] button").click()
    office.sees("已办理", "Done")
    pool.refresh_from_db()
    assert pool.state == "in-force"
    users = _accounts(play, pool)
    _answered(play, users)
    return pool


def _experts(play: Play) -> list[list[object]]:
    rows = []
    for number, specialty in enumerate(play.kind.specialties):
        for place in range(play.kind.pool):
            unit = play.employers[place].name if place < 2 else f"示例大学{number}{place:02}"
            rows.append(
                [f"专家{number}{place:02}", unit, "杭州", specialty, "正高级", "2012-01-01", "", "评审专家", ""]
            )
    for place, listed in enumerate(("主任委员人选", "主任委员人选", "副主任委员人选", "副主任委员人选")):
        specialty = play.kind.specialties[place % len(play.kind.specialties)]
        rows.append([f"主持{place}", f"示例研究院{place}", "杭州", specialty, "正高级", "2005-01-01", "", listed, ""])
    return rows


def _accounts(play: Play, pool: Pool) -> dict[int, User]:
    found = {}
    for one in Expert.objects.filter(pool=pool).order_by("pk"):
        one.user = person(f"expert-{one.code.lower()}", play.on.now, ("expert", play.here.office), name=one.name)
        one.save()
        found[one.pk] = one.user
    return found


def _answered(play: Play, users: dict[int, User]) -> None:
    """The office asks by page; everybody answers and declares by the services behind their pages; two can't come."""
    office = play.on.come(play.here.office_officer).go(play.page("experts/"))
    office.page.locator("input[name=until]").fill((play.on.now.date() + dt.timedelta(days=5)).isoformat())
    done(office, "发出询问", "Ask")
    rows = list(Availability.objects.filter(round=play.here.round).select_related("expert").order_by("pk"))
    assert len(rows) == len(users)
    for place, row in enumerate(rows):
        actor = play.here.as_(users[row.expert_id])
        row = answer_availability(row, place not in (5, 6), note="", actor=actor, now=play.on.now, version=None)  # noqa: PLW2901
        if row.available:
            declare_all(row, actor=actor, now=play.on.now)


def ties_found(play: Play) -> None:
    """The platform compares lists: experts of an applicant's employer are found, and what it comes to stands for the draw."""
    office = play.on.come(play.here.office_officer).go(play.page("ties/"))
    done(office, "比对名单查找关系", "Find ties by comparing the lists")
    assert Tie.objects.filter(round=play.here.round, kind="same-employer").exists()


def noticed(play: Play) -> None:
    """The notice before the review, closed once its days have run, not before."""
    office = play.on.come(play.here.office_officer).go(play.page("notice/"))
    office.page.locator("[name=contact]").fill("王老师")
    office.page.locator("[name=phone]").fill("0571-12345678")
    done(office, "从今天起公示", "Post it from today")
    refused(office.go(play.page("notice/")), "登记公示结束", "Close the notice", ("公示", "notice"))
    play.on.at(play.on.now.date() + dt.timedelta(days=8))
    done(office.go(play.page("notice/")), "登记公示结束", "Close the notice")


def drawn(play: Play) -> Draw:
    """Chair and deputy named, the draw prepared, two supervisors commit and reveal with their own programs, members drawn."""
    office = play.on.come(play.here.office_officer).go(play.page("committee/"))
    done(office, "开始组建", "Begin")
    for role, listed in (("chair", "主持0"), ("deputy", "主持2")):
        office.go(play.page("committee/"))
        office.unfold("确定主任委员或副主任委员", "Name a chair or deputy")
        value = office.page.locator("#expert option", has_text=listed).get_attribute("value")
        office.page.locator("#expert").select_option(value)
        office.page.locator(f"input[name=role][value={role}]").check()
        done(office, "确定", "Name")
    done(office.go(play.page("draw/")), "准备抽取", "Prepare the draw")
    play.on.work()
    draw = Draw.objects.get()
    for name, user in zip(BODIES, (play.here.supervisor, play.second), strict=True):
        run(play.folder, "draw", "commit", name, "--draw", play.code, "--serial", "1", "--to", str(play.folder))
        page = play.on.come(user).go(f"/supervisor/draws/{draw.pk}/")
        page.page.locator("#id_paper").set_input_files(play.folder / f"{name}.commitment.json")
        done(page, "上传承诺", "Upload the commitment")
    done(office.go(play.page("draw/")), "冻结并公布", "Freeze and state")
    worked(play, draw, "stated")
    _revealed_and_picked(play, draw, 1)
    return draw


def worked(play: Play, draw: Draw, stage: str) -> None:
    """The draw's job is done, and has brought it to this stage."""
    play.on.work()
    draw.refresh_from_db()
    assert (draw.stage, draw.job) == (stage, ""), draw.trouble


def _revealed_and_picked(play: Play, draw: Draw, number: int) -> None:
    """Each supervisor checks the published draw on the own machine, then reveals; the members are drawn and invited."""
    for name, user in zip(BODIES, (play.here.supervisor, play.second), strict=True):
        page = play.on.come(user).go(f"/supervisor/draws/{draw.pk}/")
        bundle = page.download("抽取文件", "The draw", play.folder)
        names = page.download("名册（保密）", "File of names (secret)", play.folder)
        run(play.folder, "verify", "draw", str(bundle), "--names", str(names))
        out = play.folder / f"{name}.reveal-{number}.json"
        run(play.folder, "draw", "reveal", f"{name}.secret.json", str(bundle), "--yes", "-o", str(out))
        page.page.locator("#id_paper").set_input_files(out)
        done(page, "上传揭示", "Upload the reveal")
    office = play.on.come(play.here.office_officer).go(play.page("draw/"))
    done(office, "抽出委员", "Draw the members")
    worked(play, draw, "drawn")
    public = play.folder / f"draw-public-{number}.json"
    stranger = play.on.stranger()
    answer = stranger.context.request.get(f"{play.on.address}verify/draw/{draw.pk}/file/")
    public.write_bytes(answer.body())
    assert not [one for one in Expert.objects.all() if one.name in public.read_text(encoding="utf-8")]
    verified("verify_draw.py", public)
    altered = json.loads(public.read_text(encoding="utf-8"))
    committee = altered["rounds"][-1]["outcome"]["committee"]
    committee[0] = ("0" if committee[0][0] != "0" else "1") + committee[0][1:]
    (play.folder / "altered.json").write_text(json.dumps(altered, ensure_ascii=False), encoding="utf-8")
    wrong = subprocess.run([sys.executable, str(VERIFIERS / "verify_draw.py"), str(play.folder / "altered.json")],
                           capture_output=True, check=False)  # fmt: skip
    assert wrong.returncode == 1


def replaced(play: Play, draw: Draw) -> Seat:
    """A member declines by page; another is drawn for the seat in a further round of the same draw; the new seat."""
    gone = seats(play, "drawn").filter(role="member").first()
    assert gone is not None and gone.expert.user is not None
    page = play.on.come(gone.expert.user).go(f"/expert/seats/{gone.pk}/")
    page.unfold("不能参加，谢绝", "I can't: decline")
    page.page.locator("#decline-reason").fill("另有任务")
    done(page, "谢绝", "Decline")
    done(
        play.on.come(play.here.office_officer).go(play.page("draw/")), "公布递补的一轮", "State a round of replacements"
    )
    play.on.work()
    _revealed_and_picked(play, draw, 2)
    new = Seat.objects.select_related("expert__user").get(replaces=gone)
    assert new.specialty == gone.specialty and new.expert_id != gone.expert_id
    return new


def seats(play: Play, *states: str):  # type: ignore[no-untyped-def]
    """The seats in these states."""
    rows = Seat.objects.filter(committee__review__round=play.here.round, state__in=states)
    return rows.select_related("expert__user", "group", "committee").order_by("pk")


def formed(play: Play, tied_to: str) -> Seat:
    """Everybody declares and accepts, one of them with a tie to an applicant (``tied_to``: the name); leaders are
    named, the committee is constituted. The member with the tie."""
    waiting = [one for one in seats(play, "drawn") if one.state == "drawn"]
    related = next(one for one in waiting if one.role == "member")
    _declare_tie(play, related, tied_to)
    for one in waiting:
        if one.pk != related.pk:
            accept(play, one)
    office = play.on.come(play.here.office_officer).go(play.page("committee/groups/"))
    for group in Group.objects.filter(committee__review__round=play.here.round):
        leader = seats(play, "accepted").filter(group=group, role="member").exclude(pk=related.pk).first()
        assert leader is not None
        office.page.locator(f"[name=leads-{leader.pk}]").check()
    _put_into_groups(play)
    done(office, "保存分组", "Save the groups")
    done(office.go(play.page("committee/")), "确认组成", "Constitute the committee")
    assert seats(play, "accepted").count() == play.kind.members
    return related


def accept(play: Play, seat: Seat) -> None:
    """A member accepts, by the service of the page."""
    assert seat.expert.user is not None
    accept_seat(seat, actor=play.here.as_(seat.expert.user), now=play.on.now, version=None)


def _put_into_groups(play: Play) -> None:
    """Whoever the draw put into no group (chair and deputy, who were named) sits in the group of their specialty."""
    office = play.on.come(play.here.office_officer)
    numbers = {one.pk: place for place, one in enumerate(_groups(play), 1)}
    for seat in seats(play, "accepted").filter(group=None):
        group = next(one for one in _groups(play) if seat.specialty in one.specialties)
        office.page.locator(f"[name=seat-{seat.pk}]").select_option(str(numbers[group.pk]))


def _groups(play: Play) -> Sequence[Group]:
    return list(Group.objects.filter(committee__review__round=play.here.round).order_by("pk"))


def _declare_tie(play: Play, seat: Seat, name: str) -> None:
    """A member who was drawn has found a former student among the applicants: declared by page; then accepts."""
    assert seat.expert.user is not None
    page = play.on.come(seat.expert.user).go(f"/expert/seats/{seat.pk}/")
    page.follow("查看或补充", "Look at it or add to it")
    page.unfold("申报一项关系", "Declare a tie")
    value = page.page.locator("#id_applicant option", has_text=name).first.get_attribute("value")
    page.page.locator("#id_applicant").select_option(value)
    page.page.locator("#id_kind").select_option(TIE)
    done(page, "申报这一项", "Declare this tie")
    done(page.go(f"/expert/seats/{seat.pk}/"), "接受邀请", "Accept")
    assert Tie.objects.filter(expert=seat.expert, application__name=name, kind=TIE).exists()


def planned(play: Play, meeting: dt.date) -> None:
    """The plan written, reported, approved by every department the document names; the review begins."""
    office = play.on.come(play.here.office_officer)
    done(office.go(play.page("plan/")), "开始拟订", "Begin")
    office.page.locator("#id_meeting_day").fill(meeting.isoformat())
    office.page.locator("#id_place").fill("杭州示例会议中心")
    office.page.locator("#id_procedure").fill("先分组评议，再由全体会议评议、无记名投票。")
    done(office, "保存", "Save")
    done(office, "报告方案", "Report the plan")
    for user in (play.here.supervisor, play.second)[: 1 if play.kind.sealed else 2]:
        done(play.on.come(user).go(play.page("plan/")), "核准同意", "Approve")
    for act in (("完成资格审查", "finish the check"), ("进入评审", "begin the review")):
        done(office.go(play.page()), *act)
