"""A shipped pack copied and changed in one place, as a policy officer changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

from zhicheng.policy.pack import POLICIES, Pack, load_pack


def edited(folder: Path, pack: str, file: str, old: str, new: str) -> Pack:
    """The pack with one text of one file replaced, once; the text must be there."""
    target = folder / pack
    shutil.copytree(POLICIES / pack, target)
    path = target / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_pack(target)
