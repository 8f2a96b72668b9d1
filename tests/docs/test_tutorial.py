"""The tutorial's files make a pack that does what the tutorial says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhicheng.policy.pack import load_pack
from zhicheng.verdict.cases import check_pack

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "a-small-policy.md"
BLOCK = re.compile(r"`(small-2026/[^`]+)`\n\n```yaml\n(.*?)```", re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The pack, written as a reader of the tutorial would."""
    for name, text in BLOCK.findall(TUTORIAL.read_text("utf-8")):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return tmp_path / "small-2026"


def test_the_tutorial_names_every_file(folder: Path) -> None:
    assert {path.name for path in folder.glob("*.yaml")} == {
        "pack.yaml",
        "terms.yaml",
        "engineer.yaml",
        "readings.yaml",
    }


def test_first_run_shows_the_typing_error_and_the_mended_case_passes(folder: Path) -> None:
    results = {case.name: found for case, found in check_pack(load_pack(folder))}
    assert [name for name, found in results.items() if found] == ["项目封顶"]
    assert results["项目封顶"] == ["项目／一类: no such node"]
    cases = folder / "examples" / "cases.yaml"
    cases.write_text(cases.read_text("utf-8").replace("项目／一类", "项目/一类"), "utf-8")
    assert all(not found for _, found in check_pack(load_pack(folder)))
