"""Every address of the policy browser, document by document."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.policy.pack import Pack
from zhicheng.web.public.policies import addresses, library


def pages_of(pack: Pack) -> Iterator[str]:
    """The pages of a document: itself, terms, readings, each level, each clause, each row."""
    yield addresses.document(pack.id)
    yield addresses.terms(pack.id)
    yield addresses.readings(pack.id)
    yield from (f"{addresses.readings(pack.id)}{id_}/" for id_ in pack.readings)
    for level in pack.levels:
        rules = pack.track(level)
        yield addresses.track(pack.id, level)
        yield from (addresses.clause(pack.id, level, key) for key in library.clauses(rules))
        yield from (addresses.row(pack.id, level, path) for path in library.rows(rules))
