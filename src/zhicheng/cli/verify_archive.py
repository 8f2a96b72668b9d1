"""``zhicheng verify archive``: is the archive of a round whole, and does what it holds hold?"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from zhicheng.cli.console import DONE, JsonOption, LangOption, Language, command, language, out, print_json, refuse
from zhicheng.vocabulary.problems import Refused

FORM: Final = "zhicheng-archive/1"
UNSOUND: Final = 1
MOST: Final = 512 * 2**20
"""Bytes that one file of an archive may have."""
Pair = tuple[str, str]
Said = tuple[str, bool, Pair]
"""A file, whether it holds, and why (or what it is)."""

KeyOption = Annotated[
    Path | None, typer.Option("--key", help="账册公钥文件，一行 / file with the ledger's public key, one line")
]


@command
def verify_archive(
    file: Annotated[Path, typer.Argument(help="归档包 / the archive (ZIP)")],
    key: KeyOption = None,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
) -> None:
    """Check an archive: every file against the manifest, then each by its own verifier. Exit code 0 sound, 1 not sound,
    2 unreadable."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, file.name)
            digest = hashlib.sha256(_read(archive, "manifest.json")).hexdigest()
            found = [*_digests(archive, manifest), *_contents(archive, manifest, key)]
    except (zipfile.BadZipFile, OSError, RuntimeError) as fault:
        raise refuse(f"{file.name} 不是完整的 ZIP 文件", f"{file.name} is no whole ZIP file") from fault
    sound = all(holds for _, holds, _ in found)
    if as_json:
        findings = [
            {"file": name.lstrip("="), "holds": holds, "zh": why[0], "en": why[1]} for name, holds, why in found
        ]
        print_json({"sound": sound, "round": manifest["round"], "manifest": digest, "findings": findings})
        raise typer.Exit(DONE if sound else UNSOUND)
    _print(manifest, found, sound, 0 if language(lang) == "zh" else 1)
    out.print(f"manifest sha256: {digest}", soft_wrap=True, markup=False)
    raise typer.Exit(DONE if sound else UNSOUND)


def _print(manifest: dict[str, Any], found: list[Said], sound: bool, pick: int) -> None:
    answer = ("归档包完整，所含内容核验通过", "the archive is whole, and what it holds holds")
    broken = ("归档包有不符之处", "something in the archive does not hold")
    out.print(f"[bold]{(answer if sound else broken)[pick]}[/bold] · {manifest['round']}")
    for name, holds, why in found:
        if not holds or not name.startswith("="):
            out.print(f"  {'✓' if holds else '✗'} {name.lstrip('=')} · {why[pick]}", soft_wrap=True, markup=False)
    plain = sum(name.startswith("=") for name, _, _ in found)
    out.print((f"  其余 {plain} 个文件的摘要相符", f"  of {plain} files the digest agrees")[pick] if sound else "")
    out.print(("此文件不能证明：", "The file can't show:")[pick])
    for pair in _BEYOND:
        out.print(f"  · {pair[pick]}", markup=False)


_BEYOND: Final = (
    ("账册公钥和监管部门公钥确为其所有（请与他处留存的比对）", "that the keys are whose they say: compare them with ones kept elsewhere"),
    ("清单是当时的那一份（请与账册中导出条目所记摘要比对）",
     "that the manifest is the one made then: compare its digest with the ledger's entry"),
    ("摘要相符的文件内容属实", "that what stands in files of which only the digest is checked is true"),
)  # fmt: skip


def _manifest(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    try:
        found = json.loads(_read(archive, "manifest.json"))
    except (KeyError, ValueError, RecursionError) as fault:
        raise refuse(f"{name} 没有清单", f"{name} holds no manifest") from fault
    files = found.get("files") if isinstance(found, dict) else None
    wanted = {"path": str, "size": int, "sha256": str, "kind": str}
    good = isinstance(files, list) and all(
        isinstance(one, dict) and all(isinstance(one.get(key), kind) for key, kind in wanted.items()) for one in files
    )
    if not good or found.get("form") != FORM or not isinstance(found.get("round"), str):
        raise refuse(f"{name} 不是 {FORM} 格式的归档包", f"{name} is no archive of the form {FORM}")
    return dict(found)


def _digests(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Iterator[Said]:
    """Every file that is listed is there as it is listed, and no other is."""
    there = [one.filename for one in archive.infolist()]
    listed = [one["path"] for one in manifest["files"]]
    for name in sorted(set(there) - set(listed) - {"manifest.json"}):
        yield name, False, ("不在清单中", "it is not in the manifest")
    for name in sorted({one for one in [*there, *listed] if there.count(one) > 1 or listed.count(one) > 1}):
        yield name, False, ("出现了两次", "it is there twice")
    for one in manifest["files"]:
        if one["path"] not in there:
            yield one["path"], False, ("文件缺失", "it is missing")
            continue
        content = _read(archive, one["path"])
        right = (len(content), hashlib.sha256(content).hexdigest()) == (one["size"], one["sha256"])
        why = ("摘要相符", "its digest agrees") if right else ("与清单的摘要不符", "its digest is another")
        yield (f"={one['path']}" if right else one["path"]), right, why


def _contents(archive: zipfile.ZipFile, manifest: dict[str, Any], key: Path | None) -> Iterator[Said]:
    """What has a verifier of its own, by it."""
    there = set(archive.namelist())
    for one in manifest["files"]:
        kind, _, more = one["kind"].partition(":")
        check = {"draw": _draw, "assignment": _assignment, "ballots": _ballots}.get(kind)
        if one["path"] not in there:
            continue
        try:
            if check is not None:
                yield one["path"], *check(_read(archive, one["path"]), one["path"])
            elif kind == "certificate":
                yield one["path"], *_certificate(archive, one["path"], more, manifest)
            elif kind == "ledger-extract":
                yield one["path"], *_extract(_read(archive, one["path"]), manifest, key)
        except Refused as refused:
            yield one["path"], False, (refused.problems[0].text("zh"), refused.problems[0].text("en"))
    if not any(one["kind"] == "ledger-extract" for one in manifest["files"]):
        yield "ledger/", False, ("没有账册条目", "there are no entries of the ledger")


def _draw(raw: bytes, name: str) -> tuple[bool, Pair]:
    from zhicheng.procedure.draw.check import check_draw
    from zhicheng.procedure.draw.files import read_bundle

    faults = check_draw(read_bundle(raw, name)).faults
    return (False, faults[0].text) if faults else (True, ("抽取核验通过", "the draw holds"))


def _assignment(raw: bytes, name: str) -> tuple[bool, Pair]:
    from zhicheng.procedure.assignment.bundle import assignment_from, load_tree
    from zhicheng.procedure.assignment.check import check_assignment, sound

    found = check_assignment(assignment_from(load_tree(raw, name), name))
    return sound(found), ("分配核验通过", "the assignment holds") if sound(found) else (
        "分配有不符",
        "the assignment does not hold",
    )


def _ballots(raw: bytes, _name: str) -> tuple[bool, Pair]:
    from zhicheng.procedure.ballot.recount import load_ballots, recount, sound
    from zhicheng.procedure.refusal import ActRefused

    try:
        holds = sound(recount(load_ballots(raw)))
    except ActRefused as refused:
        return False, refused.refusals[0].text
    return holds, ("选票重计相符", "the ballots were counted again") if holds else ("选票重计不符", "a recount differs")


def _certificate(archive: zipfile.ZipFile, path: str, more: str, manifest: dict[str, Any]) -> tuple[bool, Pair]:
    """A certificate holds if the verifier says of it what the archive says: in force, replaced, revoked."""
    from zhicheng.procedure.certificate.findings import NOT_ENDED
    from zhicheng.procedure.certificate.keys import keys_in
    from zhicheng.procedure.certificate.status import list_in
    from zhicheng.procedure.certificate.verification import check_certificate

    state, _, listed = more.partition(":")
    keys = keys_in(json.loads(_read(archive, _named(manifest, "keys"))), "keys")
    status = list_in(json.loads(_read(archive, _named(manifest, f"status:{listed}"))), listed)
    at = dt.datetime.fromisoformat(manifest["made_at"])
    checked = check_certificate(_read(archive, path), keys, status, now=at, where=path)
    wanted = {"issued": "valid", "replaced": "re-issued", "revoked": "revoked"}.get(state)
    shown = status.list.state(checked.content.status_index) if checked.content.status_list == listed else ""
    broken = [one for one in checked.findings if one.holds is False and one.code != NOT_ENDED]
    holds = not broken and shown == wanted and (checked.good or state != "issued")
    return holds, broken[0].why if broken else (f"证书：{state}", f"certificate: {state}")


def _named(manifest: dict[str, Any], kind: str) -> str:
    found = next((str(one["path"]) for one in manifest["files"] if one["kind"] == kind), None)
    if found is None:
        raise refuse(f"归档包没有 {kind}", f"the archive holds no {kind}")
    return found


def _extract(raw: bytes, manifest: dict[str, Any], key: Path | None) -> tuple[bool, Pair]:
    """Every entry is proved under the one checkpoint that the manifest names, by the ledger's key."""
    from zhicheng.cli.verify_ledger import _key
    from zhicheng.procedure.ledger.check import check_proof
    from zhicheng.procedure.ledger.finding import sound
    from zhicheng.procedure.ledger.note import NoteMalformed
    from zhicheng.procedure.ledger.proof import read_proof

    given, count = _key(key), 0
    for line in raw.decode("utf-8", "replace").splitlines():
        count += 1
        try:
            proof = read_proof(json.loads(line))
        except (NoteMalformed, ValueError):
            return False, (f"第 {count} 行不是证明", f"line {count} is no proof")
        other = proof.checkpoint != manifest.get("checkpoint") or proof.key.vkey != manifest.get("key")
        if other or (given is not None and given != proof.key) or not sound(check_proof(proof)):
            return False, (f"第 {count} 行的条目不成立", f"the entry on line {count} does not hold")
    return True, (f"{count} 条账册条目均有证明", f"{count} entries of the ledger, each proved")


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MOST:
        raise refuse(f"{name} 过大", f"{name} is too large")
    return archive.read(name)
