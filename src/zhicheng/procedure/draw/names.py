"""Who stands behind the codes: the supervisors' file of names, and the slip by which a member shows their own line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field

from zhicheng.procedure.draw.bundle import Bundle, Hash, Name, Number, Part, Text
from zhicheng.procedure.draw.codes import code_of
from zhicheng.procedure.draw.faults import Fault, ascending, differ

NAMES_FORMAT: Final = "zhicheng-draw-names/1"
SLIP_FORMAT: Final = "zhicheng-draw-slip/1"


class NamedExpert(Part):
    """An expert by code, with the number in the register, name, employer, and the key that opens the line."""

    code: Hash
    id: Name
    name: Text
    employer: Text
    key: Hash


class Named(Part):
    """An employer or applicant by code."""

    code: Name
    name: Text


class Names(Part):
    """The supervisors' file: opens every line of one frozen pool."""

    format: Literal["zhicheng-draw-names/1"] = "zhicheng-draw-names/1"
    draw: Name
    serial: Number
    frozen: Hash
    experts: Annotated[list[NamedExpert], Field(max_length=5000)]
    employers: list[Named]
    applicants: list[Named]

    def by_code(self) -> dict[str, NamedExpert]:
        """The experts by code."""
        return {one.code: one for one in self.experts}

    def by_id(self) -> dict[str, NamedExpert]:
        """The experts by their number in the register."""
        return {one.id: one for one in self.experts}


class Slip(Part):
    """What one member gets: enough to show that a line is theirs, and nothing about anybody else."""

    format: Literal["zhicheng-draw-slip/1"] = "zhicheng-draw-slip/1"
    draw: Name
    serial: Number
    id: Name
    key: Hash

    @property
    def code(self) -> str:
        """The code that this slip opens."""
        return code_of(self.key, self.draw, self.serial, self.id)


def slip_of(names: Names, expert: str) -> Slip | None:
    """The slip of the expert with this number in the register; ``None``: not in the pool."""
    found = names.by_id().get(expert)
    return None if found is None else Slip(draw=names.draw, serial=names.serial, id=found.id, key=found.key)


def names_faults(bundle: Bundle, names: Names) -> Iterator[Fault]:
    """Where the file of names does not fit the draw: a line unopened, a person twice, an employer's code wrong."""
    frozen, private = bundle.frozen, bundle.private
    if (names.draw, names.serial, names.frozen) != (frozen.draw, frozen.serial, frozen.digest):
        yield Fault("names", ("不是本次抽取的名册", "is the file of names of another draw"))
        return
    if not ascending([one.code for one in names.experts]) or not differ([one.id for one in names.experts]):
        yield Fault(
            "names.experts", ("代码须升序，同一人不得出现两次", "codes must be ascending, nobody may stand twice")
        )
    if [one.code for one in names.experts] != [line.code for line in frozen.pool]:
        yield Fault("names.experts", ("与专家库各行不符", "are not the lines of the pool"))
        return
    known = {one.code: one.name for one in names.employers}
    for number, one in enumerate(names.experts):
        if code_of(one.key, names.draw, names.serial, one.id) != one.code:
            yield Fault(
                f"names.experts[{number}].key", (f"打不开 {one.id} 的代码", f"does not open the code of {one.id}")
            )
        code = private.employers[number] if private is not None else ""
        if private is not None and known.get(code, "") != one.employer:
            yield Fault(
                f"names.experts[{number}].employer",
                (
                    f"{one.id} 的单位与代码 {code or '—'} 不符",
                    f"the employer of {one.id} is not that of code {code or '—'}",
                ),
            )
