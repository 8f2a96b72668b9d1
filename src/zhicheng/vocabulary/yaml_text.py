"""YAML as data and nothing else: exact numbers, a line number for every entry, no surprises.

Anchors, aliases, tags, duplicate keys, huge or deep files are refused: a policy is read by people,
and a dossier comes from strangers.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from zhicheng.vocabulary.problems import Problem, Refused

LARGEST: Final = 2_000_000
DEEPEST: Final = 40

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)$")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+$")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_BRACKET = re.compile(r"[\[\]{}]")
_INDENT = re.compile(r"^[ ]*(?:[-?:][ \t]+)*", re.MULTILINE)
_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}


class Map(dict[Any, Any]):
    """A mapping that remembers the line of each key."""

    line: int = 0
    lines: dict[Any, int]


class Seq(list[Any]):
    """A list that remembers the line of each entry."""

    line: int = 0
    lines: list[int]


def line_of(value: Any, key: Any = None) -> int:
    """The line of an entry (of ``value`` itself without ``key``); 0 when it is not known."""
    lines = getattr(value, "lines", None)
    if key is not None and isinstance(lines, dict):
        return int(lines.get(key, value.line))
    if key is not None and isinstance(lines, list) and isinstance(key, int) and key < len(lines):
        return int(lines[key])
    return int(getattr(value, "line", 0))


def read_yaml(path: Path) -> Any:
    """The content of a YAML file as :class:`Map`, :class:`Seq`, text, ints, ``Decimal``, dates.

    Raises:
        Refused: the file is missing, too large, not UTF-8, not YAML, or uses what is not allowed.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise _refusal(path.name, 0, ("读不到文件", "the file can't be read"), str(error.strerror)) from error
    return parse_yaml(raw, path.name)


def parse_yaml(raw: bytes, name: str) -> Any:
    """As :func:`read_yaml`, for bytes at hand; ``name`` stands in the messages."""
    if len(raw) > LARGEST:
        raise _refusal(name, 0, (f"文件超过 {LARGEST // 1_000_000} MB", f"larger than {LARGEST // 1_000_000} MB"), "")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refusal(name, line, ("不是 UTF-8 编码", "not UTF-8"), ("请另存为 UTF-8", "save it as UTF-8")) from error
    try:
        loader = yaml.CSafeLoader(text)
        try:
            _refuse_references(text, name)
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = getattr(error, "problem", None) or "syntax"
        line = mark.line + 1 if mark else 0
        raise _refusal(name, line, (f"不是有效的 YAML（{detail}）", f"not valid YAML ({detail})"), "") from error
    except RecursionError as error:
        raise _refusal(name, 0, ("嵌套过深", "nested too deeply"), "") from error
    return None if node is None else _value(node, name, 0)


def _refusal(name: str, line: int, what: tuple[str, str], do: str | tuple[str, str]) -> Refused:
    return Refused([Problem(name, f"第{line}行" if line else "", what, (do, do) if isinstance(do, str) else do)])


def _refuse_references(text: str, name: str) -> None:
    """Anchors and aliases are refused before anything is built, so that none can multiply."""
    if "&" not in text and "*" not in text and "!" not in text and _deepest_possible(text) <= DEEPEST:
        return
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refusal(
                name, line, ("不允许 YAML 锚点与引用（& *）", "YAML anchors and aliases (& *) are not allowed"), ""
            )
        if getattr(event, "tag", None):
            raise _refusal(name, line, ("不允许 YAML 标签（!）", "YAML tags (!) are not allowed"), "")
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _refusal(name, line, ("嵌套过深", "nested too deeply"), "")


def _deepest_possible(text: str) -> int:
    """A bound on the depth: brackets that are open at once, and columns that an entry starts at.

    The C composer goes down one call per level and overflows the stack; a text that might be too
    deep is therefore read as events first, which need no stack.
    """
    brackets = most = 0
    for bracket in _BRACKET.findall(text):
        brackets += 1 if bracket in "[{" else -1
        most = max(most, brackets)
    return most + max((len(indent) for indent in _INDENT.findall(text)), default=0)


def _value(node: yaml.Node, name: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise _refusal(name, node.start_mark.line + 1, ("嵌套过深", "nested too deeply"), "")
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, name, depth)
    if isinstance(node, yaml.SequenceNode):
        seq = Seq(_value(item, name, depth + 1) for item in node.value)
        seq.line = node.start_mark.line + 1
        seq.lines = [item.start_mark.line + 1 for item in node.value]
        return seq
    return _scalar(node, name)


def _mapping(node: yaml.MappingNode, name: str, depth: int) -> Map:
    result = Map()
    result.line = node.start_mark.line + 1
    result.lines = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise _refusal(name, line, ("键必须是文字", "a key must be plain text"), "")
        key = _scalar(key_node, name)
        if key in result:
            raise _refusal(name, line, (f"重复的键：{key}", f"duplicate key: {key}"), "")
        result[key] = _value(value_node, name, depth + 1)
        result.lines[key] = line
    return result


def _scalar(node: yaml.Node, name: str) -> Any:
    text = str(node.value)
    if getattr(node, "style", None) not in (None, ""):
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.match(text) and len(text) <= 18:
        return int(text)
    if _DECIMAL.match(text) and len(text) <= 30:
        return Decimal(text)
    if _DATE.match(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError as error:
            line = node.start_mark.line + 1
            raise _refusal(name, line, (f"没有这一天：{text}", f"no such day: {text}"), "") from error
    return text
