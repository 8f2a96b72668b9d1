"""The organisations of the demonstration: two companies' worth of them, made up, with credit codes that check."""

from __future__ import annotations

from typing import Final

from zhicheng.web.accounts.models import Organisation

ORGANISATIONS: Final = (
    ("city", "示例市经济和信息化局", "department", ""),
    ("county", "示例区经济和信息化局", "department", "city"),
    ("company", "滨江物联示例有限公司", "employer", "county"),
    ("institute", "示例质量技术研究院", "employer", "county"),
    ("agency", "示例人才服务中心", "personnel-agency", "county"),
    ("iot-office", "物联网工程技术高评委办公室（示例）", "committee-office", ""),
    ("qti-office", "质量技术基础高评委办公室（示例）", "committee-office", ""),
    ("robot-office", "机器人工程技术高评委办公室（示例）", "committee-office", ""),
    ("intermediate", "示例市质量工程师评审委员会", "intermediate-committee", ""),
    ("hr", "示例省人力资源和社会保障厅", "supervisor", ""),
    ("wz-office", "温州市工信领域工程师评委会办公室（示例）", "committee-office", ""),
)
"""Key, name, kind, and the key of the organisation above."""
LOCAL: Final = ("department", "employer", "personnel-agency")
"""Kinds of organisations that are of a region."""


def make_organisations() -> dict[str, Organisation]:
    """The organisations, by key."""
    found: dict[str, Organisation] = {}
    for key, name, kind, above in ORGANISATIONS:
        found[key] = Organisation.objects.create(
            name=name,
            kind=kind,
            above=found.get(above),
            region="示例市示例区" if kind in LOCAL else "",
            public_institution=key == "institute",
        )
    return found
