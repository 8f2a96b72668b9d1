"""The names of this app's acts on the ledger that stand in no table of states."""

from __future__ import annotations

from zhicheng.web.ledger.acts import add_acts

add_acts(
    {
        "open-deliberations": ("按评议组交付评议", "applications given to their groups"),
        "take-over-opinions": ("采用在别处形成的评议组意见", "opinions that groups gave elsewhere, taken over"),
        "set-group-score": ("设定评议组核分办法", "how groups agree on a score"),
        "hand-in-sheet": ("专家提交评分表", "an expert's sheet handed in"),
        "begin-comparison": ("开始小组合议", "a group's sheets laid side by side"),
        "take-out-sheet": ("剔除评分表", "a sheet taken out"),
        "decide-question": ("认定开放事项", "an open question decided"),
        "agree-score": ("议定核定分", "the recognised score agreed"),
        "remind-experts": ("提醒专家评阅", "experts reminded of their sheets"),
        "call-to-defence": ("决定面试答辩", "a defence ordered"),
    }
)
