"""One's own papers: filled from the application, by the round's templates, the identity number only where it belongs."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from tests.web.people import a_draft, handed_in, signed_in, world
from zhicheng.documents.render import default_template
from zhicheng.web.accounts.own_data import export_own_data
from zhicheng.web.applications.documents import BUILDERS, documents_for, material_list, review_form
from zhicheng.web.applications.services.submitting import change_draft
from zhicheng.web.rounds.models import RoundTemplate

pytestmark = pytest.mark.django_db

NUMBER = "330106199203150017"


def pages_of(content: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfDocument(content))


def words_of(content: bytes) -> str:
    """The text of a Word file, tags and all."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


def test_the_review_form_says_what_the_application_says(now: dt.datetime) -> None:
    here = world(now)
    here.applicant.personal_number = NUMBER
    here.applicant.save()
    row = handed_in(here)
    row = type(row).objects.get(pk=row.pk)
    form = review_form(row, personal_number=NUMBER)
    assert (form.name, form.unit, form.number, form.way_in_clause) == (
        "申小艾",
        here.employer.name,
        row.serial,
        "第七条（二）",
    )
    assert (form.sex, form.born_on) == ("男", dt.date(1992, 3, 15))
    assert (form.present_title, form.present_title_on) == ("电子信息工程师", dt.date(2020, 11, 20))
    assert [one.grade for one in form.assessments][-1] == "优秀"
    assert {one.year: one.total for one in form.hours} == {2024: "64", 2025: "30"}
    assert any(
        entry.name == "一种防水传感终端" and entry.rank == "2" for group in form.achievements for entry in group.entries
    )
    client = signed_in(here.applicant)
    answer = client.get(reverse("own-document", args=[row.pk, "review-form", "docx"]))
    text = words_of(answer.content)
    assert NUMBER in text
    assert "申小艾" in text
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_the_identity_number_is_on_no_other_paper(now: dt.datetime) -> None:
    here = world(now)
    here.applicant.personal_number = NUMBER
    here.applicant.save()
    row = a_draft(here)
    for build in BUILDERS.values():
        assert NUMBER not in repr(build(row))
    client = signed_in(here.applicant)
    answer = client.get(reverse("own-document", args=[row.pk, "performance-statement", "docx"]))
    assert NUMBER not in words_of(answer.content)
    for page in ("own-application", "own-documents", "own-tracking"):
        assert NUMBER not in client.get(reverse(page, args=[row.pk])).content.decode()


def test_every_format_comes_and_none_that_is_not_there(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    client = signed_in(here.applicant)
    for document, format, start in (
        ("review-form", "pdf", b"%PDF"),
        ("performance-statement", "pdf", b"%PDF"),
        ("material-list", "pdf", b"%PDF"),
        ("material-list", "xlsx", b"PK"),
    ):
        answer = client.get(reverse("own-document", args=[row.pk, document, format]))
        assert answer.content.startswith(start), document
    for document, format in (("review-form", "xlsx"), ("entrusting-letter", "pdf"), ("exceptional-promotion", "pdf")):
        assert client.get(reverse("own-document", args=[row.pk, document, format])).status_code == 404, document


def test_the_list_of_materials_has_every_record_and_paper(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    made = material_list(row)
    assert len(made.records) == 32
    patent = next(one for one in made.records if one.name == "一种防水传感终端")
    assert [paper.name for paper in patent.papers], "its papers by their names"
    assert len({one.number for one in made.records}) == 32
    client = signed_in(here.applicant)
    answer = client.get(reverse("own-document", args=[row.pk, "material-list", "xlsx"]))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = {str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None}
    assert any("一种防水传感终端" in cell for cell in cells)


def test_claimed_points_stand_on_the_form_exactly(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    claims = {"专业技术业绩/获奖": "13/6", "专业技术业绩/知识产权": "15.5"}
    row = change_draft(row, actor=here.as_(here.applicant), version=None, changes={"claimed": claims})
    form = review_form(row)
    assert {line.indicator: (line.claimed, line.cap) for line in form.score} == {
        "专业技术业绩／获奖": ("13/6", "30"),
        "专业技术业绩／知识产权": ("15.5", "20"),
    }
    assert form.score_total == "53/3"
    assert form.personal_number is None


def test_the_rounds_own_template_is_used(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    own = default_template("review-form", "pdf").decode()
    RoundTemplate.objects.create(
        round=here.round,
        document="review-form",
        format="pdf",
        content=f"{own}\n#pagebreak()\n本年度自备一页".encode(),
        uploaded_by=here.office_officer,
        uploaded_at=now,
    )
    client = signed_in(here.applicant)
    assert "本年度模板" in client.get(reverse("own-documents", args=[row.pk])).content.decode()
    address = reverse("own-document", args=[row.pk, "review-form", "pdf"])
    with_own = pages_of(client.get(address).content)
    RoundTemplate.objects.all().delete()
    assert with_own == pages_of(client.get(address).content) + 1
    assert documents_for(row) == ("review-form", "performance-statement", "material-list")


def test_own_data_holds_the_experts_and_the_returns(now: dt.datetime) -> None:
    here = world(now)
    row = handed_in(here)
    row.recommending_experts.create(
        name="郑专家", title="正高", employer="某校", contact="139", link_digest="f" * 64, asked_at=now
    )
    content = export_own_data(here.applicant, actor=here.as_(here.applicant), now=now)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        assert {
            "applications/recommending-experts.json",
            "applications/opinions.json",
            "applications/return-items.json",
        } <= names
        experts = archive.read("applications/recommending-experts.json").decode()
    assert "郑专家" in experts
    assert "f" * 64 not in experts, "no part of a link leaves"
