"""Our own Word templates: what a person downloads, changes and gives back. Tags in them name the data's fields."""

from __future__ import annotations

from functools import cache

from zhicheng.documents.word_blocks import CENTRE, RIGHT, Paper
from zhicheng.documents.word_plan import plan_report
from zhicheng.documents.word_result import result_document


@cache
def word_template(key: str) -> bytes:
    """The template of a document by its key; always the same bytes."""
    return {
        "review-form": _review_form,
        "performance-statement": _statement,
        "exceptional-promotion": _exceptional,
        "entrusting-letter": _letter,
        "employer-notice": _notice,
        "plan-report": plan_report,
        "result-document": result_document,
    }[key]()


def _review_form() -> bytes:
    paper = Paper(a3=True)
    _cover(paper)
    _person(paper)
    _career(paper)
    _years(paper)
    _results(paper)
    _own_words(paper)
    _opinions(paper)
    return paper.made()


def _cover(paper: Paper) -> None:
    paper.line("填　表　说　明", size=16, align=CENTRE, before=60, after=16)
    for text in (
        "1. 本表由申报人据实填写，用人单位核对原件后逐级报送。",
        "2. 学历、任职、考核、继续教育和业绩成果均须有证明材料，编号与《材料清单》一致。",
        "3. 自评分按评价条件所附的量化标准填写；核定分由评审组织填写。",
        "4. 没有内容的栏目填“无”，不得留空；单位意见、评审结果各栏由有关组织填写。",
        "5. 本表用A3纸双面打印，沿中线对折装订；照片贴在基本情况栏。",
    ):
        paper.line(text, size=12, after=6)
    paper.column_break()
    paper.line("编号：{{ number }}", size=11, align=RIGHT, after=50)
    paper.line("{{ round_title }}", size=15, align=CENTRE, after=16)
    paper.line("{{ document_title }}", size=30, align=CENTRE, font="黑体", after=60)
    for label, tag in (
        ("单　　位", "unit"), ("姓　　名", "name"), ("现任职务", "present_title"), ("申报资格", "title_applied"),
        ("申报专业", "specialty"), ("评审组织", "committee"), ("填表日期", "filled_on | day"),
    ):  # fmt: skip
        paper.line(f"　　　　{label}：{{{{ {tag} }}}}", size=14, after=12)
    paper.column_break()


def _person(paper: Paper) -> None:
    paper.part("一、基本情况")
    paper.facts(
        ("姓名", "{{ name }}"), ("性别", "{{ sex }}"), ("出生年月", "{{ born_on | month }}"), ("民族", "{{ nationality }}"),
        ("参加工作", "{{ work_since | month }}"), ("从事本专业", "{{ technical_years }}"),
        ("现任职务", "{{ present_title | say }}"), ("取得时间", "{{ present_title_on | month }}"),
        ("现任岗位", "{{ post }}"), ("联系电话", "{{ phone }}"), ("申报资格", "{{ title_applied }}"), ("申报专业", "{{ specialty }}"),
        photo=5,
    )  # fmt: skip
    with paper.each("if personal_number"):
        paper.facts(("身份证件号", "{{ personal_number }}"), across=1)
    paper.facts(
        ("工作单位", "{{ unit }}"),
        ("申报方式", "{{ way_in | say }}{% if way_in_clause %}（依据：{{ way_in_clause }}）{% endif %}"),
        ("标志性成果", "{{ landmarks | join('\\n') | say }}"),
        across=1,
    )


def _career(paper: Paper) -> None:
    paper.part("二、学历学位")
    paper.rows(
        "e in education",
        (("起止年月", "{{ span(e.start, e.end) }}", 4), ("院校或学历名称", "{{ e.school }}", 4), ("所学专业", "{{ e.subject }}", 4),
         ("学历学位", "{{ e.level }}{% if e.level and e.degree %}、{% endif %}{{ e.degree }}", 3), ("全日制", "{{ e.full_time | yes_no }}", 2)),
    )  # fmt: skip
    paper.part("三、工作经历")
    paper.rows(
        "e in experience",
        (("起止年月", "{{ span(e.start, e.end) }}", 4), ("工作单位", "{{ e.unit }}", 5), ("从事何种专业技术工作", "{{ e.work }}", 4),
         ("岗位、职务", "{{ e.post }}", 3)),
    )  # fmt: skip
    paper.part("四、专业技术职务取得和聘任情况")
    paper.rows(
        "a in appointments",
        (("职称", "{{ a.title }}", 3), ("取得年月", "{{ a.qualified_on | month }}", 2), ("授予（评审）单位", "{{ a.issuer }}", 4),
         ("聘任起止年月", "{{ span(a.start, a.end) }}", 3)),
    )  # fmt: skip


def _years(paper: Paper) -> None:
    paper.part("五、年度考核")
    paper.rows("a in assessments", (("年度", "{{ a.year }}", 1), ("考核结果", "{{ a.grade }}", 1)))
    paper.part("六、继续教育（学时）")
    paper.rows(
        "h in hours",
        (("年度", "{{ h.year }}", 1), ("专业科目", "{{ h.professional }}", 1), ("行业公需", "{{ h.industry_public }}", 1),
         ("一般公需", "{{ h.general_public }}", 1), ("合计", "{{ h.total }}", 1)),
    )  # fmt: skip


def _results(paper: Paper) -> None:
    paper.part("七、任现职以来的业绩成果")
    with paper.each("if not achievements"):
        paper.line("无")
    with paper.each("for g in achievements"):
        paper.line("（{{ loop.index | han }}）{{ g.kind }}", size=11, before=4, after=2)
        paper.rows(
            "e in g.entries",
            (("材料号", "{{ e.number }}", 2), ("年月", "{{ e.day | month }}", 2),
             ("名称和主要内容", "{{ e.name }}{% if e.detail %}；{{ e.detail }}{% endif %}", 8), ("级别", "{{ e.level }}", 2),
             ("本人排名", "{{ e.rank }}", 2)),
        )  # fmt: skip
    paper.part("八、自评分")
    paper.rows(
        "s in score",
        (("指标", "{{ s.indicator }}", 6), ("最高分值", "{{ s.cap }}", 2), ("自评分", "{{ s.claimed }}", 2), ("核定分", "", 2),
         ("对应材料号", "{{ s.entries }}", 4)),
        ("合计{% if pass_mark %}（规定分值 {{ pass_mark }} 分）{% endif %}", "", "{{ score_total }}", "", ""),
    )  # fmt: skip


def _own_words(paper: Paper) -> None:
    paper.part("九、任现职以来专业技术工作总结")
    paper.prose("summary")
    paper.part("十、真实性承诺")
    paper.line(
        "本人承诺：本表所填内容和所附材料真实、准确、完整，与原件一致；如有不实，愿承担由此产生的一切后果，"
        "并接受取消评审资格、撤销已取得资格和记入诚信档案的处理。",
        indent=True,
    )
    paper.line("申报人（签名）：　　　　　　　　　　　　　{{ committed_on | day }}", before=12)


_NOTICE = (
    "{% if NOTICE %}{{ NOTICE.first_day | day }}至{{ NOTICE.last_day | day }}，共 {{ NOTICE.working_days }} 个工作日"
    "{% if NOTICE.place %}；公示地点：{{ NOTICE.place }}{% endif %}{% else %}"
    "　　　年　　月　　日至　　　年　　月　　日，共　　个工作日{% endif %}"
)


def _opinions(paper: Paper) -> None:
    blank = "{% if NOTICE %}{{ NOTICE.objections | say }}{% endif %}"
    paper.part("十一、单位公示和推荐意见")
    paper.facts(
        ("公示情况", _NOTICE.replace("NOTICE", "notice")), ("异议及处理", blank.replace("NOTICE", "notice")), across=1
    )
    paper.opinion("用人单位意见（对材料真实性、政治表现、廉洁自律和道德品行的审核意见，是否同意推荐）", "employer")
    paper.part("十二、主管部门审核意见")
    with paper.each("for o in departments"):
        paper.opinion("主管部门意见{% if o.office %}（{{ o.office }}）{% endif %}", "o")
    with paper.each("if not departments"):
        paper.opinion("县（市、区）主管部门意见", None)
        paper.opinion("市（省直）主管部门意见", None)
    paper.part("十三、专业评议组意见")
    paper.opinion("专业评议组意见", "group", sign="组长（签名）：", seal="")
    paper.part("十四、评审委员会表决结果")
    paper.boxes(("应到人数", "实到人数", "赞成票", "反对票", "弃权票", "回避人数"))
    paper.opinion("评审结论", None, sign="主任委员（签名）：")
    paper.part("十五、评审结果公示")
    paper.facts(
        ("公示时间", _NOTICE.replace("NOTICE", "publication").replace("公示地点", "公示网站")),
        ("公示结果", blank.replace("NOTICE", "publication")),
        across=1,
    )
    paper.opinion("评审组织（核准、备案）意见", None, sign="经办人：")


def _statement() -> bytes:
    paper = Paper()
    paper.title("{{ document_title }}")
    paper.facts(
        ("姓名", "{{ name }}"), ("工作单位", "{{ unit }}"), ("现任职务", "{{ present_title | say }}"), ("申报资格", "{{ title_applied }}"),
        ("申报专业", "{{ specialty }}"), ("业绩起止", "{{ span(first_day, last_day) }}"),
    )  # fmt: skip
    paper.part("一、工作总结")
    with paper.each("if not sections"):
        paper.line("无")
    with paper.each("for s in sections"):
        paper.line("（{{ loop.index | han }}）{{ s.heading }}", size=11.5, font="黑体", before=6, after=2)
        with paper.each("for text in s.paragraphs"):
            paper.prose("text")
    paper.part("二、主要业绩")
    paper.rows(
        "r in results",
        (("材料号", "{{ r.number }}", 2), ("年月", "{{ r.day | month }}", 2),
         ("业绩名称、本人作用和效益", "{{ r.name }}{% if r.detail %}；{{ r.detail }}{% endif %}", 8), ("级别", "{{ r.level }}", 2),
         ("排名", "{{ r.rank }}", 1.4)),
    )  # fmt: skip
    paper.line("以上内容由本人撰写，真实无误。", before=8)
    paper.line("申报人（签名）：　　　　　　　　　　　　　　　　　年　　月　　日", before=8, after=8)
    paper.opinion("用人单位核实意见", "employer")
    return paper.made()


def _exceptional() -> bytes:
    paper = Paper()
    paper.title("{{ document_title }}")
    paper.facts(
        ("姓名", "{{ name }}"), ("性别", "{{ sex }}"), ("出生年月", "{{ born_on | month }}"), ("学历学位", "{{ education }}"),
        ("工作单位", "{{ unit }}"), ("申报专业", "{{ specialty }}"), ("现任职务", "{{ present_title | say }}"),
        ("取得时间", "{{ present_title_on | month }}"), ("任现职年限", "{{ present_title_years }}"), ("申报资格", "{{ title_applied }}"),
    )  # fmt: skip
    paper.part("一、不具备的正常申报条件")
    with paper.each("if not lacking"):
        paper.line("无")
    with paper.each("for one in lacking"):
        paper.line("{{ loop.index }}. {{ one }}")
    paper.part("二、符合的破格条件")
    paper.rows(
        "c in conditions",
        (("条款", "{{ c.clause }}", 3), ("符合情况", "{{ c.text }}", 8), ("证明材料", "{{ c.proof }}", 3)),
    )
    paper.part("三、主要业绩")
    paper.prose("results")
    _approvals(paper)
    return paper.made()


def _approvals(paper: Paper) -> None:
    paper.part("四、审批意见")
    paper.opinion("用人单位意见", "employer")
    with paper.each("for o in departments"):
        paper.opinion("主管部门意见{% if o.office %}（{{ o.office }}）{% endif %}", "o")
    with paper.each("if not departments"):
        paper.opinion("县（市、区）主管部门意见", None)
        paper.opinion("市主管部门意见", None)
    paper.opinion("评审委员会办公室意见", "office")


def _letter() -> bytes:
    paper = Paper()
    paper.title("{{ document_title }}", 22)
    paper.line("{{ number }}", size=12, align=RIGHT, after=16)
    paper.line("{{ committee }}：", size=14)
    paper.line(
        "根据{{ round_title }}的安排，现委托你会对我地（单位）下列 {{ count }} 名人员申报的专业技术职务任职资格进行评审。"
        "申报人员的材料已按规定审核、公示，随本函报送。",
        size=14, indent=True, after=8,
    )  # fmt: skip
    paper.rows(
        "g in groups",
        (("申报资格", "{{ g.title_applied }}", 3), ("专业", "{{ g.specialty }}", 3), ("人数", "{{ g.count }}", 1)),
        ("合计", "", "{{ count }}"),
    )
    paper.line("联系人：{{ contact }}　　联系电话：{{ phone }}", size=14, before=10, after=40)
    paper.line("{{ department }}（公章）", size=14, align=RIGHT)
    paper.line("{{ signed_on | day }}", size=14, align=RIGHT)
    return paper.made()


_OBJECT = "对公示人员和材料有异议的，请在公示期内以书面、电话或电子邮件等方式反映，写明事实并提供线索。受理单位对反映人的信息予以保密。"


def _notice() -> bytes:
    paper = Paper()
    paper.title("{{ document_title }}", 24)
    paper.line(
        "根据{{ round_title }}的要求，现将本单位申报专业技术职务任职资格的人员及其申报材料予以公示，"
        "公示期为{{ first_day | day }}至{{ last_day | day }}，共 {{ working_days }} 个工作日。",
        size=12, indent=True, after=6,
    )  # fmt: skip
    paper.rows(
        "p in people",
        (("序号", "{{ loop.index }}", 1), ("姓名", "{{ p.name }}", 3), ("工作单位", "{{ p.unit }}", 4),
         ("申报资格", "{{ p.title_applied }}{% if p.claimed %}（自评分 {{ p.claimed }}）{% endif %}", 3), ("申报专业", "{{ p.specialty }}", 3)),
    )  # fmt: skip
    with paper.each("if materials_at"):
        paper.line("申报材料查阅地点：{{ materials_at }}。", size=12, indent=True)
    paper.line(
        _OBJECT,
        size=12, indent=True, after=6,
    )  # fmt: skip
    paper.facts(
        ("受理部门", "{{ unit }}"), ("联系人", "{{ contact }}"), ("电话", "{{ phone }}"), ("地址", "{{ address }}"),
        ("电子邮箱", "{{ email }}"), ("主管部门", "{{ department }}　{{ department_phone }}"), across=1,
    )  # fmt: skip
    paper.line("{{ unit }}（公章）", size=12, align=RIGHT, before=30)
    paper.line("{{ (posted_on or first_day) | day }}", size=12, align=RIGHT)
    return paper.made()
