"""One thing taken away at a time: the act is refused with exactly that reason, and with its clause."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from zhicheng.procedure.notices import NoticeFacts, Objection
from zhicheng.procedure.review.tables import review_tables
from zhicheng.procedure.review.vote_facts import Count
from zhicheng.procedure.state_table import refusals

from .conditions import asked_of
from .worked import (
    AFTER,
    BEFORE,
    IIOT,
    IOT,
    NINGBO,
    OF_THE_ROUND,
    QTI_PROFESSORATE,
    QTI_SENIOR,
    ROBOT,
    STATED,
    bare,
    day,
    experts,
    facts_for,
    rules_of,
    setting,
    with_settings,
)

OPEN_OBJECTION = (Objection(),)
YOUNG = {"since": dt.date(2024, 6, 1)}

TAKEN_AWAY: list[tuple[str, str, str, str, dict[str, Any], str, str]] = [
    # track, table, state, act, what changes, code, clause
    (QTI_SENIOR, "plan", "drafting", "report", {"unchecked": 2}, "eligibility-unchecked", "方案四（三）4"),
    (QTI_SENIOR, "plan", "drafting", "report", {"notice": NoticeFacts()}, "notice-not-posted", "年度通知第三条"),
    (IOT, "plan", "drafting", "report", {"notice": replace(BEFORE, closed_on=day("05-25"))}, "notice-days-not-run", ""),
    (IOT, "plan", "drafting", "report", {"notice": replace(BEFORE, objections=OPEN_OBJECTION)}, "objection-open", ""),
    (IOT, "plan", "drafting", "report", {"notice": replace(BEFORE, objections=(Objection("upheld"),))}, "objection-upheld", ""),
    (QTI_SENIOR, "plan", "drafting", "report", {"committee_formed": False}, "committee-not-formed", "方案四（二）"),
    (IOT, "plan", "drafting", "report", {"procedure_attached": False}, "procedure-missing", "方案四（三）4"),
    (IOT, "plan", "drafting", "report", {"meeting_day": None}, "meeting-day-missing", ""),
    (QTI_SENIOR, "plan", "drafting", "report", {"today": day("06-11")}, "report-too-late", "方案四（三）4"),
    (IOT, "plan", "drafting", "report", {"today": day("06-16")}, "report-too-late", "年度通知第三条"),
    (IOT, "plan", "reported", "consent", {"approved_before": True}, "approved-already", ""),
    (IOT, "plan", "reported", "approve", {"approved_before": True}, "approved-already", ""),
    (IOT, "plan", "reported", "approve", {"approvals": 1}, "approval-missing", "方案四（三）4"),
    (QTI_SENIOR, "plan", "reported", "approve", {"approvals": 0}, "approval-missing", "方案四（三）4"),
    (IOT, "plan", "reported", "return", {"reason_given": False}, "reason-missing", ""),
    (QTI_SENIOR, "pool", "gathering", "establish", {"experts": experts(49)}, "pool-too-small", "方案三（二）2"),
    (QTI_SENIOR, "pool", "in-force", "remove-expert", {"experts": experts(49)}, "pool-too-small", "方案三（二）2"),
    (QTI_SENIOR, "pool", "gathering", "establish", {"experts": experts(60, **YOUNG)}, "expert-not-qualified", "方案三（二）2"),
    (QTI_SENIOR, "pool", "in-force", "add-expert", {"candidate": experts(1, **YOUNG)[0]}, "expert-not-qualified", "方案三（二）2"),
    (QTI_SENIOR, "pool", "in-force", "add-expert", {"candidate": None}, "expert-missing", ""),
    (QTI_SENIOR, "pool", "gathering", "establish", {"deputies_listed": 0}, "chairs-pool-missing", "方案三（二）2"),
    (IOT, "pool", "adjusting", "finish-adjustment", {"renewed": 19}, "renewal-too-small", "方案四（二）"),
    (IOT, "committee", "forming", "record-draw", {"pool_in_force": False}, "pool-not-in-force", "方案四（三）4"),
    (QTI_SENIOR, "committee", "forming", "record-draw", {"pool_size": 49}, "pool-too-small", "方案三（二）2"),
    (IOT, "committee", "forming", "record-draw", {"pool_adjusted_on": dt.date(2023, 5, 11)}, "pool-overdue", "方案四（二）"),
    (IOT, "committee", "forming", "record-draw", {"draw_recorded": False}, "draw-not-recorded", ""),
    (IOT, "committee", "forming", "record-draw", {"frozen_before_seed": False}, "draw-not-recorded", ""),
    (QTI_SENIOR, "committee", "forming", "record-draw", {"drawn": experts(25, **YOUNG)}, "expert-not-qualified", "方案三（二）2"),
    (QTI_SENIOR, "committee", "forming", "record-draw", {"specialties": 4}, "specialties-wrong", "方案三（三）"),
    (QTI_PROFESSORATE, "committee", "forming", "record-draw", {"specialties": 5}, "specialties-wrong", "方案三（三）"),
    (QTI_SENIOR, "committee", "forming", "record-draw", {"drawn": experts(23)}, "committee-too-small", "方案三（二）3"),
    (QTI_SENIOR, "committee", "forming", "record-draw", {"drawn": experts(26)}, "committee-even", "方案三（二）3"),
    (IOT, "committee", "forming", "record-draw", {"drawn": experts(10)}, "committee-too-small", "方案四（三）4"),
    (IOT, "committee", "drawn", "replace-seats", {"open": 0}, "no-seat-open", ""),
    (IOT, "committee", "drawn", "replace-seats", {"replacement_recorded": False}, "replacement-not-drawn", ""),
    (IOT, "committee", "drawn", "constitute", {"open": 1}, "seats-not-settled", ""),
    (IOT, "committee", "drawn", "constitute", {"drawn": experts(12)}, "seats-not-settled", ""),
    (QTI_SENIOR, "committee", "drawn", "constitute", {"drawn": experts(23), "accepted": 23}, "committee-too-small", "方案三（二）3"),
    (QTI_SENIOR, "committee", "drawn", "constitute", {"drawn": experts(26), "accepted": 26}, "committee-even", "方案三（二）3"),
    (QTI_SENIOR, "committee", "drawn", "constitute", {"chairs": 2}, "chairs-wrong", "方案三（二）1"),
    (QTI_SENIOR, "committee", "drawn", "constitute", {"chairs_from_pool": False}, "chairs-not-from-pool", "方案三（二）2"),
    (QTI_SENIOR, "committee", "drawn", "constitute", {"groups": (3, 2)}, "group-too-small", "方案四（二）"),
    (IOT, "committee", "drawn", "constitute", {"groups": ()}, "group-too-small", "方案四（三）4"),
    (IOT, "committee", "drawn", "void-draw", {"reason_given": False}, "reason-missing", ""),
    (IOT, "committee", "formed", "dissolve", {"published": False}, "review-not-over", ""),
    (IOT, "committee", "formed", "dissolve", {"pending": 1}, "review-not-over", ""),
    (IOT, "seat", "drawn", "accept", {"conflicts_declared": False}, "conflicts-not-declared", ""),
    (IOT, "seat", "drawn", "accept", {"total_conflict": True}, "expert-conflicted", "方案四（四）第2款"),
    (QTI_SENIOR, "seat", "drawn", "accept", {"total_conflict": True}, "expert-conflicted", ""),
    (IOT, "seat", "drawn", "mark-unanswered", {"today": day("05-19")}, "answer-not-due", ""),
    (IOT, "seat", "accepted", "recuse", {"total_conflict": False}, "no-conflict", "方案四（四）第2款"),
    (IOT, "seat", "declined", "replace", {"replacement_recorded": False}, "replacement-not-drawn", ""),
    (IOT, "meeting", "preparing", "convene", {"plan_approved": False}, "plan-not-approved", "方案四（三）4"),
    (IOT, "meeting", "preparing", "convene", {"committee_formed": False}, "committee-not-formed", ""),
    (IOT, "meeting", "convened", "open", {"committee_as_approved": False}, "committee-changed", "方案四（三）4"),
    (IOT, "meeting", "preparing", "convene", {"applicants": 0}, "agenda-empty", ""),
    (IOT, "meeting", "convened", "open", {"plan_approved": False}, "plan-not-approved", "方案四（三）4"),
    (IOT, "meeting", "convened", "open", {"today": day("06-25")}, "meeting-before-its-day", ""),
    (IOT, "meeting", "convened", "open", {"planned_day": None}, "meeting-before-its-day", ""),
    (QTI_SENIOR, "meeting", "convened", "open", {"reported_on": day("06-11")}, "report-too-late", "方案四（三）4"),
    (IOT, "meeting", "convened", "open", {"reported_on": None}, "plan-not-reported", ""),
    (QTI_SENIOR, "meeting", "convened", "open", {"chair_present": False}, "chair-absent", "方案三（二）1"),
    (IOT, "meeting", "convened", "open", {"chair_present": False}, "chair-absent", ""),
    (QTI_SENIOR, "meeting", "convened", "open", {"present": 16}, "attendance-too-low", "方案四（二）"),
    (IOT, "meeting", "convened", "open", {"present": 7}, "attendance-too-low", "方案四（三）4"),
    (IOT, "meeting", "adjourned", "resume", {"present": 7}, "attendance-too-low", "方案四（三）4"),
    (IOT, "meeting", "open", "adjourn", {"votes_open": 1}, "vote-open", ""),
    (IOT, "meeting", "open", "close", {"votes_open": 1}, "vote-open", ""),
    (IOT, "meeting", "open", "close", {"undecided": 1}, "applicants-undecided", ""),
    (IOT, "meeting", "closed", "sign", {"minutes_missing": (("出席情况", "attendance"),)}, "minutes-incomplete", ""),
    (QTI_SENIOR, "meeting", "announced", "sign", {"sealed": False}, "seal-missing", "方案四（三）5"),
    (IOT, "meeting", "signed", "archive", {"key_destroyed": False}, "key-not-destroyed", ""),
    (IOT, "defence", "due", "summon", {"appointed": False}, "appointment-missing", ""),
    (NINGBO, "defence", "summoned", "hold", {"examiners": 0}, "outcome-missing", ""),
    (NINGBO, "defence", "summoned", "hold", {"outcome_written": False}, "outcome-missing", ""),
    (IOT, "deliberation", "waiting", "give-opinion", {"opinions": 2}, "opinions-too-few", "方案四（三）4"),
    (IOT, "deliberation", "waiting", "give-opinion", {"opinions": 4, "tainted": 1}, "opinion-of-recused", "方案四（四）第2款"),
    (IOT, "deliberation", "waiting", "give-opinion", {"score_agreed": False}, "score-missing", "方案四（三）5"),
    (QTI_SENIOR, "deliberation", "waiting", "give-opinion", {"score_agreed": False}, "score-missing", "方案四（三）5"),
    (IOT, "deliberation", "waiting", "give-opinion", {"defence_open": True}, "defence-open", "第十八条"),
    (ROBOT, "deliberation", "waiting", "give-opinion", {"defence_open": True}, "defence-open", "第十五条"),
    (IOT, "deliberation", "reviewed", "begin", {"meeting_open": False}, "meeting-not-open", ""),
    (IOT, "deliberation", "reviewed", "begin", {"present": 7}, "attendance-too-low", "方案四（三）4"),
    (IOT, "deliberation", "reviewed", "begin", {"recused_in_room": 1}, "recused-in-room", "方案四（四）第2款"),
    (IOT, "deliberation", "deliberating", "end", {"recused_in_room": 1}, "recused-in-room", "方案四（四）第2款"),
    (IOT, "deliberation", "deliberating", "end", {"presence_recorded": False}, "presence-not-recorded", ""),
    (IOT, "deliberation", "deliberated", "reopen", {"voted": True}, "vote-begun", ""),
    (IOT, "vote", "prepared", "open", {"deliberated": False}, "not-deliberated", "方案四（三）5"),
    (IOT, "vote", "prepared", "open", {"meeting_open": False}, "meeting-not-open", ""),
    (IOT, "vote", "on-paper", "hand-out", {"meeting_open": False}, "meeting-not-open", ""),
    (IOT, "vote", "prepared", "open", {"handler_recused": True}, "handler-recused", "方案四（四）第2款"),
    (IOT, "vote", "open", "close", {"handler_recused": True}, "handler-recused", "方案四（四）第2款"),
    (IOT, "vote", "collected", "enter-count", {"handler_recused": True}, "handler-recused", "方案四（四）第2款"),
    (QTI_SENIOR, "vote", "opened", "record", {"handler_recused": True}, "handler-recused", ""),
    (IOT, "vote", "opened", "object", {"voter_recused": True}, "voter-recused", "方案四（四）第2款"),
    (IOT, "vote", "prepared", "open", {"present": 7}, "attendance-too-low", "方案四（三）4"),
    (QTI_SENIOR, "vote", "on-paper", "hand-out", {"present": 16}, "attendance-too-low", "方案四（二）"),
    (QTI_SENIOR, "vote", "prepared", "open", {"secret": False}, "ballot-not-secret", "方案四（三）5"),
    (IOT, "vote", "prepared", "open", {"ready": False}, "vote-not-ready", ""),
    (IOT, "vote", "prepared", "open", {"earlier_voided": False}, "vote-stands", ""),
    (IOT, "vote", "open", "cast", {"voter_present": False}, "voter-absent", "方案四（三）5"),
    (QTI_SENIOR, "vote", "open", "cast", {"voter_present": False}, "voter-absent", "方案四（三）5"),
    (IOT, "vote", "open", "cast", {"in_person": False}, "proxy-vote", "方案四（三）5"),
    (IOT, "vote", "paper-open", "take-card", {"in_person": False}, "proxy-vote", "方案四（三）5"),
    (IOT, "vote", "open", "cast", {"voter_deliberated": False}, "voter-left", "方案四（三）5"),
    (IOT, "vote", "open", "cast", {"voter_recused": True}, "voter-recused", "方案四（四）第2款"),
    (QTI_SENIOR, "vote", "open", "cast", {"voter_recused": True}, "voter-recused", ""),
    (IOT, "vote", "open", "cast", {"has_voted": True}, "voted-already", ""),
    (IOT, "vote", "open", "close", {"ballots": 9, "reason_given": False}, "votes-missing", ""),
    (IOT, "vote", "closed", "open-envelopes", {"unconfirmed": 1}, "envelopes-unconfirmed", ""),
    (IOT, "vote", "closed", "open-envelopes", {"parted": False}, "envelopes-not-parted", ""),
    (IOT, "vote", "collected", "enter-count", {"has_counted": True}, "counted-already", ""),
    (IOT, "vote", "collected", "compare-counts", {"counts": (Count(10, 0),)}, "count-missing", ""),
    (IOT, "vote", "collected", "compare-counts", {"counts": (Count(9, 1), Count(8, 2))}, "counts-differ", ""),
    (IOT, "vote", "collected", "compare-counts", {"counts": (Count(11, 0), Count(11, 0))}, "count-wrong", ""),
    (IOT, "vote", "collected", "compare-counts", {"scanned": False}, "scan-missing", ""),
    (IOT, "vote", "opened", "record", {"counts": (Count(8, 2, 1),)}, "count-wrong", ""),
    (IOT, "vote", "opened", "record", {"counts": (Count(6, 4),)}, "outcome-wrong", "方案四（三）5"),
    (IOT, "vote", "opened", "record", {"stated": False}, "outcome-wrong", "方案四（三）5"),
    (IOT, "vote", "opened", "object", {"reason_given": False}, "reason-missing", ""),
    (IOT, "vote", "opened", "repeat", {"supervisor_agrees": False}, "supervisor-not-agreed", ""),
    (IOT, "vote", "recorded", "set-aside", {"ordered": False}, "not-ordered", ""),
    (IOT, "result", "prepared", "post", {"minutes_signed": False}, "minutes-not-signed", ""),
    (IOT, "result", "posted", "settle-objection", {"notice": NoticeFacts(day("07-01"))}, "no-objection-open", ""),
    (IOT, "result", "posted", "close-notice", {"notice": AFTER}, "notice-already-closed", ""),
    (IOT, "result", "posted", "close-notice", {"today": day("07-08")}, "notice-days-not-run", "方案四（三）6"),
    (IOT, "result", "posted", "close-notice", {"notice": NoticeFacts(day("07-01"), OPEN_OBJECTION)}, "objection-open", "方案四（三）6"),
    (IOT, "result", "posted", "close-notice", {"notice": NoticeFacts()}, "notice-not-posted", "方案四（三）6"),
    (QTI_SENIOR, "result", "ended", "publish", {"notice": replace(AFTER, objections=OPEN_OBJECTION)}, "objection-open", "方案四（三）6"),
    (IOT, "result", "filed", "publish", {"notice": replace(AFTER, objections=(Objection("upheld"),))}, "objection-upheld", "方案四（三）6"),
    (IOT, "result", "ended", "file", {"notice": replace(AFTER, closed_on=day("07-08"))}, "notice-days-not-run", "方案四（三）6"),
    (IOT, "result", "ended", "file", {"document_ready": False}, "document-missing", ""),
    (IOT, "result", "filed", "publish", {"outcome_changed": True}, "outcome-changed", ""),
    (IOT, "result", "posted", "close-notice", {"outcome_changed": True}, "outcome-changed", ""),
    (IOT, "result", "ended", "take-down", {"decided_anew": False}, "outcome-unchanged", ""),
    (IOT, "result", "published", "reopen", {"decided_anew": False}, "outcome-unchanged", ""),
    (IOT, "reexamination", "draft", "ask", {"posted_on": None}, "result-not-posted", ""),
    (IOT, "reexamination", "draft", "ask", {"reason_given": False}, "reason-missing", ""),
    (IOT, "reexamination", "draft", "ask", {"rules": "limited", "today": day("07-16")}, "request-too-late", "年度通知第三条"),
    (IOT, "reexamination", "asked", "take-up", {"independent": False}, "examiner-not-independent", ""),
    (IOT, "reexamination", "asked", "decline", {"independent": False}, "examiner-not-independent", ""),
    (IOT, "reexamination", "asked", "decline-late", {"asked_on": day("07-15")}, "request-in-time", ""),
    (IOT, "reexamination", "asked", "decline-late", {"rules": "bare"}, "number-not-set", ""),
    (IOT, "reexamination", "examining", "uphold-result", {"finding_written": False}, "finding-missing", ""),
    (IOT, "reexamination", "examining", "order-repeat", {"fault_found": False}, "no-fault-found", ""),
    (IOT, "certificate", "due", "issue", {"published": False}, "result-not-published", "方案四（三）6"),
    (QTI_SENIOR, "certificate", "due", "issue", {"published": False}, "result-not-published", "方案四（三）6"),
    (IOT, "certificate", "due", "issue", {"passed": False}, "not-passed", "方案四（四）"),
    (IOT, "certificate", "due", "issue", {"contested": True}, "contested", ""),
    (IOT, "certificate", "due", "issue", {"printable": False}, "glyph-missing", ""),
    (IOT, "certificate", "issued", "re-issue", {"successor_ready": False}, "successor-missing", ""),
    (IOT, "certificate", "issued", "revoke", {"established": False}, "case-not-established", "第十七条"),
    (IOT, "certificate", "revoked", "restore", {"annulled": False}, "case-stands", ""),
    (IOT, "sanction", "examining", "establish", {"offence": "forged-papers"}, "offence-not-named", ""),
    (QTI_SENIOR, "sanction", "examining", "establish", {"offence": "improper-influence"}, "offence-not-named", ""),
    (IOT, "sanction", "examining", "establish", {"evidence": 0}, "evidence-missing", ""),
    (IOT, "sanction", "examining", "establish", {"heard": False}, "not-heard", ""),
    (IOT, "sanction", "established", "apply", {"chosen": frozenset({"revocation"})}, "consequence-missing", "第十七条"),
    (IOT, "sanction", "established", "apply", {"chosen": frozenset({"revocation", "integrity-record", "bar"})}, "consequence-beyond", "第十七条"),
    (QTI_SENIOR, "sanction", "established", "apply", {"serious": True}, "consequence-missing", "方案四（四）3"),
    (IOT, "integrity-record", "due", "enter", {"established": False}, "case-not-established", "第十七条"),
    (IOT, "integrity-record", "running", "expire", {"entered_on": None}, "not-entered", "第十七条"),
    (IOT, "integrity-record", "running", "expire", {"today": day("07-09")}, "record-still-runs", "第十七条"),
    (IOT, "integrity-record", "running", "annul", {"annulled": False}, "case-stands", ""),
    (QTI_SENIOR, "recommendation", "received", "score", {"recognised": None}, "score-missing", "方案四（三）3、（十二）"),
    (QTI_SENIOR, "recommendation", "received", "score", {"opinion_written": False}, "opinion-missing", ""),
    (QTI_SENIOR, "recommendation", "scored", "recommend", {"recognised": Fraction(179, 2)}, "below-pass-mark", "（十二）第2款"),
    (QTI_SENIOR, "recommendation", "scored", "recommend", {"pass_mark": None}, "number-not-set", "方案四（三）3、（十二）"),
    (QTI_SENIOR, "recommendation", "received", "exempt", {"reason_given": False}, "reason-missing", ""),
    (IOT, "review", "closed", "finish-checking", {"unchecked": 1}, "eligibility-unchecked", "方案四（三）4"),
    (QTI_SENIOR, "review", "closed", "finish-checking", {"unrecommended": 1}, "recommendation-missing", "方案四（三）3、（十二）"),
    (IOT, "review", "checked", "begin-review", {"plan_approved": False}, "plan-not-approved", "方案四（三）4"),
    (IOT, "review", "checked", "begin-review", {"committee_formed": False}, "committee-not-formed", ""),
    (IOT, "review", "reviewing", "finish-meeting", {"meeting_state": "closed"}, "minutes-not-signed", ""),
    (IOT, "review", "decided", "confirm-publication", {"result_state": "filed"}, "result-not-published", "方案四（三）6"),
    (IOT, "review", "published", "finish-certificates", {"certificates_due": 1}, "certificates-due", ""),
    (IOT, "review", "certified", "archive", {"pending": 1}, "matters-pending", ""),
    (IOT, "review", "certified", "archive", {"meeting_state": "signed"}, "meeting-not-archived", ""),
]  # fmt: skip


@pytest.mark.parametrize(("track", "table", "state", "act", "change", "code", "clause"), TAKEN_AWAY)
def test_one_thing_missing_refuses_with_its_reason(
    track: str, table: str, state: str, act: str, change: dict[str, Any], code: str, clause: str
) -> None:
    limited = with_settings(track, {**OF_THE_ROUND.get(track, {}), "reexamination_days": setting(10, "working-days")})
    named = {"bare": bare(track), "limited": limited}
    change = {name: named.get(value, value) if name == "rules" else value for name, value in change.items()}
    machine = review_tables(rules_of(track))[table]
    row = machine.row(state, act)
    assert row is not None
    found = refusals(machine, state, row.who[0], act, facts_for(track, table, act, **change))
    assert [reason.code for reason in found] == [code]
    assert not clause or found[0].clause == clause
    assert found[0].text[0] and found[0].text[1]
    assert refusals(machine, state, row.who[0], act, facts_for(track, table, act)) == ()


def test_every_condition_of_every_table_is_taken_away_somewhere() -> None:
    """Only the three conditions that all tables share are taken away for all of them at once, below."""
    for track in STATED:
        for name, table in review_tables(rules_of(track)).items():
            refused = {case[5] for case in TAKEN_AWAY if case[1] == name}
            for condition in table.conditions.values():
                if condition.name not in ("page-current", "party", "reason-given", "notice-rule-set", "years-set"):
                    assert refused & set(condition.codes), (name, condition.name)


@pytest.mark.parametrize("track", STATED)
def test_page_party_and_reason_bind_on_every_row(track: str) -> None:
    for name, table in review_tables(rules_of(track)).items():
        for row in table.transitions:
            for change, code in (({"seen_version": 0}, "page-stale"), ({"party": False}, "not-yours")):
                facts = facts_for(track, name, row.act, **change)
                assert [one.code for one in refusals(table, row.state, row.who[0], row.act, facts)] == [code]
            found = refusals(table, row.state, row.who[0], row.act, facts_for(track, name, row.act, reason_given=False))
            assert ("reason-missing" in [one.code for one in found]) == ("reason-given" in row.conditions)


@pytest.mark.parametrize("track", STATED)
def test_every_row_asks_for_exactly_what_it_must(track: str) -> None:
    for name, table in review_tables(rules_of(track)).items():
        for row in table.transitions:
            assert set(row.conditions) == asked_of(track, (name, row.state, row.act)), (name, row.state, row.act)
            assert len(set(row.conditions)) == len(row.conditions)


NEEDED = {
    ("plan", "drafting", "report"): {"pre_review_notice_days", "report_days"},
    ("plan", "reported", "approve"): {"plan_approvals"},
    ("committee", "forming", "record-draw"): {"committee_size"},
    ("committee", "drawn", "constitute"): {"committee_size", "group_size"},
    ("meeting", "convened", "open"): {"report_days", "attendance"},
    ("meeting", "adjourned", "resume"): {"attendance"},
    ("deliberation", "waiting", "give-opinion"): {"group_size"},
    ("deliberation", "reviewed", "begin"): {"attendance"},
    ("vote", "prepared", "open"): {"attendance"},
    ("vote", "opened", "record"): {"majority"},
    ("result", "prepared", "post"): {"result_notice_days"},
    ("result", "posted", "close-notice"): {"result_notice_days"},
    ("result", "filed", "publish"): {"result_notice_days"},
    ("integrity-record", "due", "enter"): {"integrity_record_years"},
    ("integrity-record", "running", "expire"): {"integrity_record_years"},
    ("sanction", "established", "apply"): {"integrity_record_years"},
    ("reexamination", "asked", "decline-late"): {"reexamination_days"},
}


@pytest.mark.parametrize("cell", NEEDED)
def test_a_number_that_nobody_has_set_is_asked_for_and_never_guessed(cell: tuple[str, str, str]) -> None:
    table, state, act = cell
    machine = review_tables(rules_of(IIOT))[table]
    row = machine.row(state, act)
    assert row is not None
    rules = replace(rules_of(IIOT), numbers={})
    found = refusals(machine, state, row.who[0], act, facts_for(IIOT, table, act, rules=rules))
    assert {reason.code for reason in found} == {"number-not-set"}
    assert {reason.do[1] for reason in found} == {"set it in the round, with the source it is taken from"}
    for name in NEEDED[cell]:
        assert any(reason == rules.number(name) or reason.text == rules.number(name).text for reason in found)  # type: ignore[union-attr]
