"""Keys for all rooms of a run: making them is the slow part."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.procedure.ballot.room import Pool, Room

MakeRoom = Callable[..., Room]


@pytest.fixture(scope="session")
def pool() -> Pool:
    """Keys for sessions of up to 10 applicants in all."""
    return Pool(10, 3)


@pytest.fixture
def make_room(pool: Pool, tmp_path: Path) -> MakeRoom:
    """A fresh room: ``make_room(members=5)``."""
    return lambda members=5, name="room": Room(_folder(tmp_path / name), members, 10, 3, pool)


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
