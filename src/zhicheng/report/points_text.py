"""What a scoring row is worth, in words of both languages."""

from __future__ import annotations

from fractions import Fraction

from zhicheng.policy.core import (
    Bands,
    Coefficient,
    Each,
    Factor,
    Given,
    Group,
    Open,
    PerYear,
    Row,
    Step,
    rows_of,
)
from zhicheng.policy.wording import attribute_name, condition_text, patterns_text, test_text
from zhicheng.procedure.roles import ROLES
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.points import as_text


def actor(word: str) -> Pair:
    """The name of someone who has to do something."""
    return ROLES.get(word) or (word, word.replace("-", " "))


def joined(pairs: list[Pair] | tuple[Pair, ...], marks: Pair = ("、", ", ")) -> Pair:
    """Several names as one, in each language with its own mark between."""
    return marks[0].join(pair[0] for pair in pairs), marks[1].join(pair[1] for pair in pairs)


def worth_text(row: Row) -> Pair:
    """The points of a row as a phrase: 每项 12 分 × 排名系数; 第1名 10 分，第2名 9 分."""
    match row.worth:
        case Each():
            return _each_text(row, row.worth)
        case PerYear(points=points, whole=whole, after=after):
            every = ("每满1年", "for each full year") if whole else ("每年（按实际时长）", "a year, exact to the day")
            later = patterns_text(after)
            zh = f"{later[0]}之后" if after else ""
            en = f" after {later[1]}" if after else ""
            return f"{zh}{every[0]} {as_text(points)} 分", f"{as_text(points)} points {every[1]}{en}"
        case Bands():
            return _bands_text(row.worth, row)
        case Given(points=points, item=item):
            said = condition_text(item)
            return f"{said[0]}：是，{as_text(points)} 分", f"{as_text(points)} points if: {said[1]}"


def short_worth(row: Row) -> Pair:
    """The points of a row for a narrow column: 12, 10～4, 3～0."""
    match row.worth:
        case Each(points=tuple() as ladder):
            return _range([_bounds(step.worth) for step in ladder])
        case Each(points=Open(low=low, high=high)):
            return _range([(low, high)])
        case Each(points=Fraction() as points) | Given(points=points):
            return (as_text(points),) * 2
        case PerYear(points=points):
            return f"{as_text(points)}／年", f"{as_text(points)} a year"
        case Bands(bands=bands):
            return _range([(band.points, band.points) for band in bands])
    return "", ""


def coefficient_of(row: Row) -> Coefficient | None:
    """The rank coefficient that multiplies the points of a row, if one does."""
    return row.worth.coefficient if isinstance(row.worth, Each) else None


def steps_text(steps: tuple[Step, ...], unit: Pair = ("分", "points")) -> list[tuple[Pair, Pair]]:
    """A ladder by rank as rows of a table: the rank, and what it brings."""
    return [(rank_text(step), _worth_of_step(step, unit)) for step in steps]


def unproven_text(coefficient: Coefficient) -> list[tuple[Pair, Pair]]:
    """What counts where the rank is not proved, by role."""
    names = {
        "lead": ("主持，未注明排名", "lead, rank not stated"),
        "participant": ("参与，未注明排名", "took part, rank not stated"),
    }
    return [(names.get(role, (role, role)), (as_text(worth),) * 2) for role, worth in coefficient.unproven]


def rank_text(step: Step) -> Pair:
    """第1名, 第4至7名, 第6名及以后."""
    if step.last is None:
        return f"第{step.first}名及以后", f"rank {step.first} and later"
    if step.last == step.first:
        return f"第{step.first}名", f"rank {step.first}"
    return f"第{step.first}至{step.last}名", f"ranks {step.first} to {step.last}"


def bound_texts(node: Group | Row) -> list[Pair]:
    """The bounds that stand on a row or a group: cap, how many count, once per what, highest only."""
    kind = next((pattern.kind for row in rows_of(node) for pattern in row.patterns), "honour")
    found: list[Pair] = []
    if node.cap is not None:
        found.append((f"最高 {as_text(node.cap)} 分", f"at most {as_text(node.cap)} points"))
    if node.limit is not None:
        found.append(_limit_text(node, kind))
    if isinstance(node, Group) and node.top_level is not None:
        name = attribute_name(kind, node.top_level)
        found.append((f"只计{name[0]}最高的材料", f"only records of the highest {name[1]} count"))
    if isinstance(node, Group) and node.apart:
        found.append(("在此计分的材料可在他处再计", "records counted here may be counted elsewhere as well"))
    return found


def _limit_text(node: Group | Row, kind: str) -> Pair:
    many = node.limit or 0
    if node.per is None:
        return f"最多计 {many} 项", f"at most {many} counted"
    name = ("成果", "result") if node.per == "result" else attribute_name(kind, node.per)
    return f"同一{name[0]}最多计 {many} 项", f"at most {many} counted for the same {name[1]}"


def _each_text(row: Row, worth: Each) -> Pair:
    kind = row.patterns[0].kind if row.patterns else ""
    match worth.points:
        case tuple() as ladder:
            zh, en = joined(
                [(f"{rank[0]} {brings[0]}", f"{rank[1]}: {brings[1]}") for rank, brings in steps_text(ladder)],
                ("，", ", "),
            )
        case Open() as unsettled:
            zh, en = _open_text(unsettled)
            zh, en = f"每项 {zh}", f"{en} each"
        case points:
            zh, en = f"每项 {as_text(points)} 分", f"{as_text(points)} points each"
    if worth.coefficient is not None:
        zh, en = f"{zh} × 排名系数", f"{en} × rank coefficient"
    if worth.count is not None:
        name = attribute_name(kind, worth.count)
        zh, en = f"{zh} × {name[0]}", f"{en} × {name[1]}"
    for factor in worth.factors:
        changed = factor_text(factor, kind)
        zh, en = f"{zh}；{changed[0]}", f"{en}; {changed[1]}"
    return zh, en


def factor_text(factor: Factor, kind: str) -> Pair:
    """A change for the records that pass a test: 网络媒体：10家以上的，乘以 1.2."""
    when = joined([test_text(test, kind) for test in factor.test.tests], ("，", ", "))
    zh, en = [], []
    if factor.times != 1:
        zh.append(f"乘以 {as_text(factor.times)}")
        en.append(f"times {as_text(factor.times)}")
    if factor.plus:
        word = ("加", "plus") if factor.plus > 0 else ("减", "minus")
        zh.append(f"{word[0]} {as_text(abs(factor.plus))} 分")
        en.append(f"{word[1]} {as_text(abs(factor.plus))} point{'' if abs(factor.plus) == 1 else 's'}")
    return f"{when[0]}的，{'、'.join(zh)}", f"{', '.join(en)} where {when[1]}"


def _bands_text(worth: Bands, row: Row) -> Pair:
    kind = row.patterns[0].kind if row.patterns else ""
    name = attribute_name(kind, worth.attribute) if kind and worth.attribute else ("", "")
    last = (f"近{worth.last}年", f" in the last {worth.last} years") if worth.last else ("", "")
    head: Pair = {
        "count": (f"按{last[0]}项数", f"by number{last[1]}"),
        "mean": (f"按{last[0]}年均{name[0]}", f"by yearly mean of {name[1]}{last[1]}"),
        "years": ("按满年数", "by full years"),
    }[worth.measure]
    steps = joined([_band_text(band) for band in worth.bands], ("；", "; "))
    return f"{head[0]}：{steps[0]}", f"{head[1]}: {steps[1]}"


def _band_text(band: object) -> Pair:
    interval, points = band.interval, as_text(band.points)  # type: ignore[attr-defined]
    low, high = interval.low, interval.high
    if low is not None and low == high:
        return f"{low}：{points} 分", f"{low}: {points}"
    parts_zh, parts_en = [], []
    if low is not None:
        parts_zh.append(f"{low}{'以上' if interval.low_in else '以上（不含）'}")
        parts_en.append(f"{'from' if interval.low_in else 'above'} {low}")
    if high is not None:
        parts_zh.append(f"{'不超过' if interval.high_in else '不满'}{high}")
        parts_en.append(f"{'up to' if interval.high_in else 'below'} {high}")
    return f"{'、'.join(parts_zh)}：{points} 分", f"{' '.join(parts_en)}: {points}"


def _open_text(unsettled: Open) -> Pair:
    by = actor(unsettled.by)
    low, high = as_text(unsettled.low), as_text(unsettled.high)
    return f"{low}～{high} 分，由{by[0]}认定", f"{low} to {high} points, settled by the {by[1]}"


def _worth_of_step(step: Step, unit: Pair) -> Pair:
    if isinstance(step.worth, Open):
        return _open_text(step.worth)
    return f"{as_text(step.worth)} {unit[0]}".strip(), f"{as_text(step.worth)} {unit[1]}".strip()


def _bounds(worth: Fraction | Open) -> tuple[Fraction, Fraction]:
    return (worth.low, worth.high) if isinstance(worth, Open) else (worth, worth)


def _range(bounds: list[tuple[Fraction, Fraction]]) -> Pair:
    low, high = min(one[0] for one in bounds), max(one[1] for one in bounds)
    if low == high:
        return (as_text(low),) * 2
    return f"{as_text(high)}～{as_text(low)}", f"{as_text(high)} to {as_text(low)}"
