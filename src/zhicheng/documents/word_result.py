"""Our own Word template of the document that publishes a result."""

from __future__ import annotations

from zhicheng.documents.word_blocks import CENTRE, RIGHT, Paper


def result_document() -> bytes:
    """评审结果公布文件; always the same bytes."""
    paper = Paper()
    paper.title("{{ document_title }}", 22)
    paper.line("{{ round_title }}", size=12, align=CENTRE, after=4)
    paper.line("{{ number | say }}", size=12, align=CENTRE, after=10)
    paper.line(
        "经评审，并于{{ first_day | day }}至{{ last_day | day }}公示，下列 {{ count }} 人具备{{ title_reviewed }}任职资格，"
        "资格取得时间自公布之日起计算。",
        size=12,
        indent=True,
        after=8,
    )
    paper.rows(
        "p in people", (("姓名", "{{ p.name }}", 2), ("工作单位", "{{ p.unit }}", 4), ("专业", "{{ p.specialty }}", 3))
    )
    paper.line("{{ office }}（公章）", size=12, align=RIGHT, before=30)
    paper.line("{{ published_on | day }}", size=12, align=RIGHT)
    return paper.made()
