"""After the meeting: the result on notice, objections, its publication, certificates, a re-examination, a revocation."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.rounds.before import VERIFIERS, verified
from tests.browser.rounds.play import Play
from tests.browser.rounds.stage import done, refused
from tests.browser.visitor import Visitor
from tests.web.people import person
from zhicheng.web.accounts.models import User
from zhicheng.web.applications.models import Application
from zhicheng.web.registry.models import Case, Certificate, Decision, Result

UNTRUE, UNFOUNDED = "所列专利的发明人并非本人，请核查登记簿。", "此人并未在本单位工作过，请核实劳动合同。"


def publisher(play: Play) -> User:
    """Who publishes and certifies under this round's document."""
    return play.here.supervisor if play.kind.sealed else play.here.office_officer


def posted(play: Play) -> Result:
    """The result prepared from the recorded votes and posted; it names those who passed and no number of votes."""
    office = play.on.come(play.here.office_officer)
    done(office.go(play.page()), "结束评审会", "finish the meeting")
    done(office.go(play.page("results/")), "拟定评审结果", "Prepare the result")
    office.page.locator("#contact").fill("王老师")
    office.page.locator("#phone").fill("0571-12345678")
    done(office, "发布公示", "Post the notice")
    result = Result.objects.get()
    assert result.notice is not None
    stranger = play.on.stranger().go(f"/notices/{result.notice.pk}/")
    for decision in Decision.objects.select_related("application"):
        named = stranger.main.get_by_text(decision.application.name, exact=True).count() > 0
        assert named is decision.passed, decision.application.name
    return result


def objected(play: Play, result: Result) -> Application:
    """Two strangers object to two who passed; the one is upheld, and its person taken off; the one taken off."""
    first, second = [one.application for one in Decision.objects.filter(passed=True).select_related("application")[:2]]
    for application, text in ((first, UNTRUE), (second, UNFOUNDED)):
        _object(play.on.stranger(), result, application.name, text)
    _settle(play, UNTRUE, "upheld", "登记簿显示发明人为他人，异议属实。")
    _settle(play, UNFOUNDED, "rejected", "查社保记录，属实在职。")
    return first


def _object(stranger: Visitor, result: Result, name: str, text: str) -> None:
    assert result.notice is not None
    stranger.go(f"/notices/{result.notice.pk}/")
    stranger.follow("提出异议", "Object")
    stranger.field("针对", "About").select_option(label=name)
    stranger.field("异议内容", "What you object to").fill(text)
    stranger.main.get_by_label("匿名").check()
    stranger.press("提交异议", "Send the objection")
    stranger.sees("异议已收到", "Your objection was received")


def _settle(play: Play, text: str, outcome: str, finding: str) -> None:
    office = play.on.come(play.here.office_officer).go(play.page("results/"))
    links = (
        office.part("收到的异议", "Objections")
        .get_by_role("link")
        .evaluate_all("all => all.map(one => one.getAttribute('href'))")
    )
    for address in links:
        office.go(address)
        if office.main.get_by_text(text).count():
            break
    office.page.locator(f"input[name=outcome][value={outcome}]").check()
    office.page.locator("#finding").fill(finding)
    done(office, "登记处理结果", "Settle it")


def published(play: Play, taken_off: Application, days: int = 10) -> None:
    """Closed once its days have run; refused while an upheld objection is not acted on; then filed where the document
    orders it, and published."""
    import datetime as dt

    office = play.on.come(play.here.office_officer)
    refused(office.go(play.page("results/")), "登记公示结束", "Close the notice", ("公示", "notice"))
    play.on.at(play.on.now.date() + dt.timedelta(days=days))
    done(office.go(play.page("results/")), "登记公示结束", "Close the notice")
    last = ("发文公布", "Publish", "#document", "示例〔2026〕8号") if play.kind.sealed else (
        "登记备案", "File the result", "#letter", "示例备〔2026〕1号")  # fmt: skip
    page = play.on.come(publisher(play) if play.kind.sealed else play.here.office_officer).go(play.page("results/"))
    page.page.locator(last[2]).fill(last[3])
    refused(page, last[0], last[1], ("成立的异议", "upheld"))
    _remedied(play)
    assert not Decision.objects.get(application=taken_off).stands
    if not play.kind.sealed:
        page = office.go(play.page("results/"))
        page.page.locator("#letter").fill("示例备〔2026〕1号")
        done(page, "登记备案", "File the result")
    page = play.on.come(publisher(play)).go(play.page("results/"))
    page.page.locator("#document").fill("示例〔2026〕8号")
    done(page, "发文公布", "Publish")
    result = Result.objects.get()
    stranger = play.on.stranger().go(f"/results/{result.pk}/")
    expect(stranger.main).not_to_contain_text(taken_off.name)


def _remedied(play: Play) -> None:
    office = play.on.come(play.here.office_officer).go(play.page("results/"))
    office.main.get_by_role("listitem").filter(has_text=office.say("尚未落实", "not acted on")).get_by_role(
        "link"
    ).click()
    office.page.locator("input[name=kind][value=taken-off]").check()
    office.page.locator("#text").fill("业绩不实，移出名单")
    done(office, "登记落实情况", "Put it on record")


def certified(play: Play) -> list[Certificate]:
    """Certificates made and issued; each is checked by the standalone verifier with the keys and list that anybody has."""
    page = play.on.come(publisher(play)).go(play.page("certificates/"))
    done(page, "制作并颁发", "Make and issue", exact=False)
    play.on.work()
    page.go(play.page("certificates/")).sees("证书均已颁发", "Every certificate is issued")
    rows = list(Certificate.objects.filter(state="issued").select_related("application__applicant").order_by("pk"))
    assert len(rows) == sum(one.stands for one in Decision.objects.all())
    for row in rows[:3]:
        assert row.application.applicant is not None
        own = play.on.come(row.application.applicant).go(f"/my-results/{row.application.pk}/")
        pdf = own.download("下载 PDF", "Download the PDF", play.folder)
        said = check(play, row, pdf)
        assert row.application.name in said
    return rows


def check(play: Play, row: Certificate, pdf: Path, *, sound: bool = True) -> str:
    """What the standalone verifier says of a certificate, offline, from the two public files."""
    get = play.on.stranger().context.request.get
    (play.folder / "keys.json").write_bytes(get(f"{play.on.address}v/{play.here.office.pk}/keys.json").body())
    listed = get(f"{play.on.address}certificates/status/{row.status_list}.json").body()
    (play.folder / "status.json").write_bytes(listed)
    words = [str(pdf), "--keys", str(play.folder / "keys.json"), "--status", str(play.folder / "status.json"), "--at",
             play.on.now.date().isoformat()]  # fmt: skip
    if sound:
        return verified("verify_certificate.py", *words)
    found = subprocess.run(
        [sys.executable, str(VERIFIERS / "verify_certificate.py"), *words], capture_output=True, text=True, check=False
    )
    assert found.returncode == 1, found.stdout
    return found.stdout


def recounted(play: Play) -> None:
    """The bundle of all sealed ballots as the supervisor has it: the standalone verifier recounts it; a changed one fails."""
    watch = play.on.come(play.here.supervisor).go(play.page("meeting/supervisor/"))
    bundle = watch.download("ballots.json", "ballots.json", play.folder)
    verified("verify_ballots.py", bundle)
    whole = json.loads(bundle.read_text(encoding="utf-8"))
    whole["results"][0]["yes"] += 1
    (play.folder / "changed.json").write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    wrong = subprocess.run([sys.executable, str(VERIFIERS / "verify_ballots.py"), str(play.folder / "changed.json")],
                           capture_output=True, check=False)  # fmt: skip
    assert wrong.returncode == 1


def reexamined(play: Play) -> None:
    """Whoever did not pass sees score and clauses, no votes, asks for a re-examination; somebody else of the office examines."""
    decision = Decision.objects.filter(passed=False).select_related("application__applicant").first()
    assert decision is not None and decision.application.applicant is not None
    own = play.on.come(decision.application.applicant).go(f"/my-results/{decision.application.pk}/")
    own.sees("未通过", "not passed")
    assert not re.search(r"赞成|反对|[0-9] ?票", own.main.inner_text())
    own.unfold("申请复查", "Ask for a re-examination")
    own.page.locator("#text").fill("评议时未查看本人答辩材料，请复查程序。")
    done(own, "提交复查申请", "Ask for it")
    request = decision.reexaminations.get()
    other = person("olaf", play.on.now, ("committee-office", play.here.office), name="办公室乙")
    address = play.page(f"reexaminations/{request.pk}/")
    page = play.on.come(other).go(address)
    done(page, "受理", "take", exact=False)
    page.go(address).page.locator("#finding").fill("答辩材料已送达评议组，评议记录完整。")
    done(page, "保存", "Save")
    page.go(address)
    fold = page.main.locator("details", has=page.page.locator("form[action$='uphold-result/']"))
    fold.locator("summary").click()
    with page.page.expect_navigation():
        fold.get_by_role("button").click()
    own.go(f"/my-results/{decision.application.pk}/").sees("维持", "stands")
    request.refresh_from_db()
    assert request.state == "stands"


def revoked(play: Play, row: Certificate) -> None:
    """A case: reported, taken up, examined, established; the title revoked. The certificate's file fails from then on."""
    assert row.application.applicant is not None
    own = play.on.come(row.application.applicant).go(f"/my-results/{row.application.pk}/")
    pdf = own.download("下载 PDF", "Download the PDF", play.folder)
    check(play, row, pdf)
    office = play.on.come(play.here.office_officer).go(play.page("cases/"))
    office.unfold("登记一件反映", "Report a violation")
    office.page.locator("#application").select_option(str(row.application.pk))
    office.page.locator("#account").fill("冒用他人专利作为本人业绩申报。")
    done(office, "登记", "Put it on record")
    case = Case.objects.get()
    _case_act(play, case, "take-up", "")
    office.go(play.page(f"cases/{case.pk}/"))
    office.page.locator("#id_offence").select_option("false-material")
    office.page.locator("#id_evidence").fill("专利登记簿副本")
    office.page.locator("#id_heard").fill("承认事实")
    office.page.locator("#id_heard_on").fill(play.on.now.date().isoformat())
    done(office, "保存", "Save")
    _case_act(play, case, "establish", "属实")
    page = play.on.come(play.here.supervisor).go(play.page(f"certificates/{row.pk}/"))
    page.unfold("撤销资格", "Revoke the title")
    page.page.locator("#id_ground").select_option("fraud")
    page.page.locator("#id_decision").fill("示例〔2026〕9号第一条")
    done(page, "撤销", "Revoke")
    row.refresh_from_db()
    assert row.state == "revoked"
    assert "撤销" in check(play, row, pdf, sound=False)
    stranger = play.on.stranger().go("/verify/certificate/")
    stranger.page.locator("input[type=file]").set_input_files(pdf)
    with stranger.page.expect_navigation():
        stranger.main.locator("form:has(input[type=file]) button").click()
    expect(stranger.main).to_contain_text("已撤销")


def _case_act(play: Play, case: Case, act: str, text: str) -> None:
    office = play.on.come(play.here.office_officer).go(play.page(f"cases/{case.pk}/"))
    fold = office.main.locator("details", has=office.page.locator(f"form[action$='/act/{act}/']"))
    fold.locator("summary").click()
    if text:
        fold.locator("textarea").fill(text)
    with office.page.expect_navigation():
        fold.get_by_role("button").click()
    assert not office.page.title().startswith("未办理"), office.main.inner_text()
