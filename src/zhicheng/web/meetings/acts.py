"""The names on the ledger of this app's acts that stand in no table of states."""

from zhicheng.web.ledger.acts import add_acts

add_acts(
    {
        "plan-meeting": ("筹备评审会议", "a meeting planned"),
        "set-agenda": ("编排会议议程", "the agenda set"),
        "name-tellers": ("确定计票人", "the tellers named"),
        "come-in": ("委员入场", "a member came in"),
        "go-out": ("委员离场", "a member went out"),
        "prepare-votes": ("准备表决", "votes prepared"),
        "keep-count-sheet": ("上传签字的计票单", "the tellers' signed sheet uploaded"),
        "object-to-ballots": ("委员页面未找到本人信封或选票", "a member's page does not find its envelopes or ballots"),
        "withdraw-ballot-objection": ("委员页面已找到本人信封或选票", "a member's page finds them after all"),
        "count-differs": ("两名计票人结果不一致，重新清点", "two counts differ: counted again"),
        "agree-to-repeat": ("同意重新投票", "the supervisor agrees to a repetition"),
        "keep-supervisor-keys": ("接收监督方公钥", "the supervisor's public keys received"),
        "set-relay": ("设定监督方程序地址", "address of the supervisor's program set"),
        "bring-answers": ("带回监督方答复", "the supervisor's answers brought back"),
        "prepare-session": ("生成投票会议文件", "a session file made"),
        "sign-session": ("监督方签署会议文件", "the session file signed by the supervisor"),
        "hand-in-envelopes": ("交出密封票", "envelopes handed in"),
        "close-session": ("投票截止", "a ballot closed"),
        "part-envelopes": ("投票人与封套分离", "voters and envelopes parted"),
        "show-board": ("公布计票榜", "the board shown"),
        "give-up-session": ("放弃本轮投票", "a session given up"),
        "destroy-opening-key": ("开票密钥销毁声明", "the opening key destroyed"),
        "delete-envelopes": ("封套删除", "envelopes deleted"),
        "write-minutes": ("编写会议记录", "the minutes written"),
        "sign-minutes": ("委员签署会议记录", "the minutes signed by a member"),
        "seal-result": ("上传加盖印章的结果", "the sealed result uploaded"),
    }
)
