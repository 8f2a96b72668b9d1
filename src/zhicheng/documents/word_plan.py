"""Our own Word template of the report of a review's plan."""

from __future__ import annotations

from zhicheng.documents.word_blocks import CENTRE, RIGHT, Paper


def plan_report() -> bytes:
    """评审工作方案报告; always the same bytes."""
    paper = Paper()
    paper.title("{{ document_title }}", 22)
    paper.line("{{ round_title }}", size=12, align=CENTRE, after=10)
    paper.line("现将{{ title_reviewed }}评审的准备情况和工作方案报告如下。", size=12, indent=True, after=6)
    _prepared(paper)
    _committee(paper)
    _written(paper)
    _approved(paper)
    return paper.made()


def _prepared(paper: Paper) -> None:
    paper.part("一、资格审查")
    paper.facts(("报送人数", "{{ arrived }}"), ("合格", "{{ eligible }}"), ("不合格", "{{ not_eligible }}"), ("", ""))
    paper.part("二、评前公示")
    with paper.each("if not notice"):
        paper.line("尚未公示。", size=12, indent=True)
    with paper.each("if notice"):
        paper.line(
            "公示期为{{ notice.first_day | day }}至{{ notice.last_day | day }}，公示 {{ notice.named }} 人；"
            "收到异议 {{ notice.objections }} 件，其中成立 {{ notice.upheld }} 件。",
            size=12,
            indent=True,
        )


def _committee(paper: Paper) -> None:
    paper.part("三、执行评委会组成")
    paper.line("执行评委会由专家库随机抽取，共 {{ members }} 人。", size=12, indent=True, after=6)
    paper.rows("s in seats", (("专业", "{{ s.name }}", 4), ("人数", "{{ s.count }}", 1)))
    paper.line("", size=6)
    paper.rows("g in groups", (("专业评议组", "{{ g.name }}", 4), ("人数", "{{ g.count }}", 1)))


def _written(paper: Paper) -> None:
    paper.part("四、评审会议")
    paper.facts(("会议日期", "{{ meeting_day | day }}"), ("地点", "{{ place | say }}"), across=1)
    paper.part("五、评审程序")
    paper.prose("procedure", 12)
    for name, field in (("日程安排", "schedule"), ("回避与评审纪律", "discipline"), ("其他说明", "note")):
        with paper.each(f"if {field}"):
            paper.part(name)
            paper.prose(field, 12)


def _approved(paper: Paper) -> None:
    paper.part("六、核准意见")
    with paper.each("if approvals_needed"):
        paper.line("本方案须经 {{ approvals_needed }} 个部门核准。", size=12, indent=True, after=6)
    paper.rows("a in approvals", (("核准部门", "{{ a.office }}", 4), ("日期", "{{ a.on | day }}", 2)))
    paper.line("{{ office }}（公章）", size=12, align=RIGHT, before=30)
    paper.line("{{ reported_on | day }}", size=12, align=RIGHT)
