"""A file of conflict facts read back: evaluated anew from what was stated, and compared with what it says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from zhicheng.procedure.conflicts.facts import conflict_facts
from zhicheng.procedure.conflicts.freeze import FORMAT, FrozenConflicts, freeze_conflicts
from zhicheng.procedure.conflicts.plain_json import load_tree
from zhicheng.procedure.conflicts.rules import Ground
from zhicheng.procedure.conflicts.ties_file import TABLES, stated_from_tree
from zhicheng.procedure.conflicts.words import NATIONAL, PACK
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Problem, Refused

KEYS = (
    "applicants", "as_of", "barred", "decisions", "declarations", "declared", "experts", "format", "ground",
    "recused", "rules", "ties",
)  # fmt: skip


def conflicts_from(tree: Any, file: str) -> FrozenConflicts:
    """The frozen facts in a file, when it says exactly what its ties and decisions come to.

    Raises:
        Refused: it is no such file, something in it is open or not allowed, or it says something else than follows.
    """
    whole = _whole(tree, file)
    stated = stated_from_tree({table.name: whole[table.name] for table in TABLES}, file)
    try:
        ground = Ground(str(whole["ground"]["clause"]), whole["ground"]["of"], whole["ground"]["verified"])
        as_of = dt.date.fromisoformat(whole["as_of"])
        facts = conflict_facts(ground, as_of, whole["experts"], whole["applicants"], stated)
        frozen = freeze_conflicts(facts, declared=whole["declared"])
    except ActRefused as refused:
        raise Refused([Problem(file, "", one.text, one.do) for one in refused.refusals]) from refused
    except (KeyError, TypeError, ValueError) as error:
        raise _no_file(file, "ground, as_of") from error
    again = frozen.plain()
    differs = sorted(key for key in KEYS if again[key] != whole[key])
    if differs:
        what = (
            f"所载与按其关系和认定得出的不一致：{'、'.join(differs)}",
            f"does not say what follows from its ties and decisions: {', '.join(differs)}",
        )
        raise Refused([Problem(file, differs[0], what, ("文件已被改动", "the file was changed"))])
    return frozen


def read_conflicts(raw: bytes, file: str) -> FrozenConflicts:
    """The same from the bytes of a file.

    Raises:
        Refused: as :func:`conflicts_from`, or it is no JSON.
    """
    return conflicts_from(load_tree(raw, file), file)


def _whole(tree: Any, file: str) -> dict[str, Any]:
    if not isinstance(tree, dict) or set(tree) != set(KEYS) or tree["format"] != FORMAT:
        raise _no_file(file, "format")
    lists = ("applicants", "experts")
    if any(not isinstance(tree[key], list) or not all(isinstance(one, str) for one in tree[key]) for key in lists):
        raise _no_file(file, "experts, applicants")
    ground = tree["ground"]
    if (
        not isinstance(ground, dict)
        or set(ground) != {"clause", "of", "verified"}
        or not isinstance(tree["declared"], bool)
    ):
        raise _no_file(file, "ground")
    if ground["of"] not in (PACK, NATIONAL) or ground["verified"] is not (ground["of"] == PACK):
        raise _no_file(file, "ground")
    return tree


def _no_file(file: str, place: str) -> Refused:
    what = (f"不是 {FORMAT} 的回避事实文件", f"is no file of conflict facts ({FORMAT})")
    return Refused([Problem(file, place, what, ("请核对文件", "check the file"))])
