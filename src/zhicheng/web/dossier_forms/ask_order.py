"""What to ask next: the fact or record that decides most, and why.

The stages stand in the order in which a person cares: the last thing lacking for a route whose other
parts are met, what many routes turn on, the basic conditions, the other routes, landmarks, review
conditions, points. What completes a record that is there already comes before anything new, for routes
and basic conditions at the very front. Within a stage: what more clauses need, then printed order;
points by their number. A kind of which the dossier already holds records is asked for again only after
those of which it holds none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from zhicheng.dossier.facts import APPLICANT_FACTS, Applicant
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.schema import facts_of, kind_title
from zhicheng.policy.core import (
    All,
    Any_,
    AtLeast,
    Clause,
    Condition,
    EachYear,
    FactTest,
    Patterns,
    Records,
    Total,
    Years,
)
from zhicheng.verdict.advise import Advice
from zhicheng.verdict.questions import Asker, Question
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.points import shown
from zhicheng.vocabulary.truth import MET
from zhicheng.web.dossier_forms.gains import Gain, gains_of

Stage = Literal["last-step", "most-routes", "basic", "routes", "landmarks", "review", "points"]
STAGES: Final[tuple[Stage, ...]] = (
    "last-step",
    "most-routes",
    "basic",
    "routes",
    "landmarks",
    "review",
    "points",
)
WAYS: Final[frozenset[Stage]] = frozenset({"last-step", "most-routes", "basic", "routes"})
MOST_ROUTES: Final = Fraction(1, 3)
"""A kind that this share of the routes looks at is asked for before anything else."""


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A clause of a track (``pack/level``) by its key."""

    track: str
    key: str


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """What to ask next.

    ``kind``: add a record of this kind; with ``record`` and ``fact``, complete that record. Without
    ``kind``, ``fact`` is one of the applicant's. ``ask`` is the question, ``why`` the reason, ``clauses``
    those that wait for it, ``gain`` the points that are still possible, at most.
    """

    stage: Stage
    ask: Pair
    why: Pair
    kind: str | None = None
    fact: str | None = None
    record: str | None = None
    clauses: tuple[ClauseRef, ...] = ()
    gain: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about; the same for every track."""

    kind: str | None = None
    fact: str | None = None
    record: str | None = None


DOMAINS: Final = Subject(fact="domains")
"""Said once, it holds for every record that names no domain of its own."""


@dataclass(slots=True)
class Found:
    """What has been found of a subject in one stage."""

    stage: Stage
    clauses: dict[ClauseRef, None] = field(default_factory=dict)
    ask: Pair | None = None
    gain: Gain | None = None


def next_questions(
    setting: Setting, dossier: Dossier, verdict: Verdict, advice: Advice | None = None, most: int | None = None
) -> tuple[NextQuestion, ...]:
    """What to ask next in one track, most decisive first; empty when nothing more can be decided.

    With ``advice`` the points are those that one more record was found to bring; without it, the most
    that the caps leave room for, which needs no further verdict.
    """
    return next_in_all(((setting, verdict, advice),), dossier, most)


def next_in_all(
    judged: Sequence[tuple[Setting, Verdict, Advice | None]], dossier: Dossier, most: int | None = None
) -> tuple[NextQuestion, ...]:
    """As :func:`next_questions` over several tracks: the earliest stage holds, its clauses add up."""
    found: dict[Subject, Found] = {}
    present = {str(record.__dict__["kind"]) for record in dossier.records}
    routes = sum(len(verdict.section("routes")) for _, verdict, _ in judged)
    for setting, verdict, advice in judged:
        of_track = _of_track(setting, verdict, advice)
        _lift_common(of_track, len(verdict.section("routes")), present)
        for subject, one in of_track.items():
            _merge(found, subject, one)
    place = {subject: index for index, subject in enumerate(found)}
    ordered = sorted(found, key=lambda subject: (*_rank(subject, found[subject], present), place[subject]))
    return tuple(_question(subject, found[subject], len(judged), routes) for subject in ordered[:most])


def _rank(subject: Subject, one: Found, present: set[str]) -> tuple[int, int, Fraction, int]:
    """Where a subject stands: its stage, new or not, the points at stake, how many clauses wait."""
    completes = subject.record is not None or subject == DOMAINS
    if completes and one.stage in WAYS:
        return 0, 0, Fraction(0), -len(one.clauses)
    if one.stage == "points":
        gain = one.gain.points if one.gain is not None else Fraction(0)
        return STAGES.index(one.stage), 0 if completes else 1, -gain, 0
    again = 0 if completes else 2 if subject.kind in present else 1
    return STAGES.index(one.stage), again, Fraction(0), -len(one.clauses)


def _merge(into: dict[Subject, Found], subject: Subject, one: Found) -> None:
    kept = into.get(subject)
    if kept is None or STAGES.index(one.stage) < STAGES.index(kept.stage):
        gain = one.gain or (kept.gain if kept else None)
        into[subject] = Found(one.stage, dict(one.clauses), one.ask or (kept.ask if kept else None), gain)
        return
    if one.stage == kept.stage:
        kept.clauses |= one.clauses
    if one.gain is not None and (kept.gain is None or one.gain.points > kept.gain.points):
        kept.gain = one.gain
    kept.ask = kept.ask or one.ask


def _lift_common(found: dict[Subject, Found], routes: int, present: set[str]) -> None:
    """What many routes turn on and the dossier lacks altogether is asked for first."""
    for subject, one in found.items():
        common = len(one.clauses) >= 2 and len(one.clauses) >= routes * MOST_ROUTES
        if one.stage == "routes" and common and subject.kind and subject.kind not in present:
            one.stage = "most-routes"


# ---------------------------------------------------------------------- one track


def _of_track(setting: Setting, verdict: Verdict, advice: Advice | None) -> dict[Subject, Found]:
    """Everything that could still be asked in one track, by subject."""
    found: dict[Subject, Found] = {}
    admitted = any(way.truth == MET for way in verdict.ways_in)
    reader = _Reader(verdict)
    for section in ("routes", "basic", "landmarks", "review"):
        if admitted and section in ("routes", "landmarks"):
            continue
        for clause in verdict.section(section):
            if verdict.truths[clause.key] == MET:
                continue
            reference = {ClauseRef(setting.track_name, clause.key): None}
            for subject, ask in reader.of_clause(clause):
                _merge(found, subject, Found(section, dict(reference), ask))
            last = reader.last_step(clause) if section == "routes" else None
            if last is not None:
                _merge(found, last, Found("last-step", dict(reference)))
    for question in verdict.questions():
        asked = reader.subject(question)
        if asked is not None:
            _merge(found, asked, Found("points", ask=None if asked == DOMAINS else question.ask))
    for kind, gain in gains_of(setting, verdict, advice).items():
        _merge(found, Subject(kind), Found("points", gain=gain))
    return found


class _Reader:
    """Reads off an unsettled clause what the applicant could still say or add."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict, self.context = verdict, verdict.context
        self.asker = Asker(verdict.rules.track.terms, verdict.rules.unranked)
        self.kinds = {item.id: item.kind for item in verdict.context.items}

    def of_clause(self, clause: Clause) -> Iterator[tuple[Subject, Pair | None]]:
        """The subjects of a clause, each with the question where the verdict has one."""
        for question in self.asker.of_condition(clause, self.context):
            subject = self.subject(question)
            if subject is not None:
                yield subject, None if subject == DOMAINS else question.ask
        for subject in self._lacking(clause):
            yield subject, None

    def last_step(self, clause: Clause) -> Subject | None:
        """The one kind that a route still lacks while other parts of it are met, and no record is of."""
        if not any(self.context.kept.get(id(part)) == MET for part in _parts(clause)):
            return None
        lacking = set(self._lacking(clause))
        only = lacking.pop() if len(lacking) == 1 else None
        return only if only is not None and only.kind and only.kind not in self.context.by_kind else None

    def subject(self, question: Question) -> Subject | None:
        """What a question is about, where it is the applicant who can answer it."""
        if question.kind != "fact" or question.by != "applicant":
            return None
        if question.id == "present-title":
            return Subject("appointment")
        if question.id.startswith("applicant."):
            return Subject(fact=question.id.removeprefix("applicant."))
        name, at, record = question.id.partition("@")
        if not at:
            return Subject(question.id.rpartition(".")[0])
        name = "rank_proof" if name == "rank-proof" else name
        if name == "domains" and self.context.domains is None:
            return DOMAINS
        return Subject(self.kinds[record], name if name in facts_of(self.kinds[record]) else None, record)

    def _lacking(self, condition: Condition) -> Iterator[Subject]:
        """The kinds of record and facts that unsettled parts of a condition look for."""
        if self.context.kept.get(id(condition)) == MET:
            return
        match condition:
            case Clause(item=item):
                yield from self._lacking(item)
            case All(items=items) | Any_(items=items) | AtLeast(items=items):
                for item in items:
                    yield from self._lacking(item)
            case Records(patterns=patterns) | Total(patterns=patterns):
                yield from _kinds(patterns)
            case EachYear(patterns=patterns):
                yield from _kinds(patterns)
            case Years(patterns=patterns, after=after):
                yield from _kinds((*after, *patterns))
            case FactTest(name=name):
                if self.context.applicant[name] is None:
                    yield Subject(fact=name)
            case _:
                return


def _parts(condition: Condition) -> tuple[Condition, ...]:
    """What must hold together; a condition that is not made of parts has none."""
    while isinstance(condition, Clause):
        condition = condition.item
    return condition.items if isinstance(condition, All) else ()


def _kinds(patterns: Patterns) -> Iterator[Subject]:
    for kind in dict.fromkeys(pattern.kind for pattern in patterns):
        yield Subject(kind)


# ---------------------------------------------------------------------- in words


def _question(subject: Subject, one: Found, tracks: int, routes: int) -> NextQuestion:
    gain = one.gain.points if one.gain is not None else Fraction(0)
    clauses = tuple(one.clauses)
    ask = one.ask or _asked(subject)
    return NextQuestion(
        one.stage, ask, _why(one, tracks, routes), subject.kind, subject.fact, subject.record, clauses, gain
    )


def _asked(subject: Subject) -> Pair:
    if subject.kind is not None:
        zh, en = kind_title(subject.kind)
        return f"请填写：{zh}", f"please add: {en.lower()}"
    name = subject.fact or ""
    if name == "domains":
        info = Applicant.model_fields[name]
        return f"请补充：{info.title}", f"please state: {info.description}"
    return f"请补充：{APPLICANT_FACTS[name].zh}", f"please state: {APPLICANT_FACTS[name].en}"


_SECTION: Final[dict[Stage, Pair]] = {
    "last-step": ("申报途径", "ways in"),
    "most-routes": ("申报途径", "ways in"),
    "basic": ("基本条件", "basic conditions"),
    "routes": ("申报途径", "ways in"),
    "landmarks": ("标志性成果", "landmark achievements"),
    "review": ("评审条件", "review conditions"),
}


def _why(one: Found, tracks: int, routes: int) -> Pair:
    """Why it is asked: the clauses of the one track, or how many of several tracks wait for it."""
    if one.stage == "points":
        return _why_points(one.gain)
    zh_section, en_section = _SECTION[one.stage]
    if tracks > 1:
        number = len({ref.track for ref in one.clauses})
        return (
            f"{tracks} 个级别中，有 {number} 个的{zh_section}要看这一项",
            f"in {number} of {tracks} tracks {en_section} turn on it",
        )
    keys = [ref.key for ref in one.clauses]
    zh_keys, en_keys = "、".join(keys), ", ".join(keys)
    if one.stage == "last-step":
        return f"只差这一项：{zh_keys}", f"the only thing still lacking for {en_keys}"
    if one.stage == "most-routes":
        return (
            f"{routes} 条申报途径中有 {len(keys)} 条要看：{zh_keys}",
            f"{len(keys)} of the {routes} ways in turn on it: {en_keys}",
        )
    return f"{zh_section}要看：{zh_keys}", f"{en_section} that turn on it: {en_keys}"


def _why_points(gain: Gain | None) -> Pair:
    if gain is None:
        return "得分还取决于它", "the score still depends on it"
    points, (zh, en) = shown(gain.points, places=0), gain.label
    unit = "point" if gain.points == 1 else "points"
    if gain.exact:
        return f"再增一项，“{zh}”可加 {points} 分", f"one more adds {points} {unit} under '{en}'"
    return f"再增一项，“{zh}”最多可加 {points} 分", f"one more adds at most {points} {unit} under '{en}'"
