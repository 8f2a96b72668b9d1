"""The employer: checks, returns, states conduct, posts, settles objections, closes, recommends."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.visitor import Visitor

Pair = tuple[str, str]


def open_application(employer: Visitor, serial: str) -> None:
    """From the queue to the application with this number."""
    employer.go("/employer/")
    employer.main.get_by_role("row").filter(has_text=serial).get_by_role("link").first.click()
    expect(employer.main.get_by_role("heading", level=1)).to_be_visible()


def item_of(employer: Visitor, name: str) -> Locator:
    """The part of the page that shows an item of the application."""
    return employer.main.locator("section").filter(has=employer.page.get_by_role("heading", name=name, level=3)).last


def check(employer: Visitor, serial: str, item: str) -> None:
    """Compare one item with its original: it agrees. Saved without leaving the page."""
    open_application(employer, serial)
    part = item_of(employer, item)
    part.get_by_role("radio", name=employer.say("一致", "agrees")).first.check()
    employer.press("保存核对结果", "Save what was found", within=part)
    expect(part.get_by_role("status")).to_contain_text(employer.say("已保存", "saved"))


def give_back(employer: Visitor, serial: str, item: str, reason: Pair, sentence: str = "") -> None:
    """Return one item for a typed reason."""
    open_application(employer, serial)
    part = item_of(employer, item)
    employer.unfold("退回此项", "Return this item", within=part)
    employer.field("退回此项补正", "Return this item for correction", within=part).check()
    choice = employer.main.locator("option", has_text=employer.say(*reason)).first.get_attribute("value")
    employer.field("原因", "Reason", within=part).select_option(choice)
    employer.field("说明", "In your words", within=part).fill(sentence)
    employer.press("退回所勾选的内容", "Return what is ticked")
    employer.page.wait_for_load_state()


def agree_with_rest(employer: Visitor, serial: str) -> None:
    """Everything not checked yet agrees with its original, confirmed on a page that lists it."""
    open_application(employer, serial)
    employer.follow("其余各项均与原件一致", "All that is left agrees")
    employer.main.get_by_role("button", name=re.compile(employer.say("确认 .* 项均一致", "Confirm .* agree"))).click()


def state_conduct(employer: Visitor, serial: str) -> None:
    """State conduct and integrity: nothing against it."""
    open_application(employer, serial)
    part = employer.part("政治表现、廉洁自律、道德品行意见", "Statement on conduct and integrity")
    employer.field("意见", "Statement", within=part).fill("遵纪守法，作风正派，无违规违纪情况。")
    part.get_by_role("radio", name=employer.say("未发现问题", "nothing against it")).check()
    employer.press("保存意见", "Save the statement")


def recommend(employer: Visitor, serial: str) -> None:
    """Press “recommend”, whatever comes of it."""
    open_application(employer, serial)
    part = employer.part("推荐意见", "Recommendation")
    employer.field("意见", "Opinion", within=part).fill(employer.say("经考核，同意推荐。", "Examined and recommended."))
    employer.press("推荐", "Recommend", within=part)


def refused(person: Visitor, sentence: Pair) -> None:
    """The page that says what was refused and why; nothing was done."""
    expect(person.main).to_contain_text(person.say(*sentence))


def post_notice(employer: Visitor, serial: str, contact: str, phone: str) -> str:
    """Post the notice that names this application alone; its address."""
    open_application(employer, serial)
    employer.follow("发布公示", "Post the notice")
    employer.field("受理异议的部门或联系人", "Who takes objections").fill(contact)
    employer.field("联系电话", "Telephone").fill(phone)
    employer.press("预览", "Preview")
    employer.sees("最早可登记结束的日期：", "It can be closed from")
    employer.press("发布公示", "Post the notice")
    employer.page.wait_for_url(re.compile(r"/employer/notices/\d+/$"))
    return employer.path


def settle(employer: Visitor, notice: str, text: str, outcome: Pair, finding: str) -> None:
    """Settle the objection with this text."""
    employer.go(notice)
    addresses = employer.main.get_by_role("link", name=re.compile(employer.say("^异议 ", "^Objection "))).evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    for address in addresses:
        employer.go(address)
        if employer.main.get_by_text(text).count():
            break
    employer.main.get_by_role("radio", name=employer.say(*outcome), exact=True).check()
    employer.field("核查情况", "What was found").fill(finding)
    employer.press("登记处理结果", "Settle it")


def close_notice(employer: Visitor, notice: str) -> None:
    """Press “close”, whatever comes of it."""
    employer.go(notice)
    employer.press("登记结束", "Close it")


def posts_and_competition(employer: Visitor, serial: str, steps: tuple[Pair, ...], day: str) -> None:
    """A public institution's posts and every step of its competition."""
    open_application(employer, serial)
    employer.follow("岗位信息与竞聘", "Posts and competition")
    employer.field("截至日期", "As of").fill(day)
    employer.field("申报岗位", "Post applied for").fill("高级工程师（专业技术七级）")
    employer.field("岗位等级 1", "Grade 1").fill("专业技术七级")
    for chinese, english, number in (
        ("核定数 1", "approved 1", 5),
        ("已聘数 1", "filled 1", 3),
        ("空缺数 1", "vacant 1", 2),
    ):
        employer.field(chinese, english).fill(str(number))
    employer.press("保存岗位信息", "Save the posts")
    for step in steps:
        part = employer.part("竞聘步骤", "Steps of the competition")
        employer.field("步骤", "Step", within=part).select_option(label=employer.say(*step))
        employer.field("日期", "Day", within=part).fill(day)
        employer.press("登记步骤", "Record the step")
