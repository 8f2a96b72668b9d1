"""What a page needs to show a listing."""

from __future__ import annotations

from typing import Any

from zhicheng.web.site.listing import Listing


def listed(listing: Listing[Any], *, export: bool = True) -> dict[str, Any]:
    """The context of ``site/listing.html``."""
    page = listing.page()
    return {
        "listing": listing,
        "page": page,
        "cells": listing.cells(page),
        "export": export,
        "previous": listing.link(page=str(page.previous_page_number())) if page.has_previous() else "",
        "following": listing.link(page=str(page.next_page_number())) if page.has_next() else "",
    }
