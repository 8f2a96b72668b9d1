"""The list from which certificates are made: the roster's columns of the province, and the masked personal number."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from zhicheng.documents.columns import ROSTER, Column
from zhicheng.documents.lists import placed_rows
from zhicheng.procedure.certificate.content import Content

PERSON: Final = Column("person", ("证件号码（隐去部分）", "Masked personal no."), width=22, longest=18)
COLUMNS: Final = (*ROSTER[:3], PERSON, *ROSTER[3:])
"""The roster with one column more; a full personal number is refused in any column."""
_MADE: Final = (
    "序号",
    "姓名",
    "证件号码（隐去部分）",
    "工作单位",
    "职称",
    "专业",
    "证书编号",
    "发证日期",
    "文件",
    "内容摘要",
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A person on the list to whom a certificate is due, with the place on the sheet."""

    place: str
    name: str
    person: str
    unit: str
    title: str
    specialty: str


def read_holders(raw: bytes, file: str) -> tuple[Holder, ...]:
    """The persons on a list in the roster's columns (one more is understood: 证件号码（隐去部分）).

    Raises:
        Refused: the file is no plain workbook, or something in it is wrong; nothing is taken then.
    """
    rows = placed_rows(raw, file, COLUMNS, ("name", "person", "unit", "title_applied", "number"))
    return tuple(
        Holder(place, row["name"], row.get("person", ""), row["unit"], row["title_applied"], row["specialty"])
        for place, row in rows
    )


def made_list(rows: Sequence[tuple[Holder, Content, str]]) -> bytes:
    """The list of the certificates made: who, number, file name, digest; for the office's files."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "证书"
    sheet.append(_MADE)
    for serial, (holder, content, file) in enumerate(rows, start=1):
        values = (holder.name, holder.person, holder.unit, content.title, content.specialty, content.number)
        sheet.append((serial, *(_text(value) for value in values), content.issued_on, file, content.digest))
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    for letter, width in zip("ABCDEFGHIJ", (6, 14, 22, 30, 14, 18, 30, 12, 36, 66), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(value: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value
