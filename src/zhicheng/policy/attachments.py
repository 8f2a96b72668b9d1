"""What stands beside the rules of a pack: procedure, evidence, references, English names.

Each loader answers one question about a document: who does what with which numbers, which papers a record
needs, which outside lists it points to, how its labels are called in English. Nothing is borrowed from
another document: a number that this one does not state is absent.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from zhicheng.dossier.kinds import KINDS
from zhicheng.policy.numbering import is_mark
from zhicheng.policy.pack import Pack
from zhicheng.policy.places import cites_of
from zhicheng.policy.reading import Notebook
from zhicheng.policy.readings import check_readings, resolve
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.yaml_text import line_of, read_yaml

ACTORS: Final = (
    "applicant",
    "employer",
    "personnel-agency",
    "recommending-expert",
    "department",
    "intermediate-committee",
    "committee-office",
    "committee",
    "chair",
    "specialty-group",
    "expert",
    "association",
    "supervisor",
    "issuer",
    "everyone",
)
"""Who can have to do something; ``issuer`` is the body that issues results and certificates."""

NUMBERS: Final[Mapping[str, tuple[str, str, str]]] = {
    "employer_notice_days": ("working-days", "用人单位公示天数", "days of the employer's notice"),
    "pre_review_notice_days": ("working-days", "评前公示天数", "days of notice before the review"),
    "result_notice_days": ("working-days", "评审结果公示天数", "days of notice of the result"),
    "report_days": ("working-days", "评审会前报告的提前天数", "days before the meeting by which the office reports"),
    "plan_approvals": ("count", "核准工作方案的部门数", "departments that approve the plan"),
    "reexamination_days": ("working-days", "申请复查的期限", "days within which a re-examination can be asked for"),
    "pool_size": ("persons", "专家库人数", "experts in the pool"),
    "pool_term_years": ("years", "专家库调整周期", "years between adjustments of the pool"),
    "pool_renewal_share": ("share", "专家库每次调整比例", "share of the pool renewed each time"),
    "expert_title_years": ("years", "入库专家正高级职称年限", "years an expert has held a full senior title"),
    "expert_vice_senior_years": ("years", "入库专家副高级职称年限", "years of a vice-senior title where admitted"),
    "committee_size": ("persons", "执行评委会人数", "members of the annual committee"),
    "committee_chairs": ("persons", "主任委员人数", "chairs of the committee"),
    "group_size": ("persons", "专业评议组人数", "members of a specialty group"),
    "attendance": ("share", "出席会议的评委比例", "share of the members present"),
    "majority": ("share", "通过所需赞成票比例", "share of votes in favour"),
    "recommending_experts": ("persons", "推荐专家人数", "recommending experts"),
    "integrity_record_years": ("years", "诚信档案记录期限", "years of the integrity record"),
    "bar_years": ("years", "取消申报资格的年限", "years without the right to apply"),
    "review_specialties": ("count", "评审专业个数", "specialties reviewed"),
}
"""The numbers a procedure may state: unit, Chinese and English meaning."""

UNITS: Final = ("working-days", "days", "persons", "share", "years", "count")
BASES: Final = ("present", "members")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the procedure with its clause; ``bound`` says whether it is the least, the most or exact.

    ``usual``: the document says "as a rule" (一般), so that departing from it is remarked on and not refused.
    """

    name: str
    value: Fraction
    unit: str
    bound: str
    base: str | None
    say: tuple[str, str]
    cite: tuple[str, ...]
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """A step, or a duty or ban without a number: its name, who it binds, what it says."""

    name: str
    who: tuple[str, ...]
    say: tuple[str, str]
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from a violation, for how many years where the document says so."""

    offence: str
    then: tuple[str, ...]
    years: int | None
    say: tuple[str, str]
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """The procedure of one document for some of its tracks, under a choice of readings."""

    tracks: tuple[str, ...]
    steps: tuple[Duty, ...]
    numbers: Mapping[str, Number]
    rules: tuple[Duty, ...]
    consequences: tuple[Consequence, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper a record needs: one of a group (``any_of``) or each; ``limit`` bounds how many may be handed in."""

    name: str
    say: tuple[str, str]
    cite: tuple[str, ...]
    sealed_by: str | None
    required: bool
    any_of: str | None
    limit: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The papers that a document asks for, by kind of record, and for the application as a whole."""

    records: Mapping[str, tuple[Paper, ...]]
    general: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """An outside list the document points to, or a list printed in it (then ``items`` hold it in full)."""

    name: str
    say: tuple[str, str]
    cite: tuple[str, ...]
    at_hand: bool
    version: str | None
    url: str | None
    items: Mapping[str, tuple[str, ...]]


def procedure_of(pack: Pack, level: str, choices: Mapping[str, str] | None = None) -> Procedure | None:
    """The procedure for one level; ``None`` when the document has none for it.

    Raises:
        Refused: something in ``procedure.yaml`` is wrong.
    """
    return next((item for item in procedures_of(pack, choices) if level in item.tracks), None)


def procedures_of(pack: Pack, choices: Mapping[str, str] | None = None) -> tuple[Procedure, ...]:
    """Every procedure of a pack. Read once for each pack as it was loaded.

    Raises:
        Refused: something in ``procedure.yaml`` is wrong.
    """
    key = (pack.hash, pack.folder, tuple(sorted((choices or {}).items())))
    found = _PROCEDURES.get(key)
    if found is None:
        if len(_PROCEDURES) >= _KEPT:
            _PROCEDURES.clear()
        found = _PROCEDURES[key] = _read_procedures(pack, choices)
    return found


def _read_procedures(pack: Pack, choices: Mapping[str, str] | None) -> tuple[Procedure, ...]:
    notes, tree = _open(pack, "procedure", choices)
    if "procedures" in tree:
        notes.keys(tree, ("procedures",), "procedure.yaml")
    blocks = tree.get("procedures") or ([tree] if tree else [])
    found = tuple(_procedure(notes.mapping(block, "procedure"), pack.levels, notes) for block in blocks)
    taken = [level for item in found for level in item.tracks]
    for level in {level for level in taken if taken.count(level) > 1}:
        notes.note(0, f"{level} 有两个程序", f"two procedures for {level}")
    notes.finish()
    return found


def evidence_of(pack: Pack, choices: Mapping[str, str] | None = None) -> Evidence:
    """The papers a document asks for; empty where it asks for none. Read once for each pack as it was loaded.

    Raises:
        Refused: something in ``evidence.yaml`` is wrong.
    """
    key = (pack.hash, pack.folder, tuple(sorted((choices or {}).items())))
    found = _EVIDENCE.get(key)
    if found is None:
        if len(_EVIDENCE) >= _KEPT:
            _EVIDENCE.clear()
        found = _EVIDENCE[key] = _read_evidence(pack, choices)
    return found


_KEPT: Final = 256
_EVIDENCE: Final[dict[tuple[str, Path, tuple[tuple[str, str], ...]], Evidence]] = {}
_PROCEDURES: Final[dict[tuple[str, Path, tuple[tuple[str, str], ...]], tuple[Procedure, ...]]] = {}


def _read_evidence(pack: Pack, choices: Mapping[str, str] | None) -> Evidence:
    notes, tree = _open(pack, "evidence", choices)
    notes.keys(tree, ("records", "general"), "evidence.yaml")
    records = notes.mapping(tree.get("records") or {}, "records")
    for kind in records:
        notes.one_of(kind, tuple(KINDS), "records", line_of(records, kind))
    found = Evidence(
        {str(kind): _papers(items, notes) for kind, items in records.items()}, _papers(tree.get("general") or [], notes)
    )
    notes.finish()
    return found


def references_of(pack: Pack, choices: Mapping[str, str] | None = None) -> dict[str, Reference]:
    """The lists a document points to, by name.

    Raises:
        Refused: something in ``references.yaml`` is wrong.
    """
    notes, tree = _open(pack, "references", choices)
    found = {
        str(name): _reference(str(name), notes.mapping(body, str(name)), line_of(tree, name), notes)
        for name, body in tree.items()
    }
    notes.finish()
    return found


def english_of(pack: Pack) -> dict[str, str]:
    """The English names of a pack's labels.

    Raises:
        Refused: a label has no text.
    """
    notes, tree = _open(pack, "english", None)
    found = {str(label): notes.text(name, str(label), line_of(tree, label)) for label, name in tree.items()}
    notes.finish()
    return found


def problems_beside(pack: Pack) -> list[Problem]:
    """Everything wrong in the four files of a pack: what can't be read, and labels without an English name."""
    found: list[Problem] = []
    for load in (procedures_of, evidence_of, references_of, english_of):
        try:
            load(pack)
        except Refused as error:
            found.extend(error.problems)
    try:
        names = english_of(pack)
    except Refused:
        return found
    found.extend(
        Problem(f"{pack.id}/english.yaml", "", (f"缺少“{label}”的英文名", f"no English name for '{label}'"))
        for label in dict.fromkeys(labels_to_name(pack))
        if label not in names
    )
    return found


def labels_to_name(pack: Pack) -> Iterator[str]:
    """Every label of a pack that needs an English name: groups and rows, and keys that are not mere marks."""
    for level in pack.levels:
        yield from dict.fromkeys(_scoring_labels(pack.trees[level].get("scoring")))
        for section in ("basic", "routes", "landmarks", "review"):
            for label in pack.trees[level].get(section) or {}:
                if label not in ("window", "where") and not is_mark(str(label)):
                    yield str(label)


def _scoring_labels(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (str(node[key]) for key in ("group", "row") if isinstance(node.get(key), str))
        for name, part in node.items():
            if name not in ("match", "points"):
                yield from _scoring_labels(part)
    elif isinstance(node, list):
        for part in node:
            yield from _scoring_labels(part)


# --------------------------------------------------------------------------- reading


def _open(pack: Pack, name: str, choices: Mapping[str, str] | None) -> tuple[Notebook, dict[Any, Any]]:
    """A file of a pack under a choice of readings, and a notebook for it; empty when there is none."""
    notes = Notebook(f"{pack.id}/{name}.yaml")
    path = pack.folder / f"{name}.yaml"
    raw = read_yaml(path) if path.is_file() else None
    check_readings(raw, pack.readings, notes)
    notes.finish()
    return notes, notes.mapping(resolve(raw if raw is not None else {}, pack.choices(choices)), f"{name}.yaml")


def _pair(body: dict[Any, Any], what: str, notes: Notebook) -> tuple[str, str]:
    line = line_of(body)
    return notes.text(body.get("say"), f"{what} 的 say", line), notes.text(body.get("en"), f"{what} 的 en", line)


def _cite(body: dict[Any, Any], what: str, notes: Notebook) -> tuple[str, ...]:
    found = cites_of(body.get("cite"))
    if not found:
        notes.note(line_of(body), f"{what} 缺少 cite", f"{what} has no cite")
    return found


def _who(body: dict[Any, Any], notes: Notebook) -> tuple[str, ...]:
    line = line_of(body)
    return tuple(notes.one_of(word, ACTORS, "who", line) for word in notes.texts(body.get("who"), "who", line))


def _procedure(block: dict[Any, Any], levels: tuple[str, ...], notes: Notebook) -> Procedure:
    notes.keys(block, ("tracks", "steps", "numbers", "rules", "consequences"), "procedure")
    line = line_of(block)
    tracks = tuple(
        notes.one_of(level, levels, "tracks", line) for level in notes.texts(block.get("tracks"), "tracks", line)
    )
    if not tracks:
        notes.note(line, "缺少 tracks", "tracks is missing")
    numbers = notes.mapping(block.get("numbers") or {}, "numbers")
    notes.keys(numbers, NUMBERS, "numbers")
    return Procedure(
        tracks,
        _duties(block, "steps", "step", notes),
        {
            str(name): _number(str(name), notes.mapping(body, str(name)), notes)
            for name, body in numbers.items()
            if name in NUMBERS
        },
        _duties(block, "rules", "rule", notes),
        tuple(
            _consequence(notes.mapping(item, "consequence"), notes)
            for item in notes.sequence(block.get("consequences") or [], "consequences", line)
        ),
    )


def _duties(block: dict[Any, Any], section: str, key: str, notes: Notebook) -> tuple[Duty, ...]:
    found = []
    for item in notes.sequence(block.get(section) or [], section, line_of(block, section)):
        body = notes.mapping(item, key)
        notes.keys(body, (key, "who", "say", "en", "cite"), key)
        name = notes.text(body.get(key), key, line_of(body))
        found.append(Duty(name, _who(body, notes), _pair(body, name, notes), _cite(body, name, notes)))
    return tuple(found)


def _number(name: str, body: dict[Any, Any], notes: Notebook) -> Number:
    notes.keys(body, ("value", "unit", "at_least", "at_most", "usual", "base", "say", "en", "cite"), name)
    line = line_of(body)
    unit = notes.one_of(body.get("unit"), UNITS, "unit", line)
    wanted = NUMBERS[name][0]
    if unit != wanted:
        notes.note(line, f"{name} 的单位应为 {wanted}", f"the unit of {name} is {wanted}")
    value = notes.number(body.get("value"), name, line)
    if wanted == "share" and not 0 < value <= 1:
        notes.note(line, f"{name} 应在 0 与 1 之间", f"{name} must lie between 0 and 1")
    if wanted != "share" and value.denominator != 1:
        notes.note(line, f"{name} 应为整数", f"{name} must be a whole number")
    base = None if body.get("base") is None else notes.one_of(body["base"], BASES, "base", line)
    bound = "at-least" if body.get("at_least") else "at-most" if body.get("at_most") else "exact"
    usual = bool(body.get("usual"))
    return Number(name, value, unit, bound, base, _pair(body, name, notes), _cite(body, name, notes), usual)


def _consequence(body: dict[Any, Any], notes: Notebook) -> Consequence:
    notes.keys(body, ("for", "then", "years", "say", "en", "cite"), "consequence")
    line = line_of(body)
    name = notes.text(body.get("for"), "for", line)
    years = body.get("years")
    return Consequence(
        name,
        notes.texts(body.get("then"), "then", line),
        None if years is None else notes.whole(years, "years", line, 1, 60),
        _pair(body, name, notes),
        _cite(body, name, notes),
    )


def _papers(items: Any, notes: Notebook) -> tuple[Paper, ...]:
    found = []
    for item in notes.sequence(items, "papers"):
        body = notes.mapping(item, "paper")
        notes.keys(body, ("paper", "say", "en", "cite", "sealed_by", "required", "any_of", "limit"), "paper")
        line = line_of(body)
        name = notes.text(body.get("paper"), "paper", line)
        sealed, group, limit = body.get("sealed_by"), body.get("any_of"), body.get("limit")
        found.append(
            Paper(
                name,
                _pair(body, name, notes),
                _cite(body, name, notes),
                None if sealed is None else notes.one_of(sealed, ACTORS, "sealed_by", line),
                bool(body.get("required", True)),
                None if group is None else str(group),
                None if limit is None else notes.whole(limit, "limit", line),
            )
        )
    return tuple(found)


def _reference(name: str, body: dict[Any, Any], line: int, notes: Notebook) -> Reference:
    notes.keys(body, ("say", "en", "cite", "at_hand", "version", "url", "items"), name)
    version, url, items = body.get("version"), body.get("url"), body.get("items")
    groups = items if isinstance(items, dict) else {} if items is None else {"": items}
    lists = {str(group): notes.texts(part, "items", line) for group, part in groups.items()}
    at_hand = body.get("at_hand")
    if not isinstance(at_hand, bool):
        notes.note(line, f"{name} 须写 at_hand: true 或 false", f"{name} needs at_hand: true or false")
    elif at_hand != any(lists.values()):
        notes.note(
            line,
            f"{name}：at_hand 为 true 时须有 items，反之亦然",
            f"{name}: at_hand goes with items, and the other way round",
        )
    return Reference(
        name,
        _pair(body, name, notes),
        _cite(body, name, notes),
        bool(at_hand),
        None if version is None else str(version),
        None if url is None else str(url),
        lists,
    )


if __name__ == "__main__":
    from zhicheng.policy.pack import load_pack

    found = problems_beside(load_pack(sys.argv[1]))
    sys.stdout.write("".join(problem.text() + "\n" for problem in found) or "ok\n")
    raise SystemExit(1 if found else 0)
