"""The job that makes page pictures, run for real; who may see page, picture and original; messages about refusals."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from tests.web.people import World, handed_in, person, signed_in, small_pdf, standing, world
from zhicheng.web.applications.models import Message
from zhicheng.web.ledger.models import Entry
from zhicheng.web.papers.models import Blob, Paper, Picture
from zhicheng.web.papers.services import add_paper, store_file
from zhicheng.web.papers.tasks import make_pictures, picture_path

pytestmark = pytest.mark.django_db


def damaged_pdf() -> bytes:
    """A PDF by its first and last bytes whose only page can't be found: what the second look alone can tell."""
    body = small_pdf("damaged")
    return body.replace(b"/Kids [3 0 R]", b"/Kids [9 0 R]").replace(b"/Root 1 0 R", b"/Root 7 0 R")


def an_upload(here: World, content: bytes, name: str = "证书.pdf") -> Paper:
    return add_paper(
        store_file(io.BytesIO(content)),
        record=None,
        paper="other",
        file_name=name,
        actor=here.as_(here.applicant),
        now=here.now,
    )


def run(paper: Paper) -> Blob:
    make_pictures.func(paper.blob_id)
    return Blob.objects.get(digest=paper.blob_id)


def test_the_pictures_of_a_file_are_made_and_shown(now: dt.datetime) -> None:
    here = world(now)
    paper = an_upload(here, small_pdf("seen"))
    client = signed_in(here.applicant)
    assert "正在生成" in client.get(f"/papers/{paper.pk}/").content.decode()
    blob = run(paper)
    assert (blob.pictures, blob.pages) == ("made", 1)
    html = client.get(f"/papers/{paper.pk}/").content.decode()
    assert f"/papers/{paper.pk}/page/1" in html
    answer = client.get(f"/papers/{paper.pk}/page/1")
    assert b"".join(answer.streaming_content) == picture_path(Picture.objects.get().digest).read_bytes()  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "image/jpeg" and answer["Content-Disposition"] == "inline"
    assert "sandbox" in answer["Content-Security-Policy"] and answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/papers/{paper.pk}/page/2").status_code == 404
    assert run(paper).pages == 1 and Picture.objects.count() == 1, "twice changes nothing"


def test_a_damaged_file_is_refused_on_page_and_list_and_its_owners_are_told_once(now: dt.datetime) -> None:
    here = world(now)
    paper = an_upload(here, damaged_pdf(), "损坏的证书.pdf")
    other = add_paper(
        store_file(io.BytesIO(damaged_pdf())), record=None, paper="other", file_name="别人的.pdf",
        actor=here.as_(here.other_applicant), now=now,
    )  # fmt: skip
    assert other.blob_id == paper.blob_id
    blob = run(paper)
    assert blob.pictures == "refused" and not Picture.objects.exists()
    run(paper)
    client = signed_in(here.applicant)
    sentence = blob.refusal["text"][0]
    assert sentence in client.get(f"/papers/{paper.pk}/").content.decode()
    assert sentence in client.get("/records/papers/").content.decode()

    message = Message.objects.get(user=here.applicant)
    assert message.kind == "paper-refused" and message.sent_at == now
    assert (
        "损坏的证书.pdf" in message.text_zh
        and sentence in message.text_zh
        and blob.refusal["text"][1] in message.text_en
    )
    theirs = Message.objects.get(user=here.other_applicant)
    assert "别人的.pdf" in theirs.text_zh and "损坏的证书" not in theirs.text_zh, "nobody learns another's file name"


def test_the_very_file_that_was_found_damaged_is_refused_at_once(now: dt.datetime) -> None:
    here = world(now)
    paper = an_upload(here, damaged_pdf())
    run(paper)
    client = signed_in(here.applicant)
    client.post(f"/papers/{paper.pk}/remove/")
    files = {"paper": "other", "files": io.BytesIO(damaged_pdf())}
    answer = client.post("/records/papers/", files)
    assert answer.status_code == 422 and "损坏" in answer.content.decode()
    assert not Paper.objects.filter(removed_at=None).exists()


def test_a_file_the_machine_failed_to_look_at_may_be_tried_again(now: dt.datetime) -> None:
    here = world(now)
    paper = an_upload(here, small_pdf("later"))
    Blob.objects.update(
        pictures="refused", refusal={"code": "no-sandbox", "text": ["暂不能", "not now"], "do": ["", ""]}
    )
    client = signed_in(here.applicant)
    client.post(f"/papers/{paper.pk}/remove/")
    assert (
        client.post("/records/papers/", {"paper": "other", "files": io.BytesIO(small_pdf("later"))}).status_code == 302
    )
    assert Blob.objects.get().pictures == "waiting"


# ---------------------------------------------------------------------- who may see it


def a_paper_handed_in(here: World) -> Paper:
    paper = handed_in(here).papers.order_by("pk").first()
    assert paper is not None
    run(paper)
    return paper


def statuses(who: object, paper: Paper) -> tuple[int, int, int]:
    client = signed_in(who)  # type: ignore[arg-type]
    return (
        client.get(f"/papers/{paper.pk}/").status_code,
        client.get(f"/papers/{paper.pk}/page/1").status_code,
        client.get(f"/papers/{paper.pk}/original").status_code,
    )


def test_who_sees_a_paper_that_was_handed_in(now: dt.datetime) -> None:
    here = world(now)
    paper = a_paper_handed_in(here)
    assert statuses(here.applicant, paper) == (200, 200, 200)
    assert statuses(here.employer_officer, paper) == (200, 200, 200)
    assert statuses(here.supervisor, paper) == (200, 200, 404)
    for who in (
        here.other_applicant,
        here.other_employer_officer,
        here.county_officer,
        here.city_officer,
        here.office_officer,
        here.operator,
    ):
        assert statuses(who, paper) == (404, 404, 404), who.username


def test_an_employer_sees_only_what_was_handed_in(now: dt.datetime) -> None:
    here = world(now)
    handed_in(here)
    later = an_upload(here, small_pdf("after handing in"))
    run(later)
    assert statuses(here.applicant, later) == (200, 200, 200)
    assert statuses(here.employer_officer, later) == (404, 404, 404)


def test_an_original_opened_by_another_is_on_the_ledger_ones_own_is_not(now: dt.datetime) -> None:
    here = world(now)
    paper = a_paper_handed_in(here)
    assert statuses(here.applicant, paper)[2] == 200
    assert not Entry.objects.filter(act="open-evidence").exists()
    assert statuses(here.employer_officer, paper)[2] == 200
    entry = Entry.objects.get(act="open-evidence")
    assert paper.file_name not in str(entry.detail) and entry.detail["digest"] == paper.blob_id


def test_nobody_else_can_remove_a_file(now: dt.datetime) -> None:
    here = world(now)
    paper = a_paper_handed_in(here)
    for who in (here.employer_officer, here.other_applicant, here.operator, here.supervisor):
        assert signed_in(who).post(f"/papers/{paper.pk}/remove/").status_code == 404
    paper.refresh_from_db()
    assert paper.removed_at is None


def test_the_name_a_file_came_with_does_not_leak_into_its_download(now: dt.datetime) -> None:
    user = person("alice", now)
    stored = store_file(io.BytesIO(small_pdf("id")))
    paper = add_paper(
        stored, record=None, paper="other", file_name="身份证330102199001011234.pdf", actor=standing(user, now), now=now
    )
    header = signed_in(user).get(f"/papers/{paper.pk}/original")["Content-Disposition"]
    assert "330102199001011234" not in header
