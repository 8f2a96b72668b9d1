"""The verdict as pieces of markup, made in plain Python: quick enough to follow every key.

Same classes as the report's; everything a person wrote is escaped here or there.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape
from typing import Final

from zhicheng.dossier.model import Dossier
from zhicheng.report.html import answer_part
from zhicheng.report.phrases import Lang, phrase, pick
from zhicheng.report.pictures import score_picture
from zhicheng.report.view import View, price_text
from zhicheng.verdict.advise import Advice
from zhicheng.verdict.result import ScoreNode, Verdict, WayIn
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.truth import NOT_MET
from zhicheng.web.dossier_forms.ask_order import NextQuestion
from zhicheng.web.public.selfcheck.tracks import TrackAnswer

NOTHING: Final = Advice((), (), ())
MOST_ASKED: Final = 5
MOST_WAYS: Final = 6
ASK_NEXT: Final[Pair] = ("接下来填什么", "What to fill in next")
ASK_ORDER: Final[Pair] = ("按对结论影响的大小排序", "what decides most comes first")
WAYS: Final[Pair] = ("申报途径", "Ways in")
NO_WAY: Final[Pair] = ("目前没有符合或待定的途径", "no way in is met or open at present")
NOTHING_TO_ASK: Final[Pair] = (
    "您能填的都已填写；其余由单位、主管部门或专家认定。",
    "All that you can state is stated; the rest is for employer, department or experts to decide.",
)


def quick_view(setting: Setting, dossier: Dossier, verdict: Verdict, lang: Lang) -> View:
    """A view with answer, open questions and score only: no reasons, no advice, no other readings."""
    return View(setting, dossier, verdict, lang, {}, verdict.questions(), verdict.score_nodes(), NOTHING, (), ())


def live_view(setting: Setting, dossier: Dossier, verdict: Verdict, lang: Lang) -> View:
    """As :func:`quick_view`, with the two uppermost levels of the score: all that the picture shows."""
    return View(setting, dossier, verdict, lang, {}, verdict.questions(), top_nodes(verdict), NOTHING, (), ())


def top_nodes(verdict: Verdict) -> tuple[ScoreNode, ...]:
    """The nodes of the score down to the second level, without their records."""
    standard, scored = verdict.rules.standard, verdict.scored
    if standard is None or scored is None:
        return ()
    found = []
    for index, source in enumerate(standard.sources[1:], start=1):
        level = source.path.count("/")
        if level > 1:
            continue
        raw, low, high = (Fraction(value[index]) / standard.unit for value in (scored.raw, scored.low, scored.high))
        leaf = not standard.nodes[index].children
        found.append(ScoreNode(source.path, source.label, level, leaf, raw, low, high, source.cap, raw - low, ()))
    return tuple(found)


def live_fragment(view: View) -> str:
    """What stands beside a form while it is filled in: the answer, the ways in, the score's picture."""
    picture = score_picture(view)
    parts = [answer_part(view, "h2"), ways_part(view.verdict, view.lang)]
    if picture:
        heading = phrase("score", view.lang)
        wide = f'<div class="wide" tabindex="0" role="region" aria-label="{heading}">{picture}</div>'
        parts.append(f"<section><h3>{heading}</h3>{wide}</section>")
    return "".join(parts)


def ways_part(verdict: Verdict, lang: Lang) -> str:
    """The ways in that are met or open, each with its state and price, in few lines."""
    ways = [way for way in verdict.ways_in if way.truth != NOT_MET]
    if not verdict.ways_in:
        return ""
    lines = "".join(_way(way, lang) for way in ways[:MOST_WAYS]) or f'<li class="soft">{pick(NO_WAY, lang)}</li>'
    return f'<section><h3>{pick(WAYS, lang)}</h3><ul class="bare">{lines}</ul></section>'


def _way(way: WayIn, lang: Lang) -> str:
    price = price_text(way.price, lang)
    tail = f' <span class="soft small">{escape(price)}</span>' if price else ""
    state = f'<span class="state {way.outcome}">{phrase(way.outcome, lang)}</span>'
    return f'<li><span class="cite">{escape(way.clause.key)}</span> {state}{tail}</li>'


def asked_part(questions: Sequence[NextQuestion], lang: Lang, *, press: bool) -> str:
    """What to fill in next, with the reasons; ``press``: each is a button that opens its form."""
    heading = f"<h2>{pick(ASK_NEXT, lang)} <small>{pick(ASK_ORDER, lang)}</small></h2>"
    if not questions:
        return f'<section>{heading}<p class="soft">{pick(NOTHING_TO_ASK, lang)}</p></section>'
    lines = "".join(_asked(one, lang, press) for one in questions)
    return f'<section>{heading}<ol class="asks">{lines}</ol></section>'


def _asked(one: NextQuestion, lang: Lang, press: bool) -> str:
    ask, why = escape(pick(one.ask, lang)), escape(pick(one.why, lang))
    if press:
        ask = f'<button class="asks__open" formaction="/check/edit/" name="open" value="{escape(opens(one))}">{ask}</button>'
    return f'<li>{ask} <span class="help">{why}</span></li>'


def opens(one: NextQuestion) -> str:
    """What form a question leads to: ``facts``, ``new:<kind>`` or ``edit:<record>``."""
    if one.record is not None:
        return f"edit:{one.record}"
    return "facts" if one.kind is None else f"new:{one.kind}"


# ---------------------------------------------------------------------- every track


def tracks_part(answers: Sequence[TrackAnswer], lang: Lang, *, press: bool = True) -> str:
    """Every track with its answer in a sentence; ``press``: each title is a button that opens the track."""
    return f'<ol class="tracks">{"".join(_track(one, lang, press) for one in answers)}</ol>'


def _track(one: TrackAnswer, lang: Lang, press: bool) -> str:
    mark = f' <span class="state waiting">{escape(pick(one.mark, lang))}</span>' if one.mark else ""
    score = ""
    if one.score:
        unit = "分" if lang == "zh" else "points"
        score = f'<span class="tracks__score"><b>{one.score}</b> {unit}</span>'
    line = one.line(lang)
    title = escape(one.heading(lang))
    if press:
        title = f'<button class="tracks__open" formaction="/check/{one.name}/">{title}</button>'
    return (
        f'<li class="answer {one.state}"><div class="tracks__head"><h3>{title}</h3>{score}</div>'
        f'<p><span class="state {one.state}">{phrase(one.state, lang)}</span> {escape(one.sentence(lang))}</p>'
        f'<p class="small">{escape(line)}</p><p class="small soft">{escape(pick(one.document, lang))}{mark}</p></li>'
    )
