"""The names of acts on draws and assignments on the ledger."""

from zhicheng.web.ledger.acts import add_acts

add_acts(
    {
        "prepare-draw": ("准备抽取", "a draw prepared"),
        "set-draw-plan": ("确定抽取方案", "the plan of a draw set"),
        "commit-to-draw": ("监督方承诺", "a supervisor committed"),
        "ask-for-round": ("申请公布一轮", "a round asked for"),
        "state-draw-round": ("公布一轮抽取", "a round of the draw stated"),
        "reveal-for-draw": ("监督方揭示", "a supervisor revealed"),
        "give-source-value": ("填写外部来源的值", "the value of a source given"),
        "enter-balls": ("录入摇号结果", "balls entered"),
        "draw-members": ("抽出委员", "members drawn"),
        "void-draw-round": ("作废一轮抽取", "a round of the draw voided"),
        "ask-for-assignment": ("申请分派评阅", "an assignment asked for"),
        "freeze-assignment": ("固定分派名单", "an assignment frozen"),
        "give-half-of-seed": ("交出一半种子", "half of the seed given"),
        "make-assignment": ("分派评阅", "applications assigned"),
        "drop-assignment": ("放弃本次分派", "an assignment given up"),
    }
)
