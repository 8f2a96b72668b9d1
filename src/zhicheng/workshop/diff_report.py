"""A comparison of two tracks for people and machines: the whole of it gathered once, as JSON, and texts for its faces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zhicheng.dossier.facts import APPLICANT_FACTS
from zhicheng.dossier.fields import Record
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.plain import plain_dossier
from zhicheng.dossier.schema import facts_of, kind_title
from zhicheng.policy.wording import attribute_name, value_text
from zhicheng.verdict.dates import Dates
from zhicheng.vocabulary.points import as_text
from zhicheng.workshop.diff import HOW, Change, Comparison, Place, Side, compare
from zhicheng.workshop.diff_details import Detail, Pair
from zhicheng.workshop.diff_population import Effect, Effects, effects
from zhicheng.workshop.diff_witness import Said, Search, Witness, witnesses

SECTION_NAMES: dict[str, Pair] = {
    "basic": ("基本条件", "Basic conditions"),
    "routes": ("申报途径", "Ways in"),
    "landmarks": ("标志性成果", "Landmark achievements"),
    "review": ("评审条件", "Review conditions"),
    "scoring": ("量化赋分", "Scoring"),
    "terms": ("文件用语", "Words of the document"),
}


@dataclass(frozen=True)
class DiffReport:
    """A comparison with the search for a witness of each change and, when asked for, the effects on a population."""

    comparison: Comparison
    searches: tuple[tuple[Change, Search], ...]
    effects: Effects | None
    dates: Dates

    @property
    def shown(self) -> int:
        """How many changes have a witness."""
        return sum(search.witness is not None for _, search in self.searches)

    def section(self, name: str) -> list[tuple[Change, Search]]:
        """The changes of one section."""
        return [pair for pair in self.searches if pair[0].section == name]


def diff_report(
    before: Side,
    after: Side,
    dates: Dates,
    population: Iterable[Dossier] | None = None,
    pass_mark: Fraction | None = None,
    *,
    batches: Iterable[Any] | None = None,
) -> DiffReport:
    """Two tracks compared, with witnesses reckoned to a day, and their effects on a population (dossiers, or the Arrow
    batches of one).

    Raises:
        Refused: a level or reading does not exist, or an error in a pack.
    """
    comparison = compare(before, after)
    searches = tuple(witnesses(comparison, dates))
    found = None if population is None else effects(comparison, population, dates, pass_mark)
    if batches is not None:
        from zhicheng.workshop.diff_batches import effects_of_batches  # needs the extra "population"

        found = effects_of_batches(comparison, batches, dates, pass_mark)
    return DiffReport(comparison, searches, found, dates)


def headline(report: DiffReport) -> Pair:
    """The answer in one sentence: how many rules differ, and what it does to a population."""
    counts = report.comparison.counts()
    total = sum(counts.values()) - counts["reworded"]
    if not total:
        return "两项规则相同", "The rules are the same"
    parts = [(f"{HOW[how][0]} {counts[how]}", f"{counts[how]} {HOW[how][1]}") for how in HOW if counts[how]]
    zh = f"{total} 处规则不同（{'、'.join(zh for zh, _ in parts)}）"
    en = f"{total} rules differ ({', '.join(en for _, en in parts)})"
    if report.effects is not None:
        whole = report.effects.whole
        zh += f"；{whole.count} 人中 {whole.gain} 人受益、{whole.lose} 人受损"
        en += f"; of {whole.count} people {whole.gain} gain and {whole.lose} lose"
    return zh, en


def where(place: Place | None) -> Pair:
    """A place as it is cited: its label, and what else it cites."""
    if place is None:
        return "—", "—"
    rest = [cite for cite in dict.fromkeys(place.cite) if cite and cite != place.key]
    tail = f"（{'、'.join(rest)}）" if rest else "", f" ({', '.join(rest)})" if rest else ""
    return f"{place.name[0]}{tail[0]}", f"{place.name[1]}{tail[1]}"


def record_text(record: Record) -> Pair:
    """What a record says, in a line: 奖项（级别：国家级，等级：二等，日期：2026-12-31）."""
    kind = str(record.__dict__["kind"])
    parts: list[Pair] = []
    for name, fact in facts_of(kind).items():
        value = record.__dict__[name]
        if value is None or value == fact.default or name in ("id", "domains", "evidence", "claims"):
            if name == "domains" and value == ("other",):
                parts.append(("其他专业领域", "of another field"))
            continue
        label, said = attribute_name(kind, name), value_text(value, kind, name)
        parts.append((f"{label[0]}：{said[0]}", f"{label[1]}: {said[1]}"))
    zh_title, en_title = kind_title(kind)
    zh, en = "，".join(part[0] for part in parts), ", ".join(part[1] for part in parts)
    return (f"{zh_title}（{zh}）" if zh else zh_title), (f"{en_title} ({en})" if en else en_title)


def dossier_lines(dossier: Dossier) -> list[Pair]:
    """What a small dossier says, one line for the applicant's facts and one for each record."""
    lines: list[Pair] = []
    for name, fact in APPLICANT_FACTS.items():
        value = getattr(dossier.applicant, name)
        if value is not None and value != fact.default:
            said = value_text(value, None, name)
            lines.append((f"{fact.zh.split('（')[0]}：{said[0]}", f"{fact.en}: {said[1]}"))
    lines += [record_text(record) for record in dossier.records]
    return lines or [("没有材料", "no records")]


# ------------------------------------------------------------------ JSON


def diff_json(report: DiffReport) -> dict[str, Any]:
    """The whole comparison in JSON types; points as decimal strings."""
    comparison = report.comparison
    return {
        "before": _side(comparison.before),
        "after": _side(comparison.after),
        "as_of": report.dates.as_of.isoformat(),
        "counts": {how: comparison.counts()[how] for how in HOW},
        "same": dict(comparison.same),
        "changes": [_change(change, search) for change, search in report.searches],
        "population": None if report.effects is None else effects_json(report.effects),
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "track": side.name,
        "title": side.title[0],
        "en": side.title[1],
        "pack_version": side.pack.version,
        "pack_hash": side.pack.hash,
        "readings": dict(side.readings),
    }


def _change(change: Change, search: Search) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "section": change.section,
        "how": change.how,
        "before": _place(change.before),
        "after": _place(change.after),
        "details": [_detail(one) for one in change.details],
        "witness": None if search.witness is None else _witness(search.witness),
        "tried": search.tried,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "key": place.key,
        "name": place.name[0],
        "name_en": place.name[1],
        "zh": place.text[0],
        "en": place.text[1],
        "cite": list(place.cite),
        "file": place.file,
        "line": place.line,
    }


def _detail(detail: Detail) -> dict[str, Any]:
    return {
        "sort": detail.sort,
        "name": list(detail.name),
        "before": detail.before and list(detail.before),
        "after": detail.after and list(detail.after),
    }


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "dossier": _plain(plain_dossier(witness.dossier)),
        "granted": witness.granted,
        "before": _said(witness.before),
        "after": _said(witness.after),
    }


def _plain(value: Any) -> Any:
    """Dates and amounts as text."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return (
        value.isoformat()
        if isinstance(value, dt.date)
        else value
        if isinstance(value, bool | int | str)
        else str(value)
    )


def _said(said: Said) -> dict[str, Any]:
    return {
        "rule": list(said.rule),
        "can_apply": said.can_apply,
        "ways": list(said.ways),
        "low": as_text(said.low),
        "high": as_text(said.high),
    }


def effects_json(found: Effects) -> dict[str, Any]:
    """The effects on a population in JSON types."""
    return {
        "count": found.count,
        "pass_mark": None if found.pass_mark is None else as_text(found.pass_mark),
        "whole": _effect(found.whole),
        "groups": {name: [_effect(one) for one in lines] for name, lines in found.groups.items()},
        "ways": [{"clause": one.key, "side": one.side, "count": one.count} for one in found.rules],
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "group": list(effect.group),
        "count": effect.count,
        "gain": effect.gain,
        "lose": effect.lose,
        "table": [list(row) for row in effect.table],
        "score_up": effect.up,
        "score_down": effect.down,
        "mean_change": as_text(effect.mean),
    }


def largest(lines: Sequence[Effect], most: int = 12) -> list[Effect]:
    """The groups a picture shows: the largest first; the table has all."""
    return list(lines)[:most]
