"""What a page says, as a reader sees it."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "br", "img"})
UNSEEN = frozenset({"script", "style", "code", "title"})


class Said(HTMLParser):
    """The texts of a page with the language each is marked to be in; links and ids beside them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = [("", "")]
        self.texts: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag not in VOID:
            self.stack.append((tag, given.get("lang") or self.stack[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        while len(self.stack) > 1 and self.stack[-1][0] != tag:
            self.stack.pop()
        if len(self.stack) > 1:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(tag in UNSEEN for tag, _ in self.stack):
            self.texts.append((data.strip(), self.stack[-1][1]))

    def text(self) -> str:
        """Everything said, without the marks of language."""
        return " ".join(text for text, _ in self.texts)
