"""What applicants, employers and departments do with applications and notices; what an office does with its round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.urls import reverse
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.api.acts.act import Act, add, step
from zhicheng.web.api.acts.taking import Day, Taken, Words, version_of
from zhicheng.web.api.rows.asked import PLAIN
from zhicheng.web.applications.models import Application, PostInformation, ReturnItem
from zhicheng.web.applications.services import deciding, own_part, submitting
from zhicheng.web.applications.services.checking import (
    check_item,
    record_competition_step,
    record_post,
    state_conduct,
)
from zhicheng.web.applications.services.forwarding import forward_batch
from zhicheng.web.applications.services.recommending_experts import ask_expert, take_expert_back
from zhicheng.web.applications.services.returning import answer_item, return_items
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.notices.services.objecting import Sender, receive_objection, settle_objection
from zhicheng.web.notices.services.posting import close_notice, post_notice, void_notice
from zhicheng.web.notices.services.sanctions import post_sanction, void_sanction
from zhicheng.web.rounds.services.running import close_round, extend_windows, open_round
from zhicheng.web.rounds.services.set_up import change_round, set_up_round
from zhicheng.web.visibility.scope import NO_RIGHT
from zhicheng.web.visibility.standing import Standing

Posts = Annotated[int, Field(ge=0, le=99_999)]


class GradeIn(Taken):
    """Posts of one grade; what is approved is what is filled and what is vacant."""

    grade: Annotated[str, Field(min_length=1, max_length=40, pattern=PLAIN)]
    approved: Posts
    filled: Posts
    vacant: Posts
    applied: Posts | None = None
    recommended: Posts | None = None

    @model_validator(mode="after")
    def _add_up(self) -> GradeIn:
        if self.approved != self.filled + self.vacant:
            raise PydanticCustomError("posts", "approved posts are those filled and those vacant")
        return self


class PostIn(Taken):
    """The posts of a public institution as they stand on a day, and the post this person stands for."""

    as_of: Day
    post: Annotated[str, Field(min_length=1, max_length=80, pattern=PLAIN)]
    result: Annotated[str, Field(max_length=120, pattern=PLAIN)] = ""
    note: Annotated[str, Field(max_length=300, pattern=PLAIN)] = ""
    posts: Annotated[list[GradeIn], Field(min_length=1, max_length=4)]


def _record_post(application: Application, posts: PostIn, *, actor: Standing, now: dt.datetime) -> PostInformation:
    return record_post(application, posts.model_dump(mode="json"), actor=actor, now=now)


def _answer(returned: Any, item: int, answer: str, *, actor: Standing, now: dt.datetime) -> ReturnItem:
    """The applicant's answer to one item of a return, by its key."""
    found = returned.items.filter(pk=item).first()
    if found is None:
        raise ActRefused(NO_RIGHT)
    return answer_item(found, answer, actor=actor, now=now)


def _take_down_objection(
    notice: Notice,
    text: str,
    sender: Sender,
    application: Application | None = None,
    *,
    actor: Standing,
    now: dt.datetime,
) -> tuple[Objection, str]:
    """An objection that came to the unit by letter or telephone."""
    return receive_objection(notice, application, text, sender, now=now, received_by=actor)


def _receipt(result: Any) -> Mapping[str, str]:
    return {"receipt": str(result[1])}


def _link(result: Any) -> Mapping[str, str]:
    return {"link": reverse("recommend", args=[result[1]])}


_A = "applications"

add(
    Act("rounds", "apply", submitting.begin_application, "begin-application", scope="act:applications"),
    Act(_A, "choose-employer", own_part.choose_employer, ("选择单位和专业", "choose employer and specialty"),
        forms={"specialty": Words}),
    Act(_A, "choose-records", own_part.choose_records, ("选择材料", "choose records")),
    Act(_A, "choose-way", own_part.choose_way, ("选择申报方式", "choose the way in"), forms={"reason": Words}),
    Act(_A, "claim", own_part.claim_points, ("自评分", "claim points")),
    Act(_A, "excuse-papers", own_part.excuse_papers, ("说明不适用的材料", "say which papers don't apply")),
    Act(_A, "promise", submitting.give_commitment, "give-commitment"),
    step(_A, "", "submit", submitting.submit_application),
    step(_A, "", "resubmit", submitting.resubmit_application),
    step(_A, "", "withdraw", submitting.withdraw_application),
    step(_A, "", "reopen", submitting.reopen_application),
    Act(_A, "ask-expert", ask_expert, "ask-expert", tells=_link),
    Act("recommending-experts", "take-back", take_expert_back, "take-expert-back",
        forms={"version": version_of("the application")}),
    Act("returns", "answer", _answer, "answer-item"),
    Act(_A, "check-item", check_item, "check-item", forms={"note": Words, "outcome": Literal["agrees", "differs", "missing"]}),
    Act(_A, "state-conduct", state_conduct, "state-conduct"),
    Act(_A, "record-post", _record_post, "record-post"),
    Act(_A, "record-competition-step", record_competition_step, "record-competition-step", forms={"note": Words}),
    step(_A, "", "return-items", return_items),
    step(_A, "", "recommend", deciding.recommend_application),
    step(_A, "", "refuse", deciding.refuse_application),
    step(_A, "", "endorse", deciding.endorse_application),
    step(_A, "", "decline", deciding.decline_application),
    step(_A, "", "take-back", deciding.take_back_endorsement),
    Act("rounds", "forward", forward_batch, "forward-batch", scope="act:applications"),
    Act("rounds", "post-notice", post_notice, "post-notice", settled={"picture": None}, scope="act:notices"),
    Act("notices", "close", close_notice, "close-notice", forms={"note": Words}),
    Act("notices", "void", void_notice, "void-notice"),
    Act("notices", "take-objection", _take_down_objection, "receive-objection", tells=_receipt),
    Act("objections", "settle", settle_objection, "settle-objection", forms={"outcome": Literal["upheld", "rejected"]}),
    Act("rounds", "post-sanction", post_sanction, "post-sanction", scope="act:notices"),
    Act("sanctions", "void", void_sanction, "void-sanction"),
    Act("organisations", "set-up-round", set_up_round, "set-up-round", row="office", scope="act:rounds"),
    Act("rounds", "change", change_round, "change-round"),
    Act("rounds", "open", open_round, "open-round"),
    Act("rounds", "extend-windows", extend_windows, "extend-windows"),
    Act("rounds", "close", close_round, "close-round"),
)  # fmt: skip
