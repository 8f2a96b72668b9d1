"""What may be asked in an address: bounded, and nothing that a database can't take."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

MOST: Final = 200
PLAIN: Final = r"^[^\x00]*$"

Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Offset = Annotated[int, Field(ge=0, le=10**9)]
Limit = Annotated[int, Field(ge=1, le=MOST)]
Words = Annotated[str, Field(max_length=80, pattern=PLAIN)]
Word = Annotated[str, Field(max_length=80, pattern=r"^[0-9A-Za-z._-]*$")]
