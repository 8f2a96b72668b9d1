"""The conditions of the application's table, each a function of the facts that gives its reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from zhicheng.procedure.application_facts import ApplicationFacts, TierWindow
from zhicheng.procedure.notices import OPEN, already_closed, days_refusals, objection_refusals
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.state_table import Condition
from zhicheng.procedure.tiers import APPLICANT_TIER

Pair = tuple[str, str]
Reasons = tuple[Refusal, ...]
SHOWN: Final = 5
"""So many names stand in a sentence; the rest are counted."""


def _unless(holds: bool, code: str, text: Pair, do: Pair = ("", ""), clause: str = "") -> Reasons:
    return () if holds else (Refusal(code, text, clause, do),)


def _listed(names: Sequence[Pair]) -> Pair:
    """Some names as one phrase, the first few and how many there are."""
    first = names[:SHOWN]
    zh, en = "、".join(name[0] for name in first), ", ".join(name[1] for name in first)
    more = len(names) > SHOWN
    return f"{zh}{f' 等{len(names)}项' if more else ''}", f"{en}{f' and {len(names) - SHOWN} more' if more else ''}"


# --------------------------------------------------------------------------- page, person, round, window


def _page_current(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.seen_version == facts.version,
        "page-stale",
        ("此申报在您打开页面之后已有变动", "the application has changed since you opened the page"),
        ("请刷新页面后再办理", "reload the page and look again"),
    )


def _party(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.party,
        "not-yours",
        ("此申报不由您或您所在的单位办理", "this application is not yours to handle"),
        ("请核对登录身份与办理层级", "check the account and the tier you act for"),
    )


def _round_open(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.round_open,
        "round-not-open",
        ("本年度申报尚未开放或已经结束", "the round is not open yet, or closed"),
        ("请留意评审通知", "see the notice of the round"),
    )


def _window(facts: ApplicationFacts, window: TierWindow) -> Reasons:
    if window.closes is None:
        do = ("请在年度设置中设定起止日期", "set its dates in the round")
        return (Refusal("window-not-set", ("本环节的截止日期尚未设定", "the step has no closing day yet"), "", do),)
    if window.opens is not None and facts.today < window.opens:
        text = (f"本环节 {window.opens} 起办理", f"the step opens on {window.opens}")
        return (Refusal("window-not-begun", text, window.clause, ("请届时办理", "come back then")),)
    if facts.today > window.closes:
        text = (f"本环节已于 {window.closes} 截止", f"the step closed on {window.closes}")
        do = ("如有延期以年度通知为准", "an extension would be in the round's notice")
        return (Refusal("window-over", text, window.clause, do),)
    return ()


def _applicant_window(facts: ApplicationFacts) -> Reasons:
    return _window(facts, facts.window(APPLICANT_TIER))


def _tier_window(facts: ApplicationFacts) -> Reasons:
    return _window(facts, facts.window(facts.tier))


# --------------------------------------------------------------------------- the applicant's papers


def _policy_in_force(facts: ApplicationFacts) -> Reasons:
    return _unless(
        not facts.policy_draft or facts.demonstration,
        "policy-is-draft",
        ("评价条件还是征求意见稿，未正式施行", "the policy is a draft and not in force"),
        ("可用自测了解，正式申报待文件印发", "use the self-check; apply once it is issued"),
    )


def _way_chosen(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.way_chosen,
        "way-not-chosen",
        ("尚未选择申报方式", "no way in has been chosen"),
        ("请在“申报方式”中选定一项", "choose one under 'way in'"),
    )


def _papers_complete(facts: ApplicationFacts) -> Reasons:
    zh, en = _listed(facts.missing_papers)
    return _unless(
        not facts.missing_papers,
        "papers-missing",
        (f"缺少材料：{zh}", f"papers are missing: {en}"),
        ("请补齐后再办理", "add them first"),
    )


def _commitment_given(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.commitment_given,
        "commitment-missing",
        ("申报人尚未作出真实性承诺", "the applicant has not warranted the truth of the papers"),
        ("请阅读并签署承诺书", "read and sign the commitment"),
    )


def _experts_confirmed(facts: ApplicationFacts) -> Reasons:
    needed = facts.experts_needed
    there = facts.experts_confirmed if needed else 0
    return _unless(
        there >= needed,
        "experts-missing",
        (f"须有 {needed} 位专家推荐，现有 {there} 位确认", f"{needed} recommending experts needed, {there} confirmed"),
        ("请邀请专家并待其确认", "invite experts and wait for their confirmation"),
        facts.chain.experts_clause,
    )


def _items_answered(facts: ApplicationFacts) -> Reasons:
    count = facts.items_unanswered
    return _unless(
        not count,
        "items-unanswered",
        (f"还有 {count} 项退回内容未补正或说明", f"returned items without an answer: {count}"),
        ("请逐项补正或说明", "correct or explain each of them"),
    )


# --------------------------------------------------------------------------- employer and departments


def _items_marked(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.items_marked > 0,
        "nothing-to-return",
        ("没有指明退回哪些内容及原因", "no item with a reason is named"),
        ("请至少选定一项并选择原因", "name at least one item and its reason"),
    )


def _records_checked(facts: ApplicationFacts) -> Reasons:
    unchecked, disputed = facts.records_unchecked, facts.records_disputed
    return (
        *_unless(
            not unchecked,
            "records-unchecked",
            (f"还有 {unchecked} 项业绩未与原件核对", f"records not checked against the papers: {unchecked}"),
            ("请逐项核对", "check them one by one"),
        ),
        *_unless(
            not disputed,
            "records-disputed",
            (f"有 {disputed} 项业绩与原件不符", f"records that do not agree with the papers: {disputed}"),
            ("请退回补正或不予推荐", "return them, or do not recommend"),
        ),
    )


def _statement_given(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.statement_given,
        "statement-missing",
        ("单位尚未出具政治表现、廉洁自律、道德品行意见", "the employer's statement on conduct is missing"),
        ("请填写意见", "write the statement"),
    )


def _competition_recorded(facts: ApplicationFacts) -> Reasons:
    zh, en = _listed(facts.competition_missing)
    return _unless(
        not facts.competition_missing,
        "competition-missing",
        (f"事业单位竞聘程序未登记：{zh}", f"steps of the competition for posts not recorded: {en}"),
        ("请登记各步骤的日期与结果", "record day and outcome of each step"),
        facts.chain.competition_clause,
    )


def _notice_rule_set(facts: ApplicationFacts) -> Reasons:
    return (facts.notice_rule,) if isinstance(facts.notice_rule, Refusal) else ()


def _no_notice_running(facts: ApplicationFacts) -> Reasons:
    running = facts.notice.first_day is not None and facts.notice.closed_on is None
    text = (f"已于 {facts.notice.first_day} 公示", f"a notice was posted on {facts.notice.first_day}")
    return _unless(not running, "notice-already-posted", text, ("待其结束后再办理", "wait until it is closed"))


def _notice_not_closed_yet(facts: ApplicationFacts) -> Reasons:
    return () if facts.notice.closed_on is None else (already_closed(facts.notice.closed_on),)


def _notice_closed(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.notice.closed_on is not None,
        "notice-not-closed",
        ("公示结果尚未登记", "the outcome of the notice is not recorded"),
        ("公示期满且异议处理完毕后登记", "record it once the days have run and objections are settled"),
        facts.chain.notice_clause,
    )


def _notice_days_run(facts: ApplicationFacts) -> Reasons:
    rule = facts.notice_rule
    if isinstance(rule, Refusal):
        return (rule,)
    day = facts.notice.closed_on if facts.notice.closed_on is not None else facts.today
    return days_refusals(facts.notice, rule, facts.calendar, min(day, facts.today))


def _objections_settled(facts: ApplicationFacts) -> Reasons:
    return objection_refusals(facts.notice, facts.chain.notice_clause)


def _objections_remedied(facts: ApplicationFacts) -> Reasons:
    count = facts.notice.unremedied
    return _unless(
        not count,
        "objection-upheld",
        (f"有 {count} 件成立的异议尚未整改", f"upheld objections without a remedy: {count}"),
        ("请退回相关内容补正，或不予推荐", "return what they concern, or do not recommend"),
        facts.chain.notice_clause,
    )


def _objection_waiting(facts: ApplicationFacts) -> Reasons:
    text = ("没有待处理的异议", "no objection waits to be settled")
    do = ("无需办理", "there is nothing to do")
    return _unless(facts.notice.count(OPEN) > 0, "no-objection-open", text, do)


def _reason_given(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.reason_given, "reason-missing", ("没有写明理由", "no reason is given"), ("请填写理由", "give the reason")
    )


def _opinion_given(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.opinion_given,
        "opinion-missing",
        ("没有审核意见", "no opinion is written"),
        ("请填写意见", "write the opinion"),
    )


def _rostered(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.rostered,
        "not-on-roster",
        ("未列入报送名册", "the application is not on the roster"),
        ("请先编制名册", "make the roster first"),
    )


def _forms_complete(facts: ApplicationFacts) -> Reasons:
    zh, en = _listed(facts.forms_missing)
    return _unless(
        not facts.forms_missing,
        "forms-missing",
        (f"缺少报送文件：{zh}", f"forms of the batch are missing: {en}"),
        ("请生成或上传后再报送", "make or upload them first"),
    )


def _further_tier(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.tier < facts.chain.last,
        "no-further-tier",
        ("已是最后一级审核", "this is the last tier before the committee"),
        ("请直接报送评委会", "hand in to the committee"),
    )


def _last_tier(facts: ApplicationFacts) -> Reasons:
    return _unless(
        facts.tier >= facts.chain.last,
        "further-tier-first",
        ("还须经上一级主管部门审核", "a higher department reviews it first"),
        ("请报送上一级", "forward it to the next tier"),
    )


def _all(*conditions: Condition[ApplicationFacts]) -> Mapping[str, Condition[ApplicationFacts]]:
    return {condition.name: condition for condition in conditions}


def _own(
    name: str, zh: str, en: str, codes: tuple[str, ...], reasons: Callable[[ApplicationFacts], Reasons]
) -> Condition[ApplicationFacts]:
    """A rule of the platform: it cites no document but what its reasons cite themselves."""
    return Condition(name, (zh, en), codes, reasons, cited=False)


_WINDOW_CODES: Final = ("window-not-set", "window-not-begun", "window-over")
_DAYS_CODES: Final = (
    "number-not-set",
    "number-against-document",
    "notice-not-posted",
    "notice-end-provisional",
    "notice-days-not-run",
)

APPLICATION_CONDITIONS: Final = _all(
    _own("page-current", "页面是最新的", "the page is current", ("page-stale",), _page_current),
    _own("party", "由经办的一方办理", "who acts is the party that holds it", ("not-yours",), _party),
    _own("round-open", "年度已开放", "the round is open", ("round-not-open",), _round_open),
    _own("applicant-window", "在申报期内", "within the applicant's window", _WINDOW_CODES, _applicant_window),
    _own("tier-window", "在本级办理期内", "within the tier's window", _WINDOW_CODES, _tier_window),
    _own("policy-in-force", "文件已施行", "the policy is in force", ("policy-is-draft",), _policy_in_force),
    _own("way-chosen", "已选申报方式", "a way in is chosen", ("way-not-chosen",), _way_chosen),
    Condition("papers-complete", ("材料齐全", "no paper is missing"), ("papers-missing",), _papers_complete),
    Condition("commitment-given", ("已作承诺", "the truth is warranted"), ("commitment-missing",), _commitment_given),
    Condition("experts-confirmed", ("推荐专家已确认", "experts confirmed"), ("experts-missing",), _experts_confirmed),
    _own("items-answered", "退回内容均已答复", "every returned item answered", ("items-unanswered",), _items_answered),
    _own("items-marked", "已指明退回内容", "items to return are named", ("nothing-to-return",), _items_marked),
    Condition(
        "records-checked",
        ("业绩已逐项核对", "every record checked"),
        ("records-unchecked", "records-disputed"),
        _records_checked,
    ),
    Condition("statement-given", ("已出具意见", "statement on conduct"), ("statement-missing",), _statement_given),
    Condition(
        "competition-recorded",
        ("竞聘程序已登记（事业单位）", "competition recorded (public institutions)"),
        ("competition-missing",),
        _competition_recorded,
    ),
    _own(
        "notice-rule-set",
        "公示天数已定",
        "the days of notice are set",
        ("number-not-set", "number-against-document"),
        _notice_rule_set,
    ),
    _own("no-notice-running", "没有进行中的公示", "no notice runs", ("notice-already-posted",), _no_notice_running),
    _own(
        "notice-not-closed-yet", "公示未登记结束", "not closed yet", ("notice-already-closed",), _notice_not_closed_yet
    ),
    _own("notice-closed", "公示已登记结束", "the notice is closed", ("notice-not-closed",), _notice_closed),
    _own("notice-days-run", "公示期满", "the days of notice have run", _DAYS_CODES, _notice_days_run),
    _own("objections-settled", "异议均已处理", "no objection is open", ("objection-open",), _objections_settled),
    _own(
        "objections-remedied", "成立的异议已整改", "upheld ones remedied", ("objection-upheld",), _objections_remedied
    ),
    _own("objection-waiting", "有待处理的异议", "an objection is open", ("no-objection-open",), _objection_waiting),
    _own("reason-given", "已写明理由", "a reason is given", ("reason-missing",), _reason_given),
    _own("opinion-given", "已填写意见", "an opinion is written", ("opinion-missing",), _opinion_given),
    _own("rostered", "已列入名册", "on the roster", ("not-on-roster",), _rostered),
    _own("forms-complete", "报送文件齐全", "forms of the batch are there", ("forms-missing",), _forms_complete),
    _own("further-tier", "还有上一级", "a further tier follows", ("no-further-tier",), _further_tier),
    _own("last-tier", "已是最后一级", "the last tier", ("further-tier-first",), _last_tier),
)
"""Every condition by name."""
