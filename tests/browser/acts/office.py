"""Departments, the committee office and the operator."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.visitor import Visitor


def move_clock(operator: Visitor, day: str) -> None:
    """Move the demonstration's clock to the morning of a day (YYYY-MM-DD)."""
    operator.go("/clock/")
    operator.field("日期", "Date").fill(day)
    operator.field("时间", "Time").fill("09:30")
    operator.press("调时钟", "Move the clock")
    expect(operator.page.locator(f"header time[datetime^='{day}']")).to_be_visible()


def endorse(department: Visitor, serial: str, opinion: str) -> None:
    """Endorse the application with this number."""
    department.go("/department/")
    department.main.get_by_role("row").filter(has_text=serial).get_by_role("link").first.click()
    part = department.part("审核意见", "Opinion")
    department.field("意见", "Opinion", within=part).fill(opinion)
    department.press("审核通过", "Endorse", within=part)


def forward(department: Visitor, serial: str, folder: Path) -> list[list[str]]:
    """Forward what is endorsed together with this number; the rows of the roster that went along."""
    department.go("/department/forwarding/")
    group = department.main.locator("section").filter(has_text=serial).first
    for box in group.get_by_role("row").filter(has=department.page.get_by_role("checkbox")).all():
        box.get_by_role("checkbox").set_checked(serial in box.inner_text())
    department.press("随名册报送", "Forward with the roster", within=group)
    department.go("/department/forwarding/")
    batch = department.part("已报送的批次", "Batches").get_by_role("row").nth(1)
    return rows_of(department.download("名册 Excel", "roster Excel", folder, within=batch))


def rows_of(workbook: Path) -> list[list[str]]:
    """Every row of the first sheet, as text."""
    sheet = load_workbook(workbook, read_only=True).active
    assert sheet is not None
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def arrived(office: Visitor, round_: str, serial: str, folder: Path) -> list[list[str]]:
    """The committee office sees the application; the rows of the roster it exports."""
    office.go(f"/rounds/{round_}/office/")
    expect(office.main.get_by_role("row").filter(has_text=serial)).to_be_visible()
    return rows_of(office.download("导出花名册（Excel）", "Roster (Excel)", folder))
