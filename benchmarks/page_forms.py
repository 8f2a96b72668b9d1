"""The fields of a form on a page, with the values a browser would send for it."""

from __future__ import annotations

from html.parser import HTMLParser


class _Forms(HTMLParser):
    """Every form of a page: its fields by name, in the order of the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[dict[str, list[str]]] = []
        self.select = ""
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        flags = {name for name, _ in attrs}
        if tag == "form":
            self.forms.append({})
        elif not self.forms or "disabled" in flags:
            return
        elif tag == "input" and given.get("name") and given.get("type") not in ("file", "submit", "button"):
            ticked = given.get("type") in ("checkbox", "radio")
            if not ticked or "checked" in flags:
                self._add(given["name"], given.get("value", "on" if ticked else ""))
        elif tag == "select":
            self.select = given.get("name", "")
        elif tag == "option" and self.select and "selected" in flags:
            self._add(self.select, given.get("value", ""))
        elif tag == "textarea":
            self.area = given.get("name", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self._add(self.area, data.removeprefix("\n"))

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)


def fields_of(page: str, having: str) -> dict[str, list[str]]:
    """The fields of the largest form that has a field called ``having``; the token of the page is left out."""
    parser = _Forms()
    parser.feed(page)
    best = max((one for one in parser.forms if having in one), key=len)
    return {name: values for name, values in best.items() if name != "csrfmiddlewaretoken"}
