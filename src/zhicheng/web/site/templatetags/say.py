"""Both languages at the place where they are said."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import unescape_string_literal
from django.utils.translation import get_language

register = template.Library()


def language() -> str:
    """``zh`` or ``en``: the language of the page being made."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def say(chinese: str, english: str) -> str:
    """One of two texts written side by side."""
    return english if language() == "en" else chinese


class _Said(template.Node):
    """Two texts of a template, read once: a page says some hundreds."""

    def __init__(self, chinese: str, english: str, name: str) -> None:
        self.chinese, self.english, self.name = mark_safe(chinese), mark_safe(english), name

    def render(self, context: template.Context) -> SafeString:
        """The one the page speaks; written by us in the template, so markup in it stays. With a name: kept under it."""
        said = self.english if language() == "en" else self.chinese
        if not self.name:
            return said
        context[self.name] = said
        return SafeString("")


@register.tag("say")
def _say(_parser: Parser, token: Token) -> _Said:
    """``{% say "中文" "English" %}``, or ``… as name``; only texts in quotation marks."""
    texts = token.split_contents()[1:]
    name = texts.pop() if len(texts) == 4 and texts.pop(2) == "as" else ""
    if len(texts) != 2 or any(len(one) < 2 or one[0] not in "\"'" or one[-1] != one[0] for one in texts):
        raise template.TemplateSyntaxError('write {% say "中文" "English" %}')
    chinese, english = (unescape_string_literal(one) for one in texts)
    return _Said(chinese, english, name)


@register.filter
def pick(pair: Any) -> str:
    """The half of a (Chinese, English) pair that the page speaks; any other value as it is."""
    if isinstance(pair, (tuple, list)) and len(pair) == 2:
        return str(pair[1] if language() == "en" else pair[0])
    return "" if pair is None else str(pair)


def _spoken(chinese: str, english: str) -> str:
    return say(chinese, english)


spoken = lazy(_spoken, str)
"""Both languages where Django wants one text (labels, messages of forms): the page's when it is made."""


@register.filter
def sentence(one: Any) -> str:
    """A refusal in the page's language; in English what is wrong and what to do each begin with a capital."""
    text, do = str(one.sentence(language())), str(one.do[1])
    if language() == "zh":
        return text
    if do and text.endswith(do):
        text = text[: -len(do)] + do[:1].upper() + do[1:]
    return text[:1].upper() + text[1:]


@register.filter
def problem_text(one: Any) -> str:
    """A problem in a file, in the page's language."""
    return str(one.text(language()))


@register.filter
def day(value: Any) -> str:
    """A date in running text: 2026年11月20日, or 2026-11-20 in English."""
    if not value:
        return ""
    if language() == "en":
        return f"{value.year}-{value.month:02}-{value.day:02}"
    return f"{value.year}年{value.month}月{value.day}日"


@register.simple_tag
def stale_guard(thing: Any) -> SafeString:
    """The hidden field by which a page that is out of date is noticed."""
    return format_html('<input type="hidden" name="version" value="{}">', thing.version)
