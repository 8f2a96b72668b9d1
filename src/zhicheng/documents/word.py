"""Word documents: a template's tags filled in a sandbox; what a person typed is text and never a tag or markup."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from zhicheng.documents.archive import check_archive, settled
from zhicheng.documents.printing import unknown_field
from zhicheng.vocabulary.problems import Problem, Refused

Pair = tuple[str, str]
_PEN: Final = "　　　年　　月　　日"
_FIELD = re.compile(r"'([A-Za-z_][A-Za-z_0-9]*)' is undefined|has no attribute '([^']+)'")
_PARAGRAPH = re.compile(r"<w:p([ >])")


def fill_word(template: bytes, name: str, data: Mapping[str, Any], known: list[str], issued_at: dt.datetime) -> bytes:
    """A Word template filled with data; same input, same bytes.

    Raises:
        Refused: the template is no plain Word file, or a tag in it fails: its paragraph and the field are named.
    """
    check_archive(template, name, "word/document.xml")
    filled = _Word(io.BytesIO(template))
    out = io.BytesIO()
    try:
        filled.render(dict(data), jinja_env=_sandbox(), autoescape=True)
        filled.core_properties.last_modified_by = ""
        filled.save(out)
    except _TagFailed as error:
        raise Refused([error.problem(name, known)]) from error
    except Exception as error:  # a damaged template makes the libraries raise anything
        what = ("不是有效的 Word 模板，或标签配对有误", "no valid Word template, or its tags don't pair")
        raise Refused([Problem(name, "", what, (str(error)[:200],) * 2)]) from error
    return settled(out.getvalue(), issued_at)


class _TagFailed(Exception):
    """A tag that fails, with the text of the paragraph it stands in."""

    def __init__(self, error: TemplateError, line: int, text: str) -> None:
        self.error, self.line, self.text = error, line, text
        super().__init__(str(error))

    def problem(self, name: str, known: list[str]) -> Problem:
        """The error for people."""
        message = str(self.error.message or self.error)
        found = _FIELD.search(message)
        if isinstance(self.error, UndefinedError) and found:
            what, do = unknown_field(found[1] or found[2], known)
        else:
            what = (f"标签有错：{message}", f"a tag fails: {message}")
            do = ("标签写作 {{ 字段名 }}，循环须成对", "write {{ field }}; loops need their end")
        if self.text:
            what = (f"{what[0]}（“{self.text[:60]}”）", f"{what[1]} ('{self.text[:60]}')")
        return Problem(name, f"第{self.line}行" if self.line else "", what, do)


class _Word(DocxTemplate):  # type: ignore[misc]
    """A Word template whose errors say in which paragraph they are."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> Any:
        """Fill one part; each paragraph stands on a line of its own, so a line is a paragraph."""
        try:
            return super().render_xml_part(src_xml, part, context, jinja_env)
        except TemplateError as error:
            lines = _PARAGRAPH.sub(r"\n<w:p\1", src_xml).splitlines()
            number = _line_of(error)
            text = re.sub(r"<[^>]+>", "", lines[number - 1]).strip() if 0 < number <= len(lines) else ""
            raise _TagFailed(error, max(number - 1, 0), text) from error


def _line_of(error: TemplateError) -> int:
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    place, number = error.__traceback__, 0
    while place is not None:
        if place.tb_frame.f_code.co_filename in ("<template>", "<unknown>"):
            number = place.tb_lineno
        place = place.tb_next
    return number


def _sandbox() -> SandboxedEnvironment:
    """Tags see the data and these filters, nothing of the program."""
    made = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_literal)
    filters: dict[str, Callable[..., Any]] = {"day": _day, "month": _month, "say": _say, "yes_no": _yes_no, "han": _han}
    made.filters.update(filters)
    made.globals = {"span": _span, "range": range}
    return made


def _literal(value: Any) -> Any:
    """What a tag prints: nothing for ``None``; braces as character references, so that no text is read as a tag."""
    if value is None:
        return ""
    if isinstance(value, StrictUndefined):
        return value  # it raises when it is printed
    return Markup(str(escape(value)).replace("{", "&#123;").replace("}", "&#125;"))


def _day(value: str | None) -> str:
    if not value:
        return _PEN
    year, month, day = value.split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def _month(value: str | None) -> str:
    return value[:7].replace("-", ".") if value else ""


def _span(start: str | None, end: str | None) -> str:
    if not start and not end:
        return ""
    return f"{_month(start)}—{_month(end) or '至今'}"


def _say(value: Any) -> Any:
    return "无" if value is None or value == "" else value


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


def _han(number: int) -> str:
    from zhicheng.vocabulary.text import han_number

    return han_number(number)
