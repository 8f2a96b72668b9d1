"""The names of this part's acts on the ledger, beside those of the pool's table."""

from zhicheng.web.ledger.acts import add_acts

add_acts(
    {
        "found-pool": ("新设专家库", "a pool set up"),
        "change-pool": ("修改专家库", "a pool changed"),
        "enlist-expert": ("录入专家", "an expert entered"),
        "take-expert-out": ("移出专家", "an expert taken out"),
        "change-expert": ("修改专家资料", "an expert's data changed"),
        "import-experts": ("导入专家", "experts imported"),
        "withdraw-right-to-review": ("取消评审专家资格", "the right to review withdrawn"),
        "invite-expert": ("邀请专家开通账号", "an expert invited to open an account"),
        "link-expert": ("专家账号关联", "an expert's account linked"),
        "ask-availability": ("询问专家能否参加", "experts asked whether they are available"),
        "answer-availability": ("专家答复能否参加", "an expert's availability"),
        "declare-ties": ("专家申报回避事项", "an expert has declared their ties"),
        "declare-tie": ("申报利害关系", "a tie declared"),
        "record-tie": ("登记利害关系", "a tie recorded"),
        "find-ties": ("比对名单查找利害关系", "ties found by comparing lists"),
        "decide-tie": ("认定利害关系", "a tie decided"),
        "import-ties": ("导入利害关系", "ties imported"),
        "set-tie-rule": ("设定本轮回避规定", "a rule of the round on ties"),
        "drop-tie-rule": ("取消本轮回避规定", "a rule of the round on ties dropped"),
    }
)
