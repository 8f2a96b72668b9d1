"""Lists as an office fills them in: members of a committee, opinions of the groups."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import load_workbook

from zhicheng.web.committee.member_list import member_template
from zhicheng.web.scoring.services.elsewhere import opinion_template

Rows = Sequence[Sequence[object]]


def filled(template: bytes, rows: Rows) -> bytes:
    """A template with these rows."""
    book = load_workbook(io.BytesIO(template))
    for row in rows:
        book.worksheets[0].append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def member_rows(size: int, specialties: Sequence[str] = ("物联网",), groups: int = 1) -> list[list[object]]:
    """So many members: the first presides, the second is deputy; specialties and groups in turn."""
    roles = {0: "主任委员", 1: "副主任委员"}
    return [
        [
            f"评委{place:02}", f"示例大学{place:02}", "杭州", specialties[place % len(specialties)], "正高级", "2012-01-01",
            "", roles.get(place, "委员"), f"第{place % groups + 1}评议组",
        ]
        for place in range(size)
    ]  # fmt: skip


def members(size: int, specialties: Sequence[str] = ("物联网",), groups: int = 1) -> bytes:
    """The list of a committee."""
    return filled(member_template("zh"), member_rows(size, specialties, groups))


def opinions(rows: Rows) -> bytes:
    """The list of opinions: number, name, 推荐 or 不推荐, score, words."""
    return filled(opinion_template("zh"), rows)
