"""Which kinds of record a track looks at; for templates and forms."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.policy.core import (
    All,
    Any_,
    AtLeast,
    Clause,
    Condition,
    EachYear,
    Given,
    Not,
    Patterns,
    PerYear,
    Records,
    Total,
    Track,
    Years,
    rows_of,
)


def kinds_asked(track: Track) -> tuple[str, ...]:
    """The kinds of record that some rule of the track looks at, without repetition."""
    found: dict[str, None] = {}
    for clause in (*track.basic, *track.routes, *track.landmarks, *track.review):
        for patterns in patterns_in(clause):
            found.update((pattern.kind, None) for pattern in patterns)
    if track.scoring is not None:
        for row in rows_of(track.scoring):
            found.update((pattern.kind, None) for pattern in row.patterns)
            if isinstance(row.worth, PerYear):
                found.update((pattern.kind, None) for pattern in row.worth.after)
            if isinstance(row.worth, Given):
                for patterns in patterns_in(row.worth.item):
                    found.update((pattern.kind, None) for pattern in patterns)
    found.update((pattern.kind, None) for pattern in track.present)
    return tuple(found)


def patterns_in(condition: Condition) -> Iterator[Patterns]:
    """All record patterns in a condition."""
    match condition:
        case Clause(item=item) | Not(item=item):
            yield from patterns_in(item)
        case All(items=items) | Any_(items=items) | AtLeast(items=items):
            for item in items:
                yield from patterns_in(item)
        case Records(patterns=patterns) | Total(patterns=patterns) | EachYear(patterns=patterns):
            yield patterns
        case Years(patterns=patterns, after=after):
            yield patterns
            yield after
        case _:
            return
