"""The official text beside ours: the published document kept next to a pack, and both shown clause by clause.

The text is somebody else's: it is kept in a folder of the person who attaches it, with its digest and the day, and
never becomes part of a pack.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from zhicheng.policy.core import Clause, clauses_of, rows_of
from zhicheng.policy.coverage import document_units, read_entries, sources_of
from zhicheng.policy.numbering import covers
from zhicheng.policy.pack import Pack
from zhicheng.policy.places import places_of, read_trees
from zhicheng.policy.units import Unit
from zhicheng.policy.wording import condition_text
from zhicheng.report.phrases import Lang, pick
from zhicheng.report.points_text import worth_text
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.workshop.pages import answer, fine_print, page, section

Pair = tuple[str, str]
RECORD: Final = "attached.json"
LARGEST: Final = 8_000_000


@dataclass(frozen=True, slots=True)
class Attached:
    """A published text that was attached: the name the pack has for it, its digest, when, and where it is kept."""

    pack: str
    pack_hash: str
    file: str
    sha256: str
    on: str
    path: Path


def attach(pack: Pack, source: Path, home: Path, on: dt.date, name: str | None = None) -> Attached:
    """Keep a published text for a pack under ``home``; the same text again changes nothing.

    ``name``: which of the pack's sources it is; needless where the pack has one only, or the file has its name.

    Raises:
        Refused: the file is no text, too large, or it is not clear which source it is.
    """
    wanted = tuple(dict.fromkeys(one.file for one in sources_of(pack.folder)))
    if not wanted:
        what = ("pack.yaml 没有写明 source", "pack.yaml names no source")
        raise Refused([Problem(f"{pack.id}/pack.yaml", "", what)])
    chosen = name or (source.name if source.name in wanted else wanted[0] if len(wanted) == 1 else "")
    if chosen not in wanted:
        known = "、".join(wanted), ", ".join(wanted)
        what = (f"不能确定是哪一份原文：{source.name}", f"it is not clear which document this is: {source.name}")
        raise Refused([Problem(source.name, "", what, (f"请用 --as 指明：{known[0]}", f"say so by --as: {known[1]}"))])
    text = _text(source)
    folder = home / pack.id
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    path = folder / f"{digest[:16]}.txt"
    path.write_text(text, encoding="utf-8")
    kept = _records(folder)
    kept[chosen] = {"sha256": digest, "on": on.isoformat(), "pack_hash": pack.hash, "path": path.name}
    scratch = folder / f"{RECORD}.new"
    scratch.write_text(json.dumps(kept, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    scratch.replace(folder / RECORD)
    return Attached(pack.id, pack.hash, chosen, digest, on.isoformat(), path)


def attached(pack: Pack, home: Path) -> tuple[Attached, ...]:
    """What was attached for a pack.

    Raises:
        Refused: a kept text is no longer what it was when it was attached.
    """
    folder = home / pack.id
    found = []
    for file, entry in sorted(_records(folder).items()):
        path = folder / entry["path"]
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        if digest != entry["sha256"]:
            what = ("保存的原文与登记的指纹不符", "the kept text is not what was attached")
            raise Refused([Problem(str(path), "", what, ("请重新附上原文", "attach the document again"))])
        found.append(Attached(pack.id, entry["pack_hash"], file, digest, entry["on"], path))
    return tuple(found)


def _records(folder: Path) -> dict[str, dict[str, str]]:
    file = folder / RECORD
    if not file.is_file():
        return {}
    kept: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def _text(source: Path) -> str:
    """The text of a file; a Word or PDF file is refused with what to do."""
    try:
        raw = source.read_bytes()[: LARGEST + 1]
    except OSError as error:
        raise Refused([Problem(source.name, "", ("读不到文件", "the file can't be read"))]) from error
    if len(raw) > LARGEST:
        raise Refused([Problem(source.name, "", ("文件过大", "the file is too large"))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        do = ("另存为 UTF-8 纯文本，表格以制表符分列", "save it as plain UTF-8 text, tables with tabs between cells")
        raise Refused([Problem(source.name, "", ("不是 UTF-8 纯文本", "is no plain UTF-8 text"), do)]) from error


# ------------------------------------------------------------------ side by side


@dataclass(frozen=True, slots=True)
class Beside:
    """A unit of the document beside what the pack has for it: what became of it, and our words for each rule."""

    unit: Unit
    kind: str
    why: str
    ours: tuple[tuple[str, Pair], ...]


def side_by_side(pack: Pack, texts: Mapping[str, str]) -> tuple[Beside, ...]:
    """Every unit of the attached texts, in the document's order, beside our rules that stand for it.

    Raises:
        Refused: a part that ``pack.yaml`` names is not in the text.
    """
    trees = read_trees(pack.folder)
    entries = read_entries(trees.get("clauses"), f"{pack.id}/clauses.yaml")
    rules = _rules(pack)
    places = [place for place in places_of(trees) if place.citable and place.address in rules]
    found = []
    for unit in document_units(pack.folder, texts):
        entry = next((one for one in entries if any(label == unit.label for label in one.labels)), None)
        entry = entry or next((one for one in entries for label in one.labels if covers(label, unit.label)), None)
        ours = [
            (place.address, rules[place.address])
            for place in places
            if unit.label in place.labels or any(covers(cite, unit.label) for cite in place.cites)
        ]
        found.append(Beside(unit, entry.kind if entry else "", entry.why if entry else "", tuple(dict.fromkeys(ours))))
    return tuple(found)


def _rules(pack: Pack) -> dict[str, Pair]:
    """Our words for every clause and row of a pack, by address."""
    found: dict[str, Pair] = {}
    for level in pack.levels:
        track = pack.track(level)
        for name in ("basic", "routes", "landmarks", "review"):
            clauses: Sequence[Clause] = getattr(track, name)
            for outer in clauses:
                for clause in clauses_of(outer):
                    found[f"{level}/{name}/{clause.key}"] = (clause.say, condition_text(clause)[1])
        if track.scoring is not None:
            for row in rows_of(track.scoring):
                zh, en = worth_text(row)
                label = row.path.replace("/", "／"), " / ".join(pack.english(part) for part in row.path.split("/"))
                found[f"{level}/scoring/{row.path}"] = (f"{label[0]}：{zh}", f"{label[1]}: {en}")
    return found


KINDS: Final[Mapping[str, Pair]] = {
    "rule": ("规则", "rule"),
    "term": ("用语", "term"),
    "procedure": ("程序", "procedure"),
    "evidence": ("佐证材料", "evidence"),
    "reference": ("引用", "reference"),
    "form": ("表格", "form"),
    "statement": ("陈述", "statement"),
    "": ("没有去向", "not accounted for"),
}


def attach_html(pack: Pack, kept: Sequence[Attached], lang: Lang) -> str:
    """Theirs beside ours, clause by clause, as one self-contained page; for whoever attached the text.

    Raises:
        Refused: a part that ``pack.yaml`` names is not in the text.
    """
    units = side_by_side(pack, {one.file: one.path.read_text(encoding="utf-8") for one in kept})
    missing = sum(not one.kind for one in units if one.unit.kind != "heading")
    sentence = (
        f"{len(units)} 处条文，{missing} 处没有去向" if missing else f"{len(units)} 处条文都有去向",
        f"{len(units)} units, {missing} not accounted for" if missing else f"all {len(units)} units are accounted for",
    )
    title = pick(pack.title, lang)
    head = f'<header class="doc"><span>{escape(title)}</span><span>{escape(pack.number)}</span></header>'
    body = answer("open" if missing else "met", pick(sentence, lang), title, [])
    rows = "".join(_row(one, lang) for one in units)
    note = ("左：公布的原文；右：我们的规则", "left: the published text; right: our rules")
    body += section(("逐条对照", "Clause by clause"), rows, lang, note)
    prints = [f"{one.file} SHA-256 {one.sha256} · {one.on}" for one in kept]
    return page(title, head + body + fine_print([*prints, f"{pack.id} {pack.hash}"]), lang)


def _row(one: Beside, lang: Lang) -> str:
    if one.unit.kind == "heading":
        return f"<h3>{escape(one.unit.label)} {escape(one.unit.text)}</h3>"
    ours = "".join(f"<p>{escape(pick(said, lang))}<br><code>{escape(address)}</code></p>" for address, said in one.ours)
    if not ours:
        ours = f"<p>{escape(pick(KINDS.get(one.kind, (one.kind, one.kind)), lang))}{'：' if one.why else ''}{escape(one.why)}</p>"
    text = escape(one.unit.text).replace("\n", "<br>").replace("\t", " · ")
    return f'<div class="sides"><div><b class="cite">{escape(one.unit.label)}</b>{text}</div><div>{ours}</div></div>'
