"""The frame of the workshop's reports: one self-contained page, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from zhicheng.report.phrases import Lang, pick

Pair = tuple[str, str]

MORE_STYLE = (
    "pre{overflow-x:auto;background:var(--wash);border:1px solid var(--line);border-radius:6px;padding:10px 14px;"
    "font-size:13px;line-height:1.5}td.old{color:var(--soft)}.sides{display:grid;grid-template-columns:1fr 1fr;gap:16px;"
    "margin:0 0 12px}.sides>div{background:var(--wash);border-radius:6px;padding:10px 14px;min-width:0;overflow-wrap:anywhere}"
    ".sides b{display:block}.how{white-space:nowrap;font-size:14px;padding:0 10px;border-radius:11px;border:1px solid;"
    "align-self:start;line-height:22px}.how.added{color:var(--ok)}.how.removed{color:var(--red)}.how.changed,.how.moved"
    "{color:var(--open);background:var(--open-soft)}.how.reworded{color:var(--no)}"
    ".sides p{margin:0 0 8px}@media (max-width:640px){.sides{grid-template-columns:1fr}}"
)
"""Beside the report's style: two texts side by side, the mark of a change."""


def page(title: str, body: str, lang: Lang) -> str:
    """A whole page in the report's style."""
    style = files("zhicheng.report").joinpath("style.css").read_text(encoding="utf-8")
    language = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}{MORE_STYLE}</style>\n<main>\n{body}</main>\n</html>\n"
    )


def section(title: Pair, body: str, lang: Lang, note: Pair | None = None) -> str:
    """A section with its heading."""
    small = "" if note is None else f" <small>{escape(pick(note, lang))}</small>"
    return f'<section class="long"><h2>{escape(pick(title, lang))}{small}</h2>{body}</section>'


def wide(inner: str, label: str) -> str:
    """Something that may be wider than the page: it scrolls by itself, and by the keyboard; ``label`` says what it is."""
    return f'<div class="wide" tabindex="0" role="region" aria-label="{escape(label)}">{inner}</div>' if inner else ""


def table(
    heads: Sequence[Pair],
    rows: Iterable[Sequence[str]],
    lang: Lang,
    numbers: frozenset[int] = frozenset(),
    label: str = "",
) -> str:
    """A table of texts (escaped here); ``numbers``: the columns set to the right; ``label``: what it is, else its heads."""
    names = [pick(head, lang) for head in heads]
    tops = "".join(
        f'<th scope="col"{" class=n" if place in numbers else ""}>{escape(name)}</th>' if name else "<td></td>"
        for place, name in enumerate(names)
    )
    lines = "".join(
        "<tr>"
        + "".join(f"<td{' class=n' if place in numbers else ''}>{escape(cell)}</td>" for place, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    whole = f"<table><thead><tr>{tops}</tr></thead><tbody>{lines}</tbody></table>"
    return wide(whole, label or " / ".join(name for name in names if name))


def answer(state: str, sentence: str, line: str, tiles: Sequence[tuple[str, str]], heading: str = "h1") -> str:
    """The answer on top: a sentence, a line below it, a few figures."""
    items = "".join(f"<li><b>{escape(value)}</b>{escape(text)}</li>" for value, text in tiles)
    return (
        f'<div class="answer {state}"><{heading}>{escape(sentence)}</{heading}><p>{escape(line)}</p>'
        f'<ul class="facts">{items}</ul></div>'
    )


def fine_print(texts: Iterable[str]) -> str:
    """What the page rests on, in small print."""
    return f"<footer>{'；'.join(escape(text) for text in texts)}</footer>"
