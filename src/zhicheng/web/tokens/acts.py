"""What is done with tokens, as the ledger calls it."""

from zhicheng.web.ledger.acts import add_acts

add_acts(
    {
        "make-token": ("生成接口令牌", "a token made for programs"),
        "revoke-token": ("作废接口令牌", "a token for programs revoked"),
    }
)
