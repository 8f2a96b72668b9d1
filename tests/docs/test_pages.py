"""What the documentation says is so: links, commands, tests named, generated pages; and the checks find what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs.platform_words import ACTS, OBJECTS, RELATIONS

from docs import build, checks, platform_pages
from zhicheng.web.configuration import VARIABLES, configuration
from zhicheng.web.ledger.acts import known_acts
from zhicheng.web.visibility.table import table


def test_no_page_says_what_is_not_so() -> None:
    assert list(checks.faults()) == []


def test_generated_pages_are_up_to_date() -> None:
    assert [path.name for path in build.outdated()] == []


def test_every_page_of_the_documentation_is_in_its_index() -> None:
    index = (checks.ROOT / "README.md").read_text("utf-8")
    for page in checks.ROOT.rglob("*.md"):
        name = page.relative_to(checks.ROOT).as_posix()
        assert name == "README.md" or f"]({name})" in index, f"docs/README.md does not name {name}"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[there](nowhere.md)", "the link nowhere.md leads nowhere"),
        ("[there](docs/README.md#nothing-like-it)", "docs/README.md has no heading #nothing-like-it"),
        ("# Here\n\n[there](#elsewhere)", "page.md has no heading #elsewhere"),
        ("```sh\nzhicheng fly --home x\n```", "there is no command zhicheng fly"),
        ("```sh\n/opt/zhicheng/bin/zhicheng serve --wings\n```", "zhicheng serve has no option --wings"),
        ("so `zhicheng policy dance X` does", "there is no command zhicheng policy dance"),
        ("```sh\nmake haste\n```", "there is no make haste"),
        ("shown by `tests/nowhere/test_nothing.py`", "there is no tests/nowhere/test_nothing.py"),
    ],
)
def test_what_is_not_there_is_found(text: str, fault: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    (tmp_path / "docs").symlink_to(checks.ROOT)
    assert list(checks.faults_of(page)) == [fault]


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = (
        "# A heading（一）\n\n[here](#a-heading一) [out](https://example.org/x#y)\n\n"
        "```sh\nzhicheng serve --demo --home x\nmake run\n```\n\n```text\nzhicheng fly\n```\n"
    )
    page.write_text(text, "utf-8")
    assert list(checks.faults_of(page)) == []


def test_an_excerpt_must_be_part_of_the_answer() -> None:
    shown = '<!-- answer: verdict -->\n```json\n{"score": {"low": "12345"}}\n```\n'
    assert list(checks.unreal_answers(shown)) == ["the answer shown for 'verdict' is not what comes"]
    assert checks.part_of([1, 3], [1, 2, 3])
    assert not checks.part_of([3, 1], [1, 2, 3])
    assert not checks.part_of({"a": 1, "b": 2}, {"a": 1})


def test_the_page_of_visibility_holds_every_object_act_and_stage() -> None:
    page = "\n".join(platform_pages.visibility())
    for cell in table():
        assert f"\n## {cell.object}\n" in page
        for word in (*cell.acts, *(cell.stages or ()), cell.relation):
            assert f"`{word}`" in page
    used = {cell.object for cell in table()}
    assert set(OBJECTS) == used, "a name for an object that the table does not have"
    assert set(RELATIONS) == {cell.relation for cell in table()}
    assert set(ACTS) == {act for cell in table() for act in cell.acts}


def test_the_page_of_acts_holds_every_act() -> None:
    page = "\n".join(platform_pages.ledger_acts())
    assert all(f"| `{act}` | {zh} | {en} |" in page for act, (zh, en) in known_acts().items())


def test_every_variable_is_described_with_its_true_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(platform_pages.ABOUT_VARIABLES) == set(VARIABLES)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    found = configuration()
    said = {name: default.strip("`") for name, (_, default) in platform_pages.ABOUT_VARIABLES.items()}
    assert found.home == Path(said["ZHICHENG_HOME"]).resolve()
    assert ",".join(found.hosts) == said["ZHICHENG_HOSTS"]
    assert ("stated" if found.stated_clock else "system") == said["ZHICHENG_CLOCK"]
    assert ("yes" if found.https else "no") == said["ZHICHENG_HTTPS"]
    assert (str(found.proxies), found.second_factor) == (said["ZHICHENG_PROXIES"], said["ZHICHENG_SECOND_FACTOR"])
    assert found.openid is None
