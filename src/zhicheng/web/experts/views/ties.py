"""The ties of a round: the list, one tie with what it comes to and the decision, found by lists, from a file, rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.procedure.conflicts.explain import explain_pair
from zhicheng.procedure.conflicts.facts import ConflictFacts, TieFact
from zhicheng.procedure.conflicts.words import BASES, DECISIONS, KINDS, OUTCOMES, RELATIONS, STATED_BY
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.experts.facts import application_code, conflict_facts, ground_for
from zhicheng.web.experts.forms import DecisionForm, FileForm, ReasonForm, RuleForm, beside
from zhicheng.web.experts.models import Tie, TieRule
from zhicheng.web.experts.queries import rounds_with_experts, rules_seen, ties_seen
from zhicheng.web.experts.services.deciding import (
    MOST_TOGETHER,
    decide_tie,
    decide_together,
    drop_tie_rule,
    set_tie_rule,
)
from zhicheng.web.experts.services.finding import find_ties
from zhicheng.web.experts.services.ties_import import import_ties, ties_template
from zhicheng.web.experts.words import SOURCES, TIE_STATES
from zhicheng.web.ledger.write import write_export
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import EXCEL, Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, spoken
from zhicheng.web.visibility.scope import may, visible

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ShownTie:
    """A tie in words, with what it comes to by rule and why; ``outcome`` ``None``: the application is judged no more."""

    row: Tie
    kind: Pair
    whom: Pair
    source: Pair
    state: Pair
    outcome: Pair | None
    why: Pair
    basis: Pair
    conflict: bool


def kind_words(row: Tie) -> Pair:
    """The kind of a tie, with the relation of kin."""
    kind, relation = KINDS[row.kind], RELATIONS.get(row.relation)
    return (f"{kind[0]}（{relation[0]}）", f"{kind[1]} ({relation[1]})") if relation else kind


def whom(row: Tie, *, number: bool = True) -> Pair:
    """Whom a tie is with; without the ``number`` of the application where only the name is to be known."""
    if row.application is None:
        return ("全部申报人", "everybody")
    if not number:
        return (row.application.name, row.application.name)
    name = f"{row.application.name}（{application_code(row.application)}）"
    return (name, f"{row.application.name} ({application_code(row.application)})")


def shown_tie(row: Tie, facts: ConflictFacts) -> ShownTie:
    """A tie as pages show it; ``facts`` hold the round's conflict facts with its expert among them."""
    fact = _fact(row, facts)
    judged = fact.judged if fact is not None else None
    return ShownTie(
        row,
        kind_words(row),
        whom(row),
        SOURCES[row.source],
        TIE_STATES[row.state],
        OUTCOMES[fact.outcome] if fact is not None else None,
        judged.why if judged is not None else ("", ""),
        BASES[fact.basis] if fact is not None else ("", ""),
        fact is not None and fact.outcome == "conflict",
    )


def _fact(row: Tie, facts: ConflictFacts) -> TieFact | None:
    codes = facts.applicants if row.application is None else (application_code(row.application),)
    for code in codes:
        pair = facts.by_pair.get((row.expert.code, code))
        for one in pair.ties if pair is not None else ():
            if (one.tie.kind, one.tie.relation, one.tie.stated_by) == (row.kind, row.relation, row.stated_by):
                return one
    return None


def facts_conflicts(rows: Iterable[Tie], facts: ConflictFacts) -> int:
    """How many ties that nobody decided are conflicts by rule."""
    return sum(one.state == "open" and shown_tie(one, facts).conflict for one in rows)


def _round(request: PageRequest, code: str, *, working: bool = False) -> Round:
    return get_object_or_404(rounds_with_experts(request.standing, working=working), code=code)


def _columns(code: str, facts: ConflictFacts) -> tuple[Column[Tie], ...]:
    def comes_to(one: Tie) -> Pair:
        return shown_tie(one, facts).outcome or ("—", "—")

    return (
        Column(
            "expert", ("专家", "Expert"), lambda one: f"{one.expert.name}（{one.expert.code}）", "expert__code",
            lambda one: f"/reviews/{code}/ties/{one.pk}/",
        ),
        Column("applicant", ("申报人", "Applicant"), whom, "application__serial"),
        Column("kind", ("关系", "Tie"), kind_words, "kind"),
        Column("source", ("来源", "Known from"), lambda one: SOURCES[one.source], "source"),
        Column("outcome", ("按规则", "By rule"), comes_to),
        Column("state", ("办公室认定", "Office"), lambda one: TIE_STATES[one.state], "state"),
        Column("reason", ("理由", "Reason"), lambda one: one.reason),
    )  # fmt: skip


@login_required
@require_safe
def ties(request: PageRequest, code: str) -> HttpResponse:
    """The ties of a round, counted by state."""
    return _page(request, _round(request, code))


def _page(request: PageRequest, round_: Round, status: int = 200, **forms: Any) -> HttpResponse:
    rows = ties_seen(request.standing, round_)
    experts = list({one.expert_id: one.expert for one in rows}.values())
    facts = conflict_facts(round_, as_of=request.moment.date(), experts=experts)
    listing = Listing(
        request,
        rows,
        _columns(round_.code, facts),
        search=("expert__name", "expert__code", "application__name", "application__serial", "note"),
        state_field="state",
        states=list(TIE_STATES.items()),
        order="expert__code",
    )
    if request.GET.get("export"):
        count = listing.found().count()
        write_export(actor=request.standing, now=request.moment, what=f"ties:{round_.code}", count=count)
        return listing.export("利害关系")
    context = {
        **listed(listing),
        "round": round_,
        "runs": may(request.standing, "review", round_),
        "must": len(facts.open_ties),
        "by_rule": facts_conflicts(rows, facts),
        "undecided": max(0, rows.filter(state="open").count() - len(facts.open_ties)),
        "ground": ground_for(round_).cited,
        "rules": [(one, KINDS[one.kind], OUTCOMES[one.outcome]) for one in rules_seen(request.standing, round_)],
        "rule_form": RuleForm(prefix="rule"),
        **forms,
    }
    return render(request, "experts/ties.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def tie(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """One tie: what it comes to and why; the office's decision."""
    round_ = _round(request, code)
    row = get_object_or_404(ties_seen(request.standing, round_), pk=pk)
    decides = may(request.standing, "decide", row)
    form = DecisionForm(request.POST or None, initial={"outcome": row.decision, "reason": row.reason})
    if request.method == "POST" and decides and form.is_valid():
        said, version = form.cleaned_data, version_of(request.POST.get("version"))
        try:
            decide_tie(
                row, said["outcome"], said["reason"], actor=request.standing, now=request.moment, version=version
            )
            messages.success(request, spoken("已认定", "Decided"))
            following = ties_seen(request.standing, round_).filter(state="open").order_by("expert__code", "pk").first()
            return redirect("review-tie", code, following.pk) if following else redirect("review-ties", code)
        except ActRefused as refused:
            beside(form, refused)
    facts = conflict_facts(round_, as_of=request.moment.date(), experts=[row.expert])
    context = {
        "round": round_,
        "one": shown_tie(row, facts),
        "stated_by": STATED_BY[row.stated_by],
        "lines": _lines(row, facts),
        "decision": DECISIONS.get(row.decision),
        "decides": decides,
        "form": form,
    }
    return render(request, "experts/tie.html", context, status=422 if form.errors else 200)


def _lines(row: Tie, facts: ConflictFacts) -> tuple[Pair, ...]:
    """How the pair stands and why; of a tie to everybody, of the first applicant."""
    codes = facts.applicants[:1] if row.application is None else (application_code(row.application),)
    known = [code for code in codes if code in facts.applicants]
    return explain_pair(facts, row.expert.code, known[0]) if known else ()


@login_required
@require_http_methods(["GET", "POST"])
def together(request: PageRequest, code: str) -> HttpResponse:
    """The ties that are conflicts by rule and not decided yet, listed; then, confirmed, all of them decided so."""
    round_ = _round(request, code, working=True)
    rows = list(ties_seen(request.standing, round_, "decide").filter(state="open").order_by("expert__code", "pk"))
    facts = conflict_facts(
        round_, as_of=request.moment.date(), experts={one.expert_id: one.expert for one in rows}.values()
    )
    shown = [one for one in (shown_tie(row, facts) for row in rows) if one.conflict][:MOST_TOGETHER]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        seen = dict(part.split(":", 1) for part in request.POST.getlist("tie") if part.count(":") == 1)
        chosen = [(one.row, version_of(seen[str(one.row.pk)])) for one in shown if str(one.row.pk) in seen]
        try:
            done = decide_together(chosen, form.cleaned_data["reason"], actor=request.standing, now=request.moment)
            messages.success(request, spoken(f"已认定 {done} 项", f"{done} decided"))
            return redirect("review-ties", code)
        except ActRefused as refused:
            beside(form, refused)
    context = {"round": round_, "ties": shown, "form": form}
    return render(request, "experts/ties_together.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def find(request: PageRequest, code: str) -> HttpResponse:
    """Compare the pool with the applicants."""
    round_ = _round(request, code, working=True)
    made = find_ties(round_, actor=request.standing, now=request.moment)
    text = (
        spoken(f"新发现 {len(made)} 项", f"{len(made)} new ties found")
        if made
        else spoken("没有新发现", "nothing new was found")
    )
    messages.success(request, text)
    return redirect("review-ties", code)


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: PageRequest, code: str) -> HttpResponse:
    """Ties, declarations, decisions and rules from a file: every error by row, or all of it recorded."""
    round_ = _round(request, code, working=True)
    form: Form = FileForm(request.POST or None, request.FILES or None)
    problems: Any = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            plan = import_ties(round_, file.read(), file.name, actor=request.standing, now=request.moment)
            new, known = len(plan.new), len(plan.stated.ties) - len(plan.new)
            zh, en = f"新登记 {new} 项，已有 {known} 项", f"{new} ties recorded, {known} were there"
            messages.success(request, spoken(zh, en))
            return redirect("review-ties", code)
        except Refused as refused:
            problems = refused.problems
    status = 422 if problems or form.errors else 200
    context = {"round": round_, "form": form, "problems": problems}
    return render(request, "experts/ties_import.html", context, status=status)


@login_required
@require_safe
def template(request: PageRequest, code: str) -> HttpResponse:
    """An empty ties file."""
    _round(request, code, working=True)
    name = "ties.xlsx" if language() == "en" else "利害关系模板.xlsx"
    return attachment(ties_template(language()), EXCEL, name)


@login_required
@require_POST
def set_rule(request: PageRequest, code: str) -> HttpResponse:
    """Set what ties of a kind come to in the round."""
    round_ = _round(request, code, working=True)
    form = RuleForm(request.POST, prefix="rule")
    if form.is_valid():
        said = form.cleaned_data
        try:
            set_tie_rule(
                round_,
                said["kind"],
                said["outcome"],
                years=said["years"],
                source=said["source"],
                actor=request.standing,
                now=request.moment,
            )
            messages.success(request, spoken("已设定", "Set"))
            return redirect("review-ties", code)
        except ActRefused as refused:
            beside(form, refused)
    return _page(request, round_, 422, rule_form=form)


@login_required
@require_POST
def drop_rule(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """Take a rule of the round back."""
    round_ = _round(request, code, working=True)
    row = get_object_or_404(visible(request.standing, "change", TieRule.objects.filter(round=round_)), pk=pk)
    version = version_of(request.POST.get("version"))
    drop_tie_rule(row, actor=request.standing, now=request.moment, version=version)
    messages.success(request, spoken("已取消", "Dropped"))
    return redirect("review-ties", code)
