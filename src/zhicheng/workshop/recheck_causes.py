"""The causes of a claim that is not what the rules come to: each is lifted, and the dossier judged again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from zhicheng.dossier.fields import Record
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import Row, Track, rows_of
from zhicheng.policy.wording import attribute_name, value_text
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.findings import item_name
from zhicheng.verdict.invert import build
from zhicheng.verdict.matching import Matcher
from zhicheng.verdict.materials import materials
from zhicheng.verdict.result import ScoreNode, Verdict
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.points import as_text
from zhicheng.vocabulary.words import PLACE, SCALES
from zhicheng.workshop.diff_seeds import stated
from zhicheng.workshop.recheck_types import Cause, Sort

Pair = tuple[str, str]
MOST_NAMED = 8
MOST_RECORDS = 12
"""So many records of an indicator are tried with another level, and so many looked through for those left out."""


class Causes:
    """Finds the causes for one dossier that was judged in one setting."""

    def __init__(self, setting: Setting, dossier: Dossier, base: Verdict) -> None:
        self.setting, self.dossier, self.base = setting, dossier, base
        standard, scored = base.rules.standard, base.scored
        assert standard is not None and scored is not None
        self.standard, self.scored = standard, scored
        self.bare = scoring_only(base.rules.track)
        self.places = {source.path: place for place, source in enumerate(standard.sources)}
        self.names = {item.id: item_name(item) for item in base.context.items}

    def of(self, node: ScoreNode, claimed: Fraction, stated_claim: bool) -> tuple[Cause, ...]:
        """The causes for an indicator, the best explanation first; never none."""
        if claimed < node.points:
            return self._below(node, claimed, stated_claim)
        found: list[Cause] = []
        for looked in (
            self._above,
            self._raised_level,
            self._together,
            self._beside,
        ):  # the dear ones only where needed
            if looked == self._beside or not any(cause.full for cause in found):
                found += [cause for cause in looked(node, claimed) if cause is not None]
        found.sort(key=lambda cause: (not cause.full, _gap(cause, claimed)))
        if node.points < claimed <= node.high:
            found.insert(0, self._open(node))
        return tuple(found) or (self._nothing(node),)

    def cite_of(self, path: str) -> tuple[str, ...]:
        """The citations of an indicator, or those of its rows where it has none."""
        source = self.standard.sources[self.places[path]]
        cites = source.cite or tuple(cite for row in rows_of(source) for cite in row.cite)
        return cites if len(cites) < 3 else (f"{cites[0]}—{cites[-1]}",)

    # ------------------------------------------------------------------ too much claimed

    def _above(self, node: ScoreNode, claimed: Fraction) -> Iterator[Cause | None]:
        if not self._records_of(node):
            yield Cause("no-record", ("没有可计入此项的材料", "there is no record that could count here"))
            return
        yield self._cap(node, claimed)
        yield self._once(node, claimed)
        for sort, change, says in LIFTED:
            points = self._points(node, self._changed(change))
            if points > node.points:
                yield Cause(sort, says, points, (), points == claimed)

    def _raised_level(self, node: ScoreNode, claimed: Fraction) -> Iterator[Cause | None]:
        yield self._level(node, claimed)

    def _together(self, node: ScoreNode, claimed: Fraction) -> Iterator[Cause | None]:
        yield self._several(node, claimed)

    def _beside(self, node: ScoreNode, _: Fraction) -> Iterator[Cause | None]:
        """What may have to do with it without changing the points by itself."""
        yield self._elsewhere(node, self._records_of(node))
        yield self._papers(node)

    def _cap(self, node: ScoreNode, claimed: Fraction) -> Cause | None:
        """The claim counts what a cap cuts off."""
        whole = self._uncapped(node)
        if whole <= node.points:
            return None
        cap = "" if node.cap is None else as_text(node.cap)
        says = (
            f"封顶前 {as_text(whole)} 分" + (f"，此项封顶 {cap} 分" if cap else "，其下各项已封顶"),
            f"{as_text(whole)} before caps" + (f", capped at {cap} here" if cap else ", capped below"),
        )
        if claimed > whole:
            return Cause("cap", says, whole)
        return Cause("cap", says, whole, (), claimed in (whole, node.raw))

    def _uncapped(self, node: ScoreNode) -> Fraction:
        source = self.standard.sources[self.places[node.path]]
        rows = [self.places[row.path] for row in rows_of(source)]
        return Fraction(sum(self.scored.raw[place] for place in rows)) / self.standard.unit

    def _once(self, node: ScoreNode, claimed: Fraction) -> Cause | None:
        """The claim counts records that are left aside because only the best, or so many, count."""
        aside = [
            one
            for one in self.scored.aside
            if one.item is not None and self._under(self.standard.sources[one.leaf].path, node.path)
        ]
        if not aside:
            return None
        total = self._uncapped(node) + Fraction(sum(one.low for one in aside)) / self.standard.unit
        ids = tuple(dict.fromkeys(one.item.id for one in aside if one.item is not None))
        says = (f"未计入：{self._named(ids, 0)}", f"not counted: {self._named(ids, 1)}")
        return Cause("counted-once", says, total, ids, total == claimed)

    def _level(self, node: ScoreNode, claimed: Fraction) -> Cause | None:
        """The claim reads a level, class or grade one or two steps higher than the facts show."""
        best: Cause | None = None
        for item in self._records_of(node)[:MOST_RECORDS]:
            for name, word, points in self._raised(node, item):
                if points <= node.points or points > claimed:
                    continue
                label, said = attribute_name(item.kind, name), value_text(word, item.kind, name)
                own = self.names[item.id]
                says = (f"{own[0]}：{label[0]}按{said[0]}计", f"{own[1]}: {label[1]} taken as {said[1]}")
                cause = Cause("level", says, points, (item.id,), points == claimed)
                if best is None or points > (best.points or 0):
                    best = cause
                if cause.full:
                    return cause
        return best

    def _raised(self, node: ScoreNode, item: Any) -> Iterator[tuple[str, str, Fraction]]:
        orders = {
            term.name: term.order for term in self.base.rules.track.terms if item.kind in term.kinds and term.order
        }
        for name, order in orders.items():
            value = item.value(name, self.base.context)
            place = order.index(value) if value in order else -1
            for word in order[place + 1 : place + 3]:
                answers = {**self.setting.answers, f"{name}@{item.id}": word}
                yield name, word, self._points(node, self.dossier, replace(self.setting, answers=answers))
        for name, value in stated(item.record).items():
            if name not in orders and isinstance(value, str) and value in PLACE and facts_of(item.kind)[name].words:
                scale, place = PLACE[value]
                for word in SCALES[scale][place + 1 : place + 3]:
                    yield name, word, self._points(node, self._with_record(item.record, {name: word}))

    def _elsewhere(self, node: ScoreNode, matching: list[Any]) -> Cause | None:
        """Records that could count here count in another indicator."""
        ids = {item.id for item in matching}
        where: dict[str, str] = {}
        for leaf, placed in self.scored.placed.items():
            path = self.standard.sources[leaf].path
            for one in placed:
                if one.item is not None and one.item.id in ids and not self._under(path, node.path):
                    where[one.item.id] = path.replace("/", "／")
        if not where:
            return None
        zh = "；".join(f"{self.names[id_][0]}计入{path}" for id_, path in where.items())
        en = "; ".join(f"{self.names[id_][1]} counts in {path}" for id_, path in where.items())
        return Cause("elsewhere", (zh, en), None, tuple(where))

    def _papers(self, node: ScoreNode) -> Cause | None:
        """Records of the indicator lack papers that the document asks for."""
        ids = {item.id for item in self._records_of(node)}
        lacking = [one for one in materials(self.setting.pack, self.base) if one.record in ids]
        if not lacking or not any(record.evidence for record in self.dossier.records):
            return None  # a dossier that names no papers at all was not made to show them
        zh = "；".join(f"{one.name[0]}缺{'、'.join(paper[0] for paper, _ in one.papers)}" for one in lacking[:4])
        en = "; ".join(f"{one.name[1]} lacks {', '.join(paper[1] for paper, _ in one.papers)}" for one in lacking[:4])
        return Cause("missing-paper", (zh, en), None, tuple(one.record for one in lacking))

    def _several(self, node: ScoreNode, claimed: Fraction) -> Cause | None:
        """Two causes that explain a claim together, caps left out or not."""
        for first, second in combinations(LIFTED, 2):
            changed = self._changed(first[1], second[1])
            points, uncapped = self._both(node, changed)
            if claimed in (points, uncapped) and claimed > node.points:
                says = (f"{first[2][0]}；{second[2][0]}", f"{first[2][1]}; {second[2][1]}")
                return Cause("several", says, claimed, (), True)
        for _, change, says in LIFTED:
            points, uncapped = self._both(node, self._changed(change))
            if claimed == uncapped > node.points:
                return Cause("several", (f"{says[0]}；未计封顶", f"{says[1]}; and no cap"), claimed, (), True)
        return None

    def _open(self, node: ScoreNode) -> Cause:
        """The claim lies within what is still open."""
        ids = {item.id for item in self._records_of(node)}
        asked = [one for one in self._questions if one.record in ids or one.id.startswith(f"{node.path}/")][:4]
        zh = "；".join(one.ask[0] for one in asked) or "尚有待定之处"
        en = "; ".join(one.ask[1] for one in asked) or "something is still open"
        return Cause("open", (zh, en), node.high, tuple(dict.fromkeys(one.record for one in asked if one.record)))

    @cached_property
    def _questions(self) -> tuple[Any, ...]:
        return self.base.questions()

    def _nothing(self, node: ScoreNode) -> Cause:
        got = as_text(node.points)
        return Cause("unexplained", (f"按材料只得 {got} 分", f"the records come to {got} only"))

    # ------------------------------------------------------------------ too little claimed

    def _below(self, node: ScoreNode, claimed: Fraction, stated_claim: bool) -> tuple[Cause, ...]:
        counted = self._counted(node)
        few = tuple(counted or dict.fromkeys(node.records))[:MOST_NAMED]
        got = as_text(node.points)
        names = self._named(few, 0) or f"{got} 分", self._named(few, 1) or f"{got} points"
        if not stated_claim or not claimed:
            return (
                Cause(
                    "left-empty", (f"可计：{names[0]}", f"would count: {names[1]}"), node.points, tuple(counted), True
                ),
            )
        left = self._left_out(counted, node.raw - claimed)
        if left:
            says = (f"未自报：{self._named(left, 0)}", f"not claimed: {self._named(left, 1)}")
            return (Cause("not-claimed", says, claimed, left, True),)
        says = (
            f"按材料可得 {as_text(node.points)} 分：{names[0]}",
            f"the records come to {as_text(node.points)}: {names[1]}",
        )
        return (Cause("unexplained", says, node.points, tuple(counted)),)

    def _counted(self, node: ScoreNode) -> dict[str, Fraction]:
        """The records counted in an indicator with what each brings."""
        found: dict[str, Fraction] = {}
        for leaf, placed in self.scored.placed.items():
            if self._under(self.standard.sources[leaf].path, node.path):
                for one in placed:
                    if one.item is not None:
                        points = Fraction(one.low) / self.standard.unit
                        found[one.item.id] = found.get(one.item.id, Fraction(0)) + points
        return found

    def _left_out(self, counted: dict[str, Fraction], missing: Fraction) -> tuple[str, ...]:
        """The fewest records that together bring just what the claim lacks."""
        few = list(counted.items())[:MOST_RECORDS]
        for many in range(1, len(few)):
            for chosen in combinations(few, many):
                if sum(points for _, points in chosen) == missing:
                    return tuple(id_ for id_, _ in chosen)
        return ()

    # ------------------------------------------------------------------ judging again

    def _points(self, node: ScoreNode, dossier: Dossier, setting: Setting | None = None) -> Fraction:
        return self._both(node, dossier, setting)[0]

    def _both(self, node: ScoreNode, dossier: Dossier, setting: Setting | None = None) -> tuple[Fraction, Fraction]:
        """The points of an indicator for a changed dossier, under its caps and without them."""
        around = setting or self.setting
        verdict = evaluate(self.bare, dossier, around.dates, answers=around.answers)
        standard, scored = verdict.rules.standard, verdict.scored
        if standard is None or scored is None:
            return Fraction(0), Fraction(0)
        place = self.places[node.path]
        rows = [self.places[row.path] for row in rows_of(standard.sources[place])]
        whole = Fraction(sum(scored.raw[row] for row in rows)) / standard.unit
        return Fraction(scored.low[place]) / standard.unit, whole

    def _changed(self, *changes: Callable[[Record, Causes], dict[str, Any]]) -> Dossier:
        records = []
        for record in self.dossier.records:
            changed = record
            for change in changes:
                facts = change(changed, self)
                changed = _with(changed, facts) if facts else changed
            records.append(changed)
        return self.dossier.model_copy(update={"records": tuple(records)})

    def _with_record(self, record: Record, facts: dict[str, Any]) -> Dossier:
        changed = _with(record, facts)
        records = tuple(changed if one.id == record.id else one for one in self.dossier.records)
        return self.dossier.model_copy(update={"records": records})

    def _records_of(self, node: ScoreNode) -> list[Any]:
        """The records that match, or might match, some row of an indicator."""
        source = self.standard.sources[self.places[node.path]]
        found: dict[str, Any] = {}
        for row in rows_of(source):
            for item, _ in Matcher(row.patterns, self.base.rules.unranked).matching(self.base.context):
                found[item.id] = item
        counted = {item.id: item for item in self.base.context.items}
        found.update({id_: counted[id_] for id_ in node.records if id_ in counted})
        kinds = self._kinds(source)
        return list(found.values()) or [item for item in self.base.context.items if item.kind in kinds]

    @staticmethod
    def _kinds(source: Any) -> set[str]:
        rows: Iterator[Row] = rows_of(source)
        return {pattern.kind for row in rows for pattern in row.patterns}

    @staticmethod
    def _under(path: str, above: str) -> bool:
        return path == above or path.startswith(f"{above}/")

    def _named(self, ids: tuple[str, ...], lang: int) -> str:
        return ("、", ", ")[lang].join(self.names[id_][lang] for id_ in ids if id_ in self.names)


_BARE: dict[int, tuple[Track, Track]] = {}


def scoring_only(track: Track) -> Track:
    """The track without its conditions, which need not be judged again to score a dossier; made once and kept."""
    found = _BARE.get(id(track))
    if found is None or found[0] is not track:
        if len(_BARE) > 100:
            _BARE.clear()
        found = _BARE[id(track)] = (track, replace(track, basic=(), routes=(), landmarks=(), review=()))
    return found[1]


def _gap(cause: Cause, claimed: Fraction) -> Fraction:
    return Fraction(10**6) if cause.points is None else abs(claimed - cause.points)


def _with(record: Record, facts: dict[str, Any]) -> Record:
    return build(str(record.__dict__["kind"]), {**stated(record), **facts}, record.id) or record


def _ranked_first(record: Record, _: Causes) -> dict[str, Any]:
    schema = facts_of(str(record.__dict__["kind"]))
    facts: dict[str, Any] = {"rank": 1} if "rank" in schema else {}
    return {**facts, "rank_proof": True, "ranked": True} if "rank_proof" in schema else facts


def _proved(record: Record, _: Causes) -> dict[str, Any]:
    schema = facts_of(str(record.__dict__["kind"]))
    return {"rank_proof": True} if "rank_proof" in schema and record.__dict__.get("rank") is not None else {}


def _in_time(record: Record, causes: Causes) -> dict[str, Any]:
    return {} if record.date is None else {"date": causes.base.context.dates.of("achievements")}


def _of_the_field(_: Record, causes: Causes) -> dict[str, Any]:
    return {"domains": causes.base.rules.track.domains[:1]}


Lift = tuple[Sort, Callable[[Record, Causes], dict[str, Any]], Pair]
LIFTED: tuple[Lift, ...] = (
    ("rank-proof", _proved, ("未提供排名证明", "the rank is not proved")),
    (
        "rank",
        _ranked_first,
        ("未乘排名系数或排名不符", "the rank coefficient was not applied, or the rank does not count"),
    ),
    ("window", _in_time, ("成果不在计算年限内", "the achievement lies outside the window of years")),
    ("field", _of_the_field, ("成果不属本专业", "the achievement is not of the field")),
)
"""What an applicant may overlook in a record, and the record without it."""
