"""What experts, group leaders, chair and tellers do; what the office does with results, certificates and cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse

from zhicheng.web.api.acts.act import Act, add, step
from zhicheng.web.api.acts.taking import Needed, Taken, Version, Words, version_of
from zhicheng.web.meetings.models import BallotSession
from zhicheng.web.meetings.services import (
    attending,
    convening,
    deliberating,
    minutes,
    opening,
    paper_votes,
    sessions,
    voting,
)
from zhicheng.web.registry.models import Certificate, Result
from zhicheng.web.registry.services import cases, certificates, entering, reexaminations, results
from zhicheng.web.scoring.forms import From
from zhicheng.web.scoring.models import Deliberation, Sheet
from zhicheng.web.scoring.services import comparing, defences, reminding, sheets
from zhicheng.web.scoring.services import opening as beginning
from zhicheng.web.scoring.services.sheets import Written
from zhicheng.web.visibility.standing import Standing

_DE, _M, _V, _B = "deliberations", "meetings", "votes", "ballot-sessions"
_RE, _C = "results", "certificates"


class MissingIn(Taken):
    """Why a vote closes without one member's envelope."""

    member: Needed
    applicant: Needed
    reason: Needed


def _keep_sheet(row: Deliberation, written: Written, *, seen: int, actor: Standing, now: dt.datetime) -> Sheet:
    return sheets.keep_sheet(row, written, actor=actor, now=now, page=From(seen=seen))


def _keep_group_sheet(
    row: Deliberation,
    settlements: dict[str, dict[str, str]],
    *,
    opinion: str = "",
    recommends: bool | None = None,
    phrases: Sequence[str] = (),
    version: int,
    actor: Standing,
    now: dt.datetime,
) -> Deliberation:
    return comparing.keep_group_sheet(
        row,
        settlements,
        opinion=opinion,
        recommends=recommends,
        phrases=phrases,
        actor=actor,
        now=now,
        page=From(seen=version),
    )


def _close_session(
    session: BallotSession, missing: Sequence[Any], *, actor: Standing, now: dt.datetime
) -> BallotSession:
    reasons = {(one.member, one.applicant): one.reason for one in missing}
    return opening.close_session(session, reasons, actor=actor, now=now)


def _verify_address(request: HttpRequest, row: Result | Certificate) -> str:
    """The address of the office's verify page, as the printed code holds it: never one that was sent."""
    office = row.review.round.office_id if isinstance(row, Result) else row.application.round.office_id
    return request.build_absolute_uri(reverse("verify-offline", args=[office]))


def _issue(
    result: Result, committee: str, valid_in: str, *, link: str, actor: Standing, now: dt.datetime, version: int | None
) -> Result:
    wording = certificates.Wording(committee[:200], valid_in[:200], link)
    return certificates.ask_certificates(result, wording, actor=actor, now=now, version=version)


add(
    Act("reviews", "open-deliberations", beginning.open_deliberations, "open-deliberations"),
    Act("reviews", "set-group-score", beginning.set_group_score, "set-group-score",
        forms={"method": Literal["consensus", "mean", "median"], "limit": Words}),
    Act("reviews", "remind-experts", reminding.remind_experts, "remind-experts"),
    Act(_DE, "keep-sheet", _keep_sheet, ("保存评分表", "keep one's sheet"), forms={"seen": Version}),
    Act(_DE, "hand-in-sheet", sheets.hand_in_sheet, "hand-in-sheet", forms={"seen": Version}),
    Act("groups", "begin-comparison", comparing.begin_comparison, "begin-comparison"),
    Act(_DE, "decide-question", comparing.decide_question, "decide-question", forms={"value": Words}),
    Act(_DE, "keep-group-sheet", _keep_group_sheet, ("保存评议组评分表", "keep the group's sheet")),
    Act("sheets", "take-out", comparing.take_out_sheet, "take-out-sheet"),
    Act(_DE, "agree-score", comparing.agree_score, "agree-score"),
    step(_DE, "deliberation", "give-opinion", comparing.give_opinion),
    step(_DE, "deliberation", "return-opinion", comparing.return_opinion),
    step(_DE, "deliberation", "begin", deliberating.begin_deliberation),
    step(_DE, "deliberation", "break-off", deliberating.break_off),
    step(_DE, "deliberation", "end", deliberating.end_deliberation),
    Act(_DE, "call-to-defence", defences.call_to_defence, "call-to-defence"),
    step("defences", "defence", "summon", defences.summon, forms={"kind": Literal["interview", "on-site"]}),
    step("defences", "defence", "hold", defences.hold, forms={"outcome": Literal["passed", "failed"]}),
    step("defences", "defence", "miss", defences.miss),
    Act("reviews", "plan-meeting", convening.plan_meeting, "plan-meeting"),
    Act(_M, "set-agenda", convening.set_agenda, "set-agenda"),
    Act(_M, "name-tellers", convening.name_tellers, "name-tellers"),
    *(
        step(_M, "meeting", act, convening.act_on_meeting)
        for act in ("convene", "cancel", "open", "adjourn", "resume", "close", "announce", "sign", "archive")
    ),
    Act(_M, "come-in", attending.come_in, "come-in"),
    Act(_M, "go-out", attending.go_out, "go-out"),
    Act(_M, "write-minutes", minutes.write_minutes, "write-minutes"),
    Act(_M, "sign-minutes", minutes.sign_minutes, "sign-minutes", forms={"seen": Needed}),
    Act(_M, "prepare-votes", voting.prepare_votes, "prepare-votes"),
    Act(_M, "prepare-session", sessions.prepare_session, "prepare-session"),
    Act(_B, "open", sessions.open_session, "vote-open"),
    Act(_B, "close", _close_session, "close-session", forms={"missing": list[MissingIn]}),
    Act(_B, "part-envelopes", opening.part_envelopes, "part-envelopes"),
    Act(_B, "give-up", sessions.give_up_session, "give-up-session"),
    step(_V, "vote", "choose-paper", voting.choose_paper),
    step(_V, "vote", "hand-out", paper_votes.hand_out),
    step(_V, "vote", "take-card", paper_votes.take_card),
    step(_V, "vote", "collect", paper_votes.collect),
    step(_V, "vote", "enter-count", paper_votes.enter_count),
    step(_V, "vote", "compare-counts", paper_votes.compare_counts),
    step(_V, "vote", "record", voting.record),
    step(_V, "vote", "object", voting.object_to),
    step(_V, "vote", "dismiss-objection", voting.dismiss_objection),
    step(_V, "vote", "repeat", voting.repeat_vote),
    Act(_V, "agree-to-repeat", voting.agree_to_repeat, "agree-to-repeat"),
    Act("reviews", "prepare-result", results.prepare_result, "prepare-result"),
    Act("reviews", "enter-outcomes", entering.enter_outcomes, "enter-outcome"),
    step(_RE, "result", "post", results.post_result),
    step(_RE, "result", "take-down", results.take_down_result),
    step(_RE, "result", "close-notice", results.close_result_notice, forms={"note": Words}),
    step(_RE, "result", "settle-objection", results.settle_result_objection,
         forms={"version": version_of("the objection"), "outcome": Literal["upheld", "rejected"]}),
    Act(_RE, "remedy-objection", entering.remedy_objection, "remedy-objection",
        forms={"kind": Literal["corrected", "taken-off"]}),
    step(_RE, "result", "file", results.file_result),
    step(_RE, "result", "publish", results.publish_result),
    Act(_RE, "issue-certificates", _issue, "ask-certificates", by_request={"link": _verify_address}),
    step(_C, "certificate", "re-issue", certificates.reissue_certificate, by_request={"link": _verify_address}),
    step(_C, "certificate", "revoke", certificates.revoke_certificate),
    step(_C, "certificate", "restore", certificates.restore_certificate),
    Act("decisions", "ask-reexamination", reexaminations.ask_reexamination, "reexamination-ask"),
    step("reexaminations", "reexamination", "withdraw", reexaminations.withdraw_reexamination),
    Act("reexaminations", "write-finding", reexaminations.write_finding, "write-reexamination"),
    *(
        step("reexaminations", "reexamination", act, reexaminations.decide_reexamination)
        for act in ("take-up", "decline", "decline-late", "uphold-result", "order-repeat")
    ),
    Act("reviews", "report-case", cases.report_case, "report-case"),
    Act("cases", "write", cases.write_case, "write-case"),
    *(
        step("cases", "sanction", act, cases.decide_case)
        for act in ("take-up", "dismiss", "establish", "apply", "annul")
    ),
    *(
        step("integrity-records", "integrity-record", act, cases.move_record)
        for act in ("enter", "expire", "annul")
    ),
)  # fmt: skip
