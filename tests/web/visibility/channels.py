"""The channels by which something can be come upon, and for every object of the table who finds which word in which.

``WORDS`` says it for what can be read, ``COUNTED`` for numbers; where an object is in no way to be met in a channel,
``ABSENT`` says why. Every object has one of them for every channel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.web.visibility import draws_channels as of_draws
from tests.web.visibility import experts_channels as of_experts
from tests.web.visibility.filled import NUMBERS

CHANNELS: Final = ("pages", "api", "search", "counts", "exports", "files")
PEOPLE: Final = (
    "", "alice", "bob", "carl", "dina", "ella", "erin", "otto", "cora", "cito", "dora", "olga", "oona", "sven", "opal", "ines", "mira", "nora",
    *of_experts.PEOPLE,
)  # fmt: skip
"""A visitor; five who apply or may; two employers; three departments; two offices; the supervisor; the operator;
an intermediate committee; experts."""
EVERYBODY: Final = " ".join(one or "visitor" for one in PEOPLE)

_EACH = ("alice", "carl", "dina", "ella")
_OWN_SECTIONS = "employer records verdict way score papers experts commitment corrections documents submit".split()  # noqa: SIM905

PAGES: Final = (
    *(f"/applications/{{{one}}}/" for one in _EACH),
    *(f"/applications/{{{one}}}/tracking/" for one in _EACH),
    *(f"/applications/{{{one}}}/experts/" for one in _EACH[1:]),
    *(f"/applications/{{alice}}/{section}/" for section in _OWN_SECTIONS),
    *(f"/{office}/applications/{{{one}}}/" for office in ("employer", "department") for one in _EACH),
    *(f"/arrived/{{{one}}}/" for one in _EACH),
    *(f"/papers/{{paper-{one}}}/" for one in (*_EACH, "bob")),
    "/applications/", "/employer/", "/department/", "/department/forwarding/", "/applications/{carl}/corrections/",
    "/rounds/", "/rounds/iot-2026/", "/rounds/iot-2026/office/", "/rounds/other-2026/office/", "/rounds/draft-2027/",
    "/rounds/draft-2027/office/", "/rounds/draft-2027/change/",
    "/records/", "/records/{record}/", "/records/{record}/papers/", "/records/{record}/remove/", "/records/papers/",
    "/papers/{paper-bob}/remove/", "/home/", "/account/", "/messages/", "/messages/{message}/",
    "/notices/", "/notices/{posted}/", "/notices/{voided}/", "/notices/{posted}/object/",
    "/employer/notices/", "/employer/notices/{posted}/", "/employer/notices/{voided}/", "/employer/notices/new/",
    "/employer/notices/{posted}/objection/", "/employer/objections/", "/objections/",
    *(f"/{side}objections/{{objection-{one}}}/" for side in ("", "employer/") for one in ("hidden", "shown")),
    "/organisations/", "/organisations/{unit}/", "/organisations/{unit}/change/", "/organisations/platform/",
    "/account/tokens/", "/organisations/tokens/", "/organisations/tokens/{token}/",
    "/organisations/people/", "/organisations/people/{person-carl}/", "/clock/", "/sanctions/",
    "/ledger/", "/ledger/{entry}/", "/ledger/about/application/{alice}/", "/ledger/about/application/Qkobjectentry/",
    "/reviews/", "/reviews/iot-2026/", "/reviews/iot-2026/settings/", "/reviews/iot-2026/statistics/",
    "/reviews/iot-2026/eligibility/", "/reviews/iot-2026/eligibility/{ella}/", "/reviews/iot-2026/eligibility/together/",
    "/reviews/iot-2026/recommendations/", "/reviews/iot-2026/recommendations/{ella}/",
    "/reviews/iot-2026/recommendations/hand-over/", "/intermediate/", "/intermediate/{recommendation}/",
    *of_experts.PAGES, *of_draws.PAGES,
    "/reviews/iot-2026/plan/", "/reviews/iot-2026/committee/", "/reviews/iot-2026/committee/groups/",
    *(f"/reviews/iot-2026/committee/seats/{{seat-{one}}}/" for one in ("mira", "nora", "dean")),
    "/expert/", "/expert/seats/{seat-mira}/", "/expert/seats/{seat-nora}/",
    "/reviews/iot-2026/notice/", "/reviews/iot-2026/objections/{objection-office}/",
    # what is shown only in the answer to a form
    "POST /account/number/show/ unmask-reason=核对证件是否一致",
    *(f"POST /employer/applications/{{{one}}}/number/ unmask-reason=核对证件是否一致" for one in _EACH),
    *(f"POST /objections/{{objection-{one}}}/sender/ reason=核实异议人身份" for one in ("hidden", "office")),
)  # fmt: skip

SEARCHES: Final = (
    *(f"{path}?q={words}" for path in ("/employer/", "/department/", "/rounds/iot-2026/office/") for words in ("Qkser", "Qkappl")),
    "/api/v1/applications?q=Qkappl", "/api/v1/applications?q=Qkser", "/records/?q=Qkrec", "/messages/?q=Qkmess",
    *(f"{path}?q={words}" for path in ("/employer/objections/", "/objections/") for words in ("Qkobj", "Qksend")),
    "/notices/?q=宁波另", "/employer/notices/?q=宁波另", "/rounds/?q=Qkround", "/organisations/?q=Qkreg", "/organisations/?q=Qkcred",
    "/applications/{alice}/employer/?q=Qkreg", "/organisations/tokens/?q=Qktok",
    "/organisations/people/?q=Qkname", "/organisations/people/?q=1101011990",
    "/ledger/?q=Qkobj", "/intermediate/?q=Qkser", "/reviews/iot-2026/recommendations/?q=Qkappl",
    "/reviews/iot-2026/committee/?q=Qkse",
    *(f"/reviews/iot-2026/eligibility/?q={words}" for words in ("Qkser", "Qkappl")),
    *of_experts.SEARCHES, *of_draws.SEARCHES,
)  # fmt: skip
"""Searches for the beginning of a word: the page that is found holds the whole of it, the page that echoes doesn't."""

EXPORTS: Final = (
    *(f"{path}?export=1" for path in (
        "/employer/", "/department/", "/employer/notices/", "/employer/objections/", "/objections/", "/rounds/",
        "/organisations/", "/ledger/", "/organisations/people/", "/messages/", "/rounds/iot-2026/office/",
        "/reviews/iot-2026/eligibility/", "/reviews/iot-2026/recommendations/", "/reviews/iot-2026/statistics/", "/intermediate/",
        "/reviews/iot-2026/committee/",
    )),
    "/reviews/iot-2026/plan/report.docx",
    *of_experts.EXPORTS, *of_draws.EXPORTS,
    "/rounds/iot-2026/roster/", "/rounds/other-2026/roster/", "/records/export/yaml/",
    "/account/export/", "POST /ledger/bundle/", "POST /ledger/{entry}/proof/",
    *(f"/department/batches/{{batch-{one}}}/{what}" for one in ("up", "in") for what in ("roster.xlsx", "letter.docx")),
    *(f"/employer/notices/{{{one}}}/notice.docx" for one in ("posted", "voided")),
    *(f"/applications/{{{one}}}/documents/review-form.{kind}/" for one, kind in (("carl", "pdf"), ("carl", "docx"), ("ella", "docx"))),
)  # fmt: skip

FILES: Final = (
    *of_draws.FILES,
    *(f"/papers/{{paper-{one}}}/{what}" for one in (*_EACH, "bob") for what in ("page/1", "original")),
    "/notices/{posted}/picture/1", "/notices/{voided}/picture/1", "/rounds/draft-2027/forms/recommendation-roster.xlsx/",
)  # fmt: skip

LISTS: Final = (
    "applications", "records", "messages", "returns", "recommending-experts", "batches", "rounds", "notices", "objections",
    "sanctions", "organisations", "accounts", "grants", "invitations", "entries", "reviews", "eligibility-checks",
    "recommendations", "plans", "committees", "seats", "groups", "pools", "experts", "availabilities", "declarations",
    "ties", "tie-rules", "draws", "assignments", "readings",
)  # fmt: skip
"""Lists of the API with the objects that are tried channel by channel."""

ADDRESSES: Final[Mapping[str, tuple[str, ...]]] = {
    "pages": PAGES,
    "api": (
        *(f"/api/v1/{path}" for path in LISTS),
        *(f"/api/v1/applications/{{{one}}}{more}" for one in _EACH for more in ("", "/acts", "/dossier")),
        *(f"/api/v1/papers/{{paper-{one}}}" for one in (*_EACH, "bob")),
        "/api/v1/public-draws", "/api/v1/public-draws/{draw}", "/api/v1/accounts?q=Qkname",
    ),
    "search": SEARCHES,
    "exports": EXPORTS,
    "files": FILES,
}  # fmt: skip

_OF = {"alice": "alice", "carl": "carl erin", "dina": "dina erin cora", "ella": "ella erin cora cito olga"}
"""Who has to do with an application as it stands: a draft, with the employer, with the county, arrived."""


def _each(word: str, **more: str) -> dict[str, str]:
    """A word of each application, seen by those who have to do with it, or by those named."""
    return {f"{word}{one}": more.get(one, _OF[one]) for one in _EACH}


_OWNER = {one: one for one in _EACH}
_SEEN = {"carl": "carl erin sven", "dina": "dina erin cora sven", "ella": "ella erin cora cito olga sven ines"}
"""With the supervisor, who reads what was handed in."""
_PAPER = {"carl": "carl erin sven", "dina": "dina erin cora sven", "ella": "ella erin olga sven ines"}
"""A department that has sent an application on no longer opens its papers."""
_ORIGINAL = {"carl": "carl erin", "dina": "dina erin cora", "ella": "ella erin olga ines"}
_OVERSEEN = "olga sven opal"
NOBODY: Final = ""

WORDS: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "application": {
        "pages": _each("Qkserial", **_SEEN),
        "api": _each("Qkserial", **_SEEN),
        "search": {
            **_each("Qkserial", **_SEEN), **_each("Qkappl", **_SEEN),
        },
        "exports": _each("Qkserial", ella=_SEEN["ella"]),
    },
    "record": {channel: {"Qkrecordbob": "bob"} for channel in ("pages", "api", "search", "exports")},
    "paper": {
        "pages": {**_each("Qkfile", **_PAPER), "Qkfilebob": "bob"},
        "api": {**_each("Qkfile", **_PAPER), "Qkfilebob": "bob"},
        "exports": {**_each("Qkfile", **_OWNER), "Qkfilebob": "bob"},
        "files": {
            **_each("Qkpicture", **_PAPER), "Qkpicturebob": "bob", "%bob\n": "bob",
            **{f"%{one}\n": who for one, who in {"alice": "alice", **_ORIGINAL}.items()},
        },
    },
    "person": {
        "pages": {**{NUMBERS[one]: one for one in _EACH}, NUMBERS["carl"]: "carl erin", **_each("Qkphone", **_OWNER)},
        "api": {NUMBERS[one]: NOBODY for one in _EACH},
        "search": {NUMBERS[one]: NOBODY for one in _EACH},
        "exports": {**{NUMBERS[one]: one for one in _EACH}, **_each("Qkphone", **_OWNER)},
    },
    "return": {
        "pages": {"Qkreturncarl": "carl erin sven", "Qkreturndina": "dina erin cora sven", "Qkreturnella": "ella erin olga sven"},
        "api": {"Qkreturncarl": "carl erin sven", "Qkreturndina": "dina erin cora sven", "Qkreturnella": "ella erin olga sven"},
        "exports": {f"Qkreturn{one}": one for one in _EACH[1:]},
    },
    "recommending-expert": {
        "pages": _each("Qkexpert", **_OWNER | {"ella": "ella erin cora cito olga sven"}),
        "api": _each("Qkexpert", **_OWNER | {"ella": "ella erin cora cito olga sven"}),
        "exports": _each("Qkexpert", **_OWNER),
    },
    "notice": {
        "pages": {"Qkcontactposted": EVERYBODY, "Qkcontactvoid": "otto", "2026-02-27": "erin sven"},
        "api": {"Qkapplfred": EVERYBODY, "Qkapplvoid": NOBODY, "2026-02-27": "erin sven"},
        "search": {"宁波另一家有限公司 @ /notices/ /employer/notices/": "otto"},
        "exports": {"Qkcontactposted": "erin", "Qkcontactvoid": "otto"},
        "files": {"Qkpicturenotice": "otto sven"},
    },
    "objection": {
        channel: {"Qkobjectionhidden": "erin sven", "Qkobjectionshown": "erin sven", "Qkobjectionoffice": "olga sven"}
        for channel in ("pages", "api", "search", "exports")
    },
    "objector": {
        "api": {"Qksenderhidden": NOBODY, "Qksendershown": NOBODY, "Qksenderoffice": NOBODY},
        "pages": {
            "Qksenderhidden": "sven", "Qkreachhidden": "sven", "Qksendershown": "erin", "Qkreachshown": "erin",
            "Qksenderoffice": "sven",
        },
        "search": {"Qksenderhidden": NOBODY, "Qksendershown": NOBODY},
        "exports": {"Qksenderhidden": NOBODY, "Qksendershown": NOBODY},
    },
    "message": {channel: {"Qkmessage": "carl"} for channel in ("pages", "api", "search", "exports")},
    "roster": {
        channel: {"Qkbatchup": "cora cito sven", "Qkbatchin": "cito olga sven"} for channel in ("pages", "api", "exports")
    },
    "round": {channel: {"Qkrounddraft": _OVERSEEN} for channel in ("pages", "api", "search", "exports", "files")},
    "organisation": {
        "pages": {"Qkregion": "otto sven opal", "Qkcreditcode": "otto sven opal"},
        "api": {"Qkregion": "otto sven opal", "Qkcreditcode": "otto sven opal"},
        "search": {"Qkregion": "otto sven opal alice", "Qkcreditcode": "otto sven opal"},
        "exports": {"Qkcreditcode": "opal"},
    },
    "account": {
        "pages": {"Qknamebob": "bob opal"},
        "api": {"Qknamebob": "bob opal"},
        "search": {"Qknamebob": "bob opal"},
        "exports": {"Qknamebob": "bob sven opal"},
    },
    "grant": {
        "pages": {"Qkgrantee @ /organisations/{unit}/": "otto sven opal"},
        "api": {"Qkgrantee @ /api/v1/grants": "otto sven opal"},
        "exports": {"2027-03-04T05:06:07": "dora"},
    },
    "invitation": {"pages": {"Qkinvited": "otto opal"}, "api": {"Qkinvited": "otto opal"}},
    "token": {channel: {"Qktoken": {"search": "opal", "exports": "bob"}.get(channel, "bob opal")}
              for channel in ("pages", "search", "exports")},
    "clock": {"pages": {"2026-10-12T09:30 @ /clock/": "opal"}},
    "sanction": {
        channel: {"Qksanctionposted": EVERYBODY, "Qksanctionvoid": "sven"} for channel in ("pages", "api")
    },
    "review": {channel: {"Qkstepsource": "olga sven"} for channel in ("pages", "api")},
    "eligibility": {channel: {"Qkfoundella": "ella olga sven"} for channel in ("pages", "api", "exports")},
    "recommendation": {
        "api": {"Qkdeclinedella": "ella olga sven ines"},
        "pages": {"Qkdeclinedella": "ella olga sven ines"}, "exports": {"Qkdeclinedella": "ella"}},
    "plan": {channel: {"Qkprocedure": "olga sven"} for channel in ("pages", "api", "exports")},
    "committee": {"pages": {"2026年12月24日": "olga sven nora"}, "api": {"2026-12-24": "olga sven mira nora"}},
    "seat": {
        "pages": {
            "Qkseatmira": "olga sven mira", "Qkseatoren": "olga sven mira", "Qkseatnora": "olga sven nora",
            "Qkseatreason": "olga sven",
        },
        "api": {
            "Qkseatmira": "olga sven mira", "Qkseatoren": "olga sven mira", "Qkseatnora": "olga sven nora",
            "Qkseatreason": "olga sven",
        },
        "search": {"Qkseatoren": "olga sven"},
        "exports": {"Qkseatoren": "olga sven", "Qkseatreason": "olga sven"},
    },
    "group": {"pages": {"Qkgroup": "olga sven mira"}, "api": {"Qkgroup": "olga sven mira nora"}, "exports": {"Qkgroup": "olga sven"}},
    "eligible-application": {},
    **of_experts.WORDS,
    **of_draws.words(EVERYBODY),
    "entry": {
        "pages": {"Qkentry": "sven", "Qkobjectentry": "sven opal"},
        "search": {"Qkobjectentry": "sven opal"},
        "exports": {"Qkobjectentry": "sven opal", "Qkentry": "alice sven"},
    },
}  # fmt: skip
"""Object → channel → word (``@`` on which addresses only) → who comes upon it; everybody else must not."""

COUNTED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "application": ("erin olga sven", ("/employer/", "/department/", "/rounds/iot-2026/office/", "/home/")),
    "record": ("bob", ("/records/", "/home/")),
    "paper": ("bob", ("/records/", "/records/{record}/papers/")),
    "notice": ("erin", ("/employer/notices/", "/notices/")),
    "objection": ("erin sven", ("/employer/objections/", "/objections/", "/home/")),
    "message": ("carl", ("/messages/", "/home/")),
    "round": (_OVERSEEN, ("/rounds/",)),
    "organisation": ("sven opal", ("/organisations/",)),
    "account": ("opal", ("/organisations/people/",)),
    "grant": ("bob opal", ("/home/",)),
    "invitation": ("opal", ("/home/",)),
    "token": ("opal", ("/organisations/tokens/",)),
    "sanction": ("sven", ("/sanctions/",)),
    "entry": ("sven opal", ("/ledger/",)),
    "seat": ("olga sven", ("/reviews/iot-2026/committee/",)),
    "review": ("olga sven", ("/reviews/",)),
    "eligibility": ("olga sven", ("/reviews/iot-2026/",)),
    "recommendation": ("olga sven ines", ("/reviews/iot-2026/recommendations/", "/intermediate/")),
    **of_experts.COUNTED,
    **of_draws.COUNTED,
}
"""Object → who sees that there is one more of it (``one_more`` in the test), on pages that count; nobody else does."""

NO_FILE = "it has no file of its own"
NO_SEARCH = "no list of it can be searched"
NO_COUNT = "it is counted nowhere"

ABSENT: Final[Mapping[str, Mapping[str, str]]] = {
    "application": {"files": "its files are papers"},
    "record": {"files": "its files are papers"},
    "paper": {"search": NO_SEARCH},
    "person": {"counts": "people are counted as applications and accounts", "files": NO_FILE},
    "return": {"search": NO_SEARCH, "counts": "counted as applications in a state", "files": NO_FILE},
    "recommending-expert": {"search": NO_SEARCH, "counts": NO_COUNT, "files": NO_FILE},
    "notice": {},
    "objection": {"files": NO_FILE},
    "objector": {"counts": "counted as objections", "files": NO_FILE},
    "message": {"files": NO_FILE},
    "roster": {"search": NO_SEARCH, "counts": NO_COUNT, "files": "made anew for each export"},
    "round": {},
    "organisation": {"files": NO_FILE},
    "account": {"files": NO_FILE},
    "grant": {"search": NO_SEARCH, "files": NO_FILE},
    "token": {"api": "tokens are made and revoked on pages", "files": NO_FILE},
    "invitation": {"search": NO_SEARCH, "exports": "in no list that can be taken away", "files": NO_FILE},
    "clock": dict.fromkeys(("api", "search", "counts", "exports", "files"), "one row, shown on one page"),
    "sanction": {"search": NO_SEARCH, "exports": "in no list that can be taken away", "files": NO_FILE},
    "entry": {"files": NO_FILE},
    "review": {"search": NO_SEARCH, "exports": "its figures name nobody", "files": NO_FILE},
    "eligibility": {"search": "found by the application it is about", "files": NO_FILE},
    "recommendation": {"search": "found by the application it is about", "files": NO_FILE},
    "plan": {"search": NO_SEARCH, "counts": NO_COUNT, "files": "made anew for each download"},
    "committee": {"search": NO_SEARCH, "counts": NO_COUNT, "exports": "exported as its seats", "files": NO_FILE},
    "seat": {"files": NO_FILE},
    "group": {"search": NO_SEARCH, "counts": NO_COUNT, "files": NO_FILE},
    "eligible-application": dict.fromkeys(CHANNELS, "an act on an application, not a thing of its own"),
    **of_experts.ABSENT,
    **of_draws.ABSENT,
}  # fmt: skip
"""Object → channel in which it is not to be met → why."""

ELSEWHERE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("deliberation", "group-sheet", "sheet", "answer", "defence"), "tests/web/scoring/test_leaks.py"),
    **dict.fromkeys(
        ("meeting", "presence", "vote", "ballot-session", "tally", "signature"), "tests/web/meetings/test_leaks.py"
    ),
    **dict.fromkeys(
        ("result", "decision", "entered-outcome", "reexamination", "certificate", "case", "integrity-record"),
        "tests/web/registry/test_leaks.py",
    ),
    **dict.fromkeys(("mail-choice", "delivery"), "tests/web/sending/test_pages.py"),
    "inspection": "tests/web/keeping/test_pages.py",
}
"""Objects that stand on a ground of their own (a committee at work), and where their leaks are tried: on pages, lists and
files; not channel by channel as here."""
