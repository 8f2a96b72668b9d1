"""The widgets of a dossier's forms: plain markup, no script, no style.

They write their markup themselves: a form has some hundred choices, and Django's template for each of
them would take most of the time of a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from zhicheng.dossier.workbook import joined, marked, parted, unmarked

OFF = {"autocomplete": "off"}


def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """The attributes of a tag, each with a blank before it; ``True`` stands bare, ``False`` is left out."""
    parts = [
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in attrs.items()
        if value is not False and value is not None
    ]
    return mark_safe("".join(parts))  # names are ours, values are escaped


class Line(forms.TextInput):
    """A line of text."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """The markup of the control."""
        found = self.get_context(name, value, attrs)["widget"]
        filled = {} if found["value"] is None else {"value": found["value"]}
        return format_html("<input{}>", attributes({"type": "text", "name": name, **filled, **found["attrs"]}))


class Lines(forms.Textarea):
    """Several lines of text."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """The markup of the control; the first line break after the tag is no part of the text."""
        found = self.get_context(name, value, attrs)["widget"]
        return format_html(
            "<textarea{}>\n{}</textarea>", attributes({"name": name, **found["attrs"]}), found["value"] or ""
        )


class OneOf(forms.Select):
    """One of several words."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """The markup of the control."""
        chosen = "" if value is None else str(value)
        given = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        options = [
            format_html("<option{}>{}</option>", attributes({"value": word, "selected": str(word) == chosen}), label)
            for word, label in self.choices
        ]
        return format_html("<select{}>{}</select>", attributes(given), mark_safe("".join(options)))


class _Ticks(forms.widgets.ChoiceWidget):
    """Choices that all show: each with its own label around it."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """The markup of the controls."""
        chosen = {str(word) for word in value} if isinstance(value, list | tuple) else {str(value or "")}
        given = {**self.attrs, **(attrs or {})}
        id_ = given.pop("id", None) or f"id_{name}"
        lines = [
            format_html(
                '<div class="tick"><label for="{}_{}"><input{}> {}</label></div>',
                id_,
                place,
                attributes(
                    {
                        "type": self.input_type,
                        "name": name,
                        "value": word,
                        **given,
                        "id": f"{id_}_{place}",
                        "checked": str(word) in chosen,
                    }
                ),
                label,
            )
            for place, (word, label) in enumerate(self.choices)
        ]
        return format_html('<div class="ticks" id="{}">{}</div>', id_, mark_safe("".join(lines)))


class Answer(_Ticks, forms.RadioSelect):
    """One of a few answers."""


class Boxes(_Ticks, forms.CheckboxSelectMultiple):
    """Any of several words."""


class KnownAndMore(forms.MultiWidget):
    """Several texts: a box to tick for each known one, and a line for others, separated by 、.

    ``known``: the texts to tick with their names; ``more``: how the line is called; ``meant``: names that
    stand for a text when they are typed, such as 物联网 for ``iot``.
    """

    use_fieldset = True

    def __init__(
        self, known: Mapping[str, str], more: str, language: int, meant: Mapping[str, str] | None = None
    ) -> None:
        self.known, self.language, self.meant = tuple(known), language, meant or {}
        self.called = more
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            "known": Boxes(choices=list(known.items())),
            "more": Line(attrs=OFF),
        }
        if not known:
            del widgets["known"]
        self.suffixes = [f"_{name}" for name in widgets]
        super().__init__(widgets)

    def decompress(self, value: Any) -> list[Any]:
        """The parts that show ``value``, a tuple of texts; the empty tuple is written out as 无."""
        if value is None:
            return [[], ""] if self.known else [""]
        ticked = [text for text in value if text in self.known]
        others = [text for text in value if text not in self.known]
        line = joined(others, self.language) if others or not ticked else ""
        return [ticked, line] if self.known else [line]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """The markup of the controls."""
        parts = value if isinstance(value, list) else self.decompress(value)
        given = dict(attrs or {})
        id_ = given.pop("id", None) or f"id_{name}"
        shown = [
            widget.render(f"{name}{suffix}", part, {**given, "id": f"{id_}_{place}"})
            for place, (suffix, widget, part) in enumerate(zip(self.suffixes, self.widgets, parts, strict=True))
        ]
        shown[-1] = format_html(
            '<label class="others" for="{}_{}"><span>{}</span> {}</label>', id_, len(shown) - 1, self.called, shown[-1]
        )
        return mark_safe("".join(shown))  # each part has escaped its own

    def texts(self, parts: Sequence[Any]) -> tuple[str, ...] | None:
        """What the parts say, ``None`` when nothing is said; the ticked ones come first."""
        ticked = list(parts[0] or []) if self.known else []
        line = str(parts[-1] or "")
        if not ticked and not line.strip():
            return None
        others = [self.meant.get(text, text) for text in map(unmarked, parted(line))]
        return tuple(dict.fromkeys([*ticked, *others]))


def pairs_line(claims: Mapping[str, str]) -> str:
    """Claims as one line, ``class=second、role=lead``, as they stand in a workbook's cell."""
    return "、".join(f"{marked(name)}={marked(value)}" for name, value in claims.items())
