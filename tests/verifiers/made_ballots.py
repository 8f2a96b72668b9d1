"""A meeting's votes made here, by the format page alone, with keys of both issuers: lawful but for one thing each."""

from __future__ import annotations

import base64
import copy
import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Json = dict[str, Any]
MEMBERS = ["m1", "m2", "m3", "m4", "m5"]


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@functools.cache
def stamp_key(which: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@functools.cache
def signing_key(who: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def number_of(which: str) -> Json:
    return {"n": encoded(stamp_key(which).public_key().public_numbers().n.to_bytes(256, "big")), "e": 65537}


def opening_key(which: str) -> Json:
    """A number of the right length: nobody opens anything here."""
    number = b"".join(hashlib.sha256(f"{which} {part}".encode()).digest() for part in range(12))
    return {"n": encoded(b"\xff" + number[1:-1] + b"\x01"), "e": 65537}


def signature(who: str, statement: Json) -> str:
    signed = signing_key(who).sign(
        statement["format"].encode() + b"\n" + canonical(statement), ec.ECDSA(hashes.SHA256())
    )
    r, s = decode_dss_signature(signed)
    return encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def point(who: str) -> str:
    form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    return encoded(signing_key(who).public_key().public_bytes(*form))


def row(session: Json, applicant: str, choice: str, number: str, run: int) -> Json:
    ballot = {
        "format": "zhicheng-ballot/1",
        "session": digest(session),
        "applicant": applicant,
        "choice": choice,
        "number": number,
    }
    prefix = hashlib.sha256(number.encode()).digest()
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    stamps = {
        who: encoded(stamp_key(f"{who} {applicant} {run}").sign(prefix + canonical(ballot), pss, hashes.SHA384()))
        for who in ("platform", "supervisor")
    }
    return {"ballot": ballot, "prefix": encoded(prefix), **stamps}


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def plan() -> Json:
    """What the cases change: sessions to be held, each with votes, and results."""
    session = {
        "format": "zhicheng-ballot-session/1", "meeting": "m", "vote": "v1", "run": 1, "repeats": None,
        "attendance": {"share": "2/3", "source": "x"},
        "majority": {"share": "2/3", "base": "present", "recused": "counted", "source": "x"},
        "members": list(MEMBERS), "present": list(MEMBERS),
        "applicants": [{"applicant": "a1", "missed": [], "recused": []}, {"applicant": "a2", "missed": ["m5"], "recused": ["m1"]}],
    }  # fmt: skip
    votes = {"a1": ["Y", "Y", "Y", "Y", "N"], "a2": ["Y", "Y", "A"]}
    held = {
        "session": session,
        "votes": votes,
        "spoiled": {},
        "missing": {},
        "repeated": [],
        "board": None,
        "closing": None,
        "end": None,
    }
    return {
        "held": [held],
        "results": [
            {
                "applicant": "a1",
                "held": 0,
                "yes": 4,
                "no": 1,
                "blank": 0,
                "spoiled": 0,
                "missing": 0,
                "base": 5,
                "passed": True,
            },
            {
                "applicant": "a2",
                "held": 0,
                "yes": 2,
                "no": 0,
                "blank": 1,
                "spoiled": 0,
                "missing": 0,
                "base": 4,
                "passed": False,
            },
        ],
    }


def held_session(made: Json, before: list[Json]) -> Json:
    """One session with everything signed that the plan asks for."""
    session, run = made["session"], made["session"]["run"]
    for one in session["applicants"]:
        for who in ("platform", "supervisor"):
            one.setdefault(who, number_of(f"{who} {one['applicant']} {run}"))
    session.setdefault("opening_key", opening_key(str(run)))
    session.setdefault("signing", {who: point(who) for who in ("platform", "supervisor")})
    if run > 1 and session["repeats"] is None:
        session["repeats"] = digest(before[-1]["signed"]["session"])
    own, places = digest(session), [one["applicant"] for one in session["applicants"]]
    rows = [
        row(session, applicant, choice, hashlib.sha256(f"{run} {applicant} {place}".encode()).hexdigest()[:32], run)
        for applicant in made["votes"] for place, choice in enumerate(made["votes"][applicant])
    ]  # fmt: skip
    rows.sort(key=lambda one: (places.index(one["ballot"]["applicant"]), one["ballot"]["number"]))
    leaves = sorted(hashlib.sha256(b"\0" + canonical(one)).digest() for one in rows)
    spoiled = []
    for applicant, reasons in made["spoiled"].items():
        for place, reason in enumerate(reasons):
            leaf = hashlib.sha256(f"spoiled {run} {applicant} {place}".encode()).digest()
            leaves = sorted([*leaves, leaf])
            spoiled.append({"applicant": applicant, "leaf": leaf.hex(), "reason": reason})
    spoiled.sort(key=lambda one: (places.index(one["applicant"]), one["leaf"]))
    missing = [
        {"applicant": applicant, "member": member, "reason": "x"}
        for applicant in made["missing"]
        for member in made["missing"][applicant]
    ]
    counts = [
        {"applicant": one, "envelopes": len(made["votes"].get(one, [])) + len(made["spoiled"].get(one, []))}
        for one in places
    ]
    closing = {"format": "zhicheng-ballot-closing/1", "session": own, "root": root(leaves).hex(), "count": len(leaves),
               "counts": counts, "missing": missing}  # fmt: skip
    shown = [leaf.hex() for leaf in leaves]
    if made["closing"]:
        made["closing"](closing, shown)
    board = {
        "format": "zhicheng-ballot-board/1",
        "session": own,
        "root": closing["root"],
        "rows": rows,
        "spoiled": spoiled,
        "without": [],
    }
    if made["board"]:
        made["board"](board)
    burnt = {"format": "zhicheng-ballot-destruction/1", "session": own, "board": digest(board), "at": "2026-11-20T09:30:00Z",
             "opening_key": hashlib.sha256(base64.b64decode(session["opening_key"]["n"])).hexdigest()}  # fmt: skip
    gone = {
        "format": "zhicheng-ballot-deletion/1",
        "session": own,
        "root": closing["root"],
        "count": len(leaves),
        "at": "2026-11-20T09:30:00Z",
    }
    signed = {"session": session, "signatures": {who: signature(who, session) for who in ("platform", "supervisor")}}
    bundle = {
        "signed": signed, "closing": {"closing": closing, "signature": signature("platform", closing)}, "leaves": shown,
        "board": {"board": board, "signature": signature("supervisor", board)},
        "repeated": [{"applicant": one, "reason": "x"} for one in made["repeated"]],
        "destruction": {"statement": burnt, "signature": signature("supervisor", burnt)},
        "deletion": {"statement": gone, "signature": signature("platform", gone)},
    }  # fmt: skip
    if made["end"]:
        made["end"](bundle)
    return bundle


def meeting(change: Callable[[Json], Any]) -> Json:
    made = plan()
    change(made)
    sessions: list[Json] = []
    for held in made["held"]:
        sessions.append(held_session(held, sessions))
    results = [
        {name: value for name, value in one.items() if name != "held"}
        | {"session": digest(sessions[one["held"]]["signed"]["session"])}
        for one in made["results"]
    ]
    return {"format": "zhicheng-ballots/1", "meeting": "m", "sessions": sessions, "results": results}


def again(made: Json, *applicants: str) -> Json:
    """The votes on some applicants do not count and are held again."""
    first = made["held"][0]
    first["repeated"] = list(applicants)
    second = copy.deepcopy({name: first[name] for name in first if name not in ("board", "closing", "end")}) | {
        "board": None,
        "closing": None,
        "end": None,
    }
    second |= {"repeated": [], "votes": {one: first["votes"][one] for one in applicants}}
    second["session"] |= {
        "run": 2,
        "applicants": [one for one in second["session"]["applicants"] if one["applicant"] in applicants],
    }
    made["held"].append(second)
    for one in made["results"]:
        one["held"] = 1 if one["applicant"] in applicants else 0
    return second


def session_of(made: Json) -> Json:
    return made["held"][0]["session"]


def result(made: Json, place: int, **change: Any) -> None:
    made["results"][place] |= change


def given_up(bundle: Json) -> None:
    bundle |= {"closing": None, "leaves": None, "board": None, "destruction": None, "deletion": None}


def rule(**change: Any) -> Callable[[Json], None]:
    return lambda made: session_of(made)["majority"].update(change)


CASES: list[tuple[str, int, Callable[[Json], Any]]] = [
    ("nothing", 0, lambda made: None),
    ("base of all members", 0, lambda made: (rule(base="members")(made), result(made, 1, base=5))),
    ("base of those present, said to be of all", 1, rule(base="members")),
    ("recused not counted", 0, lambda made: (rule(recused="not-counted")(made), result(made, 1, base=3, passed=True))),
    ("recused not counted but absent", 0, lambda made: (
        rule(recused="not-counted")(made), session_of(made)["applicants"][1].update(recused=["m1", "m5"]), result(made, 1, base=3, passed=True))),
    ("recused counted though they are not", 1, rule(recused="not-counted")),
    ("recused of all members", 0, lambda made: (
        rule(recused="not-counted", base="members")(made), result(made, 1, base=4))),
    ("a share not in lowest terms", 1, rule(share="4/6")),
    ("too few there", 1, lambda made: session_of(made)["attendance"].update(share="5/6")),
    ("nobody may vote, of a base of none", 1, lambda made: (
        rule(recused="not-counted")(made), session_of(made)["applicants"][1].update(recused=list(MEMBERS)),
        made["held"][0]["votes"].update(a2=[]), result(made, 1, yes=0, blank=0, base=0, passed=True))),
    ("nobody may vote", 1, lambda made: (session_of(made)["applicants"][1].update(recused=list(MEMBERS)),
        made["held"][0]["votes"].update(a2=[]), result(made, 1, yes=0, blank=0))),
    ("all there", 1, lambda made: session_of(made)["attendance"].update(share="1/1")),
    ("one ballot too many", 1, lambda made: made["held"][0]["votes"]["a2"].append("Y")),
    ("a recused member voted", 1, lambda made: (made["held"][0]["votes"]["a2"].append("Y"), result(made, 1, yes=3, passed=True))),
    ("one ballot too few", 1, lambda made: made["held"][0]["votes"]["a1"].pop()),
    ("one missing with a reason", 0, lambda made: (
        made["held"][0]["votes"]["a1"].pop(), made["held"][0]["missing"].update(a1=["m2"]), result(made, 0, no=0, missing=1))),
    ("a recused member missing", 1, lambda made: (
        made["held"][0]["votes"]["a2"].pop(), made["held"][0]["missing"].update(a2=["m1"]), result(made, 1, blank=0, missing=1))),
    ("spoiled", 0, lambda made: (
        made["held"][0]["votes"]["a1"].pop(), made["held"][0]["spoiled"].update(a1=["not-opened"]), result(made, 0, no=0, spoiled=1))),
    ("spoiled for no known reason", 1, lambda made: (
        made["held"][0]["votes"]["a1"].pop(), made["held"][0]["spoiled"].update(a1=["ugly"]), result(made, 0, no=0, spoiled=1))),
    ("a result with other counts", 1, lambda made: result(made, 0, yes=5, no=0)),
    ("a result passed that is not", 1, lambda made: result(made, 1, passed=True)),
    ("a result left out", 1, lambda made: made["results"].pop()),
    ("results in another order", 1, lambda made: made["results"].reverse()),
    ("a row dropped before signing", 1, lambda made: made["held"][0].update(board=lambda board: board["rows"].pop())),
    ("rows in another order", 1, lambda made: made["held"][0].update(board=lambda board: board["rows"].reverse())),
    ("a row twice", 1, lambda made: made["held"][0].update(board=lambda board: board["rows"].__setitem__(1, board["rows"][0]))),
    ("a choice changed", 1, lambda made: made["held"][0].update(board=lambda board: board["rows"][0]["ballot"].update(choice="A"))),
    ("stamps exchanged", 1, lambda made: made["held"][0].update(
        board=lambda board: board["rows"][0].update(platform=board["rows"][0]["supervisor"]))),
    ("opened with a member not confirming", 0, lambda made: made["held"][0].update(
        board=lambda board: board["without"].append({"member": "m2", "reason": "x"}))),
    ("another root on the board", 1, lambda made: made["held"][0].update(board=lambda board: board.update(root="0" * 64))),
    ("leaves out of order", 1, lambda made: made["held"][0].update(closing=lambda closing, leaves: leaves.reverse())),
    ("a leaf dropped", 1, lambda made: made["held"][0].update(closing=lambda closing, leaves: leaves.pop())),
    ("other counts at the closing", 1, lambda made: made["held"][0].update(
        closing=lambda closing, leaves: closing["counts"][0].update(envelopes=4))),
    ("members out of order", 1, lambda made: session_of(made)["members"].reverse()),
    ("a stranger present", 1, lambda made: session_of(made)["present"].append("m6")),
    ("an applicant twice", 1, lambda made: session_of(made)["applicants"].append(copy.deepcopy(session_of(made)["applicants"][0]))),
    ("of another meeting", 1, lambda made: session_of(made).update(meeting="other")),
    ("a key used for two applicants", 1, lambda made: [
        one.update(platform=number_of("platform a1 1")) for one in session_of(made)["applicants"]]),
    ("nothing destroyed yet", 0, lambda made: made["held"][0].update(end=lambda bundle: bundle.update(destruction=None, deletion=None))),
    ("held again", 0, lambda made: again(made, "a1")),
    ("all held again", 0, lambda made: again(made, "a1", "a2")),
    ("held again with the same keys", 1, lambda made: again(made, "a1")["session"]["applicants"][0].update(
        platform=number_of("platform a1 1"))),
    ("held again and counted twice", 1, lambda made: (again(made, "a1"), made["held"][0].update(repeated=[]))),
    ("held again, the first counted", 1, lambda made: (again(made, "a1"), result(made, 0, held=0))),
    ("held again as another vote", 1, lambda made: again(made, "a1")["session"].update(vote="v2")),
    ("held again as a third", 1, lambda made: again(made, "a1")["session"].update(run=3)),
    ("held again without saying so", 1, lambda made: (again(made, "a1")["session"].update(run=1), made["held"][1]["session"].update(
        opening_key=opening_key("2")))),
    ("to be held again", 0, lambda made: (made["held"][0].update(repeated=["a1"]), made["results"].pop(0))),
    ("to be held again, with a result", 1, lambda made: made["held"][0].update(repeated=["a1"])),
    ("given up and held again", 0, lambda made: (again(made, "a1", "a2"), made["held"][0].update(end=given_up))),
    ("given up for one only", 1, lambda made: (again(made, "a1"), made["held"][0].update(end=given_up))),
    ("signed with another key", 1, lambda made: again(made, "a1")["session"].update(signing={
        "platform": point("somebody"), "supervisor": point("supervisor")})),
]  # fmt: skip
