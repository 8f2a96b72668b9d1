"""The certificate as a file: typeset as PDF/A, the statement in its metadata, sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from zhicheng.documents.certificate_data import HEADING, CertificateSheet, certificate_sheet
from zhicheng.documents.fonts import font_set
from zhicheng.documents.pdf_update import with_statement
from zhicheng.documents.plain import glyph_problems
from zhicheng.documents.render import render
from zhicheng.procedure.certificate.content import FIELDS, Content, content_problems
from zhicheng.procedure.certificate.keys import KINDS
from zhicheng.procedure.certificate.seal import SealedPdf, SealProvider
from zhicheng.procedure.certificate.statement import Statement, stated
from zhicheng.vocabulary.problems import Problem, Refused

KIND: Final = "certificate"
"""Its key among the documents."""


def make_certificate(
    content: Content,
    provider: SealProvider,
    *,
    link: str,
    at: dt.datetime,
    heading: tuple[str, str] = HEADING,
    templates: Mapping[str, bytes] | None = None,
    font_folders: tuple[str, ...] = (),
) -> tuple[Statement, SealedPdf]:
    """A certificate made and sealed: its statement (for the register) and the file.

    ``link`` is the address of the verify page, ``at`` the time of the seal (with a time zone), ``templates`` are
    those that the round replaces (``certificate.typ`` among them, or ours is taken). The same input gives the same bytes.

    Raises:
        Refused: the content does not fit, a character can't be printed, the template fails, the provider can't seal.
    """
    problems = (*content_problems(content), *unprintable(content, font_folders))
    if content.key != provider.key.id:
        what = ("证书内容写的是另一把密钥", "the content names another key than the provider's")
        problems += (Problem("", "", what),)
    if problems:
        raise Refused(problems)
    statement = stated(content, provider.sign)
    sheet = certificate_sheet(statement, link=link, mark=KINDS[provider.key.kind], heading=heading)
    printed = print_certificate(sheet, at=at, templates=templates, font_folders=font_folders)
    return statement, provider.seal_pdf(with_statement(printed, statement.text), at=at)


def unprintable(content: Content, font_folders: tuple[str, ...] = ()) -> list[Problem]:
    """The characters of a content that can't be printed, each named with its field; empty when all can be."""
    fields = {name: value for name, value in zip(FIELDS, content.values(), strict=True) if isinstance(value, str)}
    return glyph_problems(fields, content.name, font_set(tuple(font_folders)).covered)


def print_certificate(
    sheet: CertificateSheet,
    *,
    at: dt.datetime,
    templates: Mapping[str, bytes] | None = None,
    font_folders: tuple[str, ...] = (),
) -> bytes:
    """The sheet as PDF/A, without statement and seal.

    Raises:
        Refused: a character is not in the font (it is named; nothing is left out), or the template fails.
        ValueError: ``at`` has no time zone.
    """
    return render(
        KIND, sheet, "pdf", issued_at=at, templates=templates, font_folders=font_folders, title=sheet.heading
    ).bytes
