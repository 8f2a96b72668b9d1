"""Every PDF that we make keeps to PDF/A-2b by veraPDF's own rules; where veraPDF is not there, ``pdfa.py`` looks alone.

``VERAPDF`` names the program (``.ci/verapdf FOLDER`` lays one out); .ci/run does so wherever Java is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.documents.reading import made
from tests.documents.test_certificate import FULL, pdf
from zhicheng.documents.registry import DOCUMENTS
from zhicheng.documents.samples import full_sample

PROGRAM = os.environ.get("VERAPDF") or shutil.which("verapdf")


def told(*files: Path) -> str:
    """What veraPDF says of files: a line for each, and the broken rules."""
    asked = [PROGRAM or "", "--flavour", "2b", "--format", "text", *map(str, files)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout


if PROGRAM is not None:  # nothing to skip where it can't be had

    def test_every_document_and_a_signed_certificate_pass(tmp_path: Path) -> None:
        kinds = [kind for kind, one in DOCUMENTS.items() if "pdf" in one.formats]
        files = [tmp_path / f"{kind}.pdf" for kind in kinds] + [tmp_path / "certificate.pdf"]
        for file, raw in zip(
            files, [made(kind, full_sample(kind), "pdf").bytes for kind in kinds] + [pdf(FULL)], strict=True
        ):
            file.write_bytes(raw)
        said = told(*files)
        assert [line.split()[0] for line in said.splitlines() if not line.startswith(" ")] == ["PASS"] * len(files), (
            said
        )

    def test_a_broken_one_fails(tmp_path: Path) -> None:
        file = tmp_path / "broken.pdf"
        file.write_bytes(pdf(FULL).replace(b"<pdfaid:part>2<", b"<pdfaid:part>4<"))
        assert told(file).startswith("FAIL")


def test_the_program_is_there_where_it_is_named() -> None:
    named = os.environ.get("VERAPDF")
    assert named is None or Path(named).exists(), "VERAPDF names a program that is not there"
