"""The names on the ledger of the acts that no table of states has."""

from zhicheng.web.ledger.acts import add_acts

add_acts(
    {
        "prepare-result": ("拟定评审结果", "the result prepared"),
        "enter-outcome": ("录入评审结论", "an outcome entered from minutes"),
        "remedy-objection": ("落实成立的异议", "an upheld objection acted on"),
        "ask-certificates": ("开始制作证书", "certificates asked for"),
        "make-certificate-key": ("启用证书签发密钥", "a signing key of certificates brought into use"),
        "void-certificate-key": ("作废证书签发密钥", "a signing key of certificates made void"),
        "sign-status-list": ("签发证书状态清单", "the status list of certificates signed"),
        "report-case": ("登记违规反映", "a violation reported"),
        "write-case": ("补充违规案件", "a case written on"),
        "write-reexamination": ("记录复查情况", "the finding of a re-examination written"),
    }
)
