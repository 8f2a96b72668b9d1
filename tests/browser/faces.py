"""Every page with a real object of the demonstration: who opens it, and where it is found."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from tests.browser.visitor import Visitor


@dataclass(frozen=True)
class Found:
    """Pages below the first link that a listing page shows: ``on`` the page, ``link`` its pattern, ``then`` what is
    added to the address (the empty text is the page itself)."""

    on: str
    link: str
    then: tuple[str, ...] = ("",)
    deeper: str = ""
    """Where it is given: not the page found, but what the first such link there leads to."""


@dataclass(frozen=True)
class Faces:
    """The pages that one account opens: fixed addresses, and those found by links."""

    account: str
    fixed: tuple[str, ...] = ()
    found: tuple[Found, ...] = field(default=())


IOT = "zj-iot-2026/senior-engineer"
DONE, MEETS, ROBOTS, QUALITY = (
    f"/reviews/{code}/" for code in ("demo-iot-2026-1", "demo-iot-2026-2", "demo-robot-2026", "demo-qti-2026-1")
)
"""The reviews: with certificates, meeting today, to be drawn, eligibility being checked."""
REVIEW = (
    "", "settings/", "eligibility/", "statistics/", "experts/", "ties/", "notice/", "plan/", "committee/",
    "committee/groups/", "draw/", "assignment/", "scoring/", "scoring/awaited/", "scoring/defences/", "meeting/",
)  # fmt: skip
OWN = ("", "employer/", "records/", "verdict/", "advice/", "way/", "score/", "papers/", "experts/", "commitment/")
OWN_TOO = ("tracking/", "documents/", "withdraw/")

EVERYBODY: tuple[Faces, ...] = (
    Faces(
        "",
        (
            "/", "/check/", f"/check/{IOT}/", "/policies/", "/policies/?q=专利", "/policies/zj-iot-2026/",
            "/policies/zj-iot-2026/terms/", "/policies/zj-iot-2026/readings/", f"/policies/{IOT}/",
            f"/policies/compare/?a={IOT}&b=zj-robot-2026/senior-engineer", "/notices/", "/notices/receipt/", "/sanctions/",
            "/results/", "/verify/draw/", "/verify/certificate/",
            "/rounds/", "/rounds/demo-iot-2026/", "/accounts/login/", "/accounts/signup/", "/nowhere/",
        ),
        (
            Found("/policies/zj-iot-2026/readings/", r"/policies/zj-iot-2026/readings/[^/]+/"),
            Found(f"/policies/{IOT}/", rf"/policies/{IOT}/clause/[^/]+/"),
            Found(f"/policies/{IOT}/", rf"/policies/{IOT}/row/[^\"]+/"),
            Found("/notices/?state=posted", r"/notices/\d+/", ("", "object/")),
            Found("/results/", r"/results/\d+/"),
            Found("/verify/draw/", r"/verify/draw/\d+/"),
            Found("/verify/certificate/", r"/v/\d+/"),
        ),
    ),
    Faces(
        "zheng",
        (
            "/home/", "/account/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/totp/activate/",
            "/accounts/sessions/", "/records/", "/records/facts/", "/records/papers/", "/records/import/", "/records/new/",
            "/records/new/project/", "/messages/", "/applications/",
        ),
        (
            Found("/records/", r"/records/\d+/", ("", "remove/")),
            Found("/records/", r"/records/\d+/", ("papers/",)),
            Found("/records/?kind=degree", r"/records/\d+/", ("", "remove/"), deeper=r"/papers/\d+/"),
            Found("/messages/", r"/messages/\d+/"),
        ),
    ),
    Faces("zhou", (), (Found("/applications/", r"/applications/\d+/", (*OWN, *OWN_TOO)),)),
    Faces("wu", ("/home/",), (Found("/applications/", r"/applications/\d+/", ("", "corrections/", "resubmit/", "score/")),)),
    Faces(
        "employer",
        ("/home/", "/employer/", "/employer/import/", "/employer/notices/", "/employer/objections/"),
        (
            Found("/employer/?state=at-employer", r"/employer/applications/\d+/", ("", "agree-rest/")),
            Found("/employer/notices/?state=posted", r"/employer/notices/\d+/", ("", "objection/")),
            Found("/employer/objections/", r"/employer/objections/\d+/"),
        ),
    ),
    Faces(
        "institute",
        ("/organisations/",),
        (
            Found("/employer/", r"/employer/applications/\d+/", ("", "posts/")),
            Found("/employer/notices/", r"/employer/notices/new/\?[^\"]+"),
            Found("/organisations/", r"/organisations/\d+/"),
        ),
    ),
    Faces(
        "county",
        ("/home/", "/department/", "/department/forwarding/"),
        (Found("/department/?state=at-department", r"/department/applications/\d+/"),),
    ),
    Faces(
        "office",
        (
            "/home/", "/rounds/new/", "/rounds/demo-iot-2026/office/", "/rounds/demo-iot-2026/import/", "/reviews/", "/pools/",
            "/pools/new/",
        ),
        (Found("/rounds/demo-iot-2026/office/", r"/arrived/\d+/"),),
    ),
    Faces(
        "office",
        (
            *(MEETS + one for one in REVIEW),
            f"{MEETS}recheck/",
            *(DONE + one for one in ("", "meeting/", "results/", "certificates/", "reexaminations/", "cases/")),
        ),
        (
            Found("/pools/", r"/pools/\d+/", ("", "change/", "add/", "import/")),
            Found("/pools/", r"/pools/\d+/", ("", "change/"), deeper=r"/pools/\d+/[A-Z0-9]{6}/"),
            Found(f"{MEETS}eligibility/", rf"{MEETS}eligibility/\d+/"),
            Found(f"{MEETS}recheck/", rf"{MEETS}recheck/\d+/"),
            Found(f"{MEETS}experts/", rf"{MEETS}experts/[^/\"]+/"),
            Found(f"{MEETS}committee/", rf"{MEETS}committee/seats/\d+/"),
            Found(f"{MEETS}scoring/", r"/deliberations/\d+/"),
            Found(f"{DONE}notice/", rf"{DONE}objections/\d+/"),
            Found(f"{DONE}results/", rf"{DONE}results/objections/\d+/"),
            Found(f"{DONE}certificates/", rf"{DONE}certificates/\d+/"),
            Found(f"{DONE}reexaminations/", rf"{DONE}reexaminations/\d+/"),
            Found(f"{DONE}cases/", rf"{DONE}cases/\d+/"),
        ),
    ),
    Faces(
        "robot-office",
        (
            "/home/", ROBOTS, f"{ROBOTS}draw/", f"{ROBOTS}ties/", f"{ROBOTS}ties/together/",
            f"{ROBOTS}ties/import/", f"{ROBOTS}plan/", f"{ROBOTS}results/", f"{ROBOTS}results/enter/", f"{ROBOTS}elsewhere/",
        ),
        (Found(f"{ROBOTS}ties/", rf"{ROBOTS}ties/\d+/"),),
    ),
    Faces(
        "qti-office",
        (
            "/home/", QUALITY, f"{QUALITY}eligibility/", f"{QUALITY}eligibility/together/", f"{QUALITY}recommendations/",
            f"{QUALITY}recommendations/hand-over/",
        ),
        (
            Found(f"{QUALITY}eligibility/", rf"{QUALITY}eligibility/\d+/"),
            Found(f"{QUALITY}recommendations/", rf"{QUALITY}recommendations/\d+/"),
        ),
    ),
    Faces(
        "intermediate",
        ("/home/", "/intermediate/"),
        (Found("/intermediate/", r"/intermediate/\d+/"),),
    ),
    Faces(
        "expert",
        ("/home/", "/expert/", "/expert/rounds/demo-iot-2026/", "/expert/rounds/demo-iot-2026-2/", "/expert/dossiers/"),
        (
            Found("/expert/dossiers/", r"/expert/dossiers/\d+/"),
        ),
    ),
    Faces(
        "leader",
        ("/home/", "/expert/groups/"),
        (
            Found("/expert/groups/", r"/expert/deliberations/\d+/"),
            Found("/expert/groups/", r"/expert/deliberations/\d+/", deeper=r"/expert/groups/\d+/"),
        ),
    ),
    Faces(
        "chair",
        ("/home/", "/expert/meeting/"),
        (Found("/expert/meeting/", r"/expert/meeting/\d+/", ("", "chair/")),),
    ),
    Faces("teller", ("/home/",), (Found("/home/", r"/expert/meeting/\d+/count/"),)),
    Faces("policy", ("/home/", "/workshop/")),
    Faces("lin", ("/home/",), (Found("/applications/", r"/applications/\d+/", deeper=r"/my-results/\d+/"),)),
    Faces("gao", ("/home/",), (Found("/applications/", r"/applications/\d+/", deeper=r"/my-results/\d+/"),)),
    Faces("luo", (), (Found("/applications/", r"/applications/\d+/", deeper=r"/my-results/\d+/"),)),
    Faces(
        "supervisor",
        (
            "/home/", "/ledger/", "/objections/", "/ledger/?act=check-item", "/reviews/", "/supervisor/draws/", MEETS,
            f"{MEETS}plan/", f"{MEETS}draw/", f"{MEETS}assignment/", f"{MEETS}meeting/supervisor/", f"{DONE}results/", f"{DONE}archive/",
        ),
        (
            Found("/objections/", r"/objections/\d+/"),
            Found("/ledger/", r"/ledger/\d+/"),
            Found("/sanctions/", r"/sanctions/new/\d+/"),
            Found("/supervisor/draws/", r"/supervisor/draws/\d+/"),
        ),
    ),
    Faces(
        "operator",
        (
            "/clock/", "/organisations/new/", "/organisations/import/", "/organisations/people/", "/organisations/platform/",
            "/ledger/about/round/1/", "/keeping/", "/keeping/checks/", "/keeping/messages/", "/keeping/reminders/",
            "/organisations/tokens/", "/account/tokens/", "/account/tokens/new/", "/account/messages/",
        ),
        (
            Found("/organisations/", r"/organisations/\d+/", ("", "change/")),
            Found("/organisations/people/", r"/organisations/people/\d+/"),
        ),
    ),
)  # fmt: skip
"""Whoever opens pages, with the pages."""

NO_PAGE = {
    "downloads": (
        r"\.(pdf|docx|xlsx)|<slug:format>|/export/|/template/|save/|/roster/$|original|picture|page/|templates/|/forms/|"
        r"batches|<slug:sheet>|<slug:what>|\.json|/file/$"
    ),
    "take a form and go on, or show what was just done": (
        r"^(language|type)/|office/\(\?P<name>|/(act|end|close|void|show|sender|settle|check|agree-rest|conduct|return|recommend|refuse|step|"
        r"number|invitations|roles|withdraw|read|begin|live|edit|open|example|clear|restore|more|report|take-back|decide|revoke)/$|"
        r"^(reviews|pools|expert|intermediate|my-results|draws)/.*/(answer|ask|declare|defence|drop|exempt|find|invite|issue|key|link|numbers|"
        r"paper|post|prepare|reexamination|remedy|rules|score|status|steps|tie|withdraw-right|defences/<int:pk>|<slug:name>)/$|"
        r"<slug:act>/$|^roles/|details/$|review/$|/change/$|account/export/|remove/$"
    ),
    "are there for a short while only: before a pool is frozen, while a seat waits for its answer, when a vote is sealed; the "
    "tests of their own rooms open them": r"draw/plan/$|^expert/seats/|^vote/",
    "have nothing to show in the demonstration; the tests of their own rooms open them": (
        r"^organisations/tokens/<int:pk>/|^keeping/messages/<int:pk>/|^workshop/(diff|lint|simulate)/$"
    ),
    "are opened with a secret of one's own": r"^(invitation|experts)/|<str:token>",
    "are text for programs, or files to keep: what outsiders check the ledger with, and bring back": (
        r"^ledger/(checkpoint|key|consistency|sign|bundle|cosigned)/|/proof/$"
    ),
    "belong to the sign-in library or the programming interface": r"^(accounts|api)/",
}
"""Routes without a page of their own in :data:`EVERYBODY`, by why."""


KNOWN: dict[tuple[str, Faces], list[str]] = {}
"""Site and faces → the addresses found, so that links are looked up once."""


def addresses(visitor: Visitor, faces: Faces) -> list[str]:
    """Every address of an account, links looked up; a link that isn't there fails."""
    found = list(faces.fixed)
    for one in faces.found:
        page = linked(visitor, one.on, one.link)
        found += [(linked(visitor, page, one.deeper) if one.deeper else page) + more for more in one.then]
    KNOWN[visitor.site, faces] = found
    return found


def linked(visitor: Visitor, on: str, link: str) -> str:
    """The address of the first link like this on a page."""
    answer = visitor.context.request.get(visitor.site + on.lstrip("/"))
    found = re.search(rf'href="({link})["#]', html.unescape(answer.text()))
    assert found, f"there is no {link} on {on}"
    return found[1]
