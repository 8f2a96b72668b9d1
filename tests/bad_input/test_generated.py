"""Input too large, too deep or in no known encoding, and random damage: refused, never a crash."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.test_packs import SOUND, loaded
from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.json_text import parse_json
from zhicheng.dossier.model import dossier_from
from zhicheng.vocabulary.problems import Refused
from zhicheng.vocabulary.yaml_text import parse_yaml, read_yaml

RAW = {
    "huge.yaml": (b"# " + b"x" * 2_000_000, "", "超过 2 MB", "larger than 2 MB"),
    "huge.json": (b'"' + b"x" * 2_000_000 + b'"', "", "超过 2 MB", "larger than 2 MB"),
    "brackets.yaml": (b"[" * 1_000_000, "第1行", "嵌套过深", "nested too deeply"),
    "braces.yaml": (b"{a: " * 400_000, "第1行", "嵌套过深", "nested too deeply"),
    "dashes.yaml": (b"- " * 900_000, "第1行", "嵌套过深", "nested too deeply"),
    "questions.yaml": (b"? " * 900_000, "第1行", "嵌套过深", "nested too deeply"),
    "indents.yaml": (
        b"".join(b" " * depth + b"a:\n" for depth in range(60)),
        "第41行",
        "嵌套过深",
        "nested too deeply",
    ),
    "brackets.json": (b"[" * 1_000_000, "", "嵌套过深", "nested too deeply"),
    "deep.json": (b"[" * 60 + b"]" * 60, "", "嵌套过深", "nested too deeply"),
    "gbk.yaml": ("records: []\n# 专利".encode("gbk"), "第2行", "不是 UTF-8", "not UTF-8"),
    "gbk.json": ('{"records": "专利"}'.encode("gbk"), "第1行", "不是 UTF-8", "not UTF-8"),
    "utf16.yaml": ("records: []\n".encode("utf-16"), "第1行", "不是 UTF-8", "not UTF-8"),
    "nul.yaml": (b"records: \0[]\n", "", "不是有效的 YAML", "not valid YAML"),
    "digits.json": (b'{"format": ' + b"1" * 5000 + b"}", "", "位数过多", "too many digits"),
    "nothing.json": (b"", "第1行", "不是有效的 JSON", "not valid JSON"),
}


@pytest.mark.parametrize("name", RAW)
def test_raw_input_is_refused_quickly(name: str, tmp_path: Path) -> None:
    raw, place, zh, en = RAW[name]
    (tmp_path / name).write_bytes(raw)
    begun = time.monotonic()
    with pytest.raises(Refused) as refused:
        read_dossier(tmp_path / name)
    assert time.monotonic() - begun < 20
    problem = refused.value.problems[0]
    assert (problem.file, problem.place) == (name, place)
    assert zh in problem.text("zh")
    assert en in problem.text("en")


def test_depth_that_is_allowed_is_read() -> None:
    deepest = b"[" * 40 + b"]" * 40
    assert parse_yaml(deepest, "a") == parse_json(deepest, "a")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    for name in ("none.yaml", "none.json", "none.xlsx", "folder.yaml"):
        with pytest.raises(Refused, match="读不到文件"):
            read_dossier(tmp_path / name)


def test_too_many_records_are_refused() -> None:
    records = [{"id": f"p{number}", "kind": "patent"} for number in range(2001)]
    with pytest.raises(Refused, match="超过 2000 条"):
        dossier_from({"records": records})


JUNK: list[Any] = [
    None,
    "junk",
    "",
    5,
    -1,
    0,
    True,
    [],
    {},
    [1],
    ["x", None],
    {"a": 1},
    {"reading": "R1", "a": 1, "b": 2},
    {"reading": "zz"},
    [[]],
    {"any": 5},
    [{"is": 1}],
    10**17,
    {"range": [1]},
    {"lost": "R3"},
    "1+",
    "..x",
    "x+",
    "[1,2)",
    {"project": {}},
    [{"project": None}],
]


def paths_in(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every node of a tree."""
    yield path
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in entries:
        yield from paths_in(value, (*path, key))


def flow(tree: Any) -> str:
    """The tree as YAML on one line."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(flow(value) for value in tree) + "]"
    if tree is None or isinstance(tree, bool):
        return "~" if tree is None else str(tree).lower()
    return json.dumps(tree, ensure_ascii=False) if isinstance(tree, str) else str(tree)


def plain(tree: Any) -> Any:
    """A copy of a tree that can be changed."""
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    return [plain(value) for value in tree] if isinstance(tree, list) else tree


def damaged(tree: Any, chance: random.Random) -> Any:
    """The tree with one node taken away, renamed, or replaced by junk."""
    copy = plain(tree)
    path = chance.choice(list(paths_in(copy)))
    if not path:
        return chance.choice(JUNK)
    holder = copy
    for step in path[:-1]:
        holder = holder[step]
    change = chance.random()
    if change < 0.1:
        del holder[path[-1]]
    elif change < 0.2 and isinstance(holder, dict):
        holder[chance.choice(["junk", 5, None, True, "times", "of"])] = holder.pop(path[-1])
    else:
        holder[path[-1]] = chance.choice(JUNK)
    return copy


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_pack_loads_or_is_refused(seed: int, tmp_path: Path) -> None:
    folder = tmp_path / "sound"
    shutil.copytree(SOUND, folder)
    chance = random.Random(seed)
    refusals = 0
    for _ in range(60):
        file = chance.choice(
            ["pack.yaml", "terms.yaml", "readings.yaml", "senior-engineer.yaml", "senior-engineer.yaml"]
        )
        (folder / file).write_text(flow(damaged(read_yaml(SOUND / file), chance)), encoding="utf-8")
        try:
            loaded(folder)
        except Refused as refused:
            refusals += 1
            assert all(problem.text("zh") and problem.text("en") for problem in refused.problems)
        shutil.copy(SOUND / file, folder / file)
    assert refusals > 20  # most damage shows


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_dossier_is_read_or_refused(seed: int) -> None:
    sound = {
        "format": 1,
        "applicant": {"domains": ["iot"], "in_service": True},
        "claimed": {"获奖": 5},
        "records": [
            {
                "id": "p1",
                "kind": "project",
                "amount": 5,
                "date": "2024-01-01",
                "domains": ["iot"],
                "claims": {"class": "first"},
            },
            {"id": "w1", "kind": "work", "start": "2024-01-01", "end": "2025-01-01"},
            {"id": "a1", "kind": "paper", "indexes": ["sci"], "rank": 1},
        ],
    }
    chance = random.Random(seed)
    refusals = 0
    for _ in range(250):
        tree = damaged(sound, chance)
        for data in (tree, parse_yaml(flow(tree).encode(), "d.yaml")):
            try:
                dossier_from(data, "d.yaml")
            except Refused as refused:
                refusals += 1
                assert all(problem.text("zh") and problem.text("en") for problem in refused.problems)
    assert refusals > 50
