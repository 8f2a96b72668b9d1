"""policy new: what it writes loads, its cases come out, lint of wording is silent, coverage adds up; or nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhicheng.policy.coverage import coverage_of
from zhicheng.policy.lint_wording import lint_wording
from zhicheng.policy.pack import LEVELS, load_pack
from zhicheng.verdict.cases import check_pack
from zhicheng.vocabulary.problems import Refused
from zhicheng.workshop.new import NewPack, write_pack


@pytest.mark.parametrize("levels", [(level,) for level in LEVELS] + [LEVELS])
def test_a_new_pack_is_whole(tmp_path: Path, levels: tuple[str, ...]) -> None:
    folder = write_pack(NewPack("zj-ai-2027", levels, "人工智能", "Artificial intelligence", "ai"), tmp_path)
    pack = load_pack(folder)
    assert pack.levels == levels
    assert pack.status == "draft"
    results = list(check_pack(pack))
    assert len(results) == 3 * len(levels)
    assert all(not wrong for _, wrong in results)
    assert lint_wording(pack) == []
    assert coverage_of(pack).clean
    assert sorted(path.name for path in tmp_path.iterdir()) == ["zj-ai-2027"]  # no scratch left


@pytest.mark.parametrize(
    "new",
    [
        NewPack("Zj-AI"),
        NewPack("../escape"),
        NewPack("zj-ai", ("senior",)),
        NewPack("zj-ai", domain="人工智能"),
        NewPack("zj-ai", title='a"\nstatus: in-force'),
        NewPack("zj-ai", specialty=""),
    ],
)
def test_what_cannot_be_a_pack_is_refused_and_nothing_is_written(tmp_path: Path, new: NewPack) -> None:
    with pytest.raises(Refused):
        write_pack(new, tmp_path / "packs")
    assert not (tmp_path / "packs").exists() or not list((tmp_path / "packs").iterdir())


def test_a_folder_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    folder = write_pack(NewPack("zj-ai"), tmp_path)
    (folder / "terms.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="已存在"):
        write_pack(NewPack("zj-ai"), tmp_path)
    assert (folder / "terms.yaml").read_text(encoding="utf-8") == "mine"
