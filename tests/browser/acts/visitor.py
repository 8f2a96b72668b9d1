"""A visitor without an account: checks for themselves, objects to a notice."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.visitor import Visitor


def self_check(visitor: Visitor, track: str, domain: str) -> None:
    """The example dossier on one track; one record is added, and the verdict follows before it is saved and after."""
    visitor.go("/check/")
    visitor.press("载入示例材料", "Load the example dossier")
    visitor.main.locator(f"button[formaction='/check/{track}/']").click()
    before = score(visitor, "#verdict")
    visitor.unfold("我的材料", "My records")
    visitor.unfold("添加材料", "Add a record")
    visitor.main.locator("button[value='new:patent']").click()
    visitor.main.get_by_label(visitor.say("名称", "Name"), exact=True).fill("一种计量器具的在线校准装置")
    visitor.main.get_by_label(visitor.say("专利类型", "Type"), exact=True).select_option("invention")
    visitor.main.get_by_role("group", name=visitor.say("已授权", "Granted")).get_by_label(
        visitor.say("是", "yes")
    ).first.check()
    visitor.main.get_by_label(visitor.say("本人排名", "Applicant's rank"), exact=True).fill("1")
    visitor.main.get_by_label(visitor.say("日期", "Date"), exact=True).fill("2024-03-12")
    visitor.main.get_by_label(domain, exact=True).check()
    expect(visitor.page.locator("#live")).not_to_contain_text(before)
    visitor.press("保存", "Save")
    expect(visitor.page.locator("#verdict")).not_to_contain_text(before)


def score(visitor: Visitor, where: str) -> str:
    """The score as the verdict gives it in its sentence."""
    facts = visitor.page.locator(where).locator(".facts li").first
    facts.wait_for()
    return facts.inner_text()


def object_to(visitor: Visitor, unit: str, person: str, text: str, name: str = "", contact: str = "") -> str:
    """Object to a person in a unit's notice, with a name or anonymously; the receipt."""
    visitor.go("/notices/")
    visitor.main.get_by_role("row").filter(has_text=unit).first.get_by_role("link").first.click()
    visitor.follow("提出异议", "Object")
    visitor.field("针对", "About").select_option(label=person)
    visitor.field("异议内容", "What you object to").fill(text)
    if name:
        visitor.main.get_by_label(visitor.say("实名", "with my name")).check()
        visitor.main.get_by_label(re.compile(visitor.say("^姓名", "^Name"))).fill(name)
        visitor.field("联系方式", "How to reach you").fill(contact)
    else:
        visitor.main.get_by_label(visitor.say("匿名", "anonymously")).check()
    visitor.press("提交异议", "Send the objection")
    visitor.sees("异议已收到", "Your objection was received")
    return visitor.main.locator("code").inner_text()


def follow_receipt(visitor: Visitor, receipt: str, outcome: tuple[str, str], finding: str) -> None:
    """Look an objection up by its receipt: what became of it, and what was found."""
    visitor.go("/notices/receipt/")
    visitor.field("回执编号", "Receipt").fill(receipt)
    visitor.press("查询", "Look it up")
    expect(visitor.main.get_by_role("status")).to_contain_text(visitor.say(*outcome))
    expect(visitor.main.get_by_role("status")).to_contain_text(finding)
