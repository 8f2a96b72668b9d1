"""A document made: its data and its template in, bytes out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from zhicheng.documents.fonts import FontSet, font_set
from zhicheng.documents.plain import BEIJING, control_problems, field_names, glyph_problems, tree
from zhicheng.documents.printing import LARGEST_TEMPLATE, print_pdf
from zhicheng.documents.registry import DocumentKind, document_kind
from zhicheng.vocabulary.problems import Problem, Refused

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_UNFIT_FOR_A_FILE_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document ready to hand out."""

    bytes: bytes
    media_type: str
    file_name_zh: str
    file_name_en: str


def render(
    kind: str,
    data: Any,
    format: str,
    *,
    issued_at: dt.datetime,
    templates: Mapping[str, bytes] | None = None,
    font_folders: tuple[str, ...] = (),
    title: str | None = None,
) -> Rendered:
    """A document in one of its formats; same input, same bytes.

    ``issued_at`` (with a time zone) is the only time in the file. ``templates`` are those a round replaces, by
    :meth:`DocumentKind.template`; the others are our own. ``font_folders`` come before the installed font.
    ``title`` is the document's name in the round's notice, where that is not ours (``registry.title_of_form``).

    Raises:
        Refused: there is no such document or format, a character can't be printed, or a replaced template fails.
        TypeError: the data is another document's. ValueError: ``issued_at`` has no time zone.
    """
    chosen = document_kind(kind)
    _check_call(chosen, data, format, issued_at)
    moment = issued_at.astimezone(BEIJING).replace(microsecond=0)
    printed = title or chosen.title[0]
    own = {"document_title": printed, "issued_on": moment.date().isoformat()}  # a certificate's own day goes before
    _refuse(control_problems(content := own | tree(data), f"{printed}.{format}"))
    template = (templates or {}).get(chosen.template(format))
    job = Job(chosen, data, content, moment, default_template(kind, format) if template is None else template)
    if format == "pdf":
        made = _pdf(job, font_set(tuple(font_folders)))
    else:
        made = _docx(job) if format == "docx" else _xlsx(job)
    return Rendered(made, MEDIA_TYPES[format], *_file_names(chosen, data, format, printed))


@dataclass(frozen=True, slots=True)
class Job:
    """One document to be made: what is in it (``content`` as templates get it), when, by which template."""

    kind: DocumentKind
    data: Any
    content: dict[str, Any]
    issued_at: dt.datetime
    template: bytes

    @property
    def known(self) -> list[str]:
        """The fields that a template may name."""
        return sorted({*field_names(self.kind.data), "document_title", "issued_on"})


def _pdf(job: Job, fonts: FontSet) -> bytes:
    name = job.kind.template("pdf")
    _refuse(glyph_problems(job.content, f"{job.content['document_title']}.pdf", fonts.covered))
    return print_pdf(_decoded(job.template, name), name, job.content, job.known, fonts, job.issued_at)


def _docx(job: Job) -> bytes:
    from zhicheng.documents.word import fill_word

    return fill_word(job.template, job.kind.template("docx"), job.content, job.known, job.issued_at)


def _xlsx(job: Job) -> bytes:
    from zhicheng.documents.sheets import write_sheet

    return write_sheet(job.template, job.kind.template("xlsx"), job.data, job.content, job.known, job.issued_at)


@cache
def default_template(kind: str, format: str) -> bytes:
    """Our own template of a document, to look at, change and give back: typst text, or a Word or Excel file.

    Raises:
        Refused: there is no such document or format.
    """
    chosen = document_kind(kind)
    _check_format(chosen, format)
    if format == "pdf":
        return resources.files("zhicheng.documents").joinpath("templates", chosen.template(format)).read_bytes()
    if format == "docx":
        from zhicheng.documents.word_templates import word_template

        return word_template(kind)
    from zhicheng.documents.sheet_templates import sheet_template

    return sheet_template(kind)


def check_template(kind: str, format: str, template: bytes, *, font_folders: tuple[str, ...] = ()) -> None:
    """Whether a template that is to replace ours works: filled with example data, once full and once bare.

    Raises:
        Refused: it does not; template, line and unknown field are named.
    """
    from zhicheng.documents.samples import bare_sample, full_sample

    chosen = document_kind(kind)
    _check_format(chosen, format)
    moment = dt.datetime(2026, 1, 1, tzinfo=BEIJING)
    for data in (full_sample(kind), bare_sample(kind)):
        templates = {chosen.template(format): template}
        render(kind, data, format, issued_at=moment, templates=templates, font_folders=font_folders)


def _check_call(kind: DocumentKind, data: Any, format: str, issued_at: dt.datetime) -> None:
    _check_format(kind, format)
    if not isinstance(data, kind.data):
        raise TypeError(f"{kind.key} is made from {kind.data.__name__}, not {type(data).__name__}")
    if issued_at.tzinfo is None:
        raise ValueError("issued_at needs a time zone")


def _check_format(kind: DocumentKind, format: str) -> None:
    if format not in kind.formats:
        raise Refused(
            [
                Problem(
                    "",
                    "",
                    (f"{kind.title[0]}没有 {format} 格式", f"{kind.title[1]}: no format '{format}'"),
                    (f"可用：{'、'.join(kind.formats)}", f"available: {', '.join(kind.formats)}"),
                )
            ]
        )


def _decoded(template: bytes, name: str) -> str:
    what = ("模板不是 UTF-8 文本，或过大", "the template is no UTF-8 text, or too large")
    if len(template) > 4 * LARGEST_TEMPLATE:
        raise Refused([Problem(name, "", what)])
    try:
        return template.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Refused([Problem(name, "", what)]) from error


def _file_names(kind: DocumentKind, data: Any, format: str, title: str) -> tuple[str, str]:
    title = _UNFIT_FOR_A_FILE_NAME.sub("_", title)[:60].strip("._")
    subject = _UNFIT_FOR_A_FILE_NAME.sub("_", str(getattr(data, kind.subject)))[:40].strip("._")
    return f"{title}-{subject}.{format}" if subject else f"{title}.{format}", f"{kind.key}.{format}"


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)
