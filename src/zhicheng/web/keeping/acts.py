"""What this part's acts are called on the ledger."""

from zhicheng.web.ledger.acts import add_acts

add_acts(
    {
        "export-archive": ("导出年度归档包", "take the archive of a round"),
    }
)
