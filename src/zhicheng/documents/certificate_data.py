"""What the template of a certificate gets: the signed fields, their words in two languages, the code as a drawing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import segno

from zhicheng.procedure.certificate.content import Content
from zhicheng.procedure.certificate.statement import Statement, code_text
from zhicheng.vocabulary.problems import Problem, Refused

LARGEST_MM: Final = 40
SMALLEST_MM: Final = 18
MOST_BYTES: Final = {"m": 624, "l": 792}
"""What version 19 holds (93 modules of at least 0.42 mm make 40 mm), by level of error correction (ISO/IEC 18004)."""

LEVELS: Final[dict[str, str]] = {
    "engineer": "Engineer",
    "senior-engineer": "Senior Engineer",
    "professorate-senior-engineer": "Professorate Senior Engineer",
}
"""The levels' names in English; a level of another kind is printed in Chinese only."""


@dataclass(frozen=True, slots=True)
class CertificateSheet:
    """The data of a printed certificate.

    ``heading`` is the certificate's name, printed as ``document_title``; ``code`` the drawing of the code (SVG) and ``code_mm`` its width with the
    quiet zone around it; ``link`` is where one looks the number up; ``mark`` and ``mark_en`` say whose seal it bears.
    """

    heading: str
    heading_en: str
    number: str
    name: str
    person: str
    title: str
    title_en: str
    specialty: str
    committee: str
    issuer: str
    document: str
    obtained_on: dt.date
    issued_on: dt.date
    valid_in: str
    replaces: str
    key: str
    mark: str
    mark_en: str
    link: str
    code: str
    code_mm: str


HEADING: Final = ("专业技术职务任职资格证书", "Certificate of Professional Title")


def certificate_sheet(
    statement: Statement, *, link: str, mark: tuple[str, str], heading: tuple[str, str] = HEADING
) -> CertificateSheet:
    """The data of a certificate from its signed statement.

    Raises:
        Refused: the code would not fit into 40 mm.
        ValueError: ``link`` is no address that a fragment can be added to.
    """
    content: Content = statement.content
    code, width = code_drawing(code_text(link, statement))
    return CertificateSheet(
        *heading,
        content.number,
        content.name,
        content.person,
        content.title,
        LEVELS.get(content.level, ""),
        content.specialty,
        content.committee,
        content.issuer,
        content.document,
        content.obtained_on,
        content.issued_on,
        content.valid_in,
        content.replaces,
        content.key,
        *mark,
        link,
        code,
        width,
    )


def code_drawing(text: str) -> tuple[str, str]:
    """The code of a text as SVG with four modules of white around it, and its width in millimetres.

    Between 18 and 40 mm without the white. Error correction M, or L for a long text, so that a module is at least
    0.42 mm wide.

    Raises:
        Refused: the text is too long for that.
    """
    size = len(text.encode())
    level = next((level for level, most in MOST_BYTES.items() if size <= most), None)
    if level is None:
        what = (
            f"证书内容过长，二维码超过 {LARGEST_MM} 毫米",
            f"the certificate says too much: its code would be larger than {LARGEST_MM} mm",
        )
        do = ("请缩短评审委员会、公布文号等名称", "shorten the committee's name or the like")
        raise Refused([Problem("", "", what, do)])
    made = segno.make(text, error=level, mode="byte", boost_error=False, micro=False)
    rows = ["".join("01"[bool(dark)] for dark in row) for row in made.matrix]
    return _svg(rows), _width(len(rows))


def _width(size: int) -> str:
    """The width with the quiet zone: half a millimetre per module, within 18 and 40 mm for the code itself."""
    hundredths = min(max(size * 50, SMALLEST_MM * 100), LARGEST_MM * 100) * (size + 8) // size
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _svg(rows: list[str]) -> str:
    """One path of the dark modules, each run of a row one rectangle; sides of one unit."""
    size, parts = len(rows), []
    for y, row in enumerate(rows):
        x = 0
        for run in row.replace("01", "0 1").replace("10", "1 0").split():
            if run[0] == "1":
                parts.append(f"M{x + 4} {y + 4}h{len(run)}v1h-{len(run)}z")
            x += len(run)
    view = size + 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {view} {view}" width="{view}" height="{view}">'
        f'<path d="{"".join(parts)}"/></svg>'
    )
