"""What messages are made of: exact objects, codes, hexadecimal and base64 of fixed length (format page, section 1)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from zhicheng.procedure.ballot.refusals import bad_message
from zhicheng.procedure.refusal import ActRefused


class Form(BaseModel):
    """An object with exactly these members, each of exactly its kind; never changed once read."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    def plain(self) -> dict[str, Any]:
        """The object as it is written: dict, list, str, int, bool, None."""
        return self.model_dump()


F = TypeVar("F", bound=Form)


def read(kind: type[F], value: object) -> F:
    """``value`` as a form of that kind.

    Raises:
        ActRefused: ``bad-message``, with the place and what is wrong there.
    """
    try:
        return kind.model_validate(value)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ActRefused(bad_message(place, first["msg"].removeprefix("Value error, "))) from None


def b64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode()


def unb64(text: str) -> bytes:
    """The bytes behind base64 that a form has let in."""
    return base64.b64decode(text, validate=True)


def _base64(size: int | None) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            data = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("is no base64") from None
        if b64(data) != text:
            raise ValueError("is no base64 in its one form")
        if size is not None and len(data) != size:
            raise ValueError(f"holds {len(data)} bytes, not {size}")
        return text

    return check


Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
"""How a meeting, vote, member or applicant is called."""
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Moment = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
Bytes = Annotated[str, AfterValidator(_base64(None))]
Bytes32 = Annotated[str, AfterValidator(_base64(32))]
Bytes48 = Annotated[str, AfterValidator(_base64(48))]
Point = Annotated[str, AfterValidator(_base64(65))]
Signature = Annotated[str, AfterValidator(_base64(64))]
Bytes256 = Annotated[str, AfterValidator(_base64(256))]
Bytes384 = Annotated[str, AfterValidator(_base64(384))]
Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]

Issuer = Literal["platform", "supervisor"]
PLATFORM: Final = "platform"
SUPERVISOR: Final = "supervisor"
Choice = Literal["Y", "N", "A"]
YES: Final = "Y"
NO: Final = "N"
BLANK: Final = "A"


class StampPublic(Form):
    """The public half of a stamp key: RSA, 2048 bits."""

    n: Bytes256
    e: Literal[65537]


class OpeningPublic(Form):
    """The public half of an opening key: RSA, 3072 bits."""

    n: Bytes384
    e: Literal[65537]


def modulus(key: StampPublic | OpeningPublic) -> int:
    """The modulus of a public key."""
    return int.from_bytes(unb64(key.n), "big")
