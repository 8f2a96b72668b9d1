"""What of an upload reaches the server's disk: never more of a file than decides that it is too large."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from zhicheng.evidence.limits import Limits

MOST = Limits().bytes_per_file + 1
"""The bound of a file and one byte more, by which it is seen to be over; the rest is read and dropped."""


class Bounded(FileUploadHandler):
    """Stands before Django's own handlers and passes on the first ``MOST`` bytes of each file."""

    def new_file(self, *args: Any, **options: Any) -> None:
        """A file begins: nothing has come of it yet."""
        super().new_file(*args, **options)
        self.passed = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        """The piece, cut where the bound is reached; ``None`` beyond it."""
        piece = raw_data[: max(0, MOST - self.passed)]
        self.passed += len(piece)
        return piece or None

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        """Leave the file to the handlers behind."""
        return None
