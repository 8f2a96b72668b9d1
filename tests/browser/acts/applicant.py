"""The applicant: keeps records with their papers, applies, corrects what was returned, hands in again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.papers import no_paper, scan
from tests.browser.visitor import Visitor

Pair = tuple[str, str]


def keep_record(applicant: Visitor, kind: str, name: str, files: Path) -> None:
    """A new record of a kind with its paper: a PDF and a photograph; what is no paper is refused beside its field."""
    applicant.go("/records/")
    applicant.follow("添加材料", "Add a record")
    applicant.main.locator(f"a[href='/records/new/{kind}/']").click()
    applicant.main.get_by_label(applicant.say("名称", "Name"), exact=True).fill(name)
    applicant.main.get_by_label(applicant.say("日期", "Date"), exact=True).fill("2024-05-20")
    applicant.press("保存", "Save")
    applicant.sees("已保存，可在下方上传佐证材料", "Saved; its papers can be uploaded below")
    upload(applicant, no_paper(files, "program.pdf"))
    expect(applicant.main.get_by_role("alert").filter(has_text="program.pdf")).to_be_visible()
    upload(applicant, scan(files, "page-1.pdf"), scan(files, "page-2.jpg"))
    expect(applicant.main.get_by_role("link", name="page-1.pdf", exact=True)).to_be_visible()
    expect(applicant.main.get_by_role("link", name="page-2.jpg", exact=True)).to_be_visible()


def upload(applicant: Visitor, *files: Path) -> None:
    """Upload files under the first paper that the record still lacks."""
    form = applicant.main.locator(
        "form", has=applicant.page.get_by_label(applicant.say("选择文件：", "Choose files: "))
    ).first
    form.locator("input[type=file]").set_input_files(list(files))
    form.get_by_role("button", name=applicant.say("上传", "Upload")).click()
    applicant.page.wait_for_load_state()


def begin(applicant: Visitor, round_title: Pair) -> str:
    """Begin an application in a round; its address."""
    applicant.go("/applications/")
    card = applicant.main.get_by_role("listitem").filter(has_text=applicant.say(*round_title))
    applicant.press("开始申报", "Begin", within=card.last)
    applicant.page.wait_for_url(re.compile(r"/applications/\d+/$"))
    return applicant.path


def too_early(applicant: Visitor, address: str, sentence: Pair) -> None:
    """Try to hand in what isn't ready: the page says what stands in the way, and offers no button."""
    applicant.go(address)
    applicant.follow("提交申报", "Hand in")
    applicant.sees("现在还不能办理：", "This can't be done yet:")
    applicant.sees(*sentence)
    expect(applicant.main.get_by_role("button", name=applicant.say("确认提交", "Hand in"))).to_have_count(0)


def choose_employer(applicant: Visitor, address: str, employer: str) -> None:
    """Find the employer by a part of its name, choose it and a specialty; kept as it is chosen."""
    applicant.go(f"{address}employer/")
    applicant.main.get_by_role("searchbox").fill(employer[:4])
    with kept(applicant):
        applicant.main.get_by_role("radio", name=employer).check()
    specialty = applicant.field("申报专业", "Specialty")
    if specialty.evaluate("one => one.tagName") == "SELECT":
        with kept(applicant):
            specialty.select_option(index=1)


@contextmanager
def kept(applicant: Visitor) -> Iterator[None]:
    """What is done in the block is kept without pressing anything, and the page says so."""
    with applicant.page.expect_response(lambda answer: answer.request.method == "POST") as saving:
        yield
    assert saving.value.ok
    expect(applicant.page.locator("#saved")).to_contain_text(applicant.say("已保存", "Saved"))


def choose_way(applicant: Visitor, address: str) -> None:
    """Choose the first way in that the rules find met or open."""
    applicant.go(f"{address}way/")
    fits = re.compile(applicant.say("符合$|待定", "(?<!not )met|open"))
    state = applicant.page.locator(".state", has_text=fits)
    with kept(applicant):
        applicant.main.locator("label").filter(has=state).first.get_by_role("radio").check()


def claim(applicant: Visitor, address: str) -> None:
    """Claim the score that the rules count."""
    applicant.go(f"{address}score/")
    applicant.press("采用规则核算的分", "Take over what the rules count")


def excuse_papers(applicant: Visitor, address: str) -> None:
    """Of every paper still missing, say why it doesn't apply."""
    applicant.go(f"{address}papers/")
    why = applicant.main.get_by_label(applicant.say("不适用的理由", "Why it doesn't apply"))
    for number in range(why.count()):
        why.nth(number).fill(applicant.say("演示：不涉及", "demonstration: does not apply"))
    applicant.press("保存", "Save")


def promise(applicant: Visitor, address: str) -> None:
    """Promise that everything is true."""
    applicant.go(f"{address}commitment/")
    applicant.field("我已阅读并承诺以上内容", "I have read this and promise it").check()
    applicant.press("作出承诺", "Promise")
    applicant.go(f"{address}commitment/")
    applicant.sees("已承诺", "promised")


def hand_in(applicant: Visitor, address: str) -> str:
    """Hand in; the number it got."""
    applicant.go(address)
    applicant.follow("提交申报", "Hand in")
    applicant.press("确认提交", "Hand in")
    applicant.go(address)
    found = re.search(r"[a-z0-9-]+-\d{5}", applicant.main.get_by_role("heading", level=1).inner_text())
    assert found, "an application handed in has a number"
    return found[0]


def correct(applicant: Visitor, address: str, day: str, answer: str) -> None:
    """Mend the returned record, answer for it, promise anew (the change took the promise back), hand in again."""
    applicant.go(address)
    applicant.follow("逐项补正", "Correct them")
    applicant.follow("去修改", "Mend it")
    applicant.main.get_by_label(applicant.say("日期", "Date"), exact=True).fill(day)
    applicant.press("保存", "Save")
    applicant.page.wait_for_load_state()
    applicant.go(f"{address}corrections/")
    applicant.field("如何补正，或为何不改", "How it was corrected, or why not").fill(answer)
    applicant.press("保存答复", "Save the answer")
    expect(applicant.main.get_by_text(applicant.say("待补正", "to correct"), exact=True)).to_have_count(0)
    promise(applicant, address)
    applicant.go(f"{address}corrections/")
    applicant.follow("重新提交", "Hand in again")
    applicant.press("确认重新提交", "Hand in again")
    applicant.page.wait_for_load_state()
