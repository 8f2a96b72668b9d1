"""What the office, the intermediate committee and the supervisor do in a review, up to the committee's meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from zhicheng.web.api.acts.act import Act, add, step
from zhicheng.web.api.acts.taking import Needed, Taken, Words, version_of
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.services import assigning, chairs, committee, drawing, groups, notice, plan, seats
from zhicheng.web.committee.services.draw_revealing import enter_balls, give_value
from zhicheng.web.experts.services import availability, deciding, declaring, enlisting, finding, invitations, pools
from zhicheng.web.review.machine import machine_of
from zhicheng.web.review.models import EligibilityCheck
from zhicheng.web.review.services import checking, recommending, running
from zhicheng.web.visibility.standing import Standing

_R, _P, _D, _S = "reviews", "plans", "draws", "seats"


class StepIn(Taken):
    """Who does a step that the document gives to nobody, and where that is written."""

    step: Needed
    who: list[Needed]
    source: Needed


class SeatsIn(Taken):
    """How many members of a specialty are drawn, and for which group."""

    name: Needed
    count: Annotated[int, Field(ge=0, le=500)]
    group: Words = ""


class CapIn(Taken):
    """At least and at most so many of one employer or region."""

    by: Literal["employer", "region"]
    value: Words = ""
    least: Annotated[int, Field(ge=0, le=500)] = 0
    most: Annotated[int, Field(ge=0, le=500)] | None = None


class DrawPlanIn(Taken):
    """The plan of a draw."""

    seats: Annotated[list[SeatsIn], Field(min_length=1, max_length=100)]
    caps: Annotated[list[CapIn], Field(max_length=50)] = []
    balls: Annotated[int, Field(ge=0, le=99)] = 0
    sources: Annotated[list[Needed], Field(max_length=20)] = []
    lottery: bool = False


def _set_plan(draw: Any, plan: dict[str, Any], *, actor: Standing, now: dt.datetime, version: int | None) -> Any:
    whole = DrawPlanIn.model_validate(plan).model_dump()
    return drawing.set_draw_plan(draw, whole, actor=actor, now=now, version=version)


def _check(
    application: Application,
    outcome: str,
    differences: dict[str, str],
    *,
    way_in: str = "",
    reason: str = "",
    actor: Standing,
    now: dt.datetime,
    seen: int | None,
) -> EligibilityCheck:
    """The office's finding, beside the machine's as it is now; ``seen``: the version of the finding read (0: none)."""
    machine = machine_of(application)
    return checking.check_eligibility(
        application,
        outcome=outcome,
        way_in=way_in or ("" if machine is None else machine.way),
        machine={} if machine is None else machine.outcomes,
        differences=differences,
        reason=reason,
        actor=actor,
        now=now,
        seen=seen,
    )


def _set_steps(
    review: Any, steps: Sequence[Any], recused_counted: bool, *, actor: Standing, now: dt.datetime, version: int | None
) -> Any:
    plain = [one.model_dump() for one in steps]
    return running.set_steps(review, plain, recused_counted=recused_counted, actor=actor, now=now, version=version)


def _recommend(row: Any, act: str, *, reason: str = "", actor: Standing, now: dt.datetime, version: int | None) -> Any:
    return recommending.decide_recommendation(row, act, actor=actor, now=now, version=version, reason=reason)


add(
    Act("rounds", "begin-review", running.begin_review, "begin-review", scope="act:reviews"),
    *(
        step(_R, "review", act, running.take_further)
        for act in ("finish-checking", "reopen-checking", "begin-review", "finish-meeting", "confirm-publication",
                    "finish-certificates", "archive")
    ),
    Act(_R, "set-steps", _set_steps, "set-review-steps", forms={"steps": Annotated[list[StepIn], Field(max_length=50)]}),
    Act(_R, "set-numbers", running.set_numbers, "set-review-numbers"),
    Act(_R, "check-together", checking.check_together, ("一并审为合格", "find eligible together")),
    Act(_R, "hand-over", recommending.hand_over, "hand-over"),
    Act("applications", "check-eligibility", _check, "check-eligibility", scope="act:reviews",
        forms={"outcome": Literal["eligible", "not-eligible"]}),
    Act(_R, "exempt", recommending.exempt_application, "recommendation-exempt",
        forms={"version": version_of("the recommendation (0: there is none)")}),
    step("recommendations", "recommendation", "score", recommending.score_recommendation, scope="act:reviews",
         forms={"opinion": Words}),
    *(
        step("recommendations", "recommendation", act, _recommend, scope="act:reviews")
        for act in ("recommend", "decline", "score-anew")
    ),
    Act("organisations", "found-pool", pools.found_pool, "found-pool", scope="act:reviews"),
    Act("pools", "change", pools.change_pool, "change-pool"),
    *(
        step("pools", "pool", act, pools.take_pool_further)
        for act in ("establish", "begin-adjustment", "finish-adjustment")
    ),
    step("pools", "pool", "add-expert", enlisting.add_expert),
    Act("experts", "change", enlisting.change_expert, "change-expert"),
    step("experts", "pool", "remove-expert", enlisting.remove_expert, name="remove"),
    Act("experts", "withdraw-right", enlisting.withdraw_right, "withdraw-right-to-review"),
    Act("experts", "link-account", invitations.link_known_account, "link-expert"),
    Act("rounds", "ask-availability", availability.ask_availability, "ask-availability", scope="act:reviews"),
    Act("availabilities", "answer", availability.answer_availability, "answer-availability"),
    Act("availabilities", "declare-tie", declaring.declare_tie, "declare-tie"),
    Act("availabilities", "declare", declaring.declare_all, "declare-ties"),
    Act("availabilities", "note-declaration", declaring.note_declaration, ("登记书面回避申报", "note a declaration on paper"),
        scope="act:reviews"),
    Act("rounds", "record-tie", deciding.record_tie, "record-tie", scope="act:reviews"),
    Act("rounds", "find-ties", finding.find_ties, "find-ties", scope="act:reviews"),
    Act("ties", "decide", deciding.decide_tie, "decide-tie", scope="act:reviews"),
    Act("rounds", "set-tie-rule", deciding.set_tie_rule, "set-tie-rule", scope="act:reviews"),
    Act("tie-rules", "drop", deciding.drop_tie_rule, "drop-tie-rule"),
    Act(_R, "begin-plan", plan.begin_plan, "begin-plan"),
    Act(_P, "write", plan.write_plan, "write-plan"),
    step(_P, "plan", "report", plan.report_plan),
    step(_P, "plan", "withdraw", plan.withdraw_plan),
    step(_P, "plan", "change", plan.change_plan),
    step(_P, "plan", "return", plan.return_plan),
    step(_P, "plan", "approve", plan.approve_plan),
    Act(_R, "begin-committee", committee.begin_committee, "begin-committee"),
    Act("committees", "set-answer-day", committee.set_answer_day, "set-answer-day"),
    step("committees", "committee", "constitute", committee.constitute),
    step("committees", "committee", "dissolve", committee.dissolve),
    step("committees", "committee", "void-draw", committee.void_draw),
    Act("committees", "name-chair", chairs.name_chair, "name-chair", forms={"role": Literal["chair", "deputy"]}),
    Act("committees", "set-groups", groups.set_groups, "set-groups"),
    Act("committees", "prepare-draw", drawing.prepare_draw, "prepare-draw"),
    Act("committees", "assign", assigning.ask_assignment, "ask-for-assignment"),
    Act("assignments", "give-half", assigning.give_half, "give-half-of-seed"),
    Act("assignments", "drop", assigning.drop_assignment, "drop-assignment"),
    Act(_S, "take-role-back", chairs.take_role_back, "take-chair-back", scope="act:reviews"),
    Act(_S, "name-leader", groups.name_leader, "name-leader", scope="act:reviews"),
    Act(_S, "vacate", committee.vacate_seat, "committee-vacate-seat", scope="act:reviews", settled={"version": None}),
    step(_S, "seat", "accept", seats.accept_seat),
    step(_S, "seat", "decline", seats.decline_seat),
    step(_S, "seat", "withdraw", seats.withdraw_from_seat),
    step(_S, "seat", "mark-unanswered", seats.mark_unanswered, scope="act:reviews"),
    step(_S, "seat", "recuse", seats.recuse_seat, scope="act:reviews"),
    Act(_D, "set-plan", _set_plan, "set-draw-plan", forms={"plan": DrawPlanIn}),
    Act(_D, "state-round", drawing.ask_first_round, "ask-for-round"),
    Act(_D, "state-next-round", drawing.ask_next_round, ("再公布一轮", "have the next round stated")),
    Act(_D, "ask-again", drawing.ask_again, ("重新处理", "set the job going again")),
    Act(_D, "give-value", give_value, "give-source-value"),
    Act(_D, "enter-balls", enter_balls, "enter-balls"),
    Act(_D, "draw-members", drawing.draw_members, "draw-members"),
    Act(_D, "seat-members", drawing.seat_members, ("按抽取结果安排席位", "seat those drawn")),
    Act(_D, "void-round", drawing.void_round, "void-draw-round"),
    Act(_R, "post-notice", notice.post_review_notice, "post-review-notice"),
    Act("notices", "close-review-notice", notice.close_review_notice, "close-review-notice", scope="act:reviews",
        forms={"note": Words}),
    Act("notices", "void-review-notice", notice.void_review_notice, "void-review-notice", scope="act:reviews"),
)  # fmt: skip
