"""Coverage of clauses: a clean small pack, and every way of not being clean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zhicheng.policy.coverage import Coverage, coverage_of, coverage_of_folder
from zhicheng.policy.coverage_command import main
from zhicheng.policy.pack import load_pack
from zhicheng.policy.places import cites_of
from zhicheng.vocabulary.problems import Refused

from .small_pack import DOCUMENT, FILES, write_pack


def found(folder: Path, document: str | None = DOCUMENT) -> list[tuple[str, str]]:
    return [(finding.code, finding.label) for finding in coverage_of_folder(folder, document).findings]


def test_the_small_pack_is_clean(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path))
    result = coverage_of(pack, DOCUMENT)
    assert result.clean, result.text()
    assert (result.units, result.accounted) == (12, 12)
    assert dict(result.kinds) == {"rule": 5, "term": 1, "procedure": 2, "reference": 1, "statement": 3}
    assert coverage_of(pack).clean


def test_a_unit_without_entry_is_missing(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, {"clauses.yaml": ("第一条: statement\n", "")})
    assert found(folder) == [("missing", "第一条")]
    result = coverage_of_folder(folder, DOCUMENT)
    assert (result.units, result.accounted) == (12, 11)
    assert found(folder, None) == []


def test_an_entry_without_unit_is_stray(tmp_path: Path) -> None:
    more = "第一条: statement\n第四条: statement\n附1#3: {is: statement, why: 空行}"
    folder = write_pack(tmp_path, {"clauses.yaml": ("第一条: statement", more)})
    assert found(folder) == [("stray", "第四条"), ("stray", "附1#3")]


def test_two_entries_for_one_label(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, {"clauses.yaml": ("第三条:", "第二条（一）: rule\n第三条:")})
    assert found(folder) == [("twice", "第二条（一）")]


def test_an_unknown_place_is_named_with_the_nearest(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, {"clauses.yaml": ("senior-engineer/routes", "senior-engineer/route")})
    result = coverage_of_folder(folder, DOCUMENT)
    assert [(item.code, item.label) for item in result.findings] == [("unknown-node", "第二条")]
    assert "senior-engineer/routes" in result.text()


@pytest.mark.parametrize(
    ("file", "change", "label"),
    [
        ("senior-engineer.yaml", ('points: 20, cite: "附1#2"', "points: 20"), "附1#2"),
        ("terms.yaml", ("cite: 第三条", "cite: 第一条"), "第三条"),
        ("procedure.yaml", ("cite: 方案二（一）2", "cite: 方案二（一）1"), "方案二（一）2"),
        ("clauses.yaml", ("node: senior-engineer/scoring/获奖", "node: senior-engineer/scoring/获奖/省级"), "附1#1"),
        (
            "clauses.yaml",
            ("{is: rule, node: senior-engineer/routes}", "{is: rule, node: senior-engineer/scoring}"),
            "第二条",
        ),
    ],
)
def test_a_place_that_does_not_cite_back(tmp_path: Path, file: str, change: tuple[str, str], label: str) -> None:
    assert ("no-citation", label) in found(write_pack(tmp_path, {file: change}))
    assert ("no-citation", label) in found(write_pack(tmp_path, {file: change}), None)


def test_a_clause_may_cite_what_its_key_is_not(tmp_path: Path) -> None:
    changed = write_pack(
        tmp_path, {"senior-engineer.yaml": ("  第二条（二）:\n", "  第二条乙:\n    cite: 第二条（二）\n")}
    )
    assert found(changed) == []
    load_pack(changed).track("senior-engineer")


def test_a_group_covers_only_the_rows_it_names(tmp_path: Path) -> None:
    bare = FILES["senior-engineer.yaml"].replace(', cite: "附1#1"', "").replace(', cite: "附1#2"', "")
    whole = bare.replace("    - group: 获奖\n", "    - group: 获奖\n      cite: 附1\n")
    ranged = bare.replace("    - group: 获奖\n", "    - group: 获奖\n      cite: 附1#1-2\n")
    assert found(write_pack(tmp_path, {"senior-engineer.yaml": whole})) == [
        ("no-citation", "附1#1"),
        ("no-citation", "附1#2"),
    ]
    assert found(write_pack(tmp_path, {"senior-engineer.yaml": ranged})) == []
    stem = ranged.replace("cite: 附1#1-2", "cite: 附1*")
    assert found(write_pack(tmp_path, {"senior-engineer.yaml": stem})) == []


@pytest.mark.parametrize(
    "text", ["公示5天。", "申报人应到场。", "须盖章。", "不得委托。", "可当场查询。", "取消资格。", "三年一次。"]
)
def test_weighty_words_need_a_reason(tmp_path: Path, text: str) -> None:
    folder = write_pack(tmp_path)
    document = DOCUMENT.replace("为评价示例人员，制定本条件。", text)
    assert found(folder, document) == [("no-reason", "第一条")]


@pytest.mark.parametrize("text", ["根据例〔2018〕4号文件。", "相应的应用可行，经认可，统一安排，如第三条所述。"])
def test_words_that_only_look_weighty(tmp_path: Path, text: str) -> None:
    assert found(write_pack(tmp_path), DOCUMENT.replace("为评价示例人员，制定本条件。", text)) == []


def test_a_table_row_as_statement_needs_a_reason(tmp_path: Path) -> None:
    old = "附1#1-2: {is: rule, node: senior-engineer/scoring/获奖}"
    folder = write_pack(tmp_path, {"clauses.yaml": (old, "附1#1: rule\n附1#2: statement")})
    assert found(folder) == [("no-reason", "附1#2")]
    assert found(folder, None) == [("no-reason", "附1#2")]


def test_a_citation_of_nothing_dangles(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, {"terms.yaml": ("cite: 第三条", "cite: [第三条, 第九条]")})
    assert found(folder) == [("dangling", "第九条")]


def test_own_label_before_stem_and_long_stem_before_short(tmp_path: Path) -> None:
    clauses = (
        '"第二条*": {is: term, node: terms/role}\n"第二条（*": rule\n第二条: {is: rule, node: senior-engineer/routes}\n'
    )
    kept = FILES["clauses.yaml"].replace(
        "第二条: {is: rule, node: senior-engineer/routes}\n第二条（一）-（二）: rule\n", ""
    )
    assert found(write_pack(tmp_path, {"clauses.yaml": clauses + kept})) == []


def test_readings_do_not_hide_places(tmp_path: Path) -> None:
    row = '- {row: 省级, match: {award: {issuer: provincial}}, points: 20, cite: "附1#2"}'
    switched = FILES["senior-engineer.yaml"].replace(row, "- {reading: Z-01, a: ~, b: " + row.removeprefix("- ") + "}")
    folder = write_pack(tmp_path, {"senior-engineer.yaml": switched})
    assert found(folder) == []


@pytest.mark.parametrize("text", ["第一条: {is: nonsense}", "第一条: {is: rule, nodes: x}", "第一条: 5", "- 第一条"])
def test_bad_entries_are_refused_with_file_and_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match=r"small/clauses\.yaml"):
        coverage_of_folder(write_pack(tmp_path, {"clauses.yaml": text}))


def test_cites() -> None:
    assert cites_of("附1#35 科研水平、获奖 备注3") == ("附1#35",)
    assert cites_of("（十四）3、4") == ("（十四）3", "（十四）4")
    assert cites_of(["第八条", "附2注1-2"]) == ("第八条", "附2注1", "附2注2")
    assert cites_of("第十八条（七）至（八）、附 2") == ("第十八条（七）", "第十八条（八）", "附2")
    assert cites_of(None) == ()


def test_text_and_data(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, {"clauses.yaml": ("第一条: statement\n", "")})
    result = coverage_of_folder(folder, DOCUMENT)
    assert result.text().splitlines()[0].startswith("small：12 处中 11 处有去向")
    assert "11 of 12" in result.text("en")
    data = json.loads(json.dumps(result.as_data()))
    assert data["findings"][0]["code"] == "missing"
    assert not data["clean"]
    assert Coverage("x", 0, 0, {}, ()).text("en").startswith("x: not compared")


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_pack(tmp_path)
    document = tmp_path / "any-name.txt"
    document.write_text(DOCUMENT, encoding="utf-8")
    assert main([str(folder), "--source", str(document)]) == 0
    assert "12 处中 12 处" in capsys.readouterr().out
    assert main([str(folder), "--source", str(document), "--units"]) == 0
    assert "附1#2\trow\t省级 | 20n" in capsys.readouterr().out
    (folder / "clauses.yaml").unlink()
    assert main([str(folder), "--source", str(document), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["accounted"] == 0


def test_the_draft_is_filled_in_where_places_cite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_pack(tmp_path)
    (tmp_path / "small.txt").write_text(DOCUMENT, encoding="utf-8")
    assert main([str(folder), "--source", str(tmp_path), "--draft"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith('"附1#1": {is: rule, node: senior-engineer/scoring/获奖/国家级}') for line in lines)
    assert any(line.startswith("第三条: {is: term, node: terms/role}") for line in lines)
    assert any(line.startswith('第一条: {is: ""}') for line in lines)
    assert len(lines) == 12
