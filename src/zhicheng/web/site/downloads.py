"""Made documents as downloads."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from zhicheng.documents.render import Rendered
from zhicheng.web.site.templatetags.say import language


def download_of(made: Rendered) -> HttpResponse:
    """A document as an attachment, named in the page's language (RFC 6266); never kept by a cache."""
    name = made.file_name_en if language() == "en" else made.file_name_zh
    response = HttpResponse(made.bytes, content_type=made.media_type)
    plain = quote(made.file_name_en, safe=" .-_")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
