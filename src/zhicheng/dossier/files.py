"""Dossiers in files: YAML, JSON and Excel, each read back to the same dossier."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from zhicheng.dossier.json_text import parse_json, write_json
from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.dossier.plain import number_text, plain_dossier
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.yaml_text import LARGEST, read_yaml

YAML: Final = (".yaml", ".yml")
SUFFIXES: Final = (*YAML, ".json", ".xlsx")

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")
# what stands bare in a YAML file: letters (Han included) first, then no sign that YAML gives a meaning to
_BARE = re.compile(r"[^\W\d_][\w\-./+（）·〔〕“”《》％]*(?: [\w\-./+（）·〔〕“”《》％]+)*")
_NOT_TEXT: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def read_dossier(path: str | Path) -> Dossier:
    """The dossier in a file, by its ending: .yaml, .yml, .json or .xlsx.

    Raises:
        Refused: the file can't be read or holds errors; every error with its place.
    """
    file = Path(path)
    ending = file.suffix.lower()
    if ending in YAML:
        return dossier_from(read_yaml(file), file.name)
    if ending == ".json":
        return dossier_from(parse_json(_bytes(file), file.name), file.name)
    if ending == ".xlsx":
        from zhicheng.dossier.workbook_read import read_workbook  # openpyxl is slow to import

        return read_workbook(file)
    raise _unknown_ending(file)


def write_dossier(dossier: Dossier, path: str | Path, lang: str = "zh") -> None:
    """Write a dossier, by the ending of the file; ``lang`` names the sheets and words of a workbook.

    Raises:
        Refused: the ending is none of .yaml, .yml, .json, .xlsx, or a text is too long for a cell.
    """
    file = Path(path)
    ending = file.suffix.lower()
    if ending in YAML:
        file.write_text(dossier_yaml(dossier), encoding="utf-8", newline="\n")
    elif ending == ".json":
        file.write_text(write_json(plain_dossier(dossier)) + "\n", encoding="utf-8", newline="\n")
    elif ending == ".xlsx":
        from zhicheng.dossier.workbook_write import write_workbook

        write_workbook(dossier, file, lang)
    else:
        raise _unknown_ending(file)


def dossier_yaml(dossier: Dossier) -> str:
    """A dossier as YAML for the eye: only what was stated, one fact a line."""
    data = plain_dossier(dossier)
    lines = [f"format: {data['format']}"]
    for name in ("applicant", "claimed"):
        if name in data:
            lines.append(f"{name}:")
            lines.extend(f"  {_scalar(key)}: {_flow(value, name)}" for key, value in data[name].items())
    lines.append("records:" if data["records"] else "records: []")
    for record in data["records"]:
        entries = [f"{key}: {_flow(value, key)}" for key, value in record.items()]
        lines.append(f"  - {entries[0]}")
        lines.extend(f"    {entry}" for entry in entries[1:])
    return "\n".join(lines) + "\n"


def _flow(value: Any, name: str = "") -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_scalar(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_scalar(part) for part in value) + "]"
    if name == "claimed" and _NUMBER.fullmatch(value):
        return str(value)
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return number_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    if _BARE.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if sign == "\n":
        return "\\n"
    if sign == " " or sign.isprintable():
        return sign
    code = ord(sign)
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise Refused(
            [Problem(file.name, "", ("读不到文件", "the file can't be read"), (str(error.strerror),) * 2)]
        ) from error


def _unknown_ending(file: Path) -> Refused:
    if file.suffix.lower() in (".xlsm", ".xlsb", ".xltm"):
        what = ("不接受带宏的工作簿", "a workbook with macros is not accepted")
    elif file.suffix.lower() in (".xls", ".et"):
        what = ("不接受旧版或 WPS 专用格式的表格", "an old or vendor-specific spreadsheet is not accepted")
    else:
        what = (f"不认识的文件类型“{file.suffix}”", f"unknown type of file '{file.suffix}'")
    return Refused(
        [Problem(file.name, "", what, ("请另存为 .xlsx，或用 .yaml、.json", "save it as .xlsx, or use .yaml or .json"))]
    )
