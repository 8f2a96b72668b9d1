"""The names on the ledger of the acts that no table of states has."""

from zhicheng.web.ledger.acts import add_acts

add_acts(
    {
        "begin-plan": ("开始拟订评审工作方案", "the plan of the review begun"),
        "write-plan": ("编写评审工作方案", "the plan of the review written"),
        "begin-committee": ("开始组建执行评委会", "the committee begun"),
        "seat-from-list": ("按名单确定在别处抽取的执行评委会", "a committee drawn elsewhere, seated from its list"),
        "take-over-plan": ("采用在别处报告的评审工作方案", "a plan reported elsewhere, taken over"),
        "set-answer-day": ("设定答复截止日", "last day to answer set"),
        "name-chair": ("确定主任委员或副主任委员", "a chair or deputy named"),
        "take-chair-back": ("撤回主任委员或副主任委员", "a chair or deputy taken back"),
        "set-groups": ("设置评议组", "specialty groups set"),
        "name-leader": ("指定评议组组长", "a group's leader named"),
        "post-review-notice": ("发布评前公示", "the notice before the review posted"),
        "close-review-notice": ("结束评前公示", "the notice before the review closed"),
        "void-review-notice": ("评前公示作废", "the notice before the review made void"),
    }
)
