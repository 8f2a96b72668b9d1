"""Why an expert may or may not judge an applicant, in sentences of both languages."""

from __future__ import annotations

from zhicheng.procedure.conflicts.facts import ConflictFacts, TieFact
from zhicheng.procedure.conflicts.ties import Decision, Tie
from zhicheng.procedure.conflicts.words import (
    BASES,
    CONFLICT,
    DECISION,
    DECISIONS,
    KINDS,
    OUTCOMES,
    RELATIONS,
    SCOPES,
    STATED_BY,
    Pair,
)


def explain_pair(facts: ConflictFacts, expert: str, applicant: str) -> tuple[Pair, ...]:
    """How a pair stands and why: first the outcome, then a line for each tie with its source, basis and decisions.

    Raises:
        KeyError: the expert or the applicant is on no list.
    """
    if expert not in facts.experts or applicant not in facts.applicants:
        raise KeyError((expert, applicant))
    outcome = OUTCOMES[facts.outcome(expert, applicant)]
    pair = facts.by_pair.get((expert, applicant))
    bar = next((one for one in facts.barred if one.expert == expert), None)
    lines = [
        (
            f"专家 {expert} 与申报人 {applicant}：{outcome[0]}（{facts.ground.cited[0]}）",
            f"Expert {expert} and applicant {applicant}: {outcome[1]} ({facts.ground.cited[1]})",
        )
    ]
    if bar is not None:
        kinds = [KINDS.get(kind, ("对全部申报人须回避", "in conflict with every applicant")) for kind in bar.kinds]
        lines.append(
            (
                f"该专家不参加抽取：{'、'.join(kind[0] for kind in kinds)}",
                f"The expert is barred from the draw: {', '.join(kind[1] for kind in kinds)}",
            )
        )
    if pair is None:
        lines.append(("没有登记任何关系", "No tie is recorded"))
    else:
        lines += [line for fact in pair.ties for line in _tie_lines(fact)]
    return tuple(lines)


def tie_words(tie: Tie) -> Pair:
    """A tie in words: kind, relation, time, who stated it, where it is known from."""
    relation = RELATIONS.get(tie.relation)
    kind = KINDS[tie.kind]
    zh, en = kind if relation is None else (f"{kind[0]}（{relation[0]}）", f"{kind[1]} ({relation[1]})")
    when = _when(tie)
    who = STATED_BY[tie.stated_by]
    return (
        f"{zh}{f'，{when[0]}' if when[0] else ''}（{who[0]}提供：{tie.source}）",
        f"{en}{f', {when[1]}' if when[1] else ''} (stated by {who[1]}: {tie.source})",
    )


def _when(tie: Tie) -> Pair:
    if tie.start and tie.end:
        return f"{tie.start} 至 {tie.end}", f"{tie.start} to {tie.end}"
    if tie.start:
        return f"{tie.start} 起", f"from {tie.start}"
    if tie.end:
        return f"至 {tie.end}", f"until {tie.end}"
    return "", ""


def _tie_lines(fact: TieFact) -> list[Pair]:
    words, judged = tie_words(fact.tie), fact.judged
    outcome, basis = OUTCOMES[judged.outcome], BASES[judged.basis]
    reach = SCOPES[judged.scope]
    tail = (f"，{reach[0]}", f", {reach[1]}") if judged.outcome == CONFLICT else ("", "")
    lines = [
        (
            f"{words[0]}：{outcome[0]}{tail[0]}。{judged.why[0]}（{basis[0]}）",
            f"{words[1]}: {outcome[1]}{tail[1]}. {judged.why[1]} ({basis[1]})",
        )
    ]
    lines += [_decision_line(one, one is fact.decisions[-1]) for one in fact.decisions]
    return lines


def _decision_line(one: Decision, counts: bool) -> Pair:
    word = DECISIONS[one.outcome]
    later = ("", "") if counts else ("（后有新的认定）", " (superseded)")
    return (
        f"{BASES[DECISION][0]}：{word[0]}{later[0]}。{one.on}，{one.by}，理由：{one.reason}",
        f"{BASES[DECISION][1].capitalize()}: {word[1]}{later[1]}. {one.on}, {one.by}, because: {one.reason}",
    )
