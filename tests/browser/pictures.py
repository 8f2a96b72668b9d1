"""The pictures of the walk-throughs: ``python -m tests.browser.pictures`` makes docs/pictures/<role>-<page>-<lang>.png anew.

Everything shown is the demonstration; the applicant of the pictures has just begun an application.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser.acts import applicant as apply
from tests.browser.acts import visitor as look
from tests.browser.faces import DONE, IOT, MEETS, QUALITY, Faces, Found, addresses
from tests.browser.site import demonstration
from tests.browser.visitor import DESKTOP, PHONE, Visitor, chromium

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
COLOURS = 128
HIGHEST = {DESKTOP["width"]: 1400, PHONE["width"]: 1500}
"""A picture shows no more than so many pixels of a page from its top."""
ROUND = ("2026年度物联网专业高级工程师评审（演示）", "Internet of Things, senior engineer, 2026 (demonstration)")
Open = Callable[[Visitor], object]


@dataclass(frozen=True)
class Picture:
    """A page to be pictured: its role and name, who opens it and how, in which languages; ``+`` for a phone."""

    role: str
    page: str
    account: str
    open: Open
    langs: tuple[str, ...] = ("zh",)

    def names(self) -> Iterator[tuple[str, str, bool]]:
        """The file's name, the language, whether on a phone."""
        for lang in self.langs:
            phone = lang.endswith("+")
            yield f"{self.role}-{self.page}-{lang[:2]}{'-phone' if phone else ''}.png", lang[:2], phone


def at(path: str) -> Open:
    """The page at an address."""
    return lambda visitor: visitor.go(path)


def by_link(account: str, on: str, link: str, then: str = "") -> Open:
    """The page that the first such link leads to."""
    return lambda visitor: visitor.go(addresses(visitor, Faces(account, (), (Found(on, link, (then,)),)))[0])


def example(visitor: Visitor) -> None:
    """The self-check of the example dossier on one track."""
    visitor.go("/check/")
    visitor.press("载入示例材料", "Load the example dossier")
    visitor.main.locator(f"button[formaction='/check/{IOT}/']").click()
    look.score(visitor, "#verdict")


def begun(visitor: Visitor) -> None:
    """An application that was just begun, its employer and way in chosen."""
    visitor.go("/applications/")
    if visitor.main.get_by_role("link", name=visitor.say("继续填写", "Go on")).count():
        visitor.follow("继续填写", "Go on")
        return
    address = apply.begin(visitor, ROUND)
    apply.choose_employer(visitor, address, "滨江物联示例有限公司")
    apply.choose_way(visitor, address)
    visitor.go(address)


def not_yet(visitor: Visitor) -> None:
    """What still stands in the way of handing in."""
    begun(visitor)
    visitor.follow("提交申报", "Hand in")


def named(path: str, name: str) -> Open:
    """The page that the link called so leads to, from a list."""

    def open_it(visitor: Visitor) -> None:
        visitor.go(path)
        visitor.follow(name, name)

    return open_it


def deeper(account: str, on: str, link: str, then: str) -> Open:
    """The page behind the first such link of a page that was found itself."""
    return lambda visitor: visitor.go(addresses(visitor, Faces(account, (), (Found(on, link, deeper=then),)))[0])


RESULT = r"/my-results/\d+/"
MINE, UNIT, COUNTY = r"/applications/\d+/", r"/employer/applications/\d+/", r"/department/applications/\d+/"
PICTURES = (
    Picture("visitor", "check", "", at("/check/")),
    Picture("visitor", "verdict", "", example, ("zh", "en+")),
    Picture("visitor", "object", "", by_link("", "/notices/?state=posted", r"/notices/\d+/", "object/")),
    Picture("applicant", "records", "shen", at("/records/")),
    Picture("applicant", "record", "shen", by_link("shen", "/records/", r"/records/\d+/")),
    Picture("applicant", "application", "shen", begun, ("zh", "en+")),
    Picture("applicant", "hand-in", "shen", not_yet),
    Picture("applicant", "corrections", "wu", by_link("wu", "/applications/", MINE, "corrections/")),
    Picture("employer", "queue", "employer", at("/employer/"), ("zh", "en")),
    Picture("employer", "application", "employer", by_link("employer", "/employer/?state=at-employer", UNIT)),
    Picture("employer", "notice", "employer", by_link("employer", "/employer/notices/?state=posted", r"/employer/notices/\d+/")),
    Picture("employer", "objection", "employer", by_link("employer", "/employer/objections/", r"/employer/objections/\d+/")),
    Picture("department", "queue", "county", at("/department/"), ("zh", "en")),
    Picture("department", "application", "county", by_link("county", "/department/?state=at-department", COUNTY)),
    Picture("department", "forwarding", "county", at("/department/forwarding/")),
    Picture("office", "new-round", "office", at("/rounds/new/")),
    Picture("office", "round", "office", at("/rounds/demo-iot-2026/office/"), ("zh", "en")),
    Picture("office", "review", "office", at(MEETS), ("zh", "en")),
    Picture("office", "eligibility", "qti-office", by_link("qti-office", f"{QUALITY}eligibility/", rf"{QUALITY}eligibility/\d+/")),
    Picture("office", "draw", "office", at(f"{MEETS}draw/")),
    Picture("office", "scoring", "office", at(f"{MEETS}scoring/")),
    Picture("office", "meeting", "office", at(f"{MEETS}meeting/")),
    Picture("office", "results", "office", at(f"{DONE}results/")),
    Picture("office", "certificates", "office", at(f"{DONE}certificates/"), ("zh", "en")),
    Picture("expert", "tasks", "expert", at("/expert/"), ("zh", "en+")),
    Picture("expert", "dossier", "expert", named("/expert/dossiers/", "许文静"), ("zh", "en")),
    Picture("expert", "group", "leader", at("/expert/groups/")),
    Picture("expert", "group-sheet", "leader", named("/expert/groups/", "邓海燕")),
    Picture("chair", "meeting", "chair", by_link("chair", "/expert/meeting/", r"/expert/meeting/\d+/")),
    Picture("chair", "presiding", "chair", by_link("chair", "/expert/meeting/", r"/expert/meeting/\d+/", "chair/"), ("zh", "en")),
    Picture("chair", "counting", "teller", by_link("teller", "/home/", r"/expert/meeting/\d+/count/")),
    Picture("supervisor", "plan", "supervisor", at(f"{MEETS}plan/")),
    Picture("supervisor", "draw", "supervisor2", by_link("supervisor2", "/supervisor/draws/", r"/supervisor/draws/\d+/"), ("zh", "en")),
    Picture("supervisor", "ballot", "supervisor", at(f"{MEETS}meeting/supervisor/")),
    Picture("applicant", "result", "lin", deeper("lin", "/applications/", MINE, RESULT), ("zh", "en+")),
    Picture("applicant", "reexamination", "gao", deeper("gao", "/applications/", MINE, RESULT)),
    Picture("policy-officer", "track", "", at(f"/policies/{IOT}/"), ("zh", "en")),
    Picture("policy-officer", "readings", "", at("/policies/zj-iot-2026/readings/")),
    Picture("policy-officer", "compare", "", at(f"/policies/compare/?a={IOT}&b=zj-robot-2026/senior-engineer")),
    Picture("operator", "organisations", "operator", at("/organisations/"), ("zh", "en")),
    Picture("operator", "person", "operator", by_link("operator", "/organisations/people/", r"/organisations/people/\d+/")),
    Picture("operator", "ledger", "operator", at("/ledger/")),
    Picture("operator", "clock", "operator", at("/clock/")),
)  # fmt: skip


def take(browser: Browser, site: str, wanted: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Every picture whose name begins with one of ``wanted``: its name and its bytes."""
    for one in PICTURES:
        for name, lang, phone in one.names():
            if not name.startswith(wanted):
                continue
            visitor = Visitor(browser, site, lang=lang, size=dict(PHONE if phone else DESKTOP))
            if one.account:
                visitor.sign_in(one.account)
            one.open(visitor)
            visitor.page.wait_for_load_state("networkidle")
            yield name, shot(visitor)
            visitor.context.close()


def shot(visitor: Visitor) -> bytes:
    """The top of the page, as a window of that height shows it, in few colours."""
    width = visitor.size["width"]
    height = min(visitor.evaluate("() => document.documentElement.scrollHeight"), HIGHEST[width])
    visitor.page.set_viewport_size({"width": width, "height": height})
    whole = Image.open(io.BytesIO(visitor.page.screenshot())).convert("RGB")
    stream = io.BytesIO()
    whole.quantize(COLOURS, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def main() -> None:
    """Make every picture anew, or those whose names begin as the arguments say."""
    wanted = tuple(sys.argv[1:]) or ("",)
    FOLDER.mkdir(exist_ok=True)
    with demonstration() as site, chromium() as browser:
        for name, content in take(browser, site, wanted):
            (FOLDER / name).write_bytes(content)
            print(f"{name}: {len(content) // 1024} kB")


if __name__ == "__main__":
    main()
