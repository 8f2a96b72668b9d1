"""What a browser would send back from a page: the controls of the markup and what they hold."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.select = self.area = ""
        self.options: list[tuple[str, bool]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value if value is not None else "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag == "input" and "name" in given:
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.sent.append((given["name"], given.get("value", "")))
        elif tag == "select":
            self.select, self.options = given["name"], []
        elif tag == "option" and self.select:
            self.options.append((given["value"], "selected" in given))
        elif tag == "textarea":
            self.area, self.text = given["name"], ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            chosen = [value for value, selected in self.options if selected] or [self.options[0][0]]
            self.sent.append((self.select, chosen[-1]))
            self.select = ""
        elif tag == "textarea":
            text = self.text.removeprefix("\r\n").removeprefix("\n")  # the first line break is markup
            self.sent.append((self.area, text.replace("\n", "\r\n")))
            self.area = ""


def page(form: Any) -> str:
    """The markup of a form."""
    return render_to_string("dossier_forms/record_form.html", {"form": form})


def controls(html: str) -> list[tuple[str, dict[str, str]]]:
    """All tags of a page with their attributes."""
    parser = _Controls()
    parser.feed(html)
    return parser.tags


def sent_back(form: Any, **typed: str | list[str]) -> QueryDict:
    """What the browser sends when the page is submitted with ``typed`` put into its controls."""
    parser = _Controls()
    parser.feed(page(form))
    data = QueryDict(mutable=True)
    for name, value in parser.sent:
        data.appendlist(name, value)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data
