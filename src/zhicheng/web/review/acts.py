"""The names of the review's acts on the ledger: those of every table, and the few beside them."""

from __future__ import annotations

from zhicheng.procedure.review.frames import FRAMES
from zhicheng.web.ledger.acts import add_acts

for _frame in FRAMES.values():
    _zh, _en = _frame.title
    add_acts({f"{_frame.name}-{act}": (f"{_zh}：{zh}", f"{_en}: {en}") for act, (zh, en) in _frame.labels.items()})

add_acts(
    {
        "begin-review": ("开始评审阶段", "the second half begun"),
        "set-review-steps": ("设定评审环节", "steps of the review set"),
        "set-review-numbers": ("设定评审数字", "numbers of the review set"),
        "check-eligibility": ("资格审查结论", "eligibility checked"),
        "take-over-step": ("采用在别处完成的环节", "a step taken over from elsewhere"),
        "hand-over": ("交中评委推荐", "handed to an intermediate committee"),
    }
)
