"""What a browser does with the records pages: take the controls of a form and send them back with something typed."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.test import Client

from tests.web.dossier_forms.browser import _Controls


def filled(client: Client, address: str, *, html: str = "", **typed: Any) -> QueryDict:
    """What the page's main form would send: everything it shows, with ``typed`` (facts by name) put in."""
    page = html or client.get(address).content.decode()
    start = page.index('<form method="post" novalidate')
    parser = _Controls()
    parser.feed(page[start : page.index("</form>", start)])
    data = QueryDict(mutable=True)
    for name, value in parser.sent:
        data.appendlist(name, value)
    for name, value in typed.items():
        data[f"fact-{name}"] = value
    return data


def send(client: Client, address: str, data: QueryDict, **headers: Any) -> Any:
    """The form sent back."""
    return client.post(address, data.urlencode(), content_type="application/x-www-form-urlencoded", **headers)


def text_of_area(html: str, name: str) -> str:
    """What a text area of the page holds."""
    parser = _Controls()
    parser.feed(html)
    return dict(parser.sent)[name]
