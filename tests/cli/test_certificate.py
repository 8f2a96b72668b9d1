"""``zhicheng certificate`` and ``zhicheng verify certificate`` as their users type them."""

from __future__ import annotations

import io
import json
import os
import stat
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from zhicheng.cli.main import app

EXAMPLES = Path(__file__).parents[2] / "verifiers" / "examples"
KEY, STATUS = EXAMPLES / "certificate.keys.json", EXAMPLES / "certificate.status.json"
OFFICE = "示例省经济和信息化厅"
HEADS = ("序号", "姓名", "证件号码（隐去部分）", "工作单位", "申报职称", "级别", "现从事专业", "申报方式", "最高学历")
ROWS = (
    (1, "王䶮", "3301**********0011", "示例一公司", "高级工程师", "副高级", "物联网工程", "正常申报", "本科"),
    (2, "阿卜杜拉·买买提", "", "示例二公司", "高级工程师", "副高级", "机器人工程", "转（兼）评", "硕士"),
)


def run(*arguments: str | Path, lang: str = "zh") -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "200", "ZHICHENG_LANG": lang})


def roster(folder: Path, *rows: tuple[object, ...], heads: tuple[str, ...] = HEADS) -> Path:
    """A roster on disk."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (heads, *rows):
        sheet.append(row)
    file = folder / "名册.xlsx"
    book.save(file)
    return file


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office with a key."""
    done = run("certificate", "key", "--folder", tmp_path / "office", "--issuer", OFFICE, "--from", "2024-01-01")
    assert done.exit_code == 0 and "非电子印章" in done.stdout
    return tmp_path / "office"


def issue(office: Path, file: Path, *more: str) -> Result:
    out = office.parent / "out"
    given = {
        "--folder": office, "--out": out, "-p": "zj-iot-2026/senior-engineer", "--committee": "示例评审委员会",
        "--document": "示例〔2024〕1号", "--obtained-on": "2024-10-30", "--issued-on": "2024-11-20", "--valid-in": "示例省",
        "--link": "https://zhicheng.example/v", "--prefix": "ZJ26", "--list": "zj26-1",
    }  # fmt: skip
    return run("certificate", "issue", file, *(str(part) for pair in given.items() for part in pair), *more)


def numbers(office: Path) -> dict[str, str]:
    """Number by name, from the list that the office gets."""
    sheet = openpyxl.load_workbook(office.parent / "out" / "certificates.xlsx").active
    assert sheet is not None
    return {str(row[1]): str(row[6]) for row in sheet.iter_rows(min_row=2, values_only=True)}


def verify(office: Path, number: str, *more: str | Path) -> Result:
    listed = office / "status-zj26-1.json"
    status = ("--status", listed) if listed.exists() else ()
    return run(
        "verify", "certificate", office.parent / "out" / f"{number}.pdf", "--key", office / "keys.json", *status, *more
    )


def outcome(office: Path, number: str) -> str:
    return str(json.loads(verify(office, number, "--json").stdout)["outcome"])


def test_an_office_issues_publishes_and_anybody_checks(office: Path, tmp_path: Path) -> None:
    done = issue(office, roster(tmp_path, *ROWS))
    assert done.exit_code == 0 and "已制作 2 份证书" in done.stdout
    found = numbers(office)
    assert set(found) == {"王䶮", "阿卜杜拉·买买提"}
    assert outcome(office, found["王䶮"]) == "sound"
    published = run("certificate", "status", "--folder", office, "--list", "zj26-1")
    assert published.exit_code == 0 and "第 1 期" in published.stdout
    assert {outcome(office, number) for number in found.values()} == {"valid"}
    shown = verify(office, found["王䶮"])
    assert shown.exit_code == 0
    assert (
        shown.stdout.startswith("证书真实、有效。") and "姓名：王䶮" in shown.stdout and "密钥文件指纹" in shown.stdout
    )


def test_revoked_and_re_issued_show_in_the_next_list(office: Path, tmp_path: Path) -> None:
    issue(office, roster(tmp_path, *ROWS))
    found = numbers(office)
    gone = run(
        "certificate",
        "revoke",
        found["王䶮"].lower(),
        "--folder",
        office,
        "--ground",
        "fraud",
        "--decision",
        "示例〔2024〕9号 第三条",
        "--on",
        "2024-12-01",
    )
    assert gone.exit_code == 0, gone.stderr
    anew = run(
        "certificate",
        "re-issue",
        found["阿卜杜拉·买买提"],
        "--folder",
        office,
        "--out",
        tmp_path / "out",
        "--reason",
        "correction",
        "--name",
        "阿卜杜拉·买合买提",
        "--issued-on",
        "2024-12-01",
    )
    assert anew.exit_code == 0, anew.stderr
    for serial in (1, 2):
        listed = run("certificate", "status", "--folder", office, "--list", "zj26-1")
        assert f"第 {serial} 期状态清单：撤销 1，换发 1" in listed.stdout
    new = next(path.stem for path in (tmp_path / "out").glob("*.pdf") if path.stem not in found.values())
    assert outcome(office, found["王䶮"]) == "revoked"
    assert outcome(office, found["阿卜杜拉·买买提"]) == "re-issued"
    assert outcome(office, new) == "valid"
    checked = verify(office, found["王䶮"])
    assert checked.exit_code == 1 and checked.stdout.startswith("证书已撤销")
    again = run("certificate", "revoke", found["王䶮"], "--folder", office, "--ground", "fraud", "--decision", "x")
    assert again.exit_code == 2 and "已撤销" in again.stderr


def test_nothing_is_issued_when_one_row_can_not_be(office: Path, tmp_path: Path) -> None:
    bad = (3, "王\U00020000", "", "示例三公司", "高级工程师", "副高级", "物联网工程", "正常申报", "本科")
    done = issue(office, roster(tmp_path, *ROWS, bad))
    assert done.exit_code == 2 and "字库缺字" in done.stderr and "U+20000" in done.stderr and "!4" in done.stderr
    assert not (office / "register.json").exists() and not list((tmp_path / "out").glob("*.pdf"))
    assert issue(office, roster(tmp_path, *ROWS)).exit_code == 0
    twice = issue(office, roster(tmp_path, *ROWS))
    assert twice.exit_code == 2 and "王䶮已持有证书" in twice.stderr


@pytest.mark.parametrize(
    ("rows", "heads", "told"),
    [
        (
            (("x", "王某", "330106198804120011", "甲", "高级工程师", "副高级", "物联网", "正常申报", "本科"),),
            HEADS,
            "不收身份证件号码",
        ),
        (
            (("1", "王某", "33010619880412001*", "甲", "高级工程师", "副高级", "物联网", "正常申报", "本科"),),
            HEADS,
            "隐去部分",
        ),
        ((("1", "王某"),), ("序号", "姓名"), "表头"),
        ((), HEADS, "没有人员"),
    ],
)
def test_a_roster_that_is_wrong_is_told_by_cell(
    office: Path, tmp_path: Path, rows: tuple[tuple[object, ...], ...], heads: tuple[str, ...], told: str
) -> None:
    done = issue(office, roster(tmp_path, *rows, heads=heads))
    assert told in done.stderr and "Traceback" not in done.stderr
    assert done.exit_code == 2


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--prefix", "浙江"), "编号"),
        (("--link", "not an address"), "地址"),
        (("--obtained-on", "soon"), "不是日期"),
        (("--issued-on", "2023-11-20"), "没有可用的密钥"),
        (("--issued-on", "2024-10-01"), "早于取得时间"),
        (("-p", "物联网"), "写法不对"),
        (("--list", "../up"), "写法不对"),
    ],
)
def test_options_that_do_not_fit_are_sentences(office: Path, tmp_path: Path, more: tuple[str, str], told: str) -> None:
    done = issue(office, roster(tmp_path, *ROWS), *more)
    assert done.exit_code == 2 and told in done.stderr, done.stderr
    assert not (office / "register.json").exists()


def test_a_file_lost_is_made_again_byte_for_byte(office: Path, tmp_path: Path) -> None:
    issue(office, roster(tmp_path, *ROWS))
    number = numbers(office)["王䶮"]
    before = (tmp_path / "out" / f"{number}.pdf").read_bytes()
    run("certificate", "key", "--folder", office, "--issuer", OFFICE, "--from", "2024-11-25")
    done = run("certificate", "print", number, "--folder", office, "--out", tmp_path / "again")
    assert done.exit_code == 0 and (tmp_path / "again" / f"{number}.pdf").read_bytes() == before


def test_a_new_key_retires_the_old_one_which_stays(office: Path, tmp_path: Path) -> None:
    issue(office, roster(tmp_path, *ROWS))
    assert run("certificate", "key", "--folder", office, "--issuer", OFFICE, "--from", "2024-11-21").exit_code == 0
    keys = json.loads((office / "keys.json").read_bytes())["keys"]
    assert [(key["state"], key["until"]) for key in keys] == [("retired", "2024-11-20"), ("in-use", "")]
    assert outcome(office, numbers(office)["王䶮"]) == "sound"
    for secret in office.glob("secret-*.pem"):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE((office / "register.json").stat().st_mode) == 0o600
    other = run("certificate", "key", "--folder", office, "--issuer", "别的单位")
    early = run("certificate", "key", "--folder", office, "--issuer", OFFICE, "--from", "2024-05-01")
    assert (other.exit_code, early.exit_code) == (2, 2) and "属于" in other.stderr and "晚于" in early.stderr


def test_after_a_theft_everything_is_issued_anew(office: Path, tmp_path: Path) -> None:
    issue(office, roster(tmp_path, *ROWS))
    stolen, number = json.loads((office / "keys.json").read_bytes())["keys"][0]["id"], numbers(office)["王䶮"]
    assert run("certificate", "void-key", stolen, "--folder", office).exit_code == 0
    assert run("certificate", "void-key", "0" * 16, "--folder", office).exit_code == 2
    assert outcome(office, number) == "unsound" and "已作废" in verify(office, number).stdout
    anew = ("--folder", office, "--out", tmp_path / "out", "--reason", "key-change", "--issued-on", "2024-12-01")
    without = run("certificate", "re-issue", number, *anew)
    assert without.exit_code == 2 and "没有可用的密钥" in without.stderr
    run("certificate", "key", "--folder", office, "--issuer", OFFICE, "--from", "2024-11-30")
    assert run("certificate", "re-issue", number, *anew).exit_code == 0
    new = next(path.stem for path in (tmp_path / "out").glob("*.pdf") if path.stem not in numbers(office).values())
    run("certificate", "status", "--folder", office, "--list", "zj26-1")
    assert (outcome(office, new), outcome(office, number)) == ("valid", "unsound")


def test_a_secret_with_a_passphrase_needs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "ZHICHENG_CERTIFICATE_PASSPHRASE", "long enough")
    office = tmp_path / "office"
    run("certificate", "key", "--folder", office, "--issuer", OFFICE, "--from", "2024-01-01")
    assert b"ENCRYPTED" in next(office.glob("secret-*.pem")).read_bytes()
    assert issue(office, roster(tmp_path, ROWS[0])).exit_code == 0
    monkeypatch.delitem(os.environ, "ZHICHENG_CERTIFICATE_PASSPHRASE")
    done = run("certificate", "status", "--folder", office, "--list", "zj26-1")
    assert done.exit_code == 2 and "口令" in done.stderr


def test_two_commands_do_not_change_a_folder_at_once(office: Path, tmp_path: Path) -> None:
    (office / "in-use.lock").touch()
    done = issue(office, roster(tmp_path, *ROWS))
    assert done.exit_code == 2 and "in-use.lock" in done.stderr
    (office / "in-use.lock").unlink()
    assert issue(office, roster(tmp_path, *ROWS)).exit_code == 0 and not (office / "in-use.lock").exists()


def test_the_page_holds_keys_and_lists(office: Path, tmp_path: Path) -> None:
    issue(office, roster(tmp_path, *ROWS))
    run("certificate", "status", "--folder", office, "--list", "zj26-1")
    done = run("certificate", "page", "--folder", office, "--to", tmp_path / "verify.html")
    page = (tmp_path / "verify.html").read_text("utf-8")
    assert done.exit_code == 0 and OFFICE in page and "zj26-1" in page and "王䶮" not in page


# --------------------------------------------------------------------------- verify


def check(name: str, *more: str | Path, at: str = "2026-12-10") -> Result:
    return run("verify", "certificate", EXAMPLES / name, "--key", KEY, "--status", STATUS, "--at", at, *more)


@pytest.mark.parametrize(
    ("name", "at", "code", "said"),
    [
        ("certificate.pdf", "2026-12-10", 0, "证书真实、有效"),
        ("certificate-revoked.pdf", "2026-12-10", 1, "证书已撤销"),
        ("certificate-reissued.pdf", "2026-12-10", 1, "证书已换发"),
        ("certificate.pdf", "2027-02-01", 1, "状态清单不能使用"),
        ("certificate.keys.json", "2026-12-10", 2, ""),
        ("nothing.pdf", "2026-12-10", 2, ""),
    ],
)
def test_the_outcome_comes_first_and_as_exit_code(name: str, at: str, code: int, said: str) -> None:
    done = check(name, at=at)
    assert done.exit_code == code and said in (done.stdout.splitlines() or [""])[0]
    assert "Traceback" not in done.stderr


def test_in_english_and_as_json() -> None:
    english = check("certificate.pdf", "--lang", "en")
    assert english.stdout.startswith("The certificate is genuine and valid.") and "Name: 王䶮" in english.stdout
    found = json.loads(check("certificate-revoked.pdf", "--json").stdout)
    assert found["outcome"] == "revoked" and found["content"]["name"] == "李某某"
    assert [one["code"] for one in found["findings"] if not one["holds"]] == ["not-ended"]


def test_a_changed_file_says_what_and_that_nothing_is_confirmed(tmp_path: Path) -> None:
    raw = (EXAMPLES / "certificate.pdf").read_bytes()
    (tmp_path / "changed.pdf").write_bytes(raw.replace(b"<pdfaid:part>2<", b"<pdfaid:part>4<"))
    done = run("verify", "certificate", tmp_path / "changed.pdf", "--key", KEY)
    assert done.exit_code == 1 and done.stdout.startswith("证书不能确认为真")
    assert "签名后文件被改动" in done.stdout and "不能作为依据" in done.stdout


def test_without_a_key_nothing_is_confirmed() -> None:
    done = run("verify", "certificate", EXAMPLES / "certificate.pdf")
    assert done.exit_code == 1 and "未提供密钥文件" in done.stdout


def test_the_text_of_a_code_is_checked_from_a_text_file(tmp_path: Path) -> None:
    from tests.documents.certificates import content, seal
    from zhicheng.procedure.certificate.statement import code_text, stated

    file = tmp_path / "code.txt"
    file.write_text(code_text("https://x.example/v", stated(content(), seal().sign)) + "\n", "utf-8")
    done = run("verify", "certificate", file, "--key", KEY, "--status", STATUS, "--at", "2026-12-10")
    assert done.exit_code == 0 and "逐项核对" in done.stdout


@pytest.mark.parametrize("option", ["--key", "--status"])
@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_other_files_as_key_or_list_are_sentences(tmp_path: Path, option: str, raw: bytes) -> None:
    (tmp_path / "x.json").write_bytes(raw)
    done = run("verify", "certificate", EXAMPLES / "certificate.pdf", option, tmp_path / "x.json")
    assert done.exit_code == 2 and "x.json" in done.stderr and not isinstance(done.exception, RecursionError)


def test_the_list_that_the_office_gets_holds_no_formula(office: Path, tmp_path: Path) -> None:
    row = (1, "=1+1", "", "@cmd", "高级工程师", "副高级", "物联网工程", "正常申报", "本科")
    done = issue(office, roster(tmp_path, row))
    if done.exit_code == 0:
        raw = (tmp_path / "out" / "certificates.xlsx").read_bytes()
        sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
        assert sheet is not None
        assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
