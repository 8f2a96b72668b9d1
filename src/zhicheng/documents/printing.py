"""PDF by typst: data goes in as JSON only, a template reads no file and fetches nothing; errors name its line."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import typst

from zhicheng.documents.fonts import FontSet
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest

LARGEST_TEMPLATE: Final = 500_000
_PLACE = re.compile(r"__typst_py_bytes__\.typ:([0-9]+):([0-9]+)")
_KEY = re.compile(r'dictionary does not contain key "([^"]*)"')
_NAME = re.compile(r"unknown variable: (\S+)")
_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed')
_BARRED = re.compile(
    r"\b(import|include|eval|std|plugin)\b|\b(read|csv|yaml|toml|xml|cbor|json|image|bibliography)(?=\s*\()"
)
"""What a template needs for files, packages and code from texts: a document needs none of them."""


@cache
def house() -> str:
    """What every typst template may use; it stands before the template."""
    return resources.files("zhicheng.documents").joinpath("templates/house.typ").read_text("utf-8")


def print_pdf(
    template: str, name: str, data: dict[str, Any], known: list[str], fonts: FontSet, issued_at: dt.datetime
) -> bytes:
    """The PDF/A of a template filled with data: same input, same bytes. ``known`` are the fields there are.

    Raises:
        Refused: the template is wrong: which line, what, and the nearest field it may have meant.
    """
    _check_template(template, name)
    inputs = {"d": data, "fonts": fonts.families}
    try:
        return _compiled(f"{house()}\n{template}".encode(), inputs, fonts, issued_at)
    except typst.TypstError as error:
        raise Refused([_problem(error, name, template, known)]) from error


def _compiled(source: bytes, inputs: Mapping[str, Any], fonts: FontSet, issued_at: dt.datetime) -> bytes:
    """The PDF of a source; its world is an empty folder."""
    with tempfile.TemporaryDirectory(prefix="zhicheng-empty-") as nowhere:
        made = typst.compile(
            source,
            root=nowhere,
            package_path=nowhere,
            package_cache_path=nowhere,
            font_paths=fonts.fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={name: json.dumps(value, ensure_ascii=False) for name, value in inputs.items()},
            pdf_standards="a-2b",
            timestamp=issued_at,
        )
    return bytes(made)


def _check_template(template: str, name: str) -> None:
    if len(template) > LARGEST_TEMPLATE:
        raise Refused([Problem(name, "", ("模板过大", "the template is too large"))])
    problems = [
        Problem(
            name,
            f"第{number}行",
            (f"模板中不能使用 {match[0]}", f"a template may not use {match[0]}"),
            (
                "模板只能使用文书数据和所列排版函数，不能读文件或引用外部内容",
                "a template has the document's data and typesetting functions, no files and nothing from outside",
            ),
        )
        for number, line in enumerate(template.splitlines(), start=1)
        for match in _BARRED.finditer(line)
    ]
    if problems:
        raise Refused(problems)


def _problem(error: typst.TypstError, name: str, template: str, known: list[str]) -> Problem:
    """The error for people: the template's own line, the field that is not there."""
    above = house().count("\n") + 1
    lines = [int(line) - above for line, _ in _PLACE.findall(error.diagnostic or "")]
    line = next((line for line in lines if line > 0), 0)
    what, do = _meaning(error.message, known)
    shown = template.splitlines()[line - 1].strip()[:80] if 0 < line <= len(template.splitlines()) else ""
    if shown:
        what = (f"{what[0]}（{shown}）", f"{what[1]} ({shown})")
    return Problem(name, f"第{line}行" if line else "", what, do)


def _meaning(message: str, known: list[str]) -> tuple[tuple[str, str], tuple[str, str]]:
    if found := _KEY.search(message):
        return unknown_field(found[1], known)
    if found := _NAME.search(message):
        return (f"没有“{found[1]}”这个函数或变量", f"no function or variable '{found[1]}'"), (
            "数据写作 d.字段名",
            "data is written d.field",
        )
    if found := _GLYPH.search(message):
        return (f"字库缺字，需人工处理：{found[1]}", f"the font lacks: {found[1]}"), ("", "")
    return (f"模板有错：{message}", f"the template fails: {message}"), (
        "请按所示行修改后重新上传",
        "correct the line and upload it again",
    )


def unknown_field(field: str, known: list[str]) -> tuple[tuple[str, str], tuple[str, str]]:
    """What to say of a field a template names that the document does not have."""
    near = nearest(field, known)
    return (
        f"没有字段“{field}”" + (f"，是否“{near}”？" if near else ""),
        f"no field '{field}'" + (f", did you mean '{near}'?" if near else ""),
    ), (f"可用字段：{'、'.join(known)}", f"fields there are: {', '.join(known)}")
