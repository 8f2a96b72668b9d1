"""An act as the interface offers it: the service that does it, its name, what is settled beforehand."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from zhicheng.web.ledger.acts import act_name

Pair = tuple[str, str]


@dataclass(frozen=True)
class Act:
    """An act on the rows of a kind of object (``on``: its place in addresses), done by the service ``do``.

    ``do`` takes the row first, or under the name ``row``; ``actor`` and ``now`` are given to it; everything else it
    asks for is the body of the request, but for what is ``settled``, or follows from the request and the row
    (``by_request``). ``on_list``: there is no row yet.
    ``title``: what the act is called, or by which name the ledger knows it. ``forms``: parameter → form, where the
    service's own says too little. ``tells``: what is answered besides, once (a receipt, a link). ``scope``: where it
    is not the one of the objects. ``in_table``: the act of a table of states that it is.
    """

    on: str
    name: str
    do: Callable[..., Any]
    title: Pair | str
    settled: Mapping[str, Any] = field(default_factory=dict)
    by_request: Mapping[str, Callable[[HttpRequest, Any], Any]] = field(default_factory=dict)
    forms: Mapping[str, Any] = field(default_factory=dict)
    row: str = ""
    on_list: bool = False
    tells: Callable[[Any], Mapping[str, str]] | None = None
    scope: str = ""
    in_table: str = ""

    @property
    def called(self) -> Pair:
        """What it is called, in both languages."""
        return act_name(self.title) if isinstance(self.title, str) else self.title


def step(on: str, table: str, act: str, do: Callable[..., Any], **more: Any) -> Act:
    """An act of a table of states, under its own name and with its name on the ledger.

    ``name``: its name in addresses, where it is another. A service that does several acts is told which.
    """
    name = more.pop("name", act)
    if "act" in inspect.signature(do).parameters:
        more["settled"] = {**more.get("settled", {}), "act": act}
    return Act(on, name, do, f"{table}-{act}" if table else act, in_table=act, **more)


_ACTS: dict[tuple[str, str], Act] = {}


def add(*acts: Act) -> None:
    """Let the interface offer these acts."""
    for one in acts:
        if (one.on, one.name) in _ACTS:
            raise ValueError(f"{one.on}: {one.name} stands twice")
        _ACTS[one.on, one.name] = one


def acts() -> tuple[Act, ...]:
    """Every act, in the order in which they were added."""
    return tuple(_ACTS.values())
