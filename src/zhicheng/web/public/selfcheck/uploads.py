"""A file handed in, held in memory only and no further than is taken: nothing touches the disk."""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from zhicheng.dossier.model import Dossier
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.dossier_forms.state import USUAL, upload
from zhicheng.web.public.selfcheck.carried import posted

MOST_BYTES: Final = USUAL.workbook_bytes + 1
"""One more than is taken, so that the reader sees that it is too much."""


class HeldInMemory(FileUploadHandler):
    """Keeps the first bytes of a file and lets the rest pass by."""

    def new_file(self, *args: Any, **named: Any) -> None:
        """Begin with nothing."""
        super().new_file(*args, **named)
        self.held = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """Take no more than is needed to see that it is too much."""
        self.held += raw_data[: MOST_BYTES - len(self.held)]

    def file_complete(self, file_size: int) -> UploadedFile[Any]:  # noqa: ARG002
        """What was held, under the name that was given."""
        return SimpleUploadedFile(self.file_name or "-", bytes(self.held))


def handed_in(request: HttpRequest) -> Dossier:
    """The dossier in the file of the request.

    Raises:
        Refused: there is no file, it is too large, or something in it is wrong; every problem at once.
    """
    posted(request)
    file = request.FILES.get("file")
    if file is None or not file.name:
        what = ("没有选择文件", "no file was chosen")
        raise Refused(
            [Problem("", "", what, ("请选择 Excel、YAML 或 JSON 文件", "choose an Excel, YAML or JSON file"))]
        )
    return upload(file.name, file.read())
