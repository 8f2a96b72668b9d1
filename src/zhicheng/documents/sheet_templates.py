"""Our own Excel templates, made from the columns: what an office downloads, changes and gives back."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from zhicheng.documents.archive import settled
from zhicheng.documents.columns import HOURS, ROSTER, Column
from zhicheng.dossier.workbook import MOST_ROWS

_LINE = Side(style="thin", color="606060")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_PALE = PatternFill("solid", fgColor="F0F0F0")
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_MADE: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@cache
def sheet_template(key: str) -> bytes:
    """The template of a document by its key; always the same bytes."""
    book = Workbook()
    book.properties.creator, book.properties.created = "zhicheng", _MADE.replace(tzinfo=None)
    sheet: Any = book.active
    {
        "recommendation-roster": _roster,
        "continuing-education-sheet": _hours,
        "material-list": _materials,
        "post-information": _posts,
    }[key](sheet)
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue(), _MADE)


def _roster(sheet: Any) -> None:
    sheet.title = "花名册"
    _title(sheet, 1, "{{ document_title }}", len(ROSTER))
    _plain(
        sheet, 2, "{{ round_title }}　　填报单位：{{ filled_by }}　　填报人：{{ contact }}　　填报日期：{{ filled_on }}"
    )
    _columns(sheet, 3, ROSTER)
    _page(sheet, heads=3, paper=8)


def _hours(sheet: Any) -> None:
    sheet.title = "继续教育学时"
    _title(sheet, 1, "{{ document_title }}", len(HOURS))
    _plain(sheet, 2, "{{ round_title }}　　填报单位：{{ unit }}")
    _columns(sheet, 3, HOURS)
    _page(sheet, heads=3, paper=9)


def _materials(sheet: Any) -> None:
    sheet.title = "材料清单"
    _title(sheet, 1, "{{ document_title }}", 7)
    _plain(
        sheet,
        2,
        "{{ round_title }}　　姓名：{{ name }}　　工作单位：{{ unit }}　　申报资格：{{ title_applied }}　　共 {{ pages }} 页{{ pages_remark }}",
    )
    _table(
        sheet, 3, "lines",
        (("序号", "serial", 6), ("材料号", "number", 10), ("类别", "kind", 12), ("材料名称", "record", 36),
         ("证明材料", "paper", 32), ("页数", "pages", 7), ("原件", "original", 7)),
    )  # fmt: skip
    _page(sheet, heads=3, paper=9)


def _posts(sheet: Any) -> None:
    sheet.title = "岗位信息表"
    _title(sheet, 1, "{{ document_title }}", 6)
    _plain(sheet, 2, "{{ round_title }}　　单位：{{ unit }}　　主管部门：{{ department }}　　数据截至：{{ as_of }}")
    _plain(sheet, 4, "一、岗位核定和空缺")
    _table(
        sheet, 5, "posts",
        (("岗位等级", "grade", 30), ("核定数", "approved", 16), ("已聘数", "filled", 16), ("空缺数", "vacant", 24),
         ("申报数", "applied", 18), ("推荐数", "recommended", 12)),
    )  # fmt: skip
    _plain(sheet, 8, "二、竞聘程序")
    _table(
        sheet, 9, "steps",
        (("步骤", "name", 30), ("开始日期", "first_day", 16), ("结束日期", "last_day", 16), ("结果", "result", 24)),
    )  # fmt: skip
    _plain(sheet, 12, "三、申报人员")
    _table(
        sheet, 13, "applicants",
        (("姓名", "name", 30), ("现任职称", "present_title", 16), ("申报职称", "title_applied", 16), ("竞聘岗位", "post", 24),
         ("竞聘结果", "result", 18)),
    )  # fmt: skip
    _plain(sheet, 16, "备注：{{ note }}")
    _plain(sheet, 18, "单位（公章）：　　　　　　　　　　　　主管部门（公章）：　　　　　　　　　　　　年　　月　　日")
    _page(sheet, heads=2, paper=9)


def _title(sheet: Any, row: int, text: str, columns: int) -> None:
    """A title over all columns, without merging: merged cells can't be read back."""
    for column in range(1, columns + 1):
        sheet.cell(row, column).alignment = Alignment(horizontal="centerContinuous", vertical="center")
    sheet.cell(row, 1, text).font = Font(name="宋体", size=18, bold=True)
    sheet.row_dimensions[row].height = 34


def _plain(sheet: Any, row: int, text: str) -> None:
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = Font(name="宋体", size=11), Alignment(vertical="center")
    sheet.row_dimensions[row].height = 22


def _table(sheet: Any, row: int, entries: str, columns: Sequence[tuple[str, str, int]]) -> None:
    """A head and a row that is repeated for each entry of a list."""
    for number, (head, field, width) in enumerate(columns, start=1):
        top, cell = sheet.cell(row, number, head), sheet.cell(row + 1, number, f"{{{{ {entries}.{field} }}}}")
        top.font, top.fill, top.border, top.alignment = Font(name="宋体", size=11, bold=True), _PALE, _BOX, _MIDDLE
        cell.font, cell.border = Font(name="宋体", size=11), _BOX
        cell.alignment = _MIDDLE if width < 10 else _LEFT
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(width, sheet.column_dimensions[letter].width if row > 5 else 0)
    sheet.row_dimensions[row].height = 30


def _columns(sheet: Any, row: int, columns: Sequence[Column]) -> None:
    """The head and repeated row of a list that is read back, with lists to choose words from."""
    _table(sheet, row, "rows", [(column.head[0], column.tag, column.width) for column in columns])
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        if column.type in ("text", "word"):
            sheet.column_dimensions[letter].number_format = "@"
            sheet.cell(row + 1, number).number_format = "@"
        if column.words:
            labels = ",".join(pair[0] for pair in column.words.values())
            rule = DataValidation(type="list", formula1=f'"{labels}"', allow_blank=True, showErrorMessage=True)
            rule.errorTitle, rule.error = column.head[0], f"请从下拉列表中选择：{labels}"
            rule.add(f"{letter}{row + 1}:{letter}{MOST_ROWS}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = f"{'D' if len(columns) > 11 else 'C'}{row + 1}"


def _page(sheet: Any, *, heads: int, paper: int) -> None:
    """Landscape, one page wide, the head on every page; ``paper``: 8 is A3, 9 is A4."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = paper, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{heads}"
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页　共 &N 页"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
