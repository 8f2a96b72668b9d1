"""What every row must ask for, written by hand; ``name@qti`` and ``name@366`` bind under those documents only.

``@senior``: where the level has a scoring standard; ``@middle``: where an intermediate committee recommends.
Page and party are asked for everywhere and left out here.
"""

from __future__ import annotations

from typing import Final

_PLAN = "eligibility-checked pre-review-notice-over committee-formed procedure-attached day-set reported-in-time"
_POOL = "experts-qualified@qti pool-large-enough@qti chairs-listed@qti"
_OPEN = "plan-approved committee-formed committee-as-approved on-planned-day reported-in-time chair-presides quorum"
_VOTE = "handler-free meeting-open deliberated quorum secret@qti ready only-one"
_CAST = "voter-present voter-deliberated@366 voter-not-recused first-time"
_TURN = "meeting-open quorum recused-left"
_OVER = "as-decided notice-days-run objections-settled"
_CLEAN = f"{_OVER} objections-remedied document-ready"

ASKED: Final[dict[tuple[str, str, str], str]] = {
    ("recommendation", "received", "score"): "scored opinion-written",
    ("recommendation", "scored", "score-anew"): "reason-given",
    ("recommendation", "scored", "recommend"): "scored mark-reached",
    ("recommendation", "scored", "decline"): "reason-given",
    ("recommendation", "received", "exempt"): "reason-given",
    ("review", "closed", "finish-checking"): "eligibility-checked recommended@middle",
    ("review", "checked", "reopen-checking"): "reason-given",
    ("review", "checked", "begin-review"): "eligibility-checked recommended@middle plan-approved committee-formed",
    ("review", "reviewing", "finish-meeting"): "minutes-signed",
    ("review", "decided", "confirm-publication"): "result-published",
    ("review", "published", "finish-certificates"): "certificates-issued",
    ("review", "certified", "archive"): "certificates-issued nothing-pending meeting-archived",
    ("pool", "gathering", "establish"): _POOL,
    ("pool", "in-force", "add-expert"): "candidate-qualified",
    ("pool", "in-force", "remove-expert"): "reason-given pool-large-enough@qti",
    ("pool", "in-force", "begin-adjustment"): "",
    ("pool", "adjusting", "finish-adjustment"): f"{_POOL} renewed-enough@366",
    ("committee", "forming", "record-draw"): (
        "pool-usable draw-recorded drawn-qualified@qti by-specialty@qti drawn-size-lawful"
    ),
    ("committee", "drawn", "void-draw"): "reason-given",
    ("committee", "drawn", "replace-seats"): "seat-open replacement-drawn drawn-qualified@qti",
    ("committee", "drawn", "constitute"): "seats-settled size-lawful chairs-settled@qti groups-lawful",
    ("committee", "formed", "vacate-seat"): "reason-given",
    ("committee", "formed", "dissolve"): "review-over",
    ("seat", "drawn", "accept"): "conflicts-declared free-of-conflict",
    ("seat", "drawn", "decline"): "reason-given",
    ("seat", "drawn", "mark-unanswered"): "answer-overdue",
    ("seat", "accepted", "withdraw"): "reason-given",
    ("seat", "drawn", "recuse"): "conflict-known reason-given",
    ("seat", "accepted", "recuse"): "conflict-known reason-given",
    ("seat", "declined", "replace"): "replacement-drawn",
    ("plan", "drafting", "report"): _PLAN,
    ("plan", "returned", "report"): _PLAN,
    ("plan", "reported", "withdraw"): "reason-given",
    ("plan", "reported", "consent"): "not-twice",
    ("plan", "reported", "approve"): "not-twice approvals-complete",
    ("plan", "reported", "return"): "reason-given",
    ("plan", "approved", "change"): "reason-given",
    ("meeting", "preparing", "convene"): "plan-approved committee-formed committee-as-approved agenda-set",
    ("meeting", "convened", "cancel"): "reason-given",
    ("meeting", "convened", "open"): _OPEN,
    ("meeting", "open", "adjourn"): "no-vote-open reason-given",
    ("meeting", "adjourned", "resume"): "chair-presides quorum",
    ("meeting", "open", "close"): "no-vote-open all-decided",
    ("meeting", "closed", "announce"): "",
    ("meeting", "announced", "sign"): "minutes-complete sealed",
    ("meeting", "closed", "sign"): "minutes-complete",
    ("meeting", "signed", "archive"): "key-destroyed",
    ("defence", "due", "summon"): "appointed",
    ("defence", "missed", "summon"): "appointed",
    ("defence", "summoned", "hold"): "examined",
    ("defence", "summoned", "miss"): "reason-given",
    ("deliberation", "waiting", "give-opinion"): (
        "opinions-enough opinions-untainted score-agreed@senior defence-settled@366"
    ),
    ("deliberation", "reviewed", "return-opinion"): "reason-given",
    ("deliberation", "reviewed", "begin"): _TURN,
    ("deliberation", "deliberating", "break-off"): "reason-given",
    ("deliberation", "deliberating", "end"): f"{_TURN} presence-recorded",
    ("deliberation", "deliberated", "reopen"): f"reason-given not-voted-yet {_TURN}",
    ("vote", "prepared", "open"): _VOTE,
    ("vote", "open", "cast"): _CAST,
    ("vote", "open", "close"): "handler-free votes-in",
    ("vote", "closed", "open-envelopes"): "envelopes-confirmed envelopes-parted",
    ("vote", "prepared", "choose-paper"): "handler-free reason-given",
    ("vote", "on-paper", "hand-out"): _VOTE,
    ("vote", "paper-open", "take-card"): _CAST,
    ("vote", "paper-open", "collect"): "handler-free votes-in",
    ("vote", "collected", "enter-count"): "handler-free not-counted-yet",
    ("vote", "collected", "compare-counts"): "handler-free counts-agree count-fits scanned",
    ("vote", "closed", "object"): "voter-not-recused reason-given",
    ("vote", "disputed", "dismiss-objection"): "handler-free reason-given",
    ("vote", "opened", "object"): "voter-not-recused reason-given",
    ("vote", "objected", "dismiss-objection"): "handler-free reason-given",
    ("vote", "opened", "record"): "handler-free count-fits as-computed",
    **{
        ("vote", state, "repeat"): "handler-free reason-given supervisor-agrees"
        for state in ("open", "closed", "disputed", "paper-open", "collected", "opened", "objected")
    },
    ("vote", "recorded", "set-aside"): "ordered reason-given",
    ("result", "prepared", "post"): "minutes-signed notice-rule-set",
    ("result", "posted", "settle-objection"): "objection-waiting reason-given",
    ("result", "ended", "settle-objection"): "objection-waiting reason-given",
    ("result", "posted", "take-down"): "reason-given",
    ("result", "ended", "take-down"): "reason-given decided-anew",
    ("result", "filed", "take-down"): "reason-given decided-anew",
    ("result", "published", "reopen"): "reason-given decided-anew",
    ("result", "posted", "close-notice"): f"not-closed-yet {_OVER}",
    ("result", "ended", "file"): _CLEAN,
    ("result", "ended", "publish"): _CLEAN,
    ("result", "filed", "publish"): _CLEAN,
    ("reexamination", "draft", "ask"): "result-posted asked-in-time reason-given",
    ("reexamination", "asked", "withdraw"): "",
    ("reexamination", "examining", "withdraw"): "",
    ("reexamination", "asked", "take-up"): "independent",
    ("reexamination", "asked", "decline"): "independent reason-given",
    ("reexamination", "asked", "decline-late"): "asked-late",
    ("reexamination", "examining", "uphold-result"): "independent finding-written",
    ("reexamination", "examining", "order-repeat"): "independent finding-written fault-found",
    ("certificate", "due", "issue"): "published passed uncontested printable",
    ("certificate", "issued", "re-issue"): "reason-given successor-ready printable",
    ("certificate", "issued", "revoke"): "established reason-given",
    ("certificate", "revoked", "restore"): "annulled reason-given",
    ("sanction", "reported", "take-up"): "",
    ("sanction", "examining", "dismiss"): "reason-given",
    ("sanction", "examining", "establish"): "offence-named evidence-there person-heard reason-given",
    ("sanction", "established", "apply"): "consequences-exact",
    ("sanction", "established", "annul"): "reason-given",
    ("sanction", "applied", "annul"): "reason-given",
    ("integrity-record", "due", "enter"): "case-established years-set",
    ("integrity-record", "running", "expire"): "years-run",
    ("integrity-record", "due", "annul"): "case-annulled reason-given",
    ("integrity-record", "running", "annul"): "case-annulled reason-given",
}


def asked_of(track: str, cell: tuple[str, str, str]) -> set[str]:
    """The conditions that a row of a track must have, page and party included."""
    qti = track.startswith("zj-qti")
    here = {
        "qti": qti,
        "366": not qti,
        "senior": not track.endswith("professorate-senior-engineer"),
        "middle": qti and not track.endswith("professorate-senior-engineer"),
    }
    words = (word.partition("@") for word in ASKED[cell].split())
    return {name for name, _, where in words if not where or here[where]} | {"page-current", "party"}
