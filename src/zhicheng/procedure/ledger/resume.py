"""Going on after an older backup was restored: the gap is written down, with both sizes and both roots.

What was published and is not in the ledger any more can't be brought back by anybody; it can only be said. The entry
says it within the tree, every later checkpoint says it to those who watch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from zhicheng.procedure.ledger.checkpoint import Checkpoint, Resumed, State
from zhicheng.procedure.refusal import ActRefused, Refusal

ACT: Final = "resume-ledger"
"""The act's name in the ledger."""


def resumption(
    here: State, root_of: Callable[[int], bytes], lost: Checkpoint, *, origin: str, known: Iterable[Resumed]
) -> Resumed:
    """What must be said when the ledger, now at ``here``, goes on although ``lost`` was published.

    ``root_of`` gives the root over so many of the entries that are there; ``lost`` bears the ledger's good signature.

    Raises:
        ActRefused: ``other-ledger``, ``nothing-lost`` (the checkpoint agrees with what is there), ``resumed-already``.
    """
    if lost.origin != origin:
        raise ActRefused(
            Refusal(
                "other-ledger",
                (f"该检查点属于账册 {lost.origin}", f"the checkpoint is of the ledger {lost.origin}"),
                do=("请用本账册的检查点", "use a checkpoint of this ledger"),
            )
        )
    if lost.state.size <= here.size and root_of(lost.state.size) == lost.state.root:
        raise ActRefused(
            Refusal(
                "nothing-lost",
                (
                    f"该检查点（{lost.state.size} 条）与现有账册相符，没有缺口",
                    f"the checkpoint ({lost.state.size} entries) agrees with the ledger: there is no gap",
                ),
                do=("不必续记", "nothing need be resumed"),
            )
        )
    if any(said.lost == lost.state for said in known):
        raise ActRefused(
            Refusal("resumed-already", ("这一缺口已经记下", "this gap has been recorded already")),
        )
    return Resumed(here, lost.state)


def resumed_detail(said: Resumed) -> dict[str, Any]:
    """The details of the entry that records it."""
    return {"restored": _state(said.restored), "lost": _state(said.lost)}


def _state(state: State) -> dict[str, Any]:
    return {"size": state.size, "root": state.root.hex()}


def resumed_from(detail: dict[str, Any]) -> Resumed:
    """The resumption that an entry's details record; the opposite of :func:`resumed_detail`."""
    restored, lost = detail["restored"], detail["lost"]
    return Resumed(
        State(int(restored["size"]), bytes.fromhex(restored["root"])),
        State(int(lost["size"]), bytes.fromhex(lost["root"])),
    )
