"""Lookup tables from what a rule looks at to what it says; filled as records of new shapes are met.

The codes of the attributes a rule looks at are joined to one number, the table says what the single evaluator said of
the first record with this number.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, Protocol

import numba as nb
import numpy as np

from zhicheng.population.depends import Probe

MOST_DENSE: Final = 1 << 22
"""Tables larger than this are kept as sorted pairs."""


class Attribute(Protocol):
    """Values of records as small integers: ``codes + shift`` are places in ``values``."""

    shift: int

    def codes(self, work: Any) -> Any:
        """The code of each record of the batch."""

    def values(self) -> Sequence[Any]:
        """What each code stands for, by ``code + shift``."""


@nb.njit(cache=True, nogil=True)
def _join_first(codes: Any, base: Any, shift: Any, lut: Any) -> None:
    size = len(lut)
    for i in range(len(base)):
        place = base[i] + shift
        codes[i] = lut[place] if place < size else -1


@nb.njit(cache=True, nogil=True)
def _join_more(codes: Any, base: Any, shift: Any, lut: Any) -> None:
    size = len(lut)
    for i in range(len(base)):
        if codes[i] >= 0:
            place = base[i] + shift
            digit = lut[place] if place < size else -1
            codes[i] = codes[i] + digit if digit >= 0 else -1


@nb.njit(cache=True, nogil=True)
def _look_up(codes: Any, table: Any, out: Any) -> Any:
    missing = 0
    for i in range(len(codes)):
        code = codes[i]
        found = table[code] if code >= 0 else -1
        out[i] = found
        if found < 0:
            missing += 1
    return missing


@nb.njit(cache=True, nogil=True)
def _look_up_sorted(codes: Any, keys: Any, values: Any, out: Any) -> Any:
    missing = 0
    for i in range(len(codes)):
        place = np.searchsorted(keys, codes[i])
        out[i] = values[place] if codes[i] >= 0 and place < len(keys) and keys[place] == codes[i] else -1
        if out[i] < 0:
            missing += 1
    return missing


class _Digit:
    """One attribute as a digit of the joint number."""

    def __init__(self, attribute: Attribute, probes: tuple[Probe, ...]) -> None:
        self.attribute, self.probes = attribute, probes
        self.places: list[int] = []
        self.classes: dict[Hashable, int] = {}
        self.radix = 1
        self.extend()
        self.radix = self._room()

    def extend(self) -> bool:
        """Takes in values that are new; whether the digit has outgrown its room."""
        values = self.attribute.values()
        for place in range(len(self.places), len(values)):
            said = tuple(probe(values[place]) for probe in self.probes)
            self.places.append(self.classes.setdefault(said, len(self.classes)))
        return len(self.classes) > self.radix

    def _room(self) -> int:
        fixed = getattr(self.attribute, "fixed", False)
        return max(1, len(self.classes)) if fixed else max(4, 2 * len(self.classes))

    def grow(self) -> None:
        """Makes room for as many values again."""
        self.radix = self._room()


class Table:
    """What a rule says of each record: ``judge(work, place)`` gives it as a small integer."""

    def __init__(
        self, attributes: Sequence[tuple[Attribute, tuple[Probe, ...]]], judge: Callable[[Any, int], int]
    ) -> None:
        self.judge = judge
        self.lock = threading.RLock()
        self.digits = [_Digit(attribute, probes) for attribute, probes in attributes]
        self.constant: int | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        """Strides, an empty table, and the look-up arrays of the digits."""
        size = 1
        strides = []
        for digit in self.digits:
            strides.append(size)
            size *= digit.radix
        self.strides, self.size = strides, size
        self.pairs: dict[int, int] = {}
        dense = size <= MOST_DENSE
        self.table: Any = np.full(size, -1, np.int32) if dense else None
        self.keys: Any = np.zeros(0, np.int64)
        self.found: Any = np.zeros(0, np.int32)
        self._publish()

    def _publish(self) -> None:
        luts = tuple(
            np.array(digit.places, np.int64) * stride for digit, stride in zip(self.digits, self.strides, strict=True)
        )
        self.state = (luts, self.table, self.keys, self.found)

    def look_up(self, work: Any, count: int) -> Any:
        """For each of ``count`` records of the batch what the rule says (int32)."""
        out = np.empty(count, np.int32)
        if count == 0:
            return out
        if not self.digits:
            if self.constant is None:
                self.constant = self.judge(work, 0)
            out.fill(self.constant)
            return out
        bases = [(work.codes(digit.attribute), digit.attribute.shift) for digit in self.digits]
        codes = np.empty(count, np.int64)
        if self._try(bases, codes, out, self.state):
            with self.lock:
                self._learn(work, bases, codes, out)
        return out

    @staticmethod
    def _try(bases: list[tuple[Any, int]], codes: Any, out: Any, state: Any) -> int:
        luts, table, keys, found = state
        _join_first(codes, bases[0][0], bases[0][1], luts[0])
        for (base, shift), lut in zip(bases[1:], luts[1:], strict=True):
            _join_more(codes, base, shift, lut)
        return int(_look_up(codes, table, out) if table is not None else _look_up_sorted(codes, keys, found, out))

    def _learn(self, work: Any, bases: list[tuple[Any, int]], codes: Any, out: Any) -> None:
        """Judges one record of each shape that is new, then looks up again."""
        outgrown = [digit for digit in self.digits if digit.extend()]
        if outgrown:
            for digit in outgrown:
                digit.grow()
            self._lay_out()
        else:
            self._publish()
        if not self._try(bases, codes, out, self.state):
            return
        missing = np.flatnonzero(out < 0)
        shapes, first = np.unique(codes[missing], return_index=True)
        for shape, place in zip(shapes.tolist(), missing[first].tolist(), strict=True):
            self._set(shape, self.judge(work, place))
        self._set_sorted()
        self._try(bases, codes, out, self.state)

    def _set(self, shape: int, said: int) -> None:
        if self.table is not None:
            self.table[shape] = said
        else:
            self.pairs[shape] = said

    def _set_sorted(self) -> None:
        if self.table is None:
            self.keys = np.array(sorted(self.pairs), np.int64)
            self.found = np.array([self.pairs[key] for key in self.keys.tolist()], np.int32)
            self._publish()
