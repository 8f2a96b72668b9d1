"""One fact of the schema as one field of a form: the only place that knows which type becomes what.

A field gives back the plain value as it would stand in a dossier's file, or ``None`` when nothing is
said; the dossier's own schema then judges the whole.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django import forms
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from zhicheng.dossier.messages import wrong_value
from zhicheng.dossier.plain import number_text
from zhicheng.dossier.prepare import Unfit, clean_text, shape_of
from zhicheng.dossier.schema import FactSchema
from zhicheng.dossier.workbook_cells import cell_value
from zhicheng.report.phrases import Lang, pick
from zhicheng.vocabulary.labels import Pair, unit_label, word_label
from zhicheng.web.dossier_forms.widgets import OFF, Answer, Boxes, KnownAndMore, Line, Lines, OneOf, pairs_line

NOT_SAID: Final[Pair] = ("材料未写明", "the paper does not say")
YES: Final[Pair] = ("是", "yes")
NO: Final[Pair] = ("否", "no")
NO_OR_NOT_SAID: Final[Pair] = ("否，或未写明", "no, or not said")
NONE_OF_THESE: Final[Pair] = ("无（以上都不是）", "none of these")
OTHERS: Final[Pair] = ("其他，用“、”分开；没有请填“无”", "others, separated by 、; write none if there is none")
NONE: Final = "(none)"
LONG_HINT: Final = 9

_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_WORDS_PATTERN = re.compile(r"\^\(([a-z-]+(?:\|[a-z-]+)+)\)\$")


class Place:
    """Where a field stands: which model and kind, in which language, with which known texts."""

    def __init__(
        self,
        model: type[BaseModel],
        kind: str,
        lang: Lang,
        known: Mapping[str, Mapping[str, Pair]] | None = None,
        offered: Mapping[str, Collection[str]] | None = None,
        prefix: str = "",
    ) -> None:
        self.model, self.kind, self.lang, self.prefix = model, kind, lang, prefix
        self.offered = offered or {}
        self.known = known or {}
        self.language = 0 if lang == "zh" else 1

    def texts(self, name: str, held: Collection[str] = ()) -> dict[str, str]:
        """The known texts of a fact that are offered, with their names in the language of the form.

        Offered are all, or those of ``offered``; a known text that is ``held`` already always shows.
        """
        wanted = self.offered.get(name)
        return {
            text: pick(pair, self.lang)
            for text, pair in self.known.get(name, {}).items()
            if wanted is None or text in wanted or text in held
        }

    def suggestions(self, name: str) -> tuple[str, ...]:
        """The known texts of a fact, for a line that takes any text."""
        return tuple(self.known.get(name, {}))

    def limits(self, name: str) -> dict[str, Any]:
        """The bounds that the schema sets: ``ge``, ``le``, ``max_length``, ``pattern`` where they exist."""
        return _limits(self.model, name)


@cache
def _limits(model: type[BaseModel], name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in model.model_fields[name].metadata:
        for bound in ("ge", "le", "max_length", "pattern"):
            if getattr(entry, bound, None) is not None:
                found[bound] = getattr(entry, bound)
    return found


@cache
def _texts_beside(model: type[BaseModel], kind: str, name: str, lang: Lang) -> tuple[str, str]:
    """Label and help of a fact: the same on every form of a kind, and asked for with every key that is typed."""
    place, fact = Place(model, kind, lang), shape_of(model)[name]
    label, help_text = pick(label_of(fact), lang), help_of(fact, place)
    if lang == "zh":
        label, help_text = in_words(label, place, fact), in_words(help_text, place, fact)
    return label[:1].upper() + label[1:], help_text


class FactField(forms.Field):
    """A fact on a form. ``fact`` is its schema, ``unit`` its unit in the form's language, ``said`` its
    two names; ``suggestions`` are texts to choose from that bind nobody."""

    def __init__(self, place: Place, fact: FactSchema, widget: forms.Widget) -> None:
        self.place, self.fact, self.said = place, fact, label_of(fact)
        self.unit = pick(unit_label(fact.unit), place.lang)
        self.suggestions: tuple[str, ...] = place.suggestions(fact.name)
        label, help_text = _texts_beside(place.model, place.kind, fact.name, place.lang)
        super().__init__(required=False, label=label, help_text=help_text, widget=widget)

    def clean(self, value: Any) -> Any:
        """The plain value, ``None`` when nothing is said.

        Raises:
            ValidationError: the value means nothing for this fact; the dossier's own words say why.
        """
        try:
            for part in value if isinstance(value, list | tuple) else [value]:
                for text in part if isinstance(part, list) else [part]:
                    clean_text(str(text or ""))  # too long or unprintable: nothing looks closer at it
            return self.read(value)
        except Unfit as error:
            problem = wrong_value(self.place.model, (self.fact.name, shown(value), error.pair), "", "")
            raise forms.ValidationError(spoken(problem.what, self.fact.name, self.place.lang), "unfit") from error

    def read(self, value: Any) -> Any:
        """The plain value that was typed or chosen; raises ``Unfit``."""
        text = str(value or "").strip()
        return cell_value(text, "", self.fact, self.place.kind) if text else None

    def prepare_value(self, value: Any) -> Any:
        """A value as the widget shows it: what was typed, or the plain value of a record.

        Where a page sent nothing, the schema's default stands, never a list's first word.
        """
        value = default_of(self.fact) if value is None else value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | Decimal):
            return number_text(value)
        return value.isoformat() if isinstance(value, dt.date) else value


class TextField(FactField):
    """A free text: taken as it stands, blanks around it dropped."""

    def read(self, value: Any) -> Any:
        """The text; the dossier's schema judges its length and signs."""
        return str(value or "").strip() or None


class DayField(FactField):
    """A day, in any of the forms that a workbook may hold, or as eight digits."""

    def read(self, value: Any) -> Any:
        """The day; 20261120 is read as 2026-11-20, a month alone is refused."""
        text = unicodedata.normalize("NFKC", str(value or "")).strip()
        digits = _EIGHT.fullmatch(text)
        return super().read("-".join(digits.groups()) if digits else text)


class WordsField(FactField):
    """Several coded words as boxes to tick; "none" is an answer, and nothing ticked is "not said"."""

    def read(self, value: Any) -> Any:
        """The words in the order of the schema, the empty tuple for "none"."""
        chosen = [str(word) for word in value or []]
        if NONE in chosen and len(chosen) > 1:
            raise Unfit(("既选了“无”又选了别的", "has both 'none' and something else"))
        one = replace(self.fact, type="word")
        words = tuple(cell_value(word, "", one, self.place.kind) for word in chosen if word != NONE)
        return words if chosen else None

    def prepare_value(self, value: Any) -> Any:
        """The boxes that are ticked."""
        return [NONE] if value == () and self.fact.default is None else list(value or [])


class TextsField(FactField):
    """Several texts of which some are known."""

    def read(self, value: Any) -> Any:
        """The texts, ``None`` when nothing is said."""
        widget = self.widget
        return widget.texts(value or ["", ""]) if isinstance(widget, KnownAndMore) else None

    def prepare_value(self, value: Any) -> Any:
        """The parts of the widget: as they were posted (a list), or taken from the texts (a tuple)."""
        if isinstance(value, tuple) and isinstance(self.widget, KnownAndMore):
            return self.widget.decompress(None if value == self.fact.default else value)
        return value


class PairsField(FactField):
    """Levels claimed without facts, as ``class=second、role=lead``."""

    def prepare_value(self, value: Any) -> Any:
        """The claims as one line."""
        return pairs_line(value) if isinstance(value, Mapping) else value


def form_field(place: Place, fact: FactSchema, value: Any = None) -> FactField:
    """The field for a fact; ``value`` is what it holds now (a text of several lines needs room)."""
    words = coded_words(place, fact)
    if words and fact.type == "text":
        return FactField(place, fact, _select(place, fact, words))
    if fact.type == "text":
        return _text(place, fact, value)
    return _texts(place, fact, value) if fact.type == "texts" else _MAKERS[fact.type](place, fact)


def coded_words(place: Place, fact: FactSchema) -> tuple[str, ...]:
    """The words that a fact may take, also where the schema names them as a pattern of alternatives."""
    if fact.words or fact.type != "text":
        return fact.words
    match = _WORDS_PATTERN.fullmatch(str(place.limits(fact.name).get("pattern", "")))
    return tuple(match[1].split("|")) if match else ()


def default_of(fact: FactSchema) -> Any:
    """What the schema takes where nothing is said; ``None`` also for a fact that must be said."""
    return None if fact.default is PydanticUndefined else fact.default


def label_of(fact: FactSchema) -> Pair:
    """The two names of a fact; a long hint in brackets at the end is left to the help."""
    return _parted_label(fact.zh, "（", "）")[0], _parted_label(fact.en, " (", ")")[0]


def _parted_label(label: str, opens: str, closes: str) -> tuple[str, str]:
    head, _, hint = label.partition(opens)
    if not label.endswith(closes) or len(hint) < LONG_HINT:
        return label, ""
    return head, hint.removesuffix(closes)


def help_of(fact: FactSchema, place: Place) -> str:
    """What to know before filling: the hint of the label, the form of a date, the bounds."""
    label, opens, closes = ((fact.zh, "（", "）"), (fact.en, " (", ")"))[place.language]
    said = [_parted_label(label, opens, closes)[1]]
    limits = place.limits(fact.name)
    if fact.type == "date":
        said.append(pick(("如 2026-11-20", "such as 2026-11-20"), place.lang))
    if fact.type == "whole" and "le" in limits:
        low, high = limits.get("ge", 0), limits["le"]
        said.append(pick((f"整数，{low} 至 {high}", f"a whole number, {low} to {high}"), place.lang))
    if fact.type == "mapping":
        said.append(pick(("如 class=second、role=lead", "such as class=second、role=lead"), place.lang))
    return ("；", "; ")[place.language].join(part for part in said if part)


def in_words(text: str, place: Place, fact: FactSchema) -> str:
    """A label or hint that names codes, as "不属所列填 none", with the Chinese words instead."""
    for word in coded_words(place, fact):
        said = f"“{word_label(word, place.kind, fact.name)[0]}”"
        text = re.sub(rf"\s?(?<![A-Za-z-]){re.escape(word)}(?![A-Za-z-])\s?", said, text)
    return text


def spoken(what: Pair, name: str, lang: Lang) -> str:
    """A message for beside the field: without the fact's code, which no person typed."""
    return what[0].replace(f"（{name}）", "", 1) if lang == "zh" else what[1].replace(f" ({name})", "", 1)


def shown(value: Any) -> str:
    """What was typed or chosen, for a message."""
    return "、".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value)


@cache
def _named(words: tuple[str, ...], kind: str, name: str, lang: Lang) -> tuple[tuple[str, str], ...]:
    return tuple((word, pick(word_label(word, kind, name), lang)) for word in words)


def _select(place: Place, fact: FactSchema, words: tuple[str, ...]) -> forms.Widget:
    named = _named(words, place.kind, fact.name, place.lang)
    empty = [("", pick(NOT_SAID, place.lang))] if fact.default is None else []
    return OneOf(attrs=OFF, choices=[*empty, *named])


def _word(place: Place, fact: FactSchema) -> FactField:
    return FactField(place, fact, _select(place, fact, fact.words))


def _words(place: Place, fact: FactSchema) -> FactField:
    named = _named(fact.words, place.kind, fact.name, place.lang)
    nothing = [(NONE, pick(NONE_OF_THESE, place.lang))] if fact.default is None else []
    return WordsField(place, fact, Boxes(choices=[*named, *nothing]))


def _flag(place: Place, fact: FactSchema) -> FactField:
    """Three answers where the schema tells no from not said, else two."""
    no = NO_OR_NOT_SAID if fact.default is False else NO
    choices = [("true", pick(YES, place.lang)), ("false", pick(no, place.lang))]
    if fact.default is None:
        choices.append(("", pick(NOT_SAID, place.lang)))
    return FactField(place, fact, Answer(attrs=OFF, choices=choices))


def _number(place: Place, fact: FactSchema) -> FactField:
    mode = "numeric" if fact.type == "whole" else "decimal"
    return FactField(place, fact, Line(attrs={**OFF, "inputmode": mode, "class": "number"}))


def _day(place: Place, fact: FactSchema) -> FactField:
    return DayField(place, fact, Line(attrs={**OFF, "class": "date"}))


def _text(place: Place, fact: FactSchema, value: Any) -> FactField:
    longest = place.limits(fact.name).get("max_length")
    attrs: dict[str, Any] = {**OFF, "maxlength": longest} if longest else dict(OFF)
    if (longest or 0) > 300 or "\n" in str(value or ""):
        return TextField(place, fact, Lines(attrs={**attrs, "rows": 3}))
    if place.suggestions(fact.name):
        attrs["list"] = "-".join(part for part in (place.prefix, "known", fact.name) if part)
    return TextField(place, fact, Line(attrs=attrs))


def _texts(place: Place, fact: FactSchema, value: Any) -> FactField:
    meant = {name: text for text, pair in place.known.get(fact.name, {}).items() for name in pair}
    for text in value or ():
        meant.pop(text, None)  # a text that a record holds already stays as it is
    widget = KnownAndMore(place.texts(fact.name, value or ()), pick(OTHERS, place.lang), place.language, meant)
    return TextsField(place, fact, widget)


def _mapping(place: Place, fact: FactSchema) -> FactField:
    return PairsField(place, fact, Line(attrs=OFF))


_MAKERS: Final[dict[str, Callable[[Place, FactSchema], FactField]]] = {
    "word": _word,
    "words": _words,
    "flag": _flag,
    "whole": _number,
    "amount": _number,
    "date": _day,
    "mapping": _mapping,
}
