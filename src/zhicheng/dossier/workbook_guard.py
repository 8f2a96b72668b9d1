"""What is looked at before a workbook is opened: it comes from strangers.

A workbook is a zip of XML. Size, macros, links to other files, entities, merged cells and cells far
outside the table are found in the raw bytes, so that nothing has to be unpacked to find them.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final
from xml.etree import ElementTree

from zhicheng.dossier.workbook import MOST_ROWS
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.problems import Problem, Refused

LARGEST_FILE: Final = 5_000_000
LARGEST_MEMBER: Final = 6_000_000
LARGEST_TOTAL: Final = 25_000_000
MOST_MEMBERS: Final = 400

_FORBIDDEN: Final[tuple[tuple[str, Pair], ...]] = (
    ("vbaproject", ("含有宏（vbaProject）", "holds macros (vbaProject)")),
    ("xl/macrosheets/", ("含有宏表", "holds macro sheets")),
    ("externallinks/", ("含有指向其他文件的外部链接", "holds links to other files")),
    ("embeddings/", ("含有嵌入的文件", "holds embedded files")),
    ("activex/", ("含有 ActiveX 控件", "holds ActiveX controls")),
    ("xl/connections.xml", ("含有数据连接", "holds data connections")),
    ("querytables/", ("含有数据查询", "holds data queries")),
)
_TOO_LARGE: Final = ("工作簿过大（可能是压缩炸弹）", "the workbook is too large (perhaps a zip bomb)")
_NO_WORKBOOK: Final = ("不是有效的 .xlsx 工作簿", "not a valid .xlsx workbook")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref=["\']([A-Z0-9:$]{1,40})["\']')
_FAR = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br=["\']([A-Z]{1,3})([0-9]{1,8})["\'][^>]*(?<!/)>')
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def guarded(raw: bytes, file: str) -> list[Problem]:
    """What is wrong with the sheets of a workbook, told from its raw bytes.

    Raises:
        Refused: it is too large, no workbook, or holds what is never accepted.
    """
    if len(raw) > LARGEST_FILE:
        raise _refusal(file, _TOO_LARGE)
    if raw[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refusal(file, ("是旧版 .xls 或加了密码的工作簿", "an old .xls or a workbook with a password"))
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _check_members(archive, file)
            texts = {info.filename: archive.read(info) for info in archive.infolist() if _is_xml(info.filename)}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise _refusal(file, _NO_WORKBOOK) from error
    for name, text in texts.items():
        if text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in text[:200]:
            raise _refusal(file, (f"{name} 不是 UTF-8 编码", f"{name} is not UTF-8"))
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise _refusal(file, (f"{name} 含有实体定义", f"{name} defines entities"))
    _check_types(texts, file)
    return [
        problem
        for title, name in _sheet_files(texts, file)
        for problem in _sheet_problems(title, texts.get(name, b""), file)
    ]


def _refusal(file: str, what: Pair) -> Refused:
    return Refused(
        [Problem(file, "", what, ("请用模板另存一份普通的 .xlsx", "save it as a plain .xlsx from the template"))]
    )


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _check_members(archive: zipfile.ZipFile, file: str) -> None:
    members = archive.infolist()
    total = sum(info.file_size for info in members)
    if len(members) > MOST_MEMBERS or total > LARGEST_TOTAL or any(info.file_size > LARGEST_MEMBER for info in members):
        raise _refusal(file, _TOO_LARGE)
    names = [info.filename.lower() for info in members]
    if len(set(names)) < len(names) or any(info.flag_bits & 1 for info in members):
        raise _refusal(file, _NO_WORKBOOK)
    for part, what in _FORBIDDEN:
        if any(part in name for name in names):
            raise _refusal(file, what)
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise _refusal(file, _NO_WORKBOOK)


def _check_types(texts: dict[str, bytes], file: str) -> None:
    types = next(text for name, text in texts.items() if name.lower() == "[content_types].xml")
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise _refusal(file, _FORBIDDEN[0][1])


def _sheet_files(texts: dict[str, bytes], file: str) -> list[tuple[str, str]]:
    """The sheets of the workbook: title and member of the zip."""
    try:
        book = ElementTree.fromstring(texts["xl/workbook.xml"])
        relations = ElementTree.fromstring(texts["xl/_rels/workbook.xml.rels"])
    except (KeyError, ElementTree.ParseError, ValueError) as error:
        raise _refusal(file, _NO_WORKBOOK) from error
    targets = {item.get("Id", ""): item.get("Target", "") for item in relations}
    found = []
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            target = targets.get(sheet.get(_RELATION, ""), "")
            found.append(
                (sheet.get("name", ""), target.removeprefix("/") if target.startswith("/") else f"xl/{target}")
            )
    return found


def _sheet_problems(title: str, text: bytes, file: str) -> list[Problem]:
    do = ("请取消合并，每格填一个值", "unmerge them and fill every cell")
    found = [
        Problem(file, f"{title}!{match[1].decode()}", ("合并了单元格", "merged cells"), do)
        for match in list(_MERGED.finditer(text))[:20]
    ]
    for match in _FAR.finditer(text):
        if int(match[2]) > MOST_ROWS or len(match[1]) > 2:
            found.append(
                Problem(
                    file,
                    f"{title}!{match[1].decode()}{match[2].decode()}",
                    (
                        f"超出了表格范围（最多 {MOST_ROWS} 行、702 列）",
                        f"outside the table (at most {MOST_ROWS} rows and 702 columns)",
                    ),
                )
            )
            break
    return found
