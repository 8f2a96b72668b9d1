"""How many files, how large, under which names."""

from __future__ import annotations

import pytest

from zhicheng.evidence.limits import Limits, refuse_another, refuse_name
from zhicheng.evidence.refusals import in_megabytes

LIMITS = Limits(bytes_per_file=10, files_per_record=3, bytes_per_application=50, name_length=10)


def another(**given: object) -> str | None:
    """The code of the refusal of one more file."""
    values = {"size": 5, "record_files": 0, "application_bytes": 0, **given}
    found = refuse_another(LIMITS, **values)  # type: ignore[arg-type]
    return found.code if found else None


def test_one_more_file_is_taken_up_to_each_bound() -> None:
    assert another(size=10, record_files=2, application_bytes=40) is None
    assert another(size=11) == "too-large"
    assert another(record_files=3) == "too-many-files"
    assert another(size=10, application_bytes=41) == "application-too-large"


def test_a_document_bounds_its_papers_in_place_of_the_platform() -> None:
    assert another(record_files=3, paper_limit=10, paper_files=9) is None
    assert another(record_files=0, paper_limit=1, paper_files=1) == "too-many-of-paper"
    found = refuse_another(
        LIMITS, size=1, record_files=0, application_bytes=0, paper_limit=10, paper_files=10, clause="附1#27"
    )
    assert found is not None
    assert found.clause == "附1#27"
    assert "限 10 份以内" in found.sentence("zh")
    assert "10" in found.sentence("en")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("证书.pdf", None),
        ("一二三四五六七八九十.pdf", "name-too-long"),
        ("a\x00.pdf", "name-not-allowed"),
        ("a\u202efdp.x", "name-not-allowed"),
        ("a\nb", "name-not-allowed"),
        ("  ", "name-not-allowed"),
    ],
)
def test_names_are_bounded(name: str, code: str | None) -> None:
    found = refuse_name(name, LIMITS)
    assert (found.code if found else None) == code


def test_sizes_are_said_as_people_read_them() -> None:
    assert [in_megabytes(size) for size in (10_000_000, 1_500_000, 1, 200_000_000)] == [
        "10 MB",
        "1.5 MB",
        "0.1 MB",
        "200 MB",
    ]
