"""Whoever meddles with a file is found out: every kind of field, every kind of list, and bytes of the certificate."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.verifiers.tampering import EXAMPLES, loaded, tamperings, verify, written

pytestmark = pytest.mark.long

FILES = (
    ("verify_ledger.py", "ledger.json"),
    ("verify_draw.py", "draw-replaced.json"),
    ("verify_ballots.py", "ballots.json"),
    ("verify_assignment.py", "assignment.json"),
)
# What the formats allow: an opened value need not be there, and nobody signs why a vote is repeated.
ALLOWED = {"entries.[].opened member-dropped", "sessions.[].repeated.[].reason changed"}
KEYS = ("--keys", EXAMPLES / "certificate.keys.json")
STATUS = ("--status", EXAMPLES / "certificate.status.json", "--at", "2026-12-10")


def refused(script: str, kind: str, tampered: Any, folder: Path) -> None:
    code, printed = verify(script, written(folder, tampered))
    if "assignment" in script and code == 0:  # sound by itself, with another digest than the one that was published
        assert digest(loaded("assignment.json")["frozen"]) not in printed, kind
        return
    assert code == 0 if kind in ALLOWED else code in (1, 2), f"{kind}: {printed}"
    assert code != 1 or printed.startswith("不可信")


@pytest.mark.slow
@pytest.mark.parametrize(("script", "name"), FILES)
def test_every_field_and_every_list(script: str, name: str, tmp_path: Path) -> None:
    for kind, tampered in tamperings(loaded(name)):
        refused(script, kind, tampered, tmp_path)


@pytest.mark.parametrize(("script", "name"), FILES)
def test_a_sample_of_them(script: str, name: str, tmp_path: Path) -> None:
    for kind, tampered in list(tamperings(loaded(name)))[::11]:
        refused(script, kind, tampered, tmp_path)


def test_a_row_of_the_ledger_is_named(tmp_path: Path) -> None:
    ledger = loaded("ledger.json")
    ledger["entries"][6]["body"] = ledger["entries"][6]["body"].replace('"role":"', '"role":"x')
    code, printed = verify("verify_ledger.py", written(tmp_path, ledger))
    assert code == 1 and "row 7" in printed and "rows 1–16" in printed


def test_a_rewritten_row_whose_hash_was_written_anew_is_found_by_the_checkpoint(tmp_path: Path) -> None:
    ledger = loaded("ledger.json")
    body = ledger["entries"][20]["body"].replace('"role":"', '"role":"x')
    ledger["entries"][20] |= {"body": body, "leaf": hashlib.sha256(b"\0" + body.encode()).hexdigest()}
    code, printed = verify("verify_ledger.py", written(tmp_path, ledger))
    assert code == 1 and "row 21" not in printed and "rows 17–25" in printed


def test_a_ledger_cut_off_or_without_the_ledgers_signature(tmp_path: Path) -> None:
    cut = loaded("ledger.json")
    cut["entries"], cut["checkpoints"] = cut["entries"][:25], cut["checkpoints"][:2]
    assert verify("verify_ledger.py", written(tmp_path, cut))[0] == 0
    kept = tmp_path / "kept"
    kept.write_text(loaded("ledger.json")["checkpoints"][2], "utf-8")
    assert verify("verify_ledger.py", written(tmp_path, cut), "--checkpoint", kept)[0] == 1
    unsigned = loaded("ledger.json")
    unsigned["checkpoints"][2] = unsigned["checkpoints"][2].replace("\n— zhicheng.ledger", "\n— zhicheng.other")
    assert verify("verify_ledger.py", written(tmp_path, unsigned))[0] == 1


def digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rehashed(draw: dict[str, Any]) -> dict[str, Any]:
    """The draw as somebody who writes every hash anew would hand it in."""
    previous = None
    draw["frozen"]["private"] = digest(draw["private"])
    for one in draw["rounds"]:
        one["statement"] |= {"frozen": digest(draw["frozen"]), "previous": previous, "private": digest(one["private"])}
        if one["committees"]:
            one["statement"]["lottery"] = digest(one["committees"])
        previous = digest({name: one[name] for name in ("statement", "reveal", "outcome", "void")})
    draw["head"] = previous
    return draw


def meddled(which: str) -> dict[str, Any]:  # noqa: C901
    draw: dict[str, Any] = loaded("draw-replaced.json")
    first, second, third = draw["rounds"]
    outcome = third["outcome"]
    if which == "another member":
        outside = next(line["code"] for line in draw["frozen"]["pool"] if line["code"] not in outcome["committee"])
        outcome["committee"] = sorted([*outcome["committee"][1:], outside])
    elif which == "a member moved to another group":
        outcome["groups"][1]["members"] = sorted(
            [*outcome["groups"][1]["members"], outcome["groups"][0]["members"].pop()]
        )
    elif which == "another ticket":
        second["outcome"]["ticket"] += 1
    elif which == "another attempt":
        outcome["attempt"] += 1
    elif which == "a void round kept open":
        first["void"] = None
    elif which == "nobody named as missing":
        first["void"]["missing"] = []
    elif which == "a round voided":
        third["void"] = {"reason": "x", "by": "x", "at": "x", "missing": ["省人力社保厅"]}
    elif which == "a void round left out":
        draw["rounds"] = [second, third]
        second["statement"]["round"], third["statement"]["round"] = 1, 2
    elif which == "another link":
        third["reveal"]["links"].reverse()
    elif which == "an unlawful committee in the lottery":
        second["committees"][0][0] = second["committees"][0][0][:-1] + (
            "0" if second["committees"][0][0][-1] != "0" else "1"
        )
    elif which == "tickets moved":
        second["committees"][0][1] += 1
        second["committees"][1][1] -= 1
    elif which == "somebody barred afterwards":
        line = next(line for line in draw["frozen"]["pool"] if line["code"] in outcome["committee"])
        line["barred"] = True
        draw["private"]["bars"] = sorted(
            [*draw["private"]["bars"], {"code": line["code"], "reason": "x"}], key=lambda b: b["code"]
        )
    elif which == "an even committee":
        draw["frozen"]["seats"][1]["count"] += 1
    elif which == "a recusal taken out":
        draw["private"]["recusals"].pop()
    return rehashed(draw)


@pytest.mark.parametrize(
    "which",
    [
        "another member", "a member moved to another group", "another ticket", "another attempt", "a void round kept open",
        "nobody named as missing", "a round voided", "a void round left out", "another link",
        "an unlawful committee in the lottery", "tickets moved", "somebody barred afterwards", "an even committee", "a recusal taken out",
    ],
)  # fmt: skip
def test_a_draw_whose_hashes_were_all_written_anew(which: str, tmp_path: Path) -> None:
    code, printed = verify("verify_draw.py", written(tmp_path, meddled(which)))
    assert code == 1, f"{which}: {printed}"


def test_writing_the_hashes_anew_changes_nothing_by_itself() -> None:
    assert rehashed(loaded("draw-replaced.json")) == loaded("draw-replaced.json")


def test_ballots_that_were_counted_otherwise_dropped_or_replayed(tmp_path: Path) -> None:
    def said(bundle: Any) -> str:
        code, printed = verify("verify_ballots.py", written(tmp_path, bundle))
        assert code == 1, printed
        return printed

    lost, replayed, lied, dropped = (loaded("ballots.json") for _ in range(4))
    lost["sessions"][0]["board"]["board"]["rows"].pop(0)
    assert "a-001.envelopes" in said(lost)
    rows = replayed["sessions"][0]["board"]["board"]["rows"]
    rows[1] = rows[0]
    assert "file.numbers" in said(replayed)
    lied["results"][1]["passed"] = True
    assert "file.results" in said(lied)
    dropped["sessions"].pop()
    assert "file.results" in said(dropped)
    dropped["results"].pop()
    assert verify("verify_ballots.py", written(tmp_path, dropped))[0] == 0  # what is to be repeated has no result yet


def flipped(folder: Path, offsets: list[int]) -> None:
    content = (EXAMPLES / "certificate.pdf").read_bytes()
    file = folder / "flipped.pdf"
    for offset in offsets:
        changed = bytearray(content)
        changed[offset] ^= 1
        file.write_bytes(changed)
        code, printed = verify("verify_certificate.py", file, *KEYS)
        assert code in (1, 2), f"byte {offset}: {printed}"


def offsets() -> list[int]:
    """A fixed sample over the whole file, with the places that matter: the gap, its ends, its padding, the statement."""
    content = (EXAMPLES / "certificate.pdf").read_bytes()
    begin = content.index(b"/Contents <") + len("/Contents ") if b"/Contents <" in content else content.index(b"<3082")
    end, said = content.index(b">", begin), content.index(b"<zhicheng:statement>")
    places = [0, begin, begin + 1, begin + 40, (begin + end) // 2, end - 1, end, content.index(b"/ByteRange") + 15]
    return [*places, said + 30, said + 700, len(content) - 1, *range(501, len(content), 997)]


def test_some_bytes_of_the_certificate(tmp_path: Path) -> None:
    flipped(tmp_path, offsets()[:11] + offsets()[11::9])


@pytest.mark.slow
def test_more_bytes_of_the_certificate(tmp_path: Path) -> None:
    flipped(tmp_path, offsets())


def test_a_certificate_with_something_added_or_cut_off(tmp_path: Path) -> None:
    content = (EXAMPLES / "certificate.pdf").read_bytes()
    file = tmp_path / "other.pdf"
    for changed in (content + b"\n", content[:-1], content + content, content.lower()):
        file.write_bytes(changed)
        assert verify("verify_certificate.py", file, *KEYS)[0] in (1, 2)


def test_the_hexadecimal_digits_of_the_signature_have_one_form(tmp_path: Path) -> None:
    content = (EXAMPLES / "certificate.pdf").read_bytes()
    begin = content.index(b"<3082") + 1
    file = tmp_path / "lower.pdf"
    file.write_bytes(content[:begin] + content[begin : begin + 400].lower() + content[begin + 400 :])
    assert file.read_bytes() != content and verify("verify_certificate.py", file, *KEYS)[0] == 1


def test_another_key_file_and_a_compromised_key(tmp_path: Path) -> None:
    for change, code in (({"state": "compromised"}, 1), ({"from": "2026-12-01"}, 1), ({"until": "2026-11-19"}, 1), ({"state": "retired"}, 0),
                         ({"id": "0" * 16}, 2), ({"public": "AAAA"}, 2), ({"kind": "official"}, 1)):  # fmt: skip
        keys = loaded("certificate.keys.json")
        keys["keys"][0] |= change
        found, printed = verify(
            "verify_certificate.py", EXAMPLES / "certificate.pdf", "--keys", written(tmp_path, keys)
        )
        assert found == code, f"{change}: {printed}"
    keys["keys"] = []
    assert verify("verify_certificate.py", EXAMPLES / "certificate.pdf", "--keys", written(tmp_path, keys))[0] == 1


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_a_status_list_that_somebody_changed(every: int, tmp_path: Path) -> None:
    for kind, tampered in list(tamperings(loaded("certificate.status.json")))[::every]:
        file = written(tmp_path, tampered)
        code, printed = verify(
            "verify_certificate.py", EXAMPLES / "certificate.pdf", *KEYS, "--status", file, *STATUS[2:]
        )
        assert code in (1, 2), f"{kind}: {printed}"
