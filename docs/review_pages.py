"""The generated pages about the review from the committee's door on: its tables of states, its numbers per track."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from zhicheng.policy.attachments import NUMBERS
from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.cautions import UNVERIFIED
from zhicheng.procedure.review.consequences import NAMES as CONSEQUENCES
from zhicheng.procedure.review.consequences import due, offences
from zhicheng.procedure.review.rules import BEFORE_THE_DOOR, DUTIES, ONLY_IF_STATED, ReviewRules, review_rules
from zhicheng.procedure.review.tables import NAMES, review_tables
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.state_pages import differences, groups, markdown, mermaid
from zhicheng.procedure.state_table import StateTable
from zhicheng.vocabulary.points import as_text

_DUTIES: Final[Mapping[str, str]] = {
    "odd": "odd number of members",
    "secret": "secret ballot",
    "chairs-pool": "pool of chairs and deputies",
    "chair-presides": "chair or deputy presides",
    "recusal": "recusal of experts concerned",
    "no-proxy": "no vote by the absent, by proxy or afterwards",
    "in-deliberation": "no vote by who left before or during the deliberation",
    "outstanding-experts": "outstanding experts with a younger title in the pool",
    "below-mark": "no recommendation below the pass mark",
    "record-considered": "an integrity record is a reference later",
    "defence": "defence in person",
}
_UNITS: Final = {"working-days": " working days", "persons": " persons", "years": " years"}


def every_rules() -> dict[str, ReviewRules]:
    """The rules of every shipped track, without a round's settings."""
    packs = [load_pack(name) for name in packs_in()]
    found = [review_rules(pack, level) for pack in packs for level in pack.levels]
    return {rules.track: rules for rules in found}


def review_states() -> Iterator[str]:
    """The page of the tables, one under the other; where tracks differ, each variant with its tracks."""
    yield "# States of a review, from the committee's door on"
    yield "\nGenerated from the tables that the platform runs on (`make docs`); the first half is in [states](states.md), the"
    yield "numbers behind the conditions and who does which step by which clause in [review rules](review-rules.md). A table"
    yield "is there for a track only if its own document has the step, or the round sets it with its source."
    tables = {track: review_tables(rules) for track, rules in every_rules().items()}
    for name in NAMES:
        found = groups({track: here[name] for track, here in tables.items() if name in here})
        first = found[0][1]
        yield f"\n## {_head(first)}\n\nTable `{name}`, for {_tracks(found[0][0])}.\n"
        yield f"```mermaid\n{mermaid(first, 'en')}```\n"
        yield markdown(first).rstrip()
        for names, table in found[1:]:
            yield from _variant(first, names, table)


def _variant(first: StateTable[Any], names: tuple[str, ...], table: StateTable[Any]) -> Iterator[str]:
    yield f"\n### {_head(table)}: {_tracks(names)}\n"
    if mermaid(first) != mermaid(table):
        yield f"```mermaid\n{mermaid(table, 'en')}```\n"
    less, more = differences(first, table)
    for title, lines in (("Not here", less), ("Here instead", more)):
        if lines:
            yield f"{title}:\n"
            for width in sorted({line.count("|") for line in lines}):
                here = [line for line in lines if line.count("|") == width]
                yield _HEADS[width]
                yield "\n".join(here) + "\n"


_HEADS: Final[Mapping[int, str]] = {
    5: "| state or condition | | | |\n|---|---|---|---|",
    6: "| state | act | who | conditions | next state |\n|---|---|---|---|---|",
}


def _head(table: StateTable[Any]) -> str:
    zh, en = table.title
    return f"{en[0].upper()}{en[1:]} {zh}"


def _tracks(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def rule_pages() -> Iterator[str]:
    """The page of numbers: per track each number with its clause, or whose to set it is."""
    yield "# Review rules: the numbers of every track, and who does which step"
    yield "\nGenerated from the packs (`make docs`). No number travels between documents: what a track's own document does not"
    yield "state, the round sets with its source; until then the act that needs it is refused (`number-not-set`). Bounds"
    yield "marked *binds only if stated* are not asked for where nobody states them."
    rules = every_rules()
    for track, found in rules.items():
        yield f"\n## {track}\n"
        yield from _numbers(found)
        yield from _steps(found)
        yield from _duties(found)
        yield from _consequences(found)
    yield "\n## Recalled, not verified\n"
    yield "Rules recalled from texts that are not at hand. They never refuse anything; they are remarks beside an act."
    yield "\n| rule | 中文 | English | thought to stand in |\n|---|---|---|---|"
    for name, recalled in UNVERIFIED.items():
        yield f"| `{name}` | {recalled.text[0]} | {recalled.text[1]} | {recalled.source} |"


def _numbers(rules: ReviewRules) -> Iterator[str]:
    yield "| number | 中文 | value | clause |\n|---|---|---|---|"
    for name, (unit, zh, _) in NUMBERS.items():
        found = rules.stated(name)
        if found is not None:
            bound = {"at-least": "≥ ", "at-most": "≤ "}.get(found.bound, "")
            base = f" of the {found.base}" if found.base else ""
            notes = [f"reading {found.reading}"] if found.reading else []
            notes += ["as a rule"] if found.usual else []
            tail = f" ({', '.join(notes)})" if notes else ""
            yield f"| `{name}` | {zh} | {bound}{as_text(found.value)}{_UNITS.get(unit, '')}{base}{tail} | {found.clause} |"
        elif name in ONLY_IF_STATED:
            yield f"| `{name}` | {zh} | – | binds only if stated |"
        elif name not in BEFORE_THE_DOOR:
            yield f"| `{name}` | {zh} | – | set by the round |"


def _steps(rules: ReviewRules) -> Iterator[str]:
    if rules.steps:
        yield "\n| step | who | clause |\n|---|---|---|"
    for step in rules.steps.values():
        who = ", ".join(" ".join(ROLES[role]) for role in step.who)
        yield f"| `{step.name}` | {who} | {step.clause} |"


def _duties(rules: ReviewRules) -> Iterator[str]:
    if rules.duties:
        yield "\n| duty | clause |\n|---|---|"
    yield from (f"| {_DUTIES[name]} | {rules.duties[name]} |" for name in DUTIES if name in rules.duties)


def _consequences(rules: ReviewRules) -> Iterator[str]:
    if offences(rules):
        yield "\n| violation | before a title is given | after | if serious, also |\n|---|---|---|---|"
    for offence in offences(rules):
        before, after = (_due(rules, offence, title_given=given) for given in (False, True))
        more = [line for line in _due(rules, offence, title_given=True, serious=True) if line not in after]
        yield f"| `{offence}` | {' | '.join('<br>'.join(cell) or '–' for cell in (before, after, more))} |"


def _due(rules: ReviewRules, offence: str, *, title_given: bool, serious: bool = False) -> list[str]:
    found = due(rules, offence, serious=serious, title_given=title_given)
    if isinstance(found, Refusal):
        return [found.text[1]]
    return [f"{CONSEQUENCES[one.kind][1]}{f', {one.years} years' if one.years else ''}: {one.clause}" for one in found]
