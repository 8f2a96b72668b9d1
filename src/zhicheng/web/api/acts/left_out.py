"""Acts of the tables of states that have no operation of their own: what does them instead, or why no program may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]

DONE_BY: Final[Mapping[tuple[str, str], str]] = {
    ("application", "post-notice"): "rounds/{key}/acts/post-notice",
    ("application", "settle-objection"): "objections/{key}/acts/settle",
    ("application", "close-notice"): "notices/{key}/acts/close",
    ("application", "forward"): "rounds/{key}/acts/forward",
    ("application", "hand-in"): "rounds/{key}/acts/forward",
    ("recommendation", "exempt"): "reviews/{key}/acts/exempt",
    ("pool", "remove-expert"): "experts/{key}/acts/remove",
    ("committee", "record-draw"): "draws/{key}/acts/seat-members",
    ("committee", "replace-seats"): "draws/{key}/acts/seat-members",
    ("committee", "vacate-seat"): "seats/{key}/acts/vacate",
    ("seat", "replace"): "draws/{key}/acts/seat-members",
    ("plan", "consent"): "plans/{key}/acts/approve",
    ("deliberation", "reopen"): "reexaminations/{key}/acts/order-repeat",
    ("vote", "open"): "ballot-sessions/{key}/acts/open",
    ("vote", "close"): "ballot-sessions/{key}/acts/close",
    ("vote", "set-aside"): "reexaminations/{key}/acts/order-repeat",
    ("result", "reopen"): "reexaminations/{key}/acts/order-repeat",
    ("reexamination", "ask"): "decisions/{key}/acts/ask-reexamination",
    ("certificate", "issue"): "results/{key}/acts/issue-certificates",
}
"""(Table, act) → the operation that does it along with more."""

BY_NO_PROGRAM: Final[Mapping[tuple[str, str], Pair]] = {
    ("vote", "cast"): (
        "选票只由委员本人在投票页填写：密钥不出其设备，令牌不能代投",
        "a ballot is written by the member alone, on the voter page: its secrets never leave the device, and nothing "
        "that could be lent votes for anybody",
    ),
    ("vote", "open-envelopes"): (
        "由监管部门自己的程序（zhicheng supervise）开启，平台只转交",
        "opened by the supervisor's own program (zhicheng supervise); the platform only carries its messages",
    ),
}
"""(Table, act) → why it is done by a person on a page, or by another program."""
