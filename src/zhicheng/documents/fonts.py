"""The fonts of printed documents: the one that comes with the installed libraries, or those of a folder named."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

from zhicheng.vocabulary.problems import Problem, Refused

PREFERRED: Final = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "Noto Serif SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
)
"""Families for simplified Chinese, the first found prints and the rest fill its gaps."""


@dataclass(frozen=True, slots=True)
class FontSet:
    """Fonts ready to print with: the families in order and every character code they have."""

    fonts: Any
    families: tuple[str, ...]
    covered: frozenset[int]


@lru_cache(maxsize=4)
def font_set(folders: tuple[str, ...] = ()) -> FontSet:
    """The fonts of some folders, then the font that comes with the installed libraries.

    Raises:
        Refused: there is no font for Chinese at all.
    """
    own = _own_folder()
    paths = [folder for folder in (*folders, own) if folder and Path(folder).is_dir()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)
    there = set(fonts.families())
    families = tuple(family for family in PREFERRED if family in there)
    if not families:
        raise _no_font(folders)
    faces = {(face.path, face.index): None for face in fonts.fonts() if face.family in families and face.path}
    return FontSet(fonts, families, frozenset().union(*(_codes(path, index) for path, index in faces)))


def _no_font(folders: tuple[str, ...]) -> Refused:
    what = ("没有找到中文字库", "no font for Chinese was found")
    named = ", ".join(PREFERRED)
    do = (
        f"安装 zhplot，或在设置中指明含以下字体之一的文件夹：{named}",
        f"install zhplot, or name a folder in the settings that has one of: {named}",
    )
    return Refused([Problem("", "、".join(folders), what, do)])


def _own_folder() -> str | None:
    """Where the font lies among the installed libraries; the library itself is not imported."""
    spec = importlib.util.find_spec("zhplot")
    return str(Path(spec.origin).parent / "fonts") if spec and spec.origin else None


def _codes(path: str | None, index: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    if path is None:
        return frozenset()
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap())
