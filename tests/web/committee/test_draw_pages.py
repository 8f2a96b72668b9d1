"""The pages of a draw: the office's ceremony, the supervisor's half, what everybody sees and checks."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.committee.draw_ground import (
    SPECIALTIES,
    another_office,
    as_file,
    drawn,
    ground,
    revealed,
    stated,
    worked,
)
from tests.web.people import signed_in
from zhicheng.procedure.draw.papers import ChainSecret, reveal_for
from zhicheng.web.accounts.waiting import waiting_for
from zhicheng.web.committee.draw_queries import draws_seen, public_draws
from zhicheng.web.committee.draw_words import chances_shown
from zhicheng.web.committee.models import Draw, Seat
from zhicheng.web.committee.services.draw_jobs import bundle_of
from zhicheng.web.committee.services.drawing import prepare_draw
from zhicheng.web.committee.views import draw_public
from zhicheng.web.experts.models import Expert
from zhicheng.web.ledger.models import Entry
from zhicheng.web.site.rate import limited

pytestmark = pytest.mark.django_db
CEREMONY = "/reviews/iot-2026/draw/"


def upload(client: Client, address: str, plain: object, field: str = "paper") -> int:
    """The status of the answer to an upload."""
    file = SimpleUploadedFile("x.json", as_file(plain), "application/json")
    return client.post(address, {field: file}).status_code


def plan_posted(draw: Draw, **more: object) -> dict[str, object]:
    """The plan form as a browser sends it."""
    sent: dict[str, object] = {"version": draw.version, "balls": "0", "sources": ""}
    for place, one in enumerate(draw.plan["seats"]):
        sent |= {f"seat_{place}": one["count"], f"group_{place}": one["group"]}
    for place in range(5):
        sent |= {f"cap_by_{place}": "", f"cap_value_{place}": "", f"cap_least_{place}": "", f"cap_most_{place}": ""}
    return sent | more


def test_a_draw_from_page_to_page(now: dt.datetime) -> None:
    one = ground(now)
    office = signed_in(one.here.office_officer)
    bodies = {"省人力社保厅": signed_in(one.here.supervisor), "省经信厅": signed_in(one.second)}
    assert "尚未准备抽取" in office.get(CEREMONY).content.decode()
    office.post(f"{CEREMONY}act/prepare/")
    draw = Draw.objects.get()
    assert office.post(f"{CEREMONY}plan/", plan_posted(draw)).status_code == 302
    draw = worked(draw)
    assert "直接抽取" in office.get(CEREMONY).content.decode()
    address = f"/supervisor/draws/{draw.pk}/"
    for name, client in bodies.items():
        page = client.get(address).content.decode()
        assert "zhicheng draw commit 本单位名称 --draw iot-2026 --serial 1" in page
        secret = ChainSecret(
            draw="iot-2026", serial=1, name=name, last=("ab" if name[1] == "人" else "cd") * 32, links=8
        )
        one.secrets[name] = secret
        assert upload(client, address, secret.commitment.plain()) == 302
    draw.refresh_from_db()
    office.post(f"{CEREMONY}act/state/", {"version": draw.version})
    draw = worked(draw)
    page = office.get(CEREMONY).content.decode()
    digest = bundle_of(draw).rounds[0].statement.digest
    assert digest in re.sub(r"</span> <span>", "", page), "in groups of four, to be read aloud"
    for name, client in bodies.items():
        assert upload(client, address, reveal_for(one.secrets[name], bundle_of(draw)).plain()) == 302
    draw.refresh_from_db()
    assert "请办公室抽出委员" in office.get(CEREMONY).content.decode()
    office.post(f"{CEREMONY}act/members/", {"version": draw.version})
    draw = worked(draw)
    page = office.get(CEREMONY).content.decode()
    assert Seat.objects.count() == 11
    assert all(seat.expert.name in page for seat in Seat.objects.select_related("expert"))
    assert "无误" in page and "已抽出并生成席位" in page
    assert "Drawn, and the members have seats" in _english(office).get(CEREMONY).content.decode()


def test_the_plan_says_what_is_wrong_beside_the_field(now: dt.datetime) -> None:
    one = ground(now)
    office = signed_in(one.here.office_officer)
    draw = prepare_draw(one.committee, actor=one.office, now=now)
    wrong = {
        "cap_by_0": "region",
        "cap_least_0": "3",
        "cap_most_0": "2",
        "cap_by_1": "employer",
        "sources": "彩票\n彩票",
    }
    answer = office.post(f"{CEREMONY}plan/", plan_posted(draw, **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(text in page for text in ("上限小于下限", "有下限的须写明名称", "请填写至少或至多人数", "来源重复"))
    capped = plan_posted(draw, cap_by_0="region", cap_most_0="1")
    assert office.post(f"{CEREMONY}plan/", capped).status_code == 302
    draw = worked(draw)
    assert draw.trouble[0]["code"] == "seats-infeasible"
    page = office.get(CEREMONY).content.decode()
    assert ("没有完成" in page and "任选其一放宽" in page) or "最小改动" in page


def test_nobody_else_finds_the_pages(now: dt.datetime) -> None:
    one = ground(now)
    draw = drawn(one)
    other = signed_in(another_office(now))
    expert = signed_in(one.here.applicant)
    pages = (CEREMONY, f"{CEREMONY}plan/", f"/supervisor/draws/{draw.pk}/", "/reviews/iot-2026/assignment/")
    files = [f"/draws/{draw.pk}/file/{what}/" for what in ("bundle", "names", "conflicts", "public")]
    for client in (other, expert):
        assert [client.get(address).status_code for address in (*pages, *files)] == [404] * 8
        assert client.post(f"/draws/{draw.pk}/enter/void/", {"reason": "x", "version": draw.version}).status_code == 404
        assert client.post(f"{CEREMONY}act/next/").status_code == 404
    assert Client().get(CEREMONY).status_code == 302
    assert not draws_seen(one.here.as_(another_office_officer()), "view").exists()
    supervisor = signed_in(one.here.supervisor)
    assert supervisor.post(f"{CEREMONY}act/members/", {"version": draw.version}).status_code == 404
    assert supervisor.get(f"{CEREMONY}plan/").status_code == 404


def test_everybody_sees_hashes_and_codes_and_nothing_that_names_a_person(now: dt.datetime) -> None:
    one = ground(now)
    draw = drawn(one)
    bundle = bundle_of(draw)
    pages = [
        Client().get(address).content.decode()
        for address in ("/verify/draw/", f"/verify/draw/{draw.pk}/", f"/verify/draw/{draw.pk}/file/")
    ]
    assert bundle.standing is not None and bundle.standing.outcome is not None
    assert all(code in pages[1] for code in bundle.standing.outcome.committee)
    assert bundle.head in pages[2]
    banned = {"olga", "sven", "susan", "办公室人", "监管二"}
    for expert in Expert.objects.all():
        banned |= {expert.name, expert.code, expert.employer_name, expert.region}
    banned |= set(one.here.round.applications.values_list("name", flat=True))
    found = [(word, number) for word in banned for number, page in enumerate(pages) if word in page]
    assert found == []
    private = bundle.private
    assert private is not None and private.salt not in "".join(pages)


def test_the_public_page_reckons_once_and_only_so_often(now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    one = ground(now)
    draw, reckoned = drawn(one), []

    def counted(*asked: object) -> object:
        reckoned.append(asked)
        return chances_shown(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(draw_public, "chances_shown", counted)
    pages = [Client().get(f"/verify/draw/{draw.pk}/") for _ in range(3)]
    assert len(reckoned) == 1 and len({one.content for one in pages}) == 1
    for name, address in (("see-draw", f"/verify/draw/{draw.pk}/"), ("see-draws", "/verify/draw/"),
                          ("draw-file", f"/verify/draw/{draw.pk}/file/")):  # fmt: skip
        for _ in range(300):
            limited(f"{name}:address:192.0.2.7", limit=300, seconds=600, now=now)
        assert Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 429, name
        assert Client(REMOTE_ADDR="192.0.2.8").get(address).status_code == 200, name


def test_a_draw_in_preparation_is_not_public(now: dt.datetime) -> None:
    one = ground(now)
    draw = prepare_draw(one.committee, actor=one.office, now=now)
    assert not public_draws().exists()
    assert Client().get(f"/verify/draw/{draw.pk}/").status_code == 404
    assert Client().get(f"/verify/draw/{draw.pk}/file/").status_code == 404


def test_anybody_checks_a_file_and_one_changed_byte_shows(now: dt.datetime) -> None:
    one = ground(now)
    draw = drawn(one)
    raw = Client().get(f"/verify/draw/{draw.pk}/file/").content

    def answer(content: bytes, expect: str = "") -> tuple[int, str]:
        file = SimpleUploadedFile("draw-public.json", content, "application/json")
        found = Client().post("/verify/draw/", {"bundle": file, "expect": expect})
        return found.status_code, found.content.decode()

    status, page = answer(raw, bundle_of(draw).rounds[0].statement.digest)
    assert status == 200 and "抽取无误：11 名委员，共 1 轮" in page and "与所给哈希相符" in page
    seed = json.loads(raw)["rounds"][0]["outcome"]["seed"]
    changed = raw.replace(seed.encode(), (("0" if seed[0] != "0" else "1") + seed[1:]).encode())
    assert "抽取有误，不可采信" in answer(changed)[1]
    assert "抽取有误，不可采信" in answer(raw, "0" * 64)[1]
    for wrong in (b"{}", b"not json", b"\xff", b"[" * 100_000, raw[:-3]):
        status, page = answer(wrong)
        assert status == 422 and "无法读取" in page


def test_the_whole_file_and_the_names_are_for_office_and_supervisor(now: dt.datetime) -> None:
    one = ground(now)
    draw = drawn(one)
    for user in (one.here.office_officer, one.here.supervisor):
        client = signed_in(user)
        whole = json.loads(client.get(f"/draws/{draw.pk}/file/bundle/").content)
        assert whole["private"]["regions"]
        names = json.loads(client.get(f"/draws/{draw.pk}/file/names/").content)
        assert {line["name"] for line in names["experts"]} == set(Expert.objects.values_list("name", flat=True))
        facts = json.loads(client.get(f"/draws/{draw.pk}/file/conflicts/").content)
        assert facts["format"] == "zhicheng-conflicts/1"
    assert Entry.objects.filter(act="export").count() == 2


def test_what_waits_for_whom(now: dt.datetime) -> None:
    one = ground(now)
    draw = prepare_draw(one.committee, actor=one.office, now=now)
    supervisor, office = one.supervisors["省经信厅"], one.office

    def waits(standing: object) -> set[str]:
        return {found.key for found in waiting_for(standing, now) if found.key.startswith("draw")}  # type: ignore[arg-type]

    assert waits(supervisor) == {"draw-commit"} and waits(office) == set()
    draw.delete()
    draw = stated(one)
    assert waits(supervisor) == {"draw-reveal"} and waits(office) == set()
    revealed(one, draw)
    assert waits(supervisor) == set() and waits(office) == {"draw-ready"}


def test_the_supervisor_is_told_what_to_check_and_refusals_are_pages(now: dt.datetime) -> None:
    one = ground(now)
    draw = stated(one)
    client = signed_in(one.here.supervisor)
    address = f"/supervisor/draws/{draw.pk}/"
    page = client.get(address).content.decode()
    assert "zhicheng verify draw iot-2026-1-draw.json" in page and "同一人没有两行" in page
    assert upload(client, address, one.secrets["省人力社保厅"].plain()) == 409
    assert upload(client, address, {"format": "zhicheng-draw-reveal/1"}) == 422
    assert all(name in page for name in SPECIALTIES)
    assert client.get("/supervisor/draws/").status_code == 200


def another_office_officer() -> object:
    """The officer of the other office, made before."""
    from zhicheng.web.accounts.models import User

    return User.objects.get(username="oona")


def _english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client
