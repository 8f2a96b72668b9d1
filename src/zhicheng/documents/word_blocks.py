"""The parts our own Word templates are put together from: titles, tables of facts, repeated rows, opinions."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from zhicheng.documents.archive import settled

CENTRE: Final = WD_ALIGN_PARAGRAPH.CENTER
RIGHT: Final = WD_ALIGN_PARAGRAPH.RIGHT
_MADE: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Paper:
    """A Word template being put together; every text may hold tags."""

    def __init__(self, *, a3: bool = False) -> None:
        self.document: Any = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = (Cm(42), Cm(29.7)) if a3 else (Cm(21), Cm(29.7))
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
        self.width = 16.6
        if a3:
            section.orientation = WD_ORIENT.LANDSCAPE
            columns = section._sectPr.find(qn("w:cols"))
            columns.set(qn("w:num"), "2")
            columns.set(qn("w:space"), "1588")
            self.width = 17.4
        self._base_font()
        self._page_numbers(section)

    def made(self) -> bytes:
        """The template; always the same bytes."""
        own = self.document.core_properties
        own.author, own.last_modified_by, own.comments, own.title = "zhicheng", "", "", ""
        own.created = own.modified = _MADE.replace(tzinfo=None)
        out = io.BytesIO()
        self.document.save(out)
        return settled(out.getvalue(), _MADE)

    def title(self, text: str, size: int = 20) -> None:
        """The title of the document."""
        self.line(text, size=size, align=CENTRE, font="黑体", after=10)

    def part(self, text: str) -> None:
        """The heading of a part."""
        paragraph = self.line(text, size=13, font="黑体", before=10, after=4)
        paragraph.paragraph_format.keep_with_next = True

    def line(self, text: str, *, size: float = 10.5, align: Any = None, font: str = "宋体",
             before: int = 0, after: int = 0, indent: bool = False) -> Any:  # fmt: skip
        """A paragraph."""
        paragraph = self.document.add_paragraph()
        _write(paragraph, text, size, font)
        paragraph.alignment = align
        own = paragraph.paragraph_format
        own.space_before, own.space_after, own.line_spacing = Pt(before), Pt(after), 1.3
        if indent:
            own.first_line_indent = Pt(size * 2)
        return paragraph

    @contextmanager
    def each(self, loop: str) -> Iterator[None]:
        """What is written inside is repeated: ``for group in achievements``; or kept only ``if notice``."""
        self.line(f"{{%p {loop} %}}")
        yield
        self.line(f"{{%p end{loop.split(maxsplit=1)[0]} %}}")

    def prose(self, field: str, size: float = 10.5) -> None:
        """A long text, a paragraph for each of its lines; 无 without one."""
        with self.each(f"for line in ({field} | say).split('\\n')"):
            self.line("{{ line }}", size=size, indent=True)

    def facts(self, *pairs: tuple[str, str], across: int = 2, photo: int = 0) -> None:
        """Pairs of label and value, ``across`` to a row; beside the first ``photo`` rows a place for a photograph."""
        rows = [pairs[at : at + across] for at in range(0, len(pairs), across)]
        room = 3.2 if photo else 0
        widths = [2.6, (self.width - room) / across - 2.6] * across + ([room] if photo else [])
        table = self._table(len(rows), len(widths), widths)
        if photo:
            _cell(table.cell(0, len(widths) - 1).merge(table.cell(photo - 1, len(widths) - 1)), "照片", align=CENTRE)
            for number in range(photo, len(rows)):
                table.cell(number, len(widths) - 2).merge(table.cell(number, len(widths) - 1))
        for number, row in enumerate(rows):
            for place, (label, value) in enumerate(row):
                _cell(table.cell(number, place * 2), label, label=True)
                _cell(table.cell(number, place * 2 + 1), value)

    def rows(self, loop: str, columns: Sequence[tuple[str, str, float]], last: Sequence[str] = ()) -> None:
        """A table with its head repeated on each page and a row for each entry; 无 without entries.

        ``loop`` reads ``entry in education``; ``columns`` are head, value and share of the width.
        """
        shares = sum(share for _, _, share in columns)
        extra = 1 if last else 0
        table = self._table(7 + extra, len(columns), [self.width * share / shares for _, _, share in columns])
        for place, (head, value, _) in enumerate(columns):
            _cell(table.cell(0, place), head, label=True)
            _cell(table.cell(2, place), value)
            if last:
                _cell(table.cell(7, place), last[place])
        _repeat_head(table.rows[0])
        tags = {1: f"{{%tr for {loop} %}}", 3: "{%tr endfor %}", 4: f"{{%tr if not {loop.split(' in ')[1]} %}}",
                5: "无", 6: "{%tr endif %}"}  # fmt: skip
        for number, text in tags.items():
            whole = (
                table.cell(number, 0).merge(table.cell(number, len(columns) - 1))
                if len(columns) > 1
                else table.cell(number, 0)
            )
            _cell(whole, text, align=CENTRE)

    def opinion(self, label: str, field: str | None, *, sign: str = "负责人（签名）：", seal: str = "（公章）") -> None:
        """A box for an opinion; its row never breaks over a page."""
        table = self._table(1, 1, [self.width])
        _whole_row(table.rows[0])
        cell = table.cell(0, 0)
        _cell(cell, label)
        text = f"{{{{ {field}.text }}}}" if field else ""
        for line in (text, "", ""):
            _write(cell.add_paragraph(), line, 10.5, "宋体")
        by, on = (f"{{{{ {field}.by }}}}", f"{{{{ {field}.on | day }}}}") if field else ("", "　　　年　　月　　日")
        _write(cell.add_paragraph(), f"{sign}{by}　　　　　　{seal}　　　　　　{on}", 10.5, "宋体")

    def boxes(self, heads: Sequence[str]) -> None:
        """A head and one empty row to be filled with a pen."""
        table = self._table(2, len(heads), [self.width / len(heads)] * len(heads))
        for place, head in enumerate(heads):
            _cell(table.cell(0, place), head, label=True)
        table.rows[1].height = Cm(1)

    def column_break(self) -> None:
        """The rest goes to the next column."""
        from docx.enum.text import WD_BREAK

        self.document.add_paragraph().add_run().add_break(WD_BREAK.COLUMN)

    def _table(self, rows: int, columns: int, widths: Sequence[float]) -> Any:
        table = self.document.add_table(rows, columns, style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for place, width in enumerate(widths):
            for cell in table.columns[place].cells:
                cell.width = Cm(width)
        self.line("", size=2)
        return table

    def _base_font(self) -> None:
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(10.5)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
        style.paragraph_format.space_after = Pt(0)

    def _page_numbers(self, section: Any) -> None:
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = CENTRE
        for text, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"), (" 页", "")):
            paragraph.add_run(text)
            if field:
                made = OxmlElement("w:fldSimple")
                made.set(qn("w:instr"), field)
                paragraph._p.append(made)


def _write(paragraph: Any, text: str, size: float, font: str) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = "Times New Roman"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _cell(cell: Any, text: str, *, label: bool = False, align: Any = None) -> None:
    if label:  # the shade stands before the alignment, as the format wants it
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "F0F0F0")):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paragraph = cell.paragraphs[0]
    _write(paragraph, text, 10.5, "宋体")
    paragraph.alignment = CENTRE if label else align


def _repeat_head(row: Any) -> None:
    _mark(row, "w:tblHeader")


def _whole_row(row: Any) -> None:
    _mark(row, "w:cantSplit")


def _mark(row: Any, name: str) -> None:
    made = OxmlElement(name)
    made.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(made)
