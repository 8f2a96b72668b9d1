"""The personal number is in the review form when it is given, and in no other document; points stay out of notices."""

from __future__ import annotations

import io
import zipfile
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args, get_type_hints

import pytest

from tests.documents.reading import MADE, made, text_of
from zhicheng.documents.data import ReviewForm
from zhicheng.documents.office import NoticePerson
from zhicheng.documents.registry import DOCUMENTS
from zhicheng.documents.render import default_template
from zhicheng.documents.samples import full_sample

NUMBER = "330199198804120000"


def parts_of(kind: Any) -> set[Any]:
    found, waiting = set(), [kind]
    while waiting:
        part = waiting.pop()
        if isinstance(part, type) and is_dataclass(part):
            found.add(part)
            waiting.extend(get_type_hints(part).values())
        waiting.extend(get_args(part))
    return found


def test_only_the_review_form_has_a_place_for_the_number() -> None:
    for kind in DOCUMENTS.values():
        for part in parts_of(kind.data):
            named = {
                item.name
                for item in fields(part)
                if any(word in item.name for word in ("personal", "identity", "card"))
            }
            assert named == ({"personal_number"} if part is ReviewForm else set())


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_the_number_is_there_when_given_and_its_label_is_gone_with_it(format: str) -> None:
    with_number = full_sample("review-form")
    text = text_of(made("review-form", with_number, format).bytes, format)
    assert NUMBER in text and "身份证件号" in text
    text = text_of(made("review-form", replace(with_number, personal_number=None), format).bytes, format)
    assert NUMBER not in text and "身份证件号" not in text


@pytest.mark.parametrize(("kind", "format"), [pair for pair in MADE if pair[0] != "review-form"])
def test_no_other_document_holds_the_number_anywhere_in_its_file(kind: str, format: str) -> None:
    done = made(kind, full_sample(kind), format)
    assert NUMBER not in text_of(done.bytes, format) and NUMBER not in done.file_name_zh
    if format != "pdf":
        with zipfile.ZipFile(io.BytesIO(done.bytes)) as archive:
            assert not [info.filename for info in archive.infolist() if NUMBER.encode() in archive.read(info)]


def test_no_template_but_the_review_forms_names_the_number() -> None:
    for kind, format in MADE:
        raw = default_template(kind, format)
        if format != "pdf":
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                raw = b"".join(archive.read(info) for info in archive.infolist())
        assert (b"personal_number" in raw) == (kind == "review-form")


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_a_notice_shows_points_only_when_they_are_given(format: str) -> None:
    data = full_sample("employer-notice")
    assert "自评分" in text_of(made("employer-notice", data, format).bytes, format)
    bare = replace(data, people=tuple(replace(person, claimed=None) for person in data.people))
    assert "自评分" not in text_of(made("employer-notice", bare, format).bytes, format)


def test_a_notice_names_no_more_of_a_person_than_it_must() -> None:
    assert [item.name for item in fields(NoticePerson)] == ["name", "unit", "title_applied", "specialty", "claimed"]
