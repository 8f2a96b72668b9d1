"""The menu of records to add, as buttons; the same for everybody, so it is made once."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from zhicheng.policy.pack import Pack
from zhicheng.report.phrases import Lang, pick
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting
from zhicheng.web.dossier_forms.kinds_menu import MenuGroup, MenuKind, menu
from zhicheng.web.public.policies import library
from zhicheng.web.public.selfcheck.carried import EARLIEST


@lru_cache(maxsize=64)
def kinds_part(lang: Lang, track: str = "") -> SafeString:
    """The menu; with a track (``pack/level``) each kind says how it matters there."""
    pack, _, level = track.partition("/")
    found = library.document(pack) if track else None
    return mark_safe("".join(_group(group, lang, bool(found)) for group in menu(*_settings(found, level))))


def _settings(pack: Pack | None, level: str) -> list[Setting]:
    """The menu looks at the rules only: the day decides nothing."""
    return [] if pack is None else [Setting(pack, level, Dates(EARLIEST))]


def _group(group: MenuGroup, lang: Lang, marks: bool) -> str:
    lines = "".join(_kind(one, lang, marks) for one in group.kinds)
    return f'<section class="kinds__group"><h3>{escape(pick(group.title, lang))}</h3><ul class="bare">{lines}</ul></section>'


def _kind(one: MenuKind, lang: Lang, marks: bool) -> str:
    unused = " kind--unused" if marks and not one.matters else ""
    uses = "".join(
        f'<span class="use">{escape(pick(line, lang))}</span>' for line in one.lines if marks and one.matters
    )
    return (
        f'<li class="kind{unused}"><button class="quiet" formaction="/check/edit/" name="open" value="new:{one.kind}">'
        f'{escape(pick(one.title, lang))}</button> <span class="help">{escape(pick(one.about, lang))}</span>{uses}</li>'
    )
