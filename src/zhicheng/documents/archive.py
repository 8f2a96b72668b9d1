"""Word and Excel files as zip archives: the same bytes for the same content, and a look inside before use."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from typing import Final

from zhicheng.vocabulary.problems import Problem, Refused

Pair = tuple[str, str]

LARGEST_FILE: Final = 5_000_000
LARGEST_TOTAL: Final = 25_000_000
MOST_MEMBERS: Final = 400
_CORE: Final = "docProps/core.xml"
_STAMPS = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:)")
_FORBIDDEN: Final[tuple[tuple[str, Pair], ...]] = (
    ("vbaproject", ("含有宏", "holds macros")),
    ("embeddings/", ("含有嵌入的文件", "holds embedded files")),
    ("activex/", ("含有 ActiveX 控件", "holds ActiveX controls")),
    ("externallinks/", ("含有指向其他文件的外部链接", "holds links to other files")),
    ("attachedtoolbars", ("含有宏工具栏", "holds macro toolbars")),
)
_OUTSIDE = re.compile(rb'TargetMode\s*=\s*["\']External["\']')
_DO: Final = (
    "请从系统下载模板，修改后另存为普通文件再上传",
    "download our template, change it and save it as a plain file",
)


def settled(raw: bytes, issued_at: dt.datetime) -> bytes:
    """The archive with every time in it set to the time of issue."""
    stamp = issued_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            body = old.read(info)
            if info.filename == _CORE:
                body = _STAMPS.sub(rb"\g<1>" + stamp + rb"\g<3>", body)
            entry = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(entry, body)
    return out.getvalue()


def check_archive(raw: bytes, file: str, main: str) -> None:
    """Whether an uploaded Word or Excel file is harmless and whole; ``main`` is the part it must have.

    Raises:
        Refused: it is too large, no such file, or holds macros, embedded files, or something from outside.
    """
    if len(raw) > LARGEST_FILE:
        raise _refusal(file, ("文件过大", "the file is too large"))
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _check_members(archive, file, main)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise _refusal(file, ("文件已损坏，或不是所需的格式", "the file is damaged or of another format")) from error


def _check_members(archive: zipfile.ZipFile, file: str, main: str) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(info.file_size for info in members) > LARGEST_TOTAL:
        raise _refusal(file, ("文件过大（可能是压缩炸弹）", "the file is too large (perhaps a zip bomb)"))
    names = {info.filename for info in members}
    if main not in names or len(names) < len(members):
        raise _refusal(file, ("文件已损坏，或不是所需的格式", "the file is damaged or of another format"))
    for part, what in _FORBIDDEN:
        if any(part in name.lower() for name in names):
            raise _refusal(file, what)
    for info in members:
        if info.filename.lower().endswith((".xml", ".rels")):
            body = archive.read(info)
            if body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
                raise _refusal(
                    file, ("文件含有实体定义或编码不对", "the file defines entities or has another encoding")
                )
            if info.filename.endswith(".rels") and _OUTSIDE.search(body):
                raise _refusal(
                    file, ("文件引用了外部内容（链接、图片或模板）", "the file refers to something outside it")
                )
            if b"macroEnabled" in body[:20_000] and info.filename == "[Content_Types].xml":
                raise _refusal(file, _FORBIDDEN[0][1])


def _refusal(file: str, what: Pair) -> Refused:
    return Refused([Problem(file, "", what, _DO)])
