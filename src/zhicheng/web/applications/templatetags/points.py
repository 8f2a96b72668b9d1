"""A verdict on a page: points in print, who is asked, the phrases of the report in the page's language."""

from __future__ import annotations

from typing import Any

from django import template

from zhicheng.procedure.application_states import LABELS
from zhicheng.report.phrases import PHRASES
from zhicheng.report.phrases import phrase as report_phrase
from zhicheng.report.view import View, score_text
from zhicheng.verdict.compare import Flip
from zhicheng.vocabulary.points import Number, as_text
from zhicheng.vocabulary.truth import NAMES
from zhicheng.web.site.templatetags.say import language, pick

register = template.Library()


@register.filter
def points(value: Number) -> str:
    """Points exactly: ``15.5``, or ``13/6`` where decimals end nowhere."""
    return as_text(value)


@register.filter
def truth(value: int) -> str:
    """``met``, ``not_met`` or ``open``."""
    return NAMES[value]


@register.filter
def phrase(key: str) -> str:
    """A phrase of the report in the page's language."""
    return report_phrase(key, language())


@register.filter
def asked_of(role: str) -> str:
    """Who has to answer a question."""
    return report_phrase(f"by_{role}", language()) if f"by_{role}" in PHRASES else role


@register.filter
def labelled(label: str, view: View) -> str:
    """A printed label in the report's language."""
    return view.label(label)


@register.filter
def record_of(id_: str, view: View) -> str:
    """How a record is called in the report."""
    return view.record_name(id_)


@register.filter
def path_of(path: str, view: View) -> str:
    """The last two labels of a place in the scoring standard."""
    return "／".join(view.label(part) for part in path.split("/")[-2:])


@register.filter
def read_as(flip: Flip) -> str:
    """How a place would be read otherwise, and what that would change."""
    effects = [f"{key} {phrase(before)}→{phrase(after)}" for key, before, after in flip.clauses[:3]]
    if flip.score:
        before, after = flip.score
        effects.append(f"{phrase('total')} {score_text(*before)}→{score_text(*after)}")
    elif flip.nodes:
        effects.append(phrase("total_stays"))
    return f"{flip.reading.alternatives[flip.alternative]}——{'；'.join(effects)}"


@register.filter
def act_called(act: Any) -> str:
    """What an act on an application is called."""
    return pick(LABELS.get(str(act), (str(act), str(act))))
