"""JSON as data and nothing else: exact numbers, no key twice, a path for every entry."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any, Final

from zhicheng.dossier.plain import number_text
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.yaml_text import DEEPEST, LARGEST


class Placed(dict[Any, Any]):
    """A mapping that knows where each entry stands, in words: ``records[3].date`` or ``专利!C4``."""

    def __init__(self, entries: Any = (), places: dict[Any, str] | None = None) -> None:
        super().__init__(entries)
        self.places: dict[Any, str] = places or {}


class PlacedList(list[Any]):
    """A list that knows where each entry stands."""

    def __init__(self, entries: Any = (), places: dict[int, str] | None = None) -> None:
        super().__init__(entries)
        self.places: dict[int, str] = places or {}


class _Unreadable(ValueError):
    """Something JSON allows and a dossier does not."""

    def __init__(self, zh: str, en: str) -> None:
        self.pair = (zh, en)
        super().__init__(zh)


def parse_json(raw: bytes, name: str) -> Any:
    """The content of a JSON file, its numbers as ints and ``Decimal``; ``name`` stands in messages.

    Raises:
        Refused: too large, not UTF-8, not JSON, nested too deeply, a key twice, NaN or Infinity.
    """
    if len(raw) > LARGEST:
        raise _refusal(name, "", f"文件超过 {LARGEST // 1_000_000} MB", f"larger than {LARGEST // 1_000_000} MB")
    try:
        tree = json.loads(
            raw.decode("utf-8-sig"),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
            object_pairs_hook=_without_doubles,
        )
        return _placed(tree, "", 0)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refusal(name, f"第{line}行", "不是 UTF-8 编码", "not UTF-8") from error
    except json.JSONDecodeError as error:
        raise _refusal(
            name, f"第{error.lineno}行", f"不是有效的 JSON（{error.msg}）", f"not valid JSON ({error.msg})"
        ) from error
    except _Unreadable as error:
        raise _refusal(name, "", *error.pair) from error
    except RecursionError as error:
        raise _refusal(name, "", "嵌套过深", "nested too deeply") from error


def write_json(value: Any, indent: int = 0) -> str:
    """Plain data as JSON text; every number as it is, none as a float."""
    pad, inner = "  " * indent, "  " * (indent + 1)
    if isinstance(value, dict):
        if not value:
            return "{}"
        parts = [
            f"{inner}{json.dumps(str(key), ensure_ascii=False)}: {write_json(part, indent + 1)}"
            for key, part in value.items()
        ]
        return "{\n" + ",\n".join(parts) + f"\n{pad}}}"
    if isinstance(value, list):
        if all(isinstance(part, str) for part in value):
            return "[" + ", ".join(json.dumps(part, ensure_ascii=False) for part in value) + "]"
        return "[\n" + ",\n".join(inner + write_json(part, indent + 1) for part in value) + f"\n{pad}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return number_text(value)
    return json.dumps(value.isoformat() if isinstance(value, dt.date) else str(value), ensure_ascii=False)


_MOST_DIGITS: Final = 30


def _refusal(name: str, place: str, zh: str, en: str) -> Refused:
    return Refused([Problem(name, place, (zh, en))])


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if len(text) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
        raise _Unreadable(f"数字位数过多：{text[:20]}…", f"a number of too many digits: {text[:20]}…")
    return number


def _integer(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise _Unreadable(f"数字位数过多：{text[:20]}…", f"a number of too many digits: {text[:20]}…")
    return int(text)


def _constant(word: str) -> Any:
    raise _Unreadable(f"{word} 不是数字", f"{word} is not a number")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for key, value in pairs:
        if key in entries:
            raise _Unreadable(f"重复的键：{key}", f"duplicate key: {key}")
        entries[key] = value
    return entries


def _placed(tree: Any, path: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise _Unreadable("嵌套过深", "nested too deeply")
    if isinstance(tree, dict):
        places = {key: f"{path}.{key}" if path else key for key in tree}
        return Placed({key: _placed(value, places[key], depth + 1) for key, value in tree.items()}, places)
    if isinstance(tree, list):
        spots = {place: f"{path}[{place}]" for place in range(len(tree))}
        return PlacedList((_placed(value, spots[place], depth + 1) for place, value in enumerate(tree)), spots)
    return tree
