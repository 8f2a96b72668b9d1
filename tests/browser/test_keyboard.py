"""No mouse: an applicant whose application was returned signs in, corrects it and hands it in again, by keys alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Come
from tests.browser.site import PASSWORD
from tests.browser.visitor import Visitor

_NAME = """() => { const one = document.activeElement; return one === document.body ? '' :
  [one.getAttribute('aria-label') || '', ...[...(one.labels || [])].map(label => label.innerText), one.innerText || '']
  .join(' ').trim() }"""
_SEEN = """() => { const one = document.activeElement, box = one.getBoundingClientRect();
  return getComputedStyle(one).outlineStyle !== 'none' && box.width > 0 }"""
MANY = 250
"""So many times is Tab pressed before something counts as out of reach."""


def reach(person: Visitor, name: str) -> None:
    """Press Tab until what is called so has the focus, and shows it."""
    for _ in range(MANY):
        person.page.keyboard.press("Tab")
        if re.search(name, person.evaluate(_NAME)):
            assert person.evaluate(_SEEN), f"{name} has the focus and does not show it"
            return
    raise AssertionError(f"{name} is not reached by Tab on {person.path}")


def press(person: Visitor, name: str) -> None:
    """Reach a link or button, and press Enter; wait for the page it leads to."""
    reach(person, name)
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")


def write(person: Visitor, name: str, text: str) -> None:
    """Reach a field and write into it."""
    reach(person, name)
    person.page.keyboard.type(text)


def test_a_returned_application_is_corrected_by_keys_alone(come: Come) -> None:
    person = come().go("/accounts/login/")
    write(person, "^用户名", "wu")
    write(person, "^密码", PASSWORD)
    press(person, "^登录$")
    press(person, "^我的申报$")
    press(person, "^去补正$")
    for _ in range(person.main.get_by_text("待补正", exact=True).count()):
        answer_next(person)
    press(person, "^2026年度物联网")  # the trail leads back
    leave_one_out(person)
    if person.path.endswith("commitment/"):
        press(person, "^返回申报$")
    press(person, "^重新提交$")
    press(person, "^确认重新提交$")
    expect(person.main).to_contain_text("单位审核中")


def answer_next(person: Visitor) -> None:
    """Answer the first item that still waits."""
    for _ in range(MANY):
        reach(person, "如何补正，或为何不改")
        if not person.evaluate("() => document.activeElement.value"):
            break
    person.page.keyboard.type("已核对，材料无误。")
    press(person, "^保存答复$")


def leave_one_out(person: Visitor) -> None:
    """Untick a record, which takes the promise back; give it anew."""
    press(person, "^申报材料$")
    reach(person, "全国物联网技术大会分会报告")
    with person.page.expect_response(lambda answer: answer.request.method == "POST"):
        person.page.keyboard.press("Space")
    expect(person.page.locator("#saved")).to_contain_text("已保存")
    press(person, "^返回申报$")
    press(person, "^真实性承诺$")
    reach(person, "我已阅读并承诺")
    person.page.keyboard.press("Space")
    press(person, "^作出承诺$")
