"""The kinds of notices: what each is called, how long it runs; later parts of the platform add theirs when loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhicheng.procedure.notices import NoticeRule
from zhicheng.procedure.refusal import Refusal
from zhicheng.web.notices.models import Notice
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.way import employer_notice_rule

Pair = tuple[str, str]
EMPLOYER_NOTICE = "employer-notice"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: its name, its rule in a round, who looks into objections."""

    name: Pair
    rule: Callable[[Round], NoticeRule | Refusal]
    looked_into_by: Pair


_KINDS = {
    EMPLOYER_NOTICE: Kind(("单位公示", "Notice in the unit"), employer_notice_rule, ("单位", "the unit")),
}


def add_kind(key: str, kind: Kind) -> None:
    """Let a part of the platform post notices of its own."""
    _KINDS[key] = kind


def kind_of(notice: Notice) -> Kind:
    """The kind of a notice.

    Raises:
        KeyError: nobody has named it.
    """
    return _KINDS[notice.kind]


def rule_of(notice: Notice) -> NoticeRule | Refusal:
    """How long a notice of this kind runs in its round, or why that is not known."""
    return kind_of(notice).rule(notice.round)
