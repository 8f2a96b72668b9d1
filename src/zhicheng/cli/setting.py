"""From the options of a command to the setting of a verdict."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from zhicheng.cli.console import day, err, refuse
from zhicheng.policy.pack import Pack, load_pack, packs_in
from zhicheng.policy.round import Round, load_round
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.points import exact
from zhicheng.vocabulary.yaml_text import read_yaml


def setting_from(
    policy: str,
    *,
    as_of: str | None = None,
    round_: str | None = None,
    pass_mark: str | None = None,
    answers: Path | None = None,
    readings: list[str] | None = None,
    force: bool = False,
) -> Setting:
    """The setting that the options describe.

    Raises:
        Refused: unknown pack, level, round or reading; a policy before its date without ``force``.
    """
    pack, level = pack_and_level(policy)
    round_file = None if round_ is None else load_round(round_)
    if round_file is not None and not round_file.goes_with(f"{pack.id}/{level}"):
        raise refuse(
            f"年度通知 {round_file.id} 不适用于 {pack.id}",
            f"the round {round_file.id} is not for {pack.id}",
            (f"适用于：{'、'.join(round_file.policies)}", f"it is for: {', '.join(round_file.policies)}"),
        )
    dates = _dates(as_of, round_file, f"{pack.id}/{level}")
    _refuse_early(pack, dates.as_of, force)
    mark = _mark(pass_mark, round_file, f"{pack.id}/{level}")
    setting = Setting(
        pack,
        level,
        dates,
        mark,
        read_answers(answers),
        read_choices(readings),
        round_file,
    )
    setting.track()
    return setting


def pack_and_level(policy: str) -> tuple[Pack, str]:
    """``pack/level``; the level may be left out when the pack has only one.

    Raises:
        Refused: there is no such pack or level, or the level must be named.
    """
    pack, level = load_policy(policy)
    if level:
        pack.track(level)
        return pack, level
    if len(pack.levels) > 1:
        known = "、".join(f"{pack.id}/{one}" for one in pack.levels)
        raise refuse(
            f"{pack.id} 有多个级别，请写明",
            f"{pack.id} has several levels, name one",
            (f"可用：{known}", f"available: {known}"),
        )
    return pack, pack.levels[0]


def load_policy(policy: str) -> tuple[Pack, str]:
    """The pack that ``pack``, ``pack/level`` or a folder means, and the level when one is named.

    Raises:
        Refused: there is no such pack.
    """
    path = Path(policy)
    if (path / "pack.yaml").is_file():
        return load_pack(path), ""
    if (path.parent / "pack.yaml").is_file():
        return load_pack(path.parent), path.name
    name, _, level = policy.rstrip("/").partition("/")
    return load_pack(name), level


def every_track() -> list[str]:
    """All tracks of the packs shipped with the program, ``pack/level``."""
    return [f"{name}/{level}" for name in packs_in() for level in load_pack(name).levels]


def _dates(as_of: str | None, round_file: Round | None, track: str) -> Dates:
    given = day(as_of)
    named = {} if round_file is None else dict(round_file.dates(track))
    start = given or named.pop("as_of", None)
    named.pop("as_of", None)
    if start is None:
        start = dt.date.today()
        err.print(f"[dim]未指定计算截止日，按今天 {start} 计算 / no --as-of, reckoned to today {start}[/dim]")
    return Dates(start, {} if given else named)


def _refuse_early(pack: Pack, as_of: dt.date, force: bool) -> None:
    if pack.in_force is not None and as_of < pack.in_force and not force:
        raise refuse(
            f"{pack.id} 自 {pack.in_force} 起施行，计算截止日 {as_of} 尚未施行",
            f"{pack.id} is in force from {pack.in_force}, not on {as_of}",
            ("确需计算请加 --force", "add --force to reckon all the same"),
        )


def _mark(pass_mark: str | None, round_file: Round | None, track: str) -> Fraction | None:
    if pass_mark is None:
        return None if round_file is None else round_file.pass_mark(track)
    try:
        return exact(pass_mark)
    except ValueError as error:
        raise refuse(f"规定分值“{pass_mark}”不是数字", f"'{pass_mark}' is no number") from error


def read_choices(readings: list[str] | None) -> dict[str, str]:
    """``ID=ALT`` options as a mapping.

    Raises:
        Refused: an option has no ``=``.
    """
    chosen: dict[str, str] = {}
    for text in readings or []:
        id_, equals, alternative = text.partition("=")
        if not equals:
            raise refuse(f"--reading 应写作 编号=备选，不是“{text}”", f"--reading wants ID=ALT, not '{text}'")
        chosen[id_.strip()] = alternative.strip()
    return chosen


def read_answers(path: Path | None) -> dict[str, Any]:
    """Decided questions: ``{id: true}`` or a list of ``{question, value, by, when}``.

    Raises:
        Refused: the file can't be read or has another form.
    """
    if path is None:
        return {}
    data = json.loads(path.read_text("utf-8"), parse_float=Decimal) if path.suffix == ".json" else read_yaml(path)
    if isinstance(data, list):
        try:
            return {str(entry["question"]): entry["value"] for entry in data}
        except (TypeError, KeyError) as error:
            raise refuse("每条认定须有 question 与 value", "each answer needs question and value") from error
    if not isinstance(data, dict):
        raise refuse("认定文件应为“问题: 结果”", "answers must map questions to values")
    return {str(key): value for key, value in data.items()}
