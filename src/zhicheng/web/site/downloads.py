"""Files handed out: always as attachments, never kept by a cache."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from zhicheng.documents.render import Rendered
from zhicheng.web.site.templatetags.say import language


def attachment(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to keep, under a name that may be Chinese (RFC 6266)."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def download_of(made: Rendered) -> HttpResponse:
    """A made document, named in the page's language."""
    name = made.file_name_en if language() == "en" else made.file_name_zh
    return attachment(made.bytes, made.media_type, name)
