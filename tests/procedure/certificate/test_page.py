"""The offline page: it finds what the library finds, in Node and in a browser, loads nothing and sends nothing."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.documents.certificates import (
    DUE,
    ISSUER,
    LINK,
    LISTED,
    NOW,
    content,
    keys,
    listed,
    old_content,
    other_content,
    pdf,
    seal,
)
from zhicheng.procedure.certificate.keys import COMPROMISED, OFFICIAL, KeySet, key_data
from zhicheng.procedure.certificate.page import program, verify_page
from zhicheng.procedure.certificate.signed_pdf import signed_pdf
from zhicheng.procedure.certificate.statement import Statement, code_text, stated, statement_in
from zhicheng.procedure.certificate.status import SignedList, list_file
from zhicheng.procedure.certificate.verification import check_certificate, check_statement
from zhicheng.vocabulary.problems import Refused

STRANGER = seal("a stranger's key")
RUN = """
const fs = require("fs");
(async () => {
  const answers = [];
  for (const one of JSON.parse(fs.readFileSync(0, "utf8"))) {
    const given = one.pdf ? new Uint8Array(Buffer.from(one.pdf, "base64")) : one.text;
    try {
      const found = await Check.check(given, one.keys, one.lists, new Date(one.now));
      answers.push({ outcome: found.outcome, content: found.content, held: found.findings.map((two) => [two.code, two.holds]) });
    } catch { answers.push(null); }
  }
  console.log(JSON.stringify(answers));
})();
"""
Case = tuple[bytes | str, KeySet, SignedList | None, dt.datetime]


def node(cases: list[Case]) -> list[Any]:
    """What the page's program answers in Node."""
    if shutil.which("node") is None:
        pytest.skip("node is not on this machine")
    given = [
        {
            **({"pdf": base64.b64encode(one).decode()} if isinstance(one, bytes) else {"text": one}),
            "keys": key_data(known),
            "lists": [json.loads(list_file(status))] if status else [],
            "now": now.isoformat(),
        }
        for one, known, status, now in cases
    ]
    done = subprocess.run(
        ["node", "-e", program() + RUN],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def library(case: Case) -> dict[str, Any] | None:
    """What the library answers."""
    given, known, status, now = case
    try:
        if isinstance(given, bytes):
            found = check_certificate(given, known, status, now=now)
        else:
            found = check_statement(statement_in(given), known, status, now=now)
    except Refused:
        return None
    return {
        "outcome": found.outcome,
        "content": json.loads(json.dumps(dict(zip(_fields(), found.content.values(), strict=True)))),
        "held": [[one.code, one.holds] for one in found.findings],
    }


def _fields() -> tuple[str, ...]:
    from zhicheng.procedure.certificate.content import FIELDS

    return FIELDS


def cases() -> list[Case]:
    """Good ones, and each thing that can be wrong."""
    good, known, status = pdf(content()), keys(), listed()
    code = code_text(LINK, stated(content(), seal().sign))
    forged = Statement(content(name="李四"), stated(content(), seal().sign).signature).text
    late = DUE + dt.timedelta(seconds=1)

    def only(**changed: Any) -> KeySet:
        return KeySet(ISSUER, (replace(keys().keys[0], **changed),))

    return [
        (good, known, status, NOW),
        (good, known, None, NOW),
        (pdf(other_content()), known, status, NOW),
        (pdf(old_content()), known, status, NOW),
        (good, known, status, late),
        (good, known, listed(made_at=LISTED.replace(month=11, day=19)), NOW),
        (good, known, listed(by=STRANGER), NOW),
        (good, known, status, LISTED - dt.timedelta(days=2)),
        (good, KeySet(ISSUER, (STRANGER.key,)), status, NOW),
        (pdf(content(key=STRANGER.key.id), STRANGER), known, status, NOW),
        (good, only(state=COMPROMISED), status, NOW),
        (good, only(end=dt.date(2026, 11, 19)), status, NOW),
        (good, only(kind=OFFICIAL), status, NOW),
        (good.replace(b"<pdfaid:part>2<", b"<pdfaid:part>4<"), known, status, NOW),
        (good + b"\n", known, status, NOW),
        (code, known, status, NOW),
        (forged, known, status, NOW),
        (pdf(content(status_list="zj26-2")), known, None, NOW),
        (pdf(content(status_index=200_000)), known, status, NOW),
        ("nonsense", known, status, NOW),
        (b"%PDF-1.7", known, status, NOW),
    ]


def test_it_finds_what_the_library_finds() -> None:
    given = cases()
    for case, answer in zip(given, node(given), strict=True):
        assert answer == library(case)


def test_a_key_that_stands_there_twice_or_in_an_unknown_state_is_none() -> None:
    """The library refuses such a key file; the page must not take the entry that suits."""
    (key,) = keys().keys
    files = (
        KeySet(ISSUER, (key, replace(key, state=COMPROMISED))),
        KeySet(ISSUER, (replace(key, state="Compromised"),)),
    )
    answers = node([(pdf(content()), known, listed(), NOW) for known in files])
    assert [answer["outcome"] for answer in answers] == ["unsound", "unsound"]


@pytest.mark.long
def test_it_finds_changed_bytes_too() -> None:
    raw = pdf(content())
    found = signed_pdf(raw)
    assert found is not None
    start, chance = raw.index(found.gap), random.Random(11)
    places = chance.sample(range(len(raw)), 80) + chance.sample(range(start, start + len(found.gap)), 80)
    changed = [raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :] for at in places]
    last = start + 1 + 2 * len(found.contents.rstrip(b"\0"))
    places = range(last - 150, last)
    changed += [raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1 :] for at in places for bit in (0, 2)]
    changed.append(raw[:start] + found.gap.lower() + raw[start + len(found.gap) :])
    answers = node([(one, keys(), listed(), NOW) for one in changed])
    assert {answer["outcome"] if answer else None for answer in answers} <= {None, "unsound"}


# --------------------------------------------------------------------------- the file


def test_the_page_is_one_file_that_loads_nothing() -> None:
    page = verify_page(keys(), [listed()])
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "http" not in policy
    for tag, name in (("script", "script-src"), ("style", "style-src")):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy
    without = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
    assert not re.findall(
        r"""(?:src|href)\s*=|url\(|@import|fetch\(|XMLHttp|WebSocket|sendBeacon|innerHTML|eval\(""", without
    )
    assert not re.findall(r"https?://", without)


def test_what_is_kept_in_the_page_can_not_become_markup() -> None:
    nasty = KeySet("</script><script>alert(1)</script>{js}{css}", keys().keys)
    page = verify_page(nasty)
    assert "alert(1)</script>" not in page.split("</main>")[1].split("<script>")[0]
    saved = json.loads(re.findall(r'id="saved">(.*?)</script>', page, re.DOTALL)[0])
    assert saved["keys"]["issuer"] == nasty.issuer and saved["lists"] == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")
    from tests.browser.visitor import CHROMIUM, chromium

    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no browser at {CHROMIUM}: apt-get install chromium")
    with chromium() as started:
        yield started


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The page on a disk."""
    path = tmp_path / "verify.html"
    path.write_text(verify_page(keys(), [listed()]), "utf-8")
    return path


def opened(browser: Any, **context: Any) -> Any:
    """A window on the day of the tests."""
    here = browser.new_context(**context).new_page()
    here.clock.set_fixed_time(NOW)
    return here


@pytest.mark.parametrize(("locale", "said"), [("zh-CN", "证书真实、有效"), ("en-GB", "Genuine and valid")])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_scanned_code_is_shown_and_nothing_leaves_the_page(
    browser: Any, file: Path, locale: str, said: str, width: int
) -> None:
    here = opened(browser, viewport={"width": width, "height": 900}, locale=locale)
    asked: list[str] = []
    trouble: list[str] = []
    here.on("request", lambda request: asked.append(request.url))
    here.on("console", lambda message: trouble.append(message.text))
    here.on("pageerror", lambda error: trouble.append(str(error)))
    link = code_text(file.as_uri().replace("file://", "http://x"), stated(content(), seal().sign))
    here.goto(f"{file.as_uri()}#{link.partition('#')[2]}")
    here.wait_for_selector("#result h2")
    assert here.inner_text("#result h2") == said
    for value in ("王䶮", content().number, content().committee):
        assert value in here.inner_text("#result")
    assert here.locator(".findings li").count() == 7 == here.locator(".held-true").count()
    assert keys().fingerprint in here.inner_text("#shelf")
    assert here.evaluate("document.documentElement.scrollWidth") <= width
    assert [one.partition("#")[0] for one in asked] == [file.as_uri()] and trouble == []
    here.context.close()


def test_files_are_chosen_and_told_apart(browser: Any, file: Path, tmp_path: Path) -> None:
    here = opened(browser, locale="zh-CN")
    here.goto(file.as_uri())
    assert "请扫描" in here.inner_text("#result")

    def choose(where: str, raw: bytes, expected: str) -> None:
        (tmp_path / "chosen").write_bytes(raw)
        here.set_input_files(where, str(tmp_path / "chosen"))
        here.locator("#result", has_text=expected).wait_for(timeout=5000)

    choose("#pdf", pdf(content()), "证书真实、有效")
    assert here.locator(".held-true").count() == 10
    choose("#pdf", pdf(other_content()), "证书已撤销")
    choose("#pdf", pdf(old_content()), "证书已换发")
    choose("#pdf", pdf(content()).replace(b"<pdfaid:part>2<", b"<pdfaid:part>4<"), "文件被改动")
    assert "以下内容未经确认" in here.inner_text("#result") and here.locator("#result.bad").count() == 1
    choose("#pdf", pdf(content(key=STRANGER.key.id), STRANGER), "密钥文件中没有这把密钥")
    choose("#pdf", b"no pdf", "不是本系统的电子证书")
    here.click("summary")
    choose("#more", b"{}", "这不是密钥文件或状态清单")
    here.fill("#code", stated(content(), seal().sign).text)
    here.click("#form button")
    here.locator("#result", has_text="证书真实、有效").wait_for()
    assert "逐项核对" in here.inner_text("#result"), "a code can be printed on another paper"
    here.click("#language")
    assert "Genuine and valid" in here.inner_text("#result") and "Certificate check" in here.inner_text("h1")
    here.context.close()


def test_everybody_can_use_it(browser: Any, file: Path) -> None:
    axe = pytest.importorskip("axe_core_python")
    here = opened(browser, locale="zh-CN", bypass_csp=True)
    here.goto(f"{file.as_uri()}#{stated(content(), seal().sign).text}")
    here.wait_for_selector("#result h2")
    here.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = here.evaluate("async () => (await axe.run()).violations.map((one) => one.id + ': ' + one.nodes[0].html)")
    assert found == []
    here.context.close()
