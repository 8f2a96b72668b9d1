"""Papers through their real pages: uploaded, refused with the reason beside the field, listed, removed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.people import World, handed_in, keep_demonstration_dossier, signed_in, small_pdf, world
from zhicheng.evidence.limits import Limits
from zhicheng.evidence.store import path_of
from zhicheng.web.papers.models import Blob, Paper
from zhicheng.web.papers.receiving import MOST
from zhicheng.web.records.models import Record
from zhicheng.web.records.services import keep_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(now: dt.datetime) -> World:
    return world(now)


def a_record(here: World, kind: str = "project") -> Record:
    return keep_record({"kind": kind, "name": "示范项目"}, actor=here.as_(here.applicant), now=here.now)


def sent(client: Client, record: Record | None, paper: str, *files: tuple[str, bytes]) -> object:
    address = "/records/papers/" if record is None else f"/records/{record.pk}/papers/"
    return client.post(
        address, {"paper": paper, "files": [SimpleUploadedFile(name, content) for name, content in files]}
    )


def stored_files() -> list[Path]:
    return [file for file in Path(settings.EVIDENCE_ROOT).rglob("*") if file.is_file() and file.name != "lock"]


def test_a_checklist_says_what_is_asked_by_whom_and_where(here: World) -> None:
    record = a_record(here)
    html = signed_in(here.applicant).get(f"/records/{record.pk}/").content.decode()
    for text in (
        "合同",
        "立项书",
        "验收报告",
        "附2注2",
        "任选其一",
        "银行到账证明",
        "排名证明",
        "可不交",
        "待上传",
        "物联网",
    ):
        assert text in html, text
    assert html.count('type="file"') == 9, "eight papers the document names, and any other"


def test_files_uploaded_together_are_kept_and_listed(here: World) -> None:
    record, client = a_record(here), signed_in(here.applicant)
    answer = sent(
        client, record, "contract", ("合同 第一部分.pdf", small_pdf("1")), ("合同 第二部分.pdf", small_pdf("2"))
    )
    assert (answer.status_code, answer.url) == (302, f"/records/{record.pk}/#paper-contract")  # type: ignore[attr-defined]
    rows = list(Paper.objects.filter(record=record, removed_at=None).order_by("pk"))
    assert [row.file_name for row in rows] == ["合同 第一部分.pdf", "合同 第二部分.pdf"]
    html = client.get(f"/records/{record.pk}/").content.decode()
    assert "合同 第一部分.pdf" in html and "合同 第二部分.pdf" in html and "已上传" in html
    for row in rows:
        original = client.get(f"/papers/{row.pk}/original")
        assert b"".join(original.streaming_content) in (small_pdf("1"), small_pdf("2"))  # type: ignore[attr-defined]
        assert (
            original["Content-Type"] == "application/pdf"
            and original["Content-Disposition"].startswith("attachment")
            and original["X-Content-Type-Options"] == "nosniff"
        )
        assert "sandbox" in original["Content-Security-Policy"] and original["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("旧版.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "不接受这种文件（旧版 Office 文档）"),
        ("网页.pdf", b"<!doctype html><script>alert(1)</script>", "不接受这种文件（网页）"),
        ("空.pdf", b"", "文件是空的"),
        ("截断.pdf", small_pdf()[:-12], "已损坏或不完整"),
        ("材料.zip", b"PK\x05\x06" + b"\0" * 18, "压缩包"),
        ("跳转.pdf", small_pdf().replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScript /JS (x) >> /Type /Catalog"), "可执行或可跳转"),
        ("太长" * 70 + ".pdf", None, None),
    ],
)  # fmt: skip
def test_a_refused_file_is_told_beside_its_field_and_not_kept(
    name: str, content: bytes | None, told: str | None, here: World
) -> None:
    record, client = a_record(here), signed_in(here.applicant)
    if content is None:  # a long name is cut, not refused
        assert sent(client, record, "contract", (name, small_pdf())).status_code == 302  # type: ignore[attr-defined]
        assert len(Paper.objects.get().file_name) <= Limits().name_length
        return
    before = stored_files()
    answer = sent(client, record, "contract", (name, content))
    html = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    place = html.index('id="refused"')
    assert html.index('id="paper-contract"') < place < html.index('id="paper-project-paper"')
    assert name in html[place:] and str(told) in html[place:]
    assert 'aria-describedby="refused"' in html
    assert not Paper.objects.exists() and not Blob.objects.exists()
    assert stored_files() == before, "nothing of it is on the disk"


def test_a_page_with_scripts_is_answered_by_the_list_alone(here: World) -> None:
    record, client = a_record(here), signed_in(here.applicant)
    form = {"paper": "contract", "files": [SimpleUploadedFile("合同.pdf", small_pdf("1"))]}
    answer = client.post(f"/records/{record.pk}/papers/", form, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert answer.status_code == 200 and html.lstrip().startswith('<div id="papers-asked">')
    assert "已上传 1 个文件" in html and "合同.pdf" in html and 'id="upload-contract"' in html
    form = {"paper": "contract", "files": [SimpleUploadedFile("坏.pdf", b"no pdf at all")]}
    answer = client.post(f"/records/{record.pk}/papers/", form, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert answer.status_code == 200 and 'role="alert"' in html and "坏.pdf" in html, (
        "what is refused is said there, too"
    )
    assert Paper.objects.filter(record=record).count() == 1


def test_one_refused_file_keeps_no_other_out(here: World) -> None:
    record, client = a_record(here), signed_in(here.applicant)
    answer = sent(client, record, "contract", ("好.pdf", small_pdf()), ("坏.pdf", b"MZ program"))
    html = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422 and "坏.pdf" in html and "好.pdf" in html and "其余文件已保存" in html  # type: ignore[attr-defined]
    assert [row.file_name for row in Paper.objects.all()] == ["好.pdf"]


def test_a_file_over_the_bound_is_refused_and_its_rest_dropped(here: World) -> None:
    record, client = a_record(here), signed_in(here.applicant)
    answer = sent(client, record, "contract", ("大.pdf", small_pdf() + b"\0" * (MOST + 3_000_000)))
    assert answer.status_code == 422 and "10 MB" in answer.content.decode()  # type: ignore[attr-defined]
    assert not Paper.objects.exists()


def test_nothing_chosen_and_an_unknown_paper_are_told(here: World) -> None:
    record, client = a_record(here), signed_in(here.applicant)
    assert "没有选择文件" in sent(client, record, "contract").content.decode()  # type: ignore[attr-defined]
    answer = sent(client, record, "love-letter", ("a.pdf", small_pdf()))
    assert answer.status_code == 422 and not Paper.objects.exists()  # type: ignore[attr-defined]


def test_sent_twice_is_kept_once(here: World) -> None:
    record, client = a_record(here), signed_in(here.applicant)
    for _ in range(2):
        assert sent(client, record, "contract", ("合同.pdf", small_pdf())).status_code == 302  # type: ignore[attr-defined]
    assert Paper.objects.count() == 1
    sent(client, record, "invoice", ("合同.pdf", small_pdf()))
    assert Paper.objects.count() == 2, "the same file may stand for another paper"
    row = Paper.objects.get(paper="contract")
    client.post(f"/papers/{row.pk}/remove/")
    sent(client, record, "contract", ("合同.pdf", small_pdf()))
    assert Paper.objects.filter(paper="contract", removed_at=None).count() == 1


def test_more_files_than_a_record_may_have_are_refused(here: World) -> None:
    record, client = a_record(here), signed_in(here.applicant)
    files = [(f"{number}.pdf", small_pdf(str(number))) for number in range(Limits().files_per_record + 1)]
    answer = sent(client, record, "contract", *files)
    assert answer.status_code == 422 and "已有 10 个文件" in answer.content.decode()  # type: ignore[attr-defined]
    assert Paper.objects.count() == Limits().files_per_record


def test_a_group_is_satisfied_by_one_and_an_optional_paper_is_not_missed(here: World) -> None:
    record, client = a_record(here), signed_in(here.applicant)
    assert "佐证缺 4" in client.get("/records/").content.decode()
    for paper in ("contract", "project-paper", "acceptance-report", "bank-receipt"):
        sent(client, record, paper, (f"{paper}.pdf", small_pdf(paper)))
    html = client.get("/records/").content.decode()
    assert "佐证齐全" in html and "佐证缺" not in html
    assert "待上传" not in client.get(f"/records/{record.pk}/").content.decode()


def test_general_papers_have_a_page_of_their_own(here: World) -> None:
    client = signed_in(here.applicant)
    html = client.get("/records/papers/").content.decode()
    assert 'id="paper-proof-of-achievements"' in html and 'id="paper-warranty"' not in html
    assert (
        sent(client, None, "proof-of-achievements", ("综合.pdf", small_pdf())).url
        == "/records/papers/#paper-proof-of-achievements"
    )  # type: ignore[attr-defined]
    assert Paper.objects.get().record is None
    assert "综合.pdf" in client.get("/records/papers/").content.decode()


def test_files_of_records_stand_for_the_general_proof(here: World) -> None:
    client = signed_in(here.applicant)
    assert "待上传" in client.get("/records/papers/").content.decode()
    sent(client, a_record(here), "contract", ("合同.pdf", small_pdf()))
    html = client.get("/records/papers/").content.decode()
    assert "待上传" not in html and "各条材料的佐证文件即是" in html


def test_a_file_is_removed_after_a_question(here: World) -> None:
    record, client = a_record(here), signed_in(here.applicant)
    sent(client, record, "contract", ("合同.pdf", small_pdf()))
    row = Paper.objects.get()
    assert "合同.pdf" in client.get(f"/papers/{row.pk}/remove/").content.decode()
    assert client.post(f"/papers/{row.pk}/remove/").url == f"/records/{record.pk}/"
    client.get(f"/records/{record.pk}/")  # the message says its name once
    assert "合同.pdf" not in client.get(f"/records/{record.pk}/").content.decode()
    assert client.get(f"/papers/{row.pk}/remove/").status_code == 404
    assert path_of(settings.EVIDENCE_ROOT, row.blob_id).is_file(), "the store keeps what may have been handed in"


def test_removing_a_record_takes_its_files_with_it_but_not_from_what_was_handed_in(here: World) -> None:
    application = handed_in(here)
    row = application.papers.filter(record__kind="project").first()
    assert row is not None and row.record is not None
    client = signed_in(here.applicant)
    client.post(f"/records/{row.record.pk}/remove/", {"version": row.record.version})
    row.refresh_from_db()
    assert row.removed_at is not None and application.papers.filter(pk=row.pk).exists()
    assert signed_in(here.employer_officer).get(f"/papers/{row.pk}/").status_code == 200


def test_the_demonstration_dossier_is_complete(here: World) -> None:
    keep_demonstration_dossier(here.applicant, here.now)
    html = signed_in(here.applicant).get("/records/").content.decode()
    assert "佐证齐全" in html and "佐证缺" not in html
