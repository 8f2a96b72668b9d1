"""Many organisations at once from an Excel list, with a report of every error; all of them or none."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from zhicheng.dossier.workbook_guard import guarded
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.accounts.credit_code import is_credit_code
from zhicheng.web.accounts.models import ORGANISATION_KINDS, Organisation
from zhicheng.web.accounts.services.organisations import OrganisationFacts, lock_tree, make_organisation
from zhicheng.web.accounts.services.rights import require_at_all
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.standing import Standing

HEADS: Final = {
    "name": "单位名称",
    "kind": "类别",
    "credit_code": "统一社会信用代码",
    "region": "地区",
    "above": "上级主管部门",
    "public_institution": "事业单位",
    "contact": "联系方式",
}
"""The columns of the list, by what they hold; the first two must be filled."""

KINDS: Final = {label.split(" / ")[0]: key for key, label in ORGANISATION_KINDS}
YES_NO: Final = {"是": True, "否": False, "": False}
MOST_ROWS: Final = 5000
_LENGTHS: Final = {"name": 120, "credit_code": 18, "region": 40, "contact": 120}


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """A row of the list: its number in the sheet, what it says, the name of the one above."""

    row: int
    facts: OrganisationFacts
    above: str


def organisation_template() -> bytes:
    """An empty list with its heads, to be filled in."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "组织"
    for place, head in enumerate(HEADS.values(), 1):
        cell = sheet.cell(1, place, head)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = 24
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def read_organisations(content: bytes) -> list[ListedOrganisation]:
    """The organisations of an Excel list; raises ``Refused`` with every error of every row.

    Looks at the list alone (heads, required cells, words, codes, names twice); what is registered already is looked
    at by :func:`import_organisations`.
    """
    table = _table(content)
    problems: list[Problem] = []
    found: list[ListedOrganisation] = []
    for row, cells in table:
        faults = list(_cell_faults(row, cells))
        problems += faults
        if not faults:
            found.append(_listed(row, cells))
    problems += _twice(found)
    if problems:
        raise Refused(problems)
    if not found:
        raise Refused(
            [
                Problem(
                    "",
                    "",
                    ("表中没有任何单位", "the list holds no organisation"),
                    ("请从第 2 行填起", "start in row 2"),
                )
            ]
        )
    return found


def _table(content: bytes) -> list[tuple[int, dict[str, str]]]:
    problems = guarded(content, "")
    if problems:
        raise Refused(problems)
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        what = ("不是可读的 Excel 文件（.xlsx）", "not a readable Excel file (.xlsx)")
        raise _refused("", what, ("请用本页的模板填写", "fill in the template of this page")) from None
    rows = workbook.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=len(HEADS))
    if [_text(value) for value in next(rows, ())] != list(HEADS.values()):
        what = (f"第 1 行应为：{'、'.join(HEADS.values())}", f"the first row must say: {', '.join(HEADS.values())}")
        raise _refused("第1行", what, ("列名和次序请与模板一致", "columns named and ordered as in the template"))
    table = [
        (number, dict(zip(HEADS, map(_text, values), strict=True)))
        for number, values in enumerate(rows, 2)
        if any(_text(value) for value in values)
    ]
    if len(table) > MOST_ROWS:
        what = (f"一次最多 {MOST_ROWS} 行", f"at most {MOST_ROWS} rows at once")
        raise _refused("", what, ("请分次导入", "split the list"))
    return table


def _refused(place: str, what: tuple[str, str], do: tuple[str, str]) -> Refused:
    return Refused([Problem("", place, what, do)])


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _problem(row: int, key: str, zh: str, en: str, do: tuple[str, str] = ("", "")) -> Problem:
    letter = get_column_letter(list(HEADS).index(key) + 1)
    return Problem("", f"{letter}{row}（{HEADS[key]}）", (zh, en), do)


def _cell_faults(row: int, cells: Mapping[str, str]) -> Iterator[Problem]:
    if not cells["name"]:
        yield _problem(row, "name", "未填单位名称", "the name is missing")
    if cells["kind"] not in KINDS:
        words = "、".join(KINDS)
        said = cells["kind"] or "（空）"
        yield _problem(
            row,
            "kind",
            f"不认识类别“{said}”",
            f'the kind "{said}" is not known',
            (f"可填：{words}", f"say one of: {words}"),
        )
    if cells["public_institution"] not in YES_NO:
        yield _problem(row, "public_institution", "只能填“是”或“否”", "say 是 (yes) or 否 (no)")
    if cells["credit_code"] and not is_credit_code(cells["credit_code"]):
        yield _problem(
            row, "credit_code", "应为 18 位且校验位相符", "18 characters, the last of which checks the others"
        )
    for key, most in _LENGTHS.items():
        if len(cells[key]) > most and key != "credit_code":
            yield _problem(row, key, f"超过 {most} 字", f"longer than {most} characters")


def _listed(row: int, cells: Mapping[str, str]) -> ListedOrganisation:
    facts = OrganisationFacts(
        name=cells["name"],
        kind=KINDS[cells["kind"]],
        credit_code=cells["credit_code"],
        region=cells["region"],
        public_institution=YES_NO[cells["public_institution"]],
        contact=cells["contact"],
    )
    return ListedOrganisation(row, facts, cells["above"])


def _twice(found: list[ListedOrganisation]) -> Iterator[Problem]:
    for key in ("name", "credit_code"):
        first: dict[str, int] = {}
        for one in found:
            value = str(getattr(one.facts, key))
            if value and value in first:
                yield _problem(one.row, key, f"与第{first[value]}行重复", f"the same as in row {first[value]}")
            first.setdefault(value, one.row)


@transaction.atomic
def import_organisations(listed: list[ListedOrganisation], *, actor: Standing, now: dt.datetime) -> list[Organisation]:
    """Register every organisation of a list, or none. A superior may stand in the list itself, in any row.

    Refuses with ``no-right``; raises ``Refused`` with every row that is registered already or whose superior is not a
    department. One ledger entry for each, and one for the import.
    """
    require_at_all(actor, "import", "organisation")
    lock_tree()
    problems = list(_registered_faults(listed))
    if problems:
        raise Refused(problems)
    made = {one.facts.name: make_organisation(one.facts, actor=actor, now=now) for one in listed}
    for one in listed:
        if one.above:
            below = made[one.facts.name]
            below.above = made.get(one.above) or Organisation.objects.get(name=one.above)
            below.save(update_fields=["above"])
    rows = list(made.values())
    write_entry("import-organisations", actor=actor, now=now, on=rows[0], role="operator", detail={"count": len(rows)})
    return rows


def _registered_faults(listed: list[ListedOrganisation]) -> Iterator[Problem]:
    names = {one.facts.name for one in listed}
    codes = {one.facts.credit_code for one in listed if one.facts.credit_code}
    known = set(Organisation.objects.filter(name__in=names).values_list("name", flat=True))
    coded = set(Organisation.objects.filter(credit_code__in=codes).values_list("credit_code", flat=True))
    wanted = {one.above for one in listed if one.above} - names
    departments = set(
        Organisation.objects.filter(name__in=wanted, kind="department", closed_at=None).values_list("name", flat=True)
    ) | {one.facts.name for one in listed if one.facts.kind == "department"}
    upward = {one.facts.name: one.above for one in listed}
    for one in listed:
        if one.facts.name in known:
            yield _problem(one.row, "name", "已有同名组织", "an organisation of this name is registered already")
        if one.facts.credit_code in coded:
            yield _problem(one.row, "credit_code", "已有组织使用此代码", "another organisation has this code")
        if one.above and one.above not in departments:
            yield _problem(one.row, "above", "库中和表中都没有这一主管部门", "no such department, registered or listed")
        elif _circular(one.facts.name, upward):
            yield _problem(one.row, "above", "上级关系成环", "stands above itself, directly or through others")


def _circular(name: str, upward: Mapping[str, str]) -> bool:
    seen = {name}
    here = upward.get(name, "")
    while here:
        if here in seen:
            return here == name
        seen.add(here)
        here = upward.get(here, "")
    return False
