"""policy watch: a look after every change, and what it says is what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from zhicheng.workshop.new import NewPack, write_pack
from zhicheng.workshop.watch import look, looks, stamp_of


class Done(Exception):
    """Ends the watching of a test."""


def edits(*steps: Callable[[], object]) -> Callable[[], None]:
    """What happens between the looks, one step each; then the end."""
    waiting = list(steps)

    def wait() -> None:
        if not waiting:
            raise Done
        waiting.pop(0)()

    return wait


def test_every_change_is_looked_at_once(tmp_path: Path) -> None:
    folder = write_pack(NewPack("zj-ai"), tmp_path)
    track = folder / "senior-engineer.yaml"
    good = track.read_text(encoding="utf-8")

    def put(text: str) -> Callable[[], object]:
        return lambda: track.write_text(text, encoding="utf-8")

    steps = [
        lambda: None,  # nothing changed: no look
        put(good.replace("reach: 2}", "reach: 3}")),
        put(good.replace("routes:", "ruotes:")),
        put(good),
        put(good),  # saved again as it was: no look
    ]
    found = []
    try:
        for changed, one in looks(folder, edits(*steps)):
            found.append((changed, one))
    except Done:
        pass
    first, years, broken, mended = found
    assert first[0] == () and first[1].good
    assert years[0] == ("senior-engineer.yaml",)
    assert years[1].pack is not None and len(years[1].wrong) == 1 and "满2年当日" in years[1].wrong[0]
    assert any("3" in problem.text() for problem in years[1].wording)  # say still says 2
    assert broken[1].pack is None and "ruotes" in broken[1].problems[0].text()
    assert mended[1].good


def test_a_changed_case_is_a_change(tmp_path: Path) -> None:
    folder = write_pack(NewPack("zj-ai"), tmp_path)
    before = stamp_of(folder)
    case = folder / "examples" / "senior-engineer.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace('学历: "5"', '学历: "4"'), encoding="utf-8")
    assert {name for name, _ in set(stamp_of(folder)) - set(before)} == {"examples/senior-engineer.yaml"}
    assert "expected 4, found 5" in look(folder).wrong[0]


def test_lint_is_asked_only_of_a_pack_whose_cases_come_out(tmp_path: Path) -> None:
    folder = write_pack(NewPack("zj-ai"), tmp_path)
    asked: list[str] = []

    def linter(pack: object) -> list[str]:
        asked.append(getattr(pack, "id", ""))
        return ["finding"]

    assert look(folder, linter).findings == ("finding",)
    (folder / "terms.yaml").write_text("terms: [", encoding="utf-8")
    assert look(folder, linter).pack is None
    assert asked == ["zj-ai"]


def test_a_folder_that_goes_away_is_told_and_not_fallen_over(tmp_path: Path) -> None:
    assert look(tmp_path / "nothing").problems
