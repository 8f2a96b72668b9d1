"""Evidence files sent by a program: one at a time, looked at and kept as an upload on the page is."""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.api.answers import as_json
from zhicheng.web.api.describing import ACTS, errors
from zhicheng.web.api.errors import NO_SUCH
from zhicheng.web.api.rows.asked import Key
from zhicheng.web.api.rows.operations import asker
from zhicheng.web.api.rows.resource import resources
from zhicheng.web.api.security import acting
from zhicheng.web.papers.upload import receive_files
from zhicheng.web.records.queries import record_without_files
from zhicheng.web.records.rounds_in_view import rounds_in_view
from zhicheng.web.site.request import PageRequest

router = Router(tags=["证明材料 evidence files"])
Paper = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[0-9a-z-]+$")]


class AddedOut(Schema):
    """The files as they are kept now."""

    papers: list[dict[str, Any]] = Field(description="rows as in /papers")


@router.post(
    "/papers/acts/add",
    auth=acting("act:own"),
    response=AddedOut,
    openapi_extra=errors(*ACTS),
    summary="上传一份材料 · send a file",
    operation_id="add-papers",
)
def add(
    request: HttpRequest, paper: Form[Paper], file: File[UploadedFile], record: Form[Key | None] = None
) -> HttpResponse:
    """作为某条记录的一份材料（record）或本人的通用材料上传。multipart/form-data。

    As one paper of a record, or without `record` of the person in general. Scope: `act:own`.
    """
    page, standing = cast(PageRequest, request), asker(request)
    row = None if record is None else record_without_files(standing, record, "change")
    if record is not None and row is None:
        raise NO_SUCH
    rounds = rounds_in_view(standing)
    received = receive_files([file], record=row, paper=paper, rounds=rounds, actor=standing, now=page.moment)
    if received.refused:
        raise ActRefused(tuple(one for _, one in received.refused))
    return as_json({"papers": resources()["papers"].shown(standing, received.added)})
