"""``lint``: nothing in a clean pack; one thing spoiled, and the check that is made for it speaks, with a
dossier of which ``evaluate`` says what the finding says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.workshop.clean_pack import write_pack
from zhicheng.cli.main import app
from zhicheng.dossier.files import read_dossier
from zhicheng.policy.pack import Pack, load_pack
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting, judge
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint import CHECKS, lint
from zhicheng.workshop.lint_text import headline
from zhicheng.workshop.witness import confirmed, shown_at
from zhicheng.workshop.witness_files import write_witnesses

SCORING = "senior_engineer"

SPOILED: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "a national prize worth less than a provincial one": (
        "higher-worth-less",
        {SCORING: ("points: 30, cite", "points: 15, cite")},
    ),
    "a coefficient that rises with the rank": (
        "higher-worth-less",
        {"terms": ("2: 0.9, 3: 0.8", "2: 0.7, 3: 0.8")},
    ),
    "a landmark for provincial prizes only": (
        "higher-not-admitted",
        {SCORING: ("      - award: {issuer: provincial+}", "      - award: {issuer: provincial}")},
    ),
    "a hole between two amounts": (
        "gaps-and-overlaps",
        {SCORING: ('amount: "[500,1000)"', 'amount: "[500,800)"')},
    ),
    "amounts that overlap": ("gaps-and-overlaps", {SCORING: ('amount: "[500,1000)"', "amount: 500+")}),
    "a hole between two bands of hours": (
        "gaps-and-overlaps",
        {SCORING: ('"[90,120)": 5', '"[90,110)": 5')},
    ),
    "a maximum out of reach": ("caps", {SCORING: ("      cap: 10\n", "      cap: 12\n")}),
    "a row worth more than its group": ("caps", {SCORING: ("      cap: 6\n", "      cap: 5\n")}),
    "a higher level that ousts a better paid lower one": (
        "adding-lowers",
        {
            SCORING: (
                "      limit: 1\n      members:\n        - {row: 国家级, match: {society: {level: national}}, points: 6",
                "      top_level: level\n      members:\n        - {row: 国家级, match: {society: {level: national}}, points: 3",
            )
        },
    ),
    "a proven fourth worth less than no proof": ("hiding-raises", {"terms": ("4+: 0.5", "4+: 0.3")}),
    "a row for a prize that is national and provincial at once": (
        "unreachable-rows",
        {SCORING: ("{award: {issuer: municipal}}, points: 10", "{award: {issuer: [municipal], all: [{issuer: national}]}}, points: 10")},
    ),
    "a project in two rows": (
        "paid-twice",
        {
            SCORING: (
                "    - group: 项目\n      cap: 40\n",
                "    - {row: 主持, match: {project: {rank: 1}}, points: 1, cite: 附1#10}\n"
                "    - group: 项目\n      apart: true\n      cap: 40\n",
            )
        },
    ),
    "an alternative that another one covers": (
        "idle-ways",
        {SCORING: ("    any:\n      - award: {issuer: provincial+}", "    any:\n      - award: {issuer: national}\n      - award: {issuer: provincial+}")},  # noqa: E501
    ),
    "a municipal prize that admits above and not below": (
        "harder-below",
        {"engineer": ("award: {issuer: municipal+}", "award: {issuer: national}")},
    ),
    "a related field that nobody defines": (
        "words",
        {"engineer": ("degree: {level: bachelor+}", "degree: {level: bachelor+, field: related+}")},
    ),
    "a pass mark that no one sets": ("numbers-left-to-nobody", {"procedure": ("pass-mark-set-by", "something-else")}),
    "a value lost in print": (
        "numbers-left-to-nobody",
        {SCORING: ("issuer: municipal}}, points: 10", "issuer: municipal}}, points: {lost: R1, up_to: 10}")},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return write_pack(tmp_path_factory.mktemp("clean"))


def test_there_is_nothing_to_find_in_a_clean_pack(clean: Pack) -> None:
    assert lint(clean) == ()
    assert headline(()) == ("没有发现问题。", "Nothing found.")


@pytest.mark.parametrize("spoiled", SPOILED)
def test_one_thing_spoiled_is_found_by_the_check_made_for_it(spoiled: str, tmp_path: Path) -> None:
    check, changes = SPOILED[spoiled]
    pack = write_pack(tmp_path, **changes)
    found = [one for one in lint(pack) if one.check == check]
    assert found, f"{check} is silent about {spoiled}"
    for one in found:
        assert one.cite, one.say
        assert one.witnesses, one.say
        assert all(confirmed(witness, pack) for witness in one.witnesses)


def test_every_check_has_a_spoiled_pack_of_its_own() -> None:
    # a place that can be read two ways is shown on the open reading below
    assert {check for check, _ in SPOILED.values()} | {"two-readings"} == {check.name for check in CHECKS}


def test_a_place_read_two_ways_on_equal_ground_is_shown_with_both_results(tmp_path: Path) -> None:
    pack = write_pack(
        tmp_path,
        readings=("ground: sure", "ground: open"),
        senior_engineer=("role: head}}, points: 4", "role: head}}, points: {reading: R1, a: 4, b: 3}"),
    )
    (one,) = lint(pack)
    assert (one.check, one.severity, one.cite) == ("two-readings", "notice", ("附1 社会团体",))
    assert [witness.shown[0].value for witness in one.witnesses] == ["4", "3"]
    assert [dict(witness.readings) for witness in one.witnesses] == [{}, {"R1": "b"}]
    assert all(confirmed(witness, pack) for witness in one.witnesses)


def test_a_reading_that_is_rejected_for_sure_says_nothing(tmp_path: Path) -> None:
    pack = write_pack(
        tmp_path, senior_engineer=("role: head}}, points: 4", "role: head}}, points: {reading: R1, a: 4, b: 7}")
    )
    assert lint(pack) == ()


def test_a_witness_is_believed_only_when_evaluate_says_so(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, **SPOILED["a national prize worth less than a provincial one"][1])
    (one,) = lint(pack)
    better = one.witnesses[0]
    assert confirmed(better, pack)
    assert not confirmed(better, write_pack(tmp_path / "other"))  # the clean pack gives the prize its 30 points


def test_the_same_pack_gives_the_same_findings(tmp_path: Path) -> None:
    changes = SPOILED["a national prize worth less than a provincial one"][1]
    one, two = lint(write_pack(tmp_path / "one", **changes)), lint(write_pack(tmp_path / "two", **changes))
    assert [finding.as_data() for finding in one] == [finding.as_data() for finding in two]


def test_witnesses_are_files_that_evaluate_reads(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, **SPOILED["a proven fourth worth less than no proof"][1])
    (one,) = [finding for finding in lint(pack) if finding.check == "hiding-raises"]
    folder = tmp_path / "witnesses"
    assert write_witnesses([one], folder) == 2
    for witness in one.witnesses:
        file = folder / f"{one.id}.{witness.name}.yaml"
        text = file.read_text("utf-8")
        assert witness.command(file.name) in text
        verdict = judge(Setting(pack, "senior-engineer", Dates(witness.as_of)), read_dossier(file))
        assert all(shown_at(verdict, shown.place) == shown for shown in witness.shown)


# ---------------------------------------------------------------- the command


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["policy", "lint", *arguments])
    return result.exit_code, result.output


def test_the_command_gives_the_answer_first(clean: Pack, tmp_path: Path) -> None:
    assert _run(str(clean.folder), "--fail-on", "notice") == (0, "没有发现问题。\n")
    spoiled = write_pack(tmp_path, **SPOILED["a landmark for provincial prizes only"][1])
    code, output = _run(str(spoiled.folder), "--check", "higher-not-admitted", "--lang", "en")
    assert code == 0
    assert output.splitlines()[0] == "1 findings: to correct 1."
    assert "met" in output


def test_the_command_fails_when_asked_to(tmp_path: Path) -> None:
    spoiled = write_pack(tmp_path, **SPOILED["a related field that nobody defines"][1])
    folder = str(spoiled.folder)
    assert _run(folder, "--check", "words", "--fail-on", "warning")[0] == 1
    assert _run(folder, "--check", "words", "--fail-on", "error")[0] == 0
    assert _run(folder, "--fail-on", "grave")[0] == 2
    assert _run(folder, "--check", "wrods")[0] == 2
    assert _run("no-such-pack")[0] == 2


def test_the_command_as_json_holds_each_dossier_and_what_was_said_of_it(tmp_path: Path) -> None:
    spoiled = write_pack(tmp_path, **SPOILED["a row worth more than its group"][1])
    code, output = _run(f"{spoiled.folder}/senior-engineer", "--json")
    assert code == 0
    data = json.loads(output)
    (one,) = data["findings"]
    assert (data["pack"], one["check"], one["severity"]) == ("clean", "caps", "warning")
    assert one["witnesses"][0]["dossier"]["records"][0]["kind"] == "society"
    assert {"place": "社会团体", "value": "5"} in one["witnesses"][0]["shown"]


# ---------------------------------------------------------------- the published documents


@pytest.mark.parametrize("name", ["ningbo-qti-2024", "zj-iot-2026"])
def test_each_finding_in_a_published_document_is_confirmed(name: str) -> None:
    pack = load_pack(name)
    _check_all(pack, lint(pack))


def _check_all(pack: Pack, found: tuple[Finding, ...]) -> None:
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert one.cite, one.say
        assert one.say[0] and one.say[1]
        for witness in one.witnesses:
            assert confirmed(witness, pack), (one.id, witness.name)
