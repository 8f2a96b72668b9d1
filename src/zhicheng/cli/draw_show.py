"""How ``zhicheng draw`` shows a round: seats and chances before, members and groups after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from zhicheng.cli.console import out
from zhicheng.report.phrases import Lang, pick

if TYPE_CHECKING:
    from fractions import Fraction

    from zhicheng.procedure.draw.bundle import Bundle
    from zhicheng.procedure.draw.lawful import Ground
    from zhicheng.procedure.draw.names import Names

MOST_NAMED = 8
"""Codes listed with a warning."""
SHORT = 12
"""Digits of a code that are shown; the whole code stands in the file."""


def show_stated(bundle: Bundle, lang: Lang) -> None:
    """The round that waits for its reveals: seats, who is in, chances, warnings, the hash to publish."""
    from zhicheng.procedure.draw.bundle import LOTTERY
    from zhicheng.procedure.draw.chances import chances_of_round, warnings_of
    from zhicheng.procedure.draw.check_rounds import scene_of

    scene = scene_of(bundle, len(bundle.rounds) - 1)
    statement = bundle.rounds[-1].statement
    chances = chances_of_round(scene.ground, statement)
    mode = (
        ("公布抽签表：10,000 个合规委员会，抽一签", "lottery: 10,000 lawful committees, one ticket")
        if statement.mode == LOTTERY
        else ("直接抽取：按种子排序", "plain draw: in the order of the seed")
    )
    out.print(f"[bold]{pick((f'第 {statement.round} 轮', f'Round {statement.round}'), lang)}[/bold] {pick(mode, lang)}")
    out.print(_seats_table(bundle, scene.ground, chances, lang))
    for warning in warnings_of(scene.ground, chances):
        whom = " ".join(code[:SHORT] for code in warning.codes[:MOST_NAMED])
        more = " …" if len(warning.codes) > MOST_NAMED else ""
        out.print(f"[yellow]![/yellow] {pick(warning.text, lang)}\n  [dim]{whom}{more}[/dim]", soft_wrap=True)
    label = pick(("揭示前请公布并抄入记录", "publish and write down before anything is revealed"), lang)
    out.print(f"{label}:\n  {statement.digest}", soft_wrap=True)


def _seats_table(bundle: Bundle, ground: Ground, chances: dict[str, Fraction], lang: Lang) -> Table:
    from zhicheng.procedure.draw.chances import decimal

    seat = {line.code: line.seat for line in bundle.frozen.pool}
    table = Table(box=None, header_style="dim")
    heads = ("席位", "空缺", "可抽专家", "机会") if lang == "zh" else ("seats", "open", "experts", "chance")
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number == 0 else "right")
    for name, open_ in ground.open_seats.items():
        here = [chance for code, chance in chances.items() if seat[code] == name]
        low, high = (decimal(min(here)), decimal(max(here))) if here else ("—", "—")
        shown = low if low == high else f"{low} – {high}"
        table.add_row(escape(name), str(open_), str(ground.eligible[name].bit_count()), shown)
    return table


def show_drawn(bundle: Bundle, names: Names | None, lang: Lang) -> None:
    """The committee of the last round that stands, in its groups."""
    standing = bundle.standing
    if standing is None or standing.outcome is None:
        out.print(pick(("尚无抽取结果", "nothing is drawn yet"), lang))
        return
    outcome, seat = standing.outcome, {line.code: line.seat for line in bundle.frozen.pool}
    group = {code: one.name for one in outcome.groups for code in one.members}
    known = names.by_code() if names else {}
    kept = set(standing.statement.keep)
    table = Table(box=None, header_style="dim")
    heads = ("", "代码", "席位", "评议组") if lang == "zh" else ("", "code", "seat", "group")
    for head in (*heads, *(("编号", "姓名", "单位") if lang == "zh" else ("id", "name", "employer")) * bool(names)):
        table.add_column(head)
    order = [one.name for one in bundle.frozen.seats]
    for code in sorted(outcome.committee, key=lambda code: (order.index(seat[code]), code)):
        person = known.get(code)
        named = (person.id, person.name, person.employer) if person else ()
        mark = "" if code in kept else "●"
        table.add_row(mark, code[:SHORT], *(escape(text) for text in (seat[code], group.get(code, "—"), *named)))
    out.print(table)
    how = f"ticket {outcome.ticket}" if outcome.ticket is not None else f"attempt {outcome.attempt}"
    if lang == "zh":
        how = f"第 {outcome.ticket} 签" if outcome.ticket is not None else f"第 {outcome.attempt} 次排序"
    new = len(outcome.committee) - len(kept & set(outcome.committee))
    total = len(outcome.committee)
    count = (
        f"共 {total} 人，本轮抽出 {new} 人（●），{how}",
        f"{total} members, {new} drawn in this round (●), {how}",
    )
    out.print(pick(count, lang))
    show_head(bundle, lang)


def show_head(bundle: Bundle, lang: Lang) -> None:
    """The hash that stands for the whole record so far."""
    out.print(f"{pick(('末尾哈希，请抄入会议记录', 'head, for the minutes'), lang)}:\n  {bundle.head}", soft_wrap=True)
