"""A draw as it is held: freeze the pool, state a round, take the reveals, draw; void it, or replace members.

Each act takes a bundle and gives a new one; an act that is not allowed is refused and changes nothing. Random bytes
and days are given by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zhicheng.procedure.draw.bundle import (
    LOTTERY,
    PLAIN,
    Balls,
    Bundle,
    Frozen,
    Line,
    Outcome,
    Private,
    Reason,
    Recusal,
    Reveal,
    Round,
    RoundPrivate,
    Statement,
    Void,
    sealed,
)
from zhicheng.procedure.draw.check_frozen import frozen_faults, private_faults, recusal_faults
from zhicheng.procedure.draw.groups import groups_of
from zhicheng.procedure.draw.infeasible import conflict_of
from zhicheng.procedure.draw.keeping import keeping_faults
from zhicheng.procedure.draw.lawful import CAP, Ground, ground_of, standing_before
from zhicheng.procedure.draw.lottery import committee_at, lottery_digest, make_lottery
from zhicheng.procedure.draw.plain import LARGEST_DEVIATION, deviation, draw_plain
from zhicheng.procedure.draw.plan import Plan
from zhicheng.procedure.draw.refusals import (
    no_round,
    not_revealed,
    nothing_lawful,
    public_only,
    refuse_faults,
    revealed_before,
    still_open,
    unknown,
    wrong_balls,
    wrong_link,
    wrong_value,
)
from zhicheng.procedure.draw.seed import (
    ORDER_DIGITS,
    VALUE,
    chain_label,
    digits_of,
    leads_to,
    link_back,
    seed_of,
    ticket_of,
)
from zhicheng.procedure.refusal import ActRefused, Refusal


def freeze(plan: Plan, salt: str) -> Bundle:
    """Fix pool, seats, caps, groups, recusals and the supervisors' commitments; ``salt`` is 64 random hex digits.

    Raises:
        ActRefused: something in the plan is not in order; every reason is given.
    """
    experts = sorted(plan.experts, key=lambda one: one.code)
    private = Private(
        salt=salt,
        regions=[one.region for one in experts],
        employers=[one.employer for one in experts],
        bars=[Reason(code=one.code, reason=one.bar) for one in experts if one.bar],
        recusals=sorted(plan.recusals, key=lambda one: one.applicant),
        conflicts=plan.conflicts,
    )
    pool = [Line(code=one.code, seat=one.seat, barred=bool(one.bar)) for one in experts]
    frozen = Frozen(**plan.fixed(), pool=pool, private=private.digest)
    refuse_faults([*frozen_faults(frozen), *private_faults(frozen, private)])
    return sealed(frozen, private, [])


def state_round(
    bundle: Bundle,
    *,
    at: str,
    salt: str,
    keep: Iterable[str] = (),
    out: Mapping[str, str] | None = None,
    recusals: Sequence[Recusal] = (),
    sources: Sequence[str] = (),
    lottery: bool = False,
) -> Bundle:
    """Fix the next round before anything is revealed; a lottery is made where chances can't otherwise be equal.

    Args:
        bundle: the draw so far; the hidden part must be there.
        at: when, for the record.
        salt: 64 random hex digits.
        keep: codes of those who are members already (accepted, or named for a seat that is not drawn).
        out: codes that leave or are no longer available, with the reason.
        recusals: those that came to light since the last round.
        sources: named sources of chance whose value is not known yet.
        lottery: a lottery even where a plain draw would do.

    Raises:
        ActRefused: a round is open, the public view was given, ``keep`` and ``out`` don't fit, nothing is to be
            drawn, or no committee is lawful (then: which conditions, by how much).
    """
    kept, left, added = sorted(set(keep)), dict(sorted((out or {}).items())), list(recusals)
    ground = next_ground(bundle, kept, left, added)
    made = make_lottery(ground) if lottery or not plain_will_do(bundle.frozen, ground) else None
    hidden = RoundPrivate(
        salt=salt, reasons=[Reason(code=code, reason=reason) for code, reason in left.items()], recusals=added
    )
    statement = Statement(
        round=len(bundle.rounds) + 1,
        frozen=bundle.frozen.digest,
        previous=bundle.rounds[-1].record if bundle.rounds else None,
        at=at,
        mode=LOTTERY if made else PLAIN,
        keep=kept,
        out=list(left),
        sources=list(sources),
        lottery=lottery_digest(made.entries) if made else None,
        chances=made.chances if made else None,
        private=hidden.digest,
    )
    new = Round(
        statement=statement,
        private=hidden,
        committees=made.entries if made else None,
        reveal=Reveal(links=[None] * len(bundle.frozen.supervisors), balls=[], values=[None] * len(sources), at=""),
        outcome=None,
        void=None,
    )
    return sealed(bundle.frozen, bundle.private, [*bundle.rounds, new])


def next_ground(
    bundle: Bundle, keep: Iterable[str] = (), out: Iterable[str] = (), recusals: Sequence[Recusal] = ()
) -> Ground:
    """The ground of a next round, before anything is fixed: to look at its seats and chances.

    Raises:
        ActRefused: as for :func:`state_round`.
    """
    if bundle.private is None:
        raise ActRefused(public_only())
    if bundle.rounds and bundle.rounds[-1].open:
        raise ActRefused(still_open())
    standing = standing_before(bundle.rounds, bundle.private)
    kept, left, added = sorted(keep), sorted(out), list(recusals)
    faults = [
        *keeping_faults(bundle.frozen, standing, kept, left),
        *recusal_faults(bundle.frozen, added, "recusals"),
    ]
    refuse_faults(faults)
    ground = ground_of(bundle.frozen, bundle.private, standing, kept, left, added)
    conflict = conflict_of(ground)
    if conflict is not None:
        raise ActRefused(conflict.refusal())
    return ground


def plain_will_do(frozen: Frozen, ground: Ground) -> bool:
    """Whether a plain draw gives equal chances, to within what a lottery of 10,000 tickets could do."""
    enough = bool(frozen.supervisors) or frozen.balls >= ORDER_DIGITS
    capped = any(condition.kind == CAP for condition in ground.conditions)
    return enough and not capped and deviation(ground) <= LARGEST_DEVIATION


def reveal(
    bundle: Bundle,
    *,
    at: str,
    links: Mapping[str, str] | None = None,
    balls: Sequence[Balls] = (),
    values: Mapping[str, str] | None = None,
) -> Bundle:
    """Take reveals for the open round: links by supervisor, balls as two persons entered them, values by source.

    What was taken before stays; nothing that was taken can be changed.

    Raises:
        ActRefused: no round is open, a name is unknown, a link doesn't lead to its anchor, the two entries of the
            balls differ, or something else was revealed before.
    """
    round_ = _open_round(bundle)
    frozen, statement, before = bundle.frozen, round_.statement, round_.reveal
    names = [one.name for one in frozen.supervisors]
    reasons = [
        *unknown(links or {}, names, "监督方", "supervisor"),
        *unknown(values or {}, statement.sources, "来源", "source"),
    ]
    for place, one in enumerate(frozen.supervisors):
        link = (links or {}).get(one.name)
        if link is not None and not (statement.round <= one.links and leads_to(frozen, place, link, statement.round)):
            reasons.append(wrong_link(one.name, statement.round))
    if balls and digits_of(balls, frozen.balls) in (None, ""):
        reasons.append(wrong_balls(frozen.balls))
    new_links = _merged(names, before.links, links or {}, reasons)
    new_values = _merged(statement.sources, before.values, values or {}, reasons)
    reasons.extend(wrong_value(name) for name, value in (values or {}).items() if not VALUE.fullmatch(value))
    if before.balls and balls and list(balls) != before.balls:
        reasons.append(revealed_before("balls"))
    if reasons:
        raise ActRefused(reasons)
    taken = Reveal(links=new_links, balls=before.balls or list(balls), values=new_values, at=at)
    return _with_last(bundle, round_.model_copy(update={"reveal": taken}))


def draw(bundle: Bundle) -> Bundle:
    """Draw the open round from what was revealed.

    Raises:
        ActRefused: no round is open, something is not revealed yet, or no attempt gave a lawful committee.
    """
    round_ = _open_round(bundle)
    if bundle.private is None or round_.private is None:
        raise ActRefused(public_only())
    seed = seed_of(bundle.frozen, round_.statement, round_.reveal)
    if seed is None:
        raise ActRefused(not_revealed(bundle.frozen, round_))
    return _with_last(bundle, round_.model_copy(update={"outcome": outcome_of(bundle, round_, seed)}))


def outcome_of(bundle: Bundle, round_: Round, seed: str) -> Outcome:
    """What a round gives with a seed; asks for the hidden parts, changes nothing.

    Raises:
        ActRefused: no attempt gave a lawful committee.
    """
    frozen, statement = bundle.frozen, round_.statement
    standing = standing_before(bundle.rounds[: statement.round - 1], bundle.private)
    added = round_.private.recusals if round_.private else None
    ground = ground_of(frozen, bundle.private, standing, statement.keep, statement.out, added)
    attempt: int | None = None
    ticket: int | None = None
    committee: int | None = None
    if statement.mode == LOTTERY:
        ticket = ticket_of(frozen, seed, round_.reveal)
        committee = committee_at(round_.committees or [], ticket)
    else:
        found = draw_plain(ground, seed)
        attempt, committee = found if found else (None, None)
    if committee is None:
        raise ActRefused(nothing_lawful())
    members = ground.members(committee)
    kept = {code: standing.groups[code] for code in statement.keep if code in standing.groups}
    return Outcome(
        seed=seed,
        attempt=attempt,
        ticket=ticket,
        committee=members,
        groups=groups_of(frozen, members, kept, seed),
    )


def undone_outcome(bundle: Bundle, number: int) -> Outcome | None:
    """What the voided round at ``number`` (from 0) would have drawn, as far as later links give those withheld.

    ``None``: it isn't void, its outcome is on record, something is still missing, or the hidden part is.
    """
    one = bundle.rounds[number]
    if one.void is None or one.outcome is not None or bundle.private is None or one.private is None:
        return None
    links, frozen = list(one.reveal.links), bundle.frozen
    labels = [chain_label(frozen.draw, frozen.serial, known.name) for known in frozen.supervisors]
    for later in bundle.rounds[number + 1 :]:
        steps = later.statement.round - one.statement.round
        for place, link in enumerate(later.reveal.links[: len(links)]):
            if links[place] is None and link is not None:
                links[place] = link_back(link, steps, labels[place])
    whole = one.model_copy(update={"reveal": one.reveal.model_copy(update={"links": links})})
    seed = seed_of(bundle.frozen, whole.statement, whole.reveal)
    try:
        return None if seed is None else outcome_of(bundle, whole, seed)
    except ActRefused:
        return None


def void(bundle: Bundle, *, reason: str, by: str, at: str) -> Bundle:
    """Void the last round, on record: a withheld reveal, an error found. A round that others built on stays.

    Raises:
        ActRefused: there is no round, it is void already, or no reason or name is given.
    """
    last = bundle.rounds[-1] if bundle.rounds else None
    if last is None or last.void is not None:
        raise ActRefused(Refusal("nothing-to-void", ("没有可作废的一轮", "there is no round to void")))
    if not reason.strip() or not by.strip():
        raise ActRefused(Refusal("reason-missing", ("作废须写明理由和决定人", "say why, and who voids it")))
    missing = [one.name for one, link in zip(bundle.frozen.supervisors, last.reveal.links, strict=True) if link is None]
    return _with_last(bundle, last.model_copy(update={"void": Void(reason=reason, by=by, at=at, missing=missing)}))


def _open_round(bundle: Bundle) -> Round:
    if not bundle.rounds or not bundle.rounds[-1].open:
        raise ActRefused(no_round())
    return bundle.rounds[-1]


def _with_last(bundle: Bundle, last: Round) -> Bundle:
    return sealed(bundle.frozen, bundle.private, [*bundle.rounds[:-1], last])


def _merged(
    names: Sequence[str], before: Sequence[str | None], given: Mapping[str, str], reasons: list[Refusal]
) -> list[str | None]:
    """What was revealed before with what is new; another value for the same name is a reason against it."""
    found: list[str | None] = []
    for name, old in zip(names, before, strict=True):
        new = given.get(name, old)
        if old is not None and new != old:
            reasons.append(revealed_before(name))
        found.append(new)
    return found
