"""Findings in words: the answer in one sentence, each finding in a few lines, the page for the authors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from zhicheng.policy.pack import Pack
from zhicheng.workshop.findings import SEVERITIES, Finding, Pair, Severity, Shown, Witness
from zhicheng.workshop.lint_check import Check


def headline(found: Sequence[Finding]) -> Pair:
    """How many findings of which severity, in one sentence."""
    if not found:
        return "没有发现问题。", "Nothing found."
    counts = {severity: sum(1 for one in found if one.severity == severity) for severity in SEVERITIES}
    zh = "，".join(f"{SEVERITIES[severity][0]} {number}" for severity, number in counts.items() if number)
    en = ", ".join(f"{SEVERITIES[severity][1]} {number}" for severity, number in counts.items() if number)
    return f"共 {len(found)} 处：{zh}。", f"{len(found)} findings: {en}."


def lines_of(finding: Finding, which: int) -> Iterator[str]:
    """A finding for the terminal: the sentence; then where it stands, under which reading, and its witnesses."""
    yield finding.say[which]
    parts = [f"{finding.track}", *_cited(finding, which), finding.id]
    yield " · ".join(parts)
    for witness in finding.witnesses:
        shown = _shown(witness.shown, which)
        yield (f"材料“{witness.say[0]}”：{shown}", f"dossier '{witness.say[1]}': {shown}")[which]


def _cited(finding: Finding, which: int) -> Iterator[str]:
    if finding.cite:
        yield "、".join(finding.cite)
    if finding.readings:
        chosen = ", ".join(f"{id_}={alternative}" for id_, alternative in finding.readings.items())
        yield (f"照另一读法 {chosen}", f"under the reading {chosen}")[which]
    if finding.known:
        yield (f"参见读法 {'、'.join(finding.known)}", f"see readings {', '.join(finding.known)}")[which]


def _shown(shown: Iterable[Shown], which: int) -> str:
    return ("；" if which == 0 else "; ").join(f"{_place(one, which)} {_value(one, which)}" for one in shown)


def _place(shown: Shown, which: int) -> str:
    return ("总分", "score")[which] if shown.place == "score" else shown.place.split("/")[-1]


def _value(shown: Shown, which: int) -> str:
    if shown.is_points:
        return f"{shown.value}分" if which == 0 else shown.value
    return {"met": ("符合", "met"), "not_met": ("不符合", "not met"), "open": ("待定", "open")}[shown.value][which]


# ---------------------------------------------------------------- pages

MEANING: Final[dict[Severity, Pair]] = {
    "error": ("规则与自身的目的相违，按条文算必然如此", "a rule defeats its own purpose, by the letter of the text"),
    "warning": ("条文的这一结果多半不是本意", "an effect that hardly can be meant"),
    "notice": ("值得知道，或只在另一读法下出现", "worth knowing, or true under another reading only"),
}

PREFACE: Final = (
    "起草评价条件是难事：几十张表、上百个分值，一处改动牵动多处。下列 {total} 处是把公布文件写成规则、",
    "让机器逐一试算材料时遇到的，供起草单位修订时参考。每一处都注明条款，绝大多数附有一份（或两份只差一项事实的）材料，",
    "任何人可以用 `zhicheng policy lint 规则包 --witness 文件夹` 取出，再用 `zhicheng evaluate` 复算。",
    "我们的理解可能有误，原文经文字提取也可能有缺损；凡取决于读法的，均注明“照另一读法”。若有不当，敬请指正。",
    "",
    "Drafting such conditions is hard: dozens of tables, hundreds of numbers, each change touching others.",
    "The {total} places below came up when the published documents were written as rules and tried on dossiers by machine;",
    "they are offered to the authors for the next revision. Each has its clause, and nearly all a dossier (or two that",
    "differ in one fact) that anyone can recompute. We may have misread the text, and extraction may have damaged it;",
    "where a finding rests on another reading this is said.",
)


def defects_page(pairs: Sequence[tuple[Pack, Sequence[Finding]]]) -> str:
    """The page that lists what was found in the published documents, Chinese first, for their authors."""
    total = sum(len(found) for _, found in pairs)
    lines = [
        "# 公布文件中宜请斟酌之处 · Places in the published documents that may deserve a second look",
        "",
        *(line.format(total=total) for line in PREFACE),
        "",
        "级别 severity：" + "；".join(f"**{zh}** {en}" for zh, en in SEVERITIES.values()) + "。",
        "各项检查的说明见 [lint-findings](../reference/lint-findings.md)。",
    ]
    for pack, found in pairs:
        if found:
            lines += [
                "",
                f"## {pack.number} {pack.title[0]} (`{pack.id}`)",
                "",
                headline(found)[0] + " " + headline(found)[1],
            ]
            for severity, names in SEVERITIES.items():
                there = [one for one in found if one.severity == severity]
                if there:
                    lines += ["", f"### {names[0]} · {names[1]}", ""]
                    lines += [line for one in there for line in _entry(pack, one)]
    return "\n".join(lines) + "\n"


def checks_page(checks: Iterable[Check]) -> str:
    """The reference page: what each check says, in both languages."""
    lines = [
        "# 各项检查 · What each check of `policy lint` says",
        "",
        "`zhicheng policy lint` 的每一处发现都有级别、条款、中英文各一句，以及一份或两份材料；材料的结果由 `evaluate` 得出，没有一个数是另外算的。",
        "Every finding has a severity, citations, a sentence in two languages and one or two dossiers; what is said of them comes from",
        "`evaluate`, nothing is reckoned apart. How to run it: [lint-a-policy](../how-to/lint-a-policy.md).",
        "",
        "| 级别 | severity | |",
        "|---|---|---|",
        *(f"| {SEVERITIES[name][0]} | `{name}` | {zh} · {en} |" for name, (zh, en) in MEANING.items()),
        "",
        "| 检查 check | 说什么 | what it says |",
        "|---|---|---|",
        *(f"| `{one.name}`<br>{one.title[0]} · {one.title[1]} | {one.about[0]} | {one.about[1]} |" for one in checks),
        "",
        "每项检查先照规则包自己选定的读法做一遍；凡“照印出的文本”或“两种读法都说得通”的，再照另一读法做一遍，只在那时才出现的发现一律列为“供参考”，并注明读法。",
        "Each check runs under the pack's own readings first, then under those that stand on equal ground or are what is printed; what",
        "appears only then is a notice and names the reading.",
        "",
        "**怎样找 How it searches.** 对每一行、每一条，从规则反推出恰好符合的材料，再把它的每一项事实从低到高走一遍",
        "（级别、等级、名次、金额的每个界限及其上下），逐一交给 `evaluate` 比较。没有找到不等于没有：这是查找，不是证明。",
        "For each row and clause it makes the records that the pattern asks for,",
        "takes each of their facts through its values from worst to best, and compares what `evaluate` says. Finding nothing proves nothing.",
    ]
    return "\n".join(lines) + "\n"


def _entry(pack: Pack, finding: Finding) -> Iterator[str]:
    level = finding.track.partition("/")[2]
    where = "、".join(finding.cite) or finding.place
    head = "" if finding.say[0].startswith(where) else f"{where}："
    yield f"- **{pack.about(level)[0]}** {head}{finding.say[0]}  "
    yield f"  {finding.say[1]}  "
    notes = " · ".join([*list(_cited(finding, 0))[1 if finding.cite else 0 :], f"`{finding.id}`"])
    yield f"  {notes}  "
    for witness in finding.witnesses:
        yield f"  - {_witness_line(witness)}"


def _witness_line(witness: Witness) -> str:
    return f"{witness.say[0]}：{_shown(witness.shown, 0)}"
