"""Pools: the list, a new one, a pool's page, its acts, its list of experts in and out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.experts import pool_term_over, qualified
from zhicheng.procedure.review.pool_states import FRAME
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.experts.forms import FileForm, PoolForm, beside, track_names
from zhicheng.web.experts.models import Expert, Pool
from zhicheng.web.experts.process import POOL, due_on, newest_round, qualification
from zhicheng.web.experts.queries import experts_seen, own_offices, pools_seen
from zhicheng.web.experts.services.pool_import import expert_template, import_experts
from zhicheng.web.experts.services.pools import change_pool, found_pool, take_pool_further
from zhicheng.web.experts.words import LISTED_AS, TITLES
from zhicheng.web.ledger.write import write_export
from zhicheng.web.review.acting import Offer, offers
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import EXCEL, Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, spoken
from zhicheng.web.visibility.scope import may

STATES = {state.name: state.staff for state in FRAME.states}


def pool_of(request: PageRequest, pk: int, act: str = "view") -> Pool:
    """The pool; for whoever may not see it there is no such page."""
    return get_object_or_404(pools_seen(request.standing, act), pk=pk)


@login_required
@require_safe
def pools(request: PageRequest) -> HttpResponse:
    """The pools this person keeps or watches."""
    if not request.standing.roles & {"committee-office", "supervisor"}:
        raise Http404
    names = track_names()
    columns: tuple[Column[Any], ...] = (
        Column("name", ("专家库", "Pool"), lambda one: one.name, "name", lambda one: f"/pools/{one.pk}/"),
        Column("office", ("评委会办公室", "Office"), lambda one: one.office.name, "office__name"),
        Column("tracks", ("专业和级别", "Tracks"), lambda one: "；".join(names.get(t, t) for t in one.tracks)),
        Column("here", ("在库人数", "Experts"), lambda one: one.here, "here", number=True),
        Column("state", ("状态", "State"), lambda one: STATES[one.state], "state"),
        Column("on", ("建立或调整", "Since"), lambda one: one.adjusted_on.isoformat() if one.adjusted_on else "—"),
    )
    listing = Listing(
        request,
        pools_seen(request.standing),
        columns,
        search=("name", "office__name"),
        state_field="state",
        states=list(STATES.items()),
        order="name",
    )
    if request.GET.get("export"):
        return listing.export("专家库")
    context = {**listed(listing), "may_found": own_offices(request.standing).exists()}
    return render(request, "experts/pools.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_pool(request: PageRequest) -> HttpResponse:
    """Set up a pool."""
    offices = {str(one.pk): one for one in own_offices(request.standing)}
    if not offices:
        raise Http404
    form = PoolForm(request.POST or None, offices=[(pk, one.name) for pk, one in offices.items()])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = found_pool(
                offices[said["office"]], said["name"], said["tracks"], actor=request.standing, now=request.moment
            )
            return redirect("pool", made.pk)
        except ActRefused as refused:
            beside(form, refused)
    return render(request, "experts/pool_form.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: PageRequest, pk: int) -> HttpResponse:
    """Another name, other tracks."""
    row = pool_of(request, pk, "change")
    form = PoolForm(request.POST or None, initial={"name": row.name, "tracks": row.tracks})
    if request.method == "POST" and form.is_valid():
        said, version = form.cleaned_data, version_of(request.POST.get("version"))
        try:
            change_pool(row, said["name"], said["tracks"], actor=request.standing, now=request.moment, version=version)
            return redirect("pool", row.pk)
        except ActRefused as refused:
            beside(form, refused)
    return render(request, "experts/pool_form.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@login_required
@require_safe
def pool(request: PageRequest, pk: int) -> HttpResponse:
    """A pool: where it stands, what can be done and what stands against it, its experts."""
    row = pool_of(request, pk)
    rules, trouble = rules_for(row)
    listing = Listing(
        request,
        experts_seen(request.standing, row),
        _columns(rules, request.moment.date(), export=bool(request.GET.get("export"))),
        search=("name", "employer_name", "code", "specialty", "region"),
        state_field="place",
        states=[*LISTED_AS.items(), ("left", ("已离库", "left"))],
        order="-left_on",
    )
    if request.GET.get("export") and may(request.standing, "export", row):
        write_export(actor=request.standing, now=request.moment, what=f"pool:{row.pk}", count=listing.found().count())
        return listing.export("专家名单")
    term = rules.stated("pool_term_years") if rules is not None else None
    overdue = pool_term_over(rules, row.adjusted_on, request.moment.date()) if rules and row.adjusted_on else ()
    context = {
        **listed(listing, export=may(request.standing, "export", row)),
        "row": row,
        "state": STATES[row.state],
        "names": [(track, track_names().get(track, track)) for track in row.tracks],
        "round": newest_round(row),
        "offers": _offers(request, row, trouble),
        "trouble": trouble,
        "overdue": overdue,
        "due": due_on(row, term.whole if term is not None else None),
        "counts": _counts(request, row),
        "unqualified": _unqualified(request, row, rules),
        "runs": may(request.standing, "change", row),
    }
    return render(request, "experts/pool.html", context)


def rules_for(row: Pool) -> tuple[ReviewRules | None, tuple[Refusal, ...]]:
    """The rules that bind a pool; where there are none to be had, why."""
    found = newest_round(row)
    if found is None:
        return None, ()
    try:
        return rules_of(found), ()
    except ActRefused as refused:
        return None, refused.refusals


def _offers(request: PageRequest, row: Pool, trouble: tuple[Refusal, ...]) -> tuple[Offer, ...]:
    """The acts on the pool as a whole; who joins or leaves has a page of their own."""
    if newest_round(row) is None or trouble:
        return ()
    try:
        found = offers(POOL, row, actor=request.standing, now=request.moment)
    except ActRefused:
        return ()
    return tuple(one for one in found if not one.act.endswith("-expert"))


def _counts(request: PageRequest, row: Pool) -> list[tuple[tuple[str, str], int]]:
    here = experts_seen(request.standing, row).filter(left_on=None)
    found = [(name, here.filter(listed_as=key).count()) for key, name in LISTED_AS.items()]
    return [*found, (("已开通账号", "with an account"), here.exclude(user=None).count())]


def _unqualified(request: PageRequest, row: Pool, rules: ReviewRules | None) -> int:
    """How many of those in the pool the document's terms do not admit (now)."""
    if rules is None:
        return 0
    here = experts_seen(request.standing, row).filter(left_on=None)
    return sum(not qualified(rules, qualification(one), request.moment.date()) for one in here)


def _columns(rules: ReviewRules | None, today: Any, *, export: bool) -> tuple[Column[Expert], ...]:
    def fit(one: Expert) -> tuple[str, str]:
        if one.left_on is not None:
            return ("已取消资格", "right withdrawn") if one.right_withdrawn else ("已移出", "left")
        if rules is None:
            return ("未核对", "not checked")
        good = qualified(rules, qualification(one), today)
        return ("符合", "qualified") if good else ("不符合", "not qualified")

    shown: tuple[Column[Expert], ...] = (
        Column("code", ("编号", "Code"), lambda one: one.code, "code", lambda one: f"/pools/{one.pool_id}/{one.code}/"),
        Column("name", ("姓名", "Name"), lambda one: one.name, "name"),
        Column("unit", ("工作单位", "Employer"), lambda one: one.employer_name, "employer_name"),
        Column("specialty", ("专业", "Specialty"), lambda one: one.specialty, "specialty"),
        Column("title", ("职称", "Title"), lambda one: TITLES[one.title], "title"),
        Column("since", ("取得时间", "Since"), lambda one: one.title_since.isoformat(), "title_since"),
        Column("as", ("入库身份", "Listed as"), lambda one: LISTED_AS[one.listed_as], "listed_as"),
        Column("fit", ("入库条件", "Terms"), fit),
        Column("account", ("账号", "Account"), lambda one: ("已开通", "open") if one.user_id else ("未开通", "none")),
    )
    more: tuple[Column[Expert], ...] = (
        Column("region", ("地区", "Region"), lambda one: one.region),
        Column("joined", ("入库日期", "Joined"), lambda one: one.joined_on.isoformat()),
        Column("left", ("移出日期", "Left"), lambda one: one.left_on.isoformat() if one.left_on else ""),
        Column("because", ("移出原因", "Because"), lambda one: one.left_because),
    )
    return (*shown, *more) if export else shown


@login_required
@require_POST
def act(request: PageRequest, pk: int, name: str) -> HttpResponse:
    """Establish the pool, begin or finish its adjustment."""
    row = pool_of(request, pk, "change")
    version = version_of(request.POST.get("version"))
    take_pool_further(row, name, actor=request.standing, now=request.moment, version=version)
    messages.success(request, spoken("已办理", "Done"))
    return redirect("pool", row.pk)


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: PageRequest, pk: int) -> HttpResponse:
    """Many experts from a list: every error by row, or all of them entered."""
    row = pool_of(request, pk, "import")
    form: Form = FileForm(request.POST or None, request.FILES or None)
    problems: Any = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        version = version_of(request.POST.get("version"))
        try:
            made = import_experts(
                row, file.read(), file.name, actor=request.standing, now=request.moment, version=version
            )
            messages.success(request, spoken(f"已录入 {len(made)} 名专家", f"{len(made)} experts entered"))
            return redirect("pool", row.pk)
        except Refused as refused:
            problems = refused.problems
    status = 422 if problems or form.errors else 200
    return render(request, "experts/pool_import.html", {"row": row, "form": form, "problems": problems}, status=status)


@login_required
@require_safe
def template(request: PageRequest, pk: int) -> HttpResponse:
    """An empty list to fill in."""
    pool_of(request, pk, "import")
    name = "experts.xlsx" if language() == "en" else "专家名单模板.xlsx"
    return attachment(expert_template(language()), EXCEL, name)


def expert_here(request: PageRequest, pk: int, code: str, act: str = "view") -> Expert:
    """An expert of a pool; for whoever may not see one there is no such page."""
    row = pool_of(request, pk)
    return get_object_or_404(experts_seen(request.standing, row, act), code=code)
