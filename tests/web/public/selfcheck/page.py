"""A visitor of the self-check without scripts: what the page holds, and what its buttons send."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.test import Client

from tests.web.dossier_forms.browser import _Controls
from zhicheng.dossier.model import Dossier
from zhicheng.web.dossier_forms.state import dossier_from_state, dossier_state

IOT = "/check/zj-iot-2026/senior-engineer/"


def fields_of(html: str) -> QueryDict:
    """Everything that the page's one form would send, without any button."""
    parser = _Controls()
    parser.feed(html[html.index('<form id="carry"') :])
    data = QueryDict(mutable=True)
    for name, value in parser.sent:
        if name != "file":
            data.appendlist(name, value)
    return data


def press(client: Client, html: str, address: str, **more: str) -> Any:
    """What the server answers to a button of the page that leads to ``address``; ``more`` is typed, or the button's."""
    data = fields_of(html)
    for name, value in more.items():
        data.setlist(name, [value])
    body = data.urlencode()
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


def send(client: Client, dossier: Dossier, address: str = "/check/", **more: Any) -> Any:
    """A POST that carries a dossier."""
    return client.post(address, {"dossier": dossier_state(dossier), **more})


def held(html: str) -> Dossier:
    """The dossier that the page carries."""
    return dossier_from_state(fields_of(html)["dossier"])


def text_of(response: Any) -> str:
    """The page of an answer."""
    return str(response.content.decode())
