"""The pages of a meeting, in both languages: each person sees and does their own part, nobody another's."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.procedure.ballot.voter import Voter
from tests.web.meetings.ground import Hall, hall, opened, tied
from tests.web.meetings.sealed import PASSPHRASE, by_stick
from tests.web.people import signed_in, small_pdf
from zhicheng.procedure.ballot.card import ADMISSION, read_card
from zhicheng.procedure.ballot.forms import read
from zhicheng.procedure.ballot.messages import Sign
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.procedure.ballot.supervisor.folder import Folder
from zhicheng.web.meetings.minutes import digest_of
from zhicheng.web.meetings.platform_half import platform_key
from zhicheng.web.rounds.models import Round

pytestmark = [pytest.mark.django_db, pytest.mark.long]
BOTH = ("zh", "en")


def shown(client: Client, address: str, status: int = 200) -> str:
    """A page in both languages; the Chinese one."""
    client.cookies["language"] = "en"
    assert client.get(address).status_code == status
    del client.cookies["language"]
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def sent(client: Client, address: str, status: int = 302, **fields: Any) -> Any:
    """A form sent."""
    answer = client.post(address, fields)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def paper_file(mark: str) -> SimpleUploadedFile:
    """A scan."""
    return SimpleUploadedFile(f"{mark}.pdf", small_pdf(mark), "application/pdf")


def json_file(message: object) -> SimpleUploadedFile:
    """A file of the supervisor's program."""
    return SimpleUploadedFile("x.json", json.dumps(message).encode(), "application/json")


def office_page(made: Hall) -> str:
    return f"/reviews/{made.here.round.code}/meeting/"


def test_a_meeting_on_paper_by_its_pages(now: dt.datetime) -> None:
    """From planning to the archive, pressing what the pages offer."""
    made = hall(now, applicants=2)
    tied(made, 5, 1)
    office, chair = signed_in(made.here.office_officer), signed_in(made.users[0])
    members = [signed_in(one) for one in made.users]
    page = office_page(made)
    assert "还没有筹备会议" in shown(office, page)
    sent(office, page, act="plan")
    sent(office, page, act="convene", version=made.meeting.version)
    own = f"/expert/meeting/{made.meeting.pk}/"
    for one in members[:10]:
        assert "您尚未签到" in shown(one, own)
        sent(one, own, act="come")
    sent(office, page, act="come", seat=[made.seats[10].pk])
    assert "11 / 11" in shown(office, page)
    preside = f"{own}chair/"
    sent(chair, preside, act="open", version=made.meeting.version)
    sent(chair, preside, act="tellers", seat=[made.seats[8].pk, made.seats[9].pk], version=made.meeting.version)
    for application in made.applications:
        talk = application.deliberation
        text = shown(chair, preside)
        out = [made.seats[5].pk] if application == made.applications[1] else []
        assert ("应回避、须先离场" in text) is bool(out)
        asked = {"deliberation": talk.pk, "seat": out}
        sent(chair, preside, act="begin-deliberation", version=talk.version, **asked)
        assert "评议结束" in shown(chair, preside)
        talk.refresh_from_db()
        sent(chair, preside, act="end-deliberation", version=talk.version, **asked)
    assert "准备表决" in shown(chair, preside)
    sent(chair, preside, act="prepare")
    votes = [made.vote(0).pk, made.vote(1).pk]
    shown(chair, preside)
    sent(chair, preside, act="paper", vote=votes, reason="断网")
    assert 'value="10"' in shown(chair, preside)
    sent(chair, preside, act="hand-out", vote=votes, **{f"cards-{votes[0]}": 11, f"cards-{votes[1]}": 10})
    for place, one in enumerate(members):
        text = shown(one, own)
        assert "领取纸质选票" in text and ("您应回避" in text) is (place == 5)
        sent(one, own, act="take", vote=votes[:1] if place == 5 else votes)
    _counted(made, members, own, votes)
    sent(chair, preside, act="close", version=made.meeting.version)
    _signed(made, office, members, own)
    sent(chair, preside, act="sign", version=made.meeting.version)
    supervisor = signed_in(made.here.supervisor)
    shown(supervisor, page)
    sent(supervisor, page, act="archive", version=made.meeting.version)
    assert made.meeting.state == "archived" and "通过" in shown(office, page)
    sheet = f"{page}scans/{votes[0]}/"
    assert b"".join(office.get(sheet).streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]
    assert members[3].get(sheet).status_code == 404 and office.get(f"{page}scans/seal/").status_code == 404


def _counted(made: Hall, members: list[Client], own: str, votes: list[int]) -> None:
    tellers, count = members[8:10], f"{own}count/"
    assert members[3].get(count).status_code == 404
    shown(tellers[0], count)
    sent(tellers[0], count, act="collect", vote=votes)
    for number, figures in zip(votes, ((8, 3, 0, 0), (6, 3, 1, 0)), strict=True):
        names = dict(zip(("yes", "no", "blank", "spoiled"), figures, strict=True))
        sent(tellers[0], count, act="count", vote=number, **{f"{name}-{number}": n for name, n in names.items()})
        assert "8 / 3 / 0 / 0" not in shown(tellers[1], count)  # nobody sees the other's count before both are in
        sent(tellers[1], count, act="count", vote=number, **{f"{name}-{number}": n for name, n in names.items()})
        sent(tellers[0], count, act="sheet", vote=number, file=paper_file(f"sheet{number}"))
        assert "两名计票人一致" in shown(tellers[0], count)
        sent(tellers[0], count, act="compare", vote=number)
    assert "登记以上结果" in shown(tellers[1], count)
    sent(tellers[1], count, act="record", vote=votes)


def _signed(made: Hall, office: Client, members: list[Client], own: str) -> None:
    page = office_page(made)
    assert "会议记录缺少" in shown(office, page)
    sent(office, page, act="minutes", recorder="某", proceedings="逐一评议。", version=made.meeting.version)
    for one in members:
        assert "我已阅读，签名" in shown(one, own)
        sent(one, own, act="sign", digest=digest_of(made.meeting))
    made_pdf = office.get(f"{page}minutes.pdf")
    assert made_pdf.content[:5] == b"%PDF-" and members[2].get(f"{own}minutes.pdf").content[:5] == b"%PDF-"


def ask(client: Client, address: str, message: dict[str, Any]) -> Any:
    """A message as the voter's page sends it."""
    return client.post(address, json.dumps(message), "application/json", headers={"Origin": "http://testserver"})


def test_a_sealed_ballot_by_its_pages(now: dt.datetime, tmp_path: Path) -> None:
    """The supervisor works with files, the members with the messages of the voter's page."""
    made = hall(now, applicants=1)
    opened(made)
    talked = made.applications[0].deliberation
    chair, supervisor = signed_in(made.users[0]), signed_in(made.here.supervisor)
    preside, post = f"/expert/meeting/{made.meeting.pk}/chair/", f"{office_page(made)}supervisor/"
    for act in ("begin-deliberation", "end-deliberation"):
        talked.refresh_from_db()
        sent(chair, preside, act=act, deliberation=talked.pk, version=talked.version)
    sent(chair, preside, act="prepare")
    folder = Folder.create(
        tmp_path / "f", PASSPHRASE, made.meeting.code, made.codes, platform_key(made.meeting), _random
    )
    folder.make_keys(1, 1)
    folder.mark(made.codes, [])
    assert platform_key(made.meeting) in shown(supervisor, post).replace("&#x27;", "'")
    sent(supervisor, post, act="keys", version=made.meeting.version, file=json_file(folder.public_keys().plain()))
    sent(chair, preside, act="session", vote=[made.vote().pk])
    session = made.meeting.sessions.get()
    shown(supervisor, post)
    file = supervisor.get(f"{post}{session.pk}/session/").content
    reply = desk.sign(folder, read(Sign, json.loads(file)))
    sent(supervisor, post, act="signature", session=session.pk, file=json_file(reply.plain()))
    assert "开始投票" in shown(chair, preside)
    sent(chair, preside, act="open-session", session=session.pk)
    members = [signed_in(one) for one in made.users]
    voters = [_voter(made, folder, place, client) for place, client in enumerate(members)]
    _carried(made, voters, lambda one: one.vote({made.vote().code: "Y"}), folder, supervisor, tmp_path)
    assert "信封已全部交齐" in shown(chair, preside)
    sent(chair, preside, act="close-session", session=session.pk)
    look = _looking(made)
    _carried(made, voters, look, folder, supervisor, tmp_path)
    sent(chair, preside, act="part", session=session.pk)
    packed = supervisor.get(f"{post}{session.pk}/envelopes/").content
    by_stick(folder_of(folder), tmp_path, _unpacked(packed))
    board = desk.open_session(folder, session.digest, {})
    sent(supervisor, post, act="board", session=session.pk, file=json_file(board.plain()))
    assert "全部核对无误" in shown(supervisor, post)
    assert json.loads(supervisor.get(f"{post}ballots.json").content)["results"][0]["yes"] == 11
    sent(signed_in(made.users[8]), f"/expert/meeting/{made.meeting.pk}/count/", act="record", vote=made.vote().pk)
    assert made.vote().outcome == "passed"
    shown(members[4], f"/expert/meeting/{made.meeting.pk}/")


def _random(size: int) -> bytes:
    import os

    return os.urandom(size)


def folder_of(folder: Folder) -> Any:
    """What :func:`by_stick` wants: something with a folder."""

    class With:
        pass

    found = With()
    found.folder = folder  # type: ignore[attr-defined]
    return found


def _voter(made: Hall, folder: Folder, place: int, client: Client) -> Voter:
    code = made.codes[place]
    address = f"/vote/{made.meeting.code}/messages"
    one = Voter(
        code,
        bytes([place + 1]) * 32,
        read_card(ADMISSION, folder.cards()[code]),
        lambda message: json.loads(ask(client, address, message).content),
    )
    one.hello(made.meeting.code, "v1")
    return one


def _looking(made: Hall) -> Any:
    def look(one: Voter) -> None:
        state = one.send(
            {"format": "zhicheng-ballot-hello/1", "meeting": made.meeting.code, "vote": "v1", "member": one.member}
        )
        assert one.look_for_envelopes(state) == []

    return look


def _carried(made: Hall, voters: list[Voter], act: Any, folder: Folder, supervisor: Client, place: Path) -> None:
    """Every page asks, the stick goes to the supervisor and back, every page asks again."""
    post, session = f"{office_page(made)}supervisor/", made.meeting.sessions.get()
    for one in voters:
        with pytest.raises(Exception, match="on-the-way"):
            act(one)
    assert "条消息待您答复" in shown(supervisor, post)
    messages = _unpacked(supervisor.get(f"{post}{session.pk}/messages/").content)
    answers = by_stick(folder_of(folder), place, messages)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, answer in answers.items():
            archive.writestr(name, json.dumps(answer))
    file = SimpleUploadedFile("out.zip", packed.getvalue(), "application/zip")
    sent(supervisor, post, act="answers", session=session.pk, file=file)
    for one in voters:
        act(one)


def _unpacked(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: json.loads(packed.read(name)) for name in packed.namelist()}


def test_the_voters_page_is_for_members_alone(now: dt.datetime) -> None:
    """Its five files under their own policy, as published; nothing for anybody else; no message from elsewhere."""
    made = hall(now, applicants=1)
    opened(made)
    member, code = signed_in(made.users[3]), made.meeting.code
    page = member.get(f"/vote/{code}/voter.html")
    assert page.status_code == 200 and "form-action 'none'" in page.headers["Content-Security-Policy"]
    from zhicheng.procedure import ballot

    assert page.content == (Path(ballot.__file__).parent / "voter" / "voter.html").read_bytes()
    for name in ("voter.js", "voter_page.js", "voter_words.js", "voter.css", "names.json"):
        assert member.get(f"/vote/{code}/{name}").status_code == 200
    assert member.get(f"/vote/{code}/voter.py").status_code == 404
    assert f"a-{made.applications[0].pk}" in member.get(f"/vote/{code}/names.json").content.decode()
    enter = member.get(f"/vote/{code}/enter/v1/")
    assert f"member={made.codes[3]}" in enter.headers["Location"]
    for outsider in (made.here.office_officer, made.here.supervisor, made.here.applicant):
        client = signed_in(outsider)
        assert client.get(f"/vote/{code}/voter.html").status_code == 404
        assert client.get(f"/vote/{code}/names.json").status_code == 404
        assert ask(client, f"/vote/{code}/messages", {}).status_code == 404
    address = f"/vote/{code}/messages"
    assert ask(Client(), address, {}).status_code == 401
    other = {"Origin": "http://elsewhere.example"}
    assert member.post(address, "{}", "application/json", headers=other).status_code == 403
    assert member.post(address, "{}", "text/plain", headers={"Origin": "http://testserver"}).status_code == 403
    assert ask(member, address, {"format": "?"}).json()["refusals"][0]["code"] == "not-open"


def test_who_sees_the_meeting(now: dt.datetime) -> None:
    """Applicants and other offices find nothing; a member not the chair's page, nor before they are called."""
    made = hall(now, applicants=1)
    from zhicheng.web.meetings.services.convening import plan_meeting

    plan_meeting(made.review, actor=made.office, now=made.now)
    pk = made.meeting.pk
    assert signed_in(made.users[4]).get(f"/expert/meeting/{pk}/").status_code == 404
    made.act("convene", made.office)
    assert signed_in(made.users[4]).get(f"/expert/meeting/{pk}/").status_code == 200
    assert signed_in(made.users[4]).get(f"/expert/meeting/{pk}/chair/").status_code == 404
    assert signed_in(made.users[1]).get(f"/expert/meeting/{pk}/chair/").status_code == 200
    for user in (made.here.applicant, made.here.employer_officer, made.here.city_officer, made.here.operator):
        client = signed_in(user)
        for address in (f"/expert/meeting/{pk}/", office_page(made), f"{office_page(made)}supervisor/"):
            assert client.get(address).status_code == 404, (user.username, address)
    office = signed_in(made.here.office_officer)
    assert office.get(f"{office_page(made)}supervisor/").status_code == 404
    assert "/meeting/" in office.get(f"/reviews/{made.here.round.code}/").content.decode()
    assert "评审会议" in signed_in(made.users[4]).get("/expert/").content.decode()
    assert Round.objects.count() == 1
