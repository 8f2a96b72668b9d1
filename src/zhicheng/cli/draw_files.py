"""Files of ``zhicheng draw``: read with refusals a person understands, written whole or not at all."""

from __future__ import annotations

import datetime as dt
import functools
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from zhicheng.cli.console import command, refuse
from zhicheng.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from pydantic import BaseModel

    from zhicheng.procedure.draw.bundle import Bundle
    from zhicheng.procedure.draw.names import Names

P = ParamSpec("P")
R = TypeVar("R")
Model = TypeVar("Model", bound="BaseModel")


def acting(function: Callable[P, R]) -> Callable[P, R]:
    """A command whose refused acts are told like refused files."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        from zhicheng.procedure.draw.solver import SolverAstray
        from zhicheng.procedure.refusal import ActRefused

        try:
            return function(*args, **kwargs)
        except ActRefused as refused:
            raise Refused(Problem("", "", one.text, one.do) for one in refused.refusals) from refused
        except SolverAstray as error:
            raise refuse(
                f"求解器未得到可用的结果（{error}），没有任何改动",
                f"the solver gave no usable result ({error}); nothing was changed",
            ) from error

    return command(wrapped)


def load_bundle(path: Path) -> Bundle:
    """The bundle in a file.

    Raises:
        Refused: it is none.
    """
    from zhicheng.procedure.draw.files import read_bundle

    return read_bundle(path.read_bytes(), path.name)


def load_sound(path: Path) -> Bundle:
    """The bundle in a file, checked first: no act builds on a draw that is not sound.

    Raises:
        Refused: it is none, or it is not sound.
    """
    from zhicheng.procedure.draw.check import check_draw

    bundle = load_bundle(path)
    faults = check_draw(bundle).faults
    if faults:
        raise Refused(Problem(path.name, one.place, one.text) for one in faults[:10])
    return bundle


def load_part(model: type[Model], path: Path) -> Model:
    """A small paper of a draw: a commitment, a secret, a reveal, the file of names, a slip.

    Raises:
        Refused: it is none.
    """
    from zhicheng.procedure.draw.files import model_of, read_json

    value = read_json(path.read_bytes(), path.name)
    wanted = str(model.model_fields["format"].default)
    if not isinstance(value, dict) or value.get("format") != wanted:
        found = value.get("format") if isinstance(value, dict) else None
        raise Refused(
            [Problem(path.name, "format", (f"应为 {wanted}，现为 {found}", f"should be {wanted}, it is {found}"))]
        )
    return model_of(model, value, path.name)


def load_names(path: Path | None, bundle: Bundle) -> Names | None:
    """The file of names, checked against the draw.

    Raises:
        Refused: it is none, or belongs to another draw, or doesn't fit.
    """
    from zhicheng.procedure.draw.names import Names, names_faults

    if path is None:
        return None
    names = load_part(Names, path)
    faults = list(names_faults(bundle, names))
    if faults:
        raise Refused(Problem(path.name, one.place, one.text) for one in faults[:10])
    return names


def load_links(paths: list[Path], bundle: Bundle) -> dict[str, str]:
    """The links in reveals for the open round, by supervisor.

    Raises:
        Refused: one is no reveal, or was made for another statement.
    """
    from zhicheng.procedure.draw.papers import LinkReveal

    found: dict[str, str] = {}
    for path in paths:
        one = load_part(LinkReveal, path)
        if not bundle.rounds or one.statement != bundle.rounds[-1].statement.digest:
            raise refuse(
                f"{path.name}：不是为这一轮所公布的内容揭示的", f"{path.name}: not revealed for what this round states"
            )
        found[one.name] = one.link
    return found


def save(path: Path, value: Any, *, new: bool = False, hidden: bool = False) -> None:
    """Write plain data; ``new``: never over a file that is there; ``hidden``: readable by its owner alone.

    Raises:
        Refused: ``new``, and the file is there already.
    """
    from zhicheng.procedure.draw.files import write_plain

    if new and path.exists():
        raise refuse(
            f"{path} 已存在，不会覆盖", f"{path} exists and is not overwritten", ("请换名", "choose another name")
        )
    text = write_plain(value) + "\n"
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if hidden else 0o644)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def salt() -> str:
    """64 random hexadecimal digits."""
    return secrets.token_hex(32)


def now() -> str:
    """The time, for the record."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def pairs(texts: list[str], what: tuple[str, str]) -> dict[str, str]:
    """``name=value`` texts as a mapping.

    Raises:
        Refused: one has no ``=``, or a name stands twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, mark, value = text.partition("=")
        if not mark or not name.strip() or name.strip() in found:
            raise refuse(f"“{text}”应写成 {what[0]}，每个名称一次", f"write '{text}' as {what[1]}, each name once")
        found[name.strip()] = value.strip()
    return found
