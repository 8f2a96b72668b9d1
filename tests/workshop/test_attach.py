"""policy attach: the text is kept outside the pack with its digest, and shown beside the rules that stand for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from zhicheng.policy.pack import Pack, load_pack
from zhicheng.vocabulary.problems import Refused
from zhicheng.workshop.attach import attach, attach_html, attached, side_by_side
from zhicheng.workshop.new import NewPack, write_pack

DAY = dt.date(2026, 11, 22)
TEXT = """\
某专业高级工程师评价条件

第一条 近3年年度考核合格以上。

第二条 应具备下列条件之一：

（一）硕士以上学位，聘任工程师满2年。

（二）本科以上学历，聘任工程师满5年。

第三条 自评分达到规定分值的，可以申报。

第四条 业绩成果应为近5年取得。

第五条 下列条件具备2项以上：

（一）为主完成本专业项目。

（二）取得发明专利并产生实际用途。

（三）发表核心期刊论文。

第六条 本条件由某厅负责解释，<b>未写入规则</b>。
"""


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load_pack(write_pack(NewPack("zj-ai"), tmp_path / "packs"))


@pytest.fixture
def text(tmp_path: Path) -> Path:
    file = tmp_path / "document.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_the_text_is_kept_outside_the_pack(pack: Pack, text: Path, tmp_path: Path) -> None:
    before = sorted(pack.folder.rglob("*"))
    kept = attach(pack, text, tmp_path / "home", DAY)
    assert kept.path.read_text(encoding="utf-8") == TEXT
    assert attached(pack, tmp_path / "home") == (kept,)
    assert sorted(pack.folder.rglob("*")) == before
    assert load_pack(pack.folder).hash == pack.hash
    assert attach(pack, text, tmp_path / "home", DAY) == kept


def test_theirs_beside_ours(pack: Pack, text: Path, tmp_path: Path) -> None:
    rows = {one.unit.label: one for one in side_by_side(pack, {"document.txt": TEXT})}
    assert [address for address, _ in rows["第二条（一）"].ours] == ["senior-engineer/routes/第二条（一）"]
    assert rows["第五条（二）"].ours[0][1][0] == "第1发明人的发明专利，有实际用途"
    assert (rows["第四条"].kind, rows["第六条"].kind) == ("term", "")
    kept = attach(pack, text, tmp_path / "home", DAY)
    page = attach_html(pack, [kept], "zh")
    assert "1 处没有去向" in page
    assert "聘任工程师满5年" in page and "硕士以上学位，聘任满2年" in page
    assert "<b>未写入规则</b>" not in page and "&lt;b&gt;未写入规则" in page
    assert kept.sha256 in page


def test_a_kept_text_that_was_changed_is_found_out(pack: Pack, text: Path, tmp_path: Path) -> None:
    kept = attach(pack, text, tmp_path / "home", DAY)
    kept.path.write_text(TEXT.replace("满2年", "满1年"), encoding="utf-8")
    with pytest.raises(Refused, match="指纹"):
        attached(pack, tmp_path / "home")


def test_what_is_no_text_is_refused(pack: Pack, tmp_path: Path) -> None:
    word = tmp_path / "document.txt"
    word.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(Refused, match="UTF-8"):
        attach(pack, word, tmp_path / "home", DAY)
    with pytest.raises(Refused):
        attach(pack, tmp_path / "missing.txt", tmp_path / "home", DAY)
    assert attached(pack, tmp_path / "home") == ()


def test_which_source_it_is_must_be_clear(tmp_path: Path, text: Path) -> None:
    iot = load_pack("zj-iot-2026")
    with pytest.raises(Refused, match="原文"):
        attach(iot, text, tmp_path / "home", DAY, name="other.txt")
