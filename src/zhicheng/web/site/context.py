"""What every page shows: language, size of type, clock, places to go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from zhicheng.web.site.navigation import places_for
from zhicheng.web.site.templatetags.say import language


def face(request: HttpRequest) -> dict[str, Any]:
    """The values the frame of a page needs."""
    return {
        "language": language(),
        "large_type": request.COOKIES.get("type") == "large",
        "moment": getattr(request, "moment", None),
        "stated_clock": settings.STATED_CLOCK,
        "places": places_for(request),
    }
