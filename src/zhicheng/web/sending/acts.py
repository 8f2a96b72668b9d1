"""What this part's acts and objects are called on the ledger."""

from zhicheng.web.ledger.acts import add_acts

add_acts(
    {
        "choose-mail": ("选择邮件通知", "choose messages by e-mail"),
        "confirm-mail": ("确认邮箱", "confirm an e-mail address"),
        "resend-message": ("重新发送消息", "send a message again"),
        "give-up-message": ("放弃发送消息", "give up sending a message"),
    }
)
