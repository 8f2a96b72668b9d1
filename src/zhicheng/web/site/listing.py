"""A list of things: searchable, sortable, counted by state, exported; always over rows already made visible."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font

from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.templatetags.say import language, pick

Row = TypeVar("Row", bound=Model)
PER_PAGE = 50
SHORT = 24
"""Letters (Han characters: half as many) up to which the text of a cell is kept on one line."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its name in both languages, its value for a row (text, number, date or pair), the field it sorts by."""

    key: str
    name: tuple[str, str]
    value: Callable[[Row], Any]
    sort: str = ""
    address: Callable[[Row], str] | None = None
    number: bool = False


@dataclass
class Listing(Generic[Row]):
    """A list as asked for by a request: ``?q=`` searches, ``?sort=`` (``-`` before for down), ``?state=``, ``?page=``.

    ``rows`` must come from ``visible``: search, counts and export work on nothing else.
    """

    request: HttpRequest
    rows: QuerySet[Row]
    columns: Sequence[Column[Row]]
    search: Sequence[str] = ()
    state_field: str = ""
    states: Sequence[tuple[str, tuple[str, str]]] = ()
    order: str = "pk"
    per_page: int = PER_PAGE
    _found: QuerySet[Row] | None = field(default=None, init=False)

    @property
    def query(self) -> str:
        """What is searched for."""
        return self.request.GET.get("q", "").strip()[:80]

    @property
    def chosen_state(self) -> str:
        """The state the list is narrowed to, or empty."""
        wanted = self.request.GET.get("state", "")
        return wanted if wanted in {key for key, _ in self.states} else ""

    @property
    def chosen_sort(self) -> str:
        """The sort asked for: a column's key, ``-`` before it for descending; or empty."""
        wanted = self.request.GET.get("sort", "")
        return wanted if wanted.lstrip("-") in {one.key for one in self.columns if one.sort} else ""

    def searched(self) -> QuerySet[Row]:
        """The rows that match the search, in every state."""
        if not self.query:
            return self.rows
        match = Q()
        for name in self.search:
            match |= Q(**{f"{name}__icontains": self.query})
        return self.rows.filter(match)

    def found(self) -> QuerySet[Row]:
        """The rows shown, sorted."""
        rows = self.searched()
        if self.chosen_state:
            rows = rows.filter(**{self.state_field: self.chosen_state})
        sort = self.chosen_sort
        by = next((one.sort for one in self.columns if one.key == sort.lstrip("-")), self.order)
        return rows.order_by(f"-{by}" if sort.startswith("-") else by, "pk")

    def counts(self) -> list[dict[str, Any]]:
        """How many in each state, over the search."""
        if not self.states:
            return []
        numbers = dict(self.searched().order_by().values_list(self.state_field).annotate(n=Count("pk", distinct=True)))
        return [
            {
                "key": key,
                "name": name,
                "count": numbers.get(key, 0),
                "chosen": key == self.chosen_state,
                "address": self.link(state=key, page=""),
            }
            for key, name in self.states
            if numbers.get(key, 0) or key == self.chosen_state
        ]

    def page(self) -> Page[Row]:
        """The page asked for; a number out of bounds gives the last."""
        return Paginator(self.found(), self.per_page).get_page(self.request.GET.get("page"))

    def heads(self) -> list[dict[str, Any]]:
        """The columns' heads, each with the address that sorts by it."""
        sort = self.chosen_sort
        return [
            {
                "name": one.name,
                "number": one.number,
                "address": self.link(sort=("-" if sort == one.key else "") + one.key, page="") if one.sort else "",
                "sorted": "descending" if sort == f"-{one.key}" else "ascending" if sort == one.key else "",
            }
            for one in self.columns
        ]

    def cells(self, page: Page[Row]) -> list[list[dict[str, Any]]]:
        """The cells of a page, row by row."""
        return [
            [
                {
                    "text": (text := pick(one.value(row))),
                    "address": one.address(row) if one.address else "",
                    "number": one.number,
                    "short": len(text) <= (SHORT if text.isascii() else SHORT // 2),
                }
                for one in self.columns
            ]
            for row in page
        ]

    def link(self, **changes: str) -> str:
        """This list's address with other parameters; an empty value drops one."""
        asked = {
            key: value for key, value in self.request.GET.items() if key in ("q", "sort", "state", "page", "export")
        }
        merged = {**asked, **changes}
        return "?" + urlencode({key: value for key, value in merged.items() if value})

    def export(self, name: str) -> HttpResponse:
        """All rows found as an Excel workbook called ``name``.xlsx."""
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        from openpyxl.cell import WriteOnlyCell

        heads = []
        for one in self.columns:
            cell = WriteOnlyCell(sheet, value=pick(one.name))
            cell.font = Font(bold=True)
            heads.append(cell)
        sheet.append(heads)
        for row in self.found().iterator(chunk_size=500):
            sheet.append([_cell(one.value(row)) for one in self.columns])
        stream = io.BytesIO()
        workbook.save(stream)
        return attachment(stream.getvalue(), EXCEL, f"{name}.xlsx")

    @property
    def language(self) -> str:
        """The language the list is shown in."""
        return language()


def _cell(value: Any) -> Any:
    if isinstance(value, (int, float)) or hasattr(value, "isoformat"):
        return value.replace(tzinfo=None) if getattr(value, "tzinfo", None) else value
    text = pick(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
