"""The kinds of record: facts as papers state them. Levels, classes and roles are derived per policy."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from zhicheng.dossier.fields import Amount, Ranked, Record, Span, fact
from zhicheng.vocabulary.words import (
    AssessmentGrade,
    CertificateLevel,
    DegreeLevel,
    Grade,
    Level,
    Medal,
    SkillLevel,
    TitleGrade,
)

Position = Literal[
    "technical-director", "department-manager", "unit-technical-head", "quality-head",
    "unit-head", "department-head", "core-technician", "product-lead", "technician",
    "mid-level-technician",
]
SocietyRole = Literal["head", "standing-director", "secretary", "director", "member"]


class Degree(Record):
    """学历学位."""

    kind: Literal["degree"] = "degree"
    level: DegreeLevel | None = fact("学历学位层次", "level")
    subject: str | None = fact("所学专业", "subject", max_length=80)
    full_time: bool | None = fact("全日制", "full-time")
    paper: Literal["both", "diploma", "degree"] = fact("证书（学历、学位或两者）", "papers held", "both")
    second_bachelor: bool = fact("双学士学位", "second bachelor's degree", False)
    science: bool = fact("理、工学科", "science or engineering", False)


class Appointment(Span):
    """任职聘任."""

    kind: Literal["appointment"] = "appointment"
    title: TitleGrade | None = fact("职称级别", "title grade")
    series: Literal["engineering", "other"] | None = fact("职称系列（工程或其他）", "series")
    qualified_on: dt.date | None = fact("取得资格日期", "qualified on")
    re_evaluated: bool = fact("转评取得", "obtained by re-evaluation", False)


class Work(Span):
    """工作经历."""

    kind: Literal["work"] = "work"
    technical: bool = fact("专业技术工作", "technical work", True)
    engineering: bool = fact("工程技术工作", "engineering work", True)
    front_line: bool = fact("生产服务一线岗位", "front-line post", False)
    key_department: bool = fact("主持重要科技部门", "headed a key technical department", False)
    core_technology: bool = fact("掌握关键核心技术", "master of core technology", False)
    unit_size: Literal["micro", "small", "medium", "large", "institution"] | None = fact(
        "单位规模", "size of the unit"
    )


class Post(Span):
    """任职情况."""

    kind: Literal["post"] = "post"
    position: Position | None = fact("职务", "position")
    unit: Literal["enterprise", "platform", "institution", "other"] | None = fact("任职单位类型", "unit")
    industry: Literal["manufacturing", "transmission", "software", "other"] | None = fact(
        "企业行业", "industry of the enterprise"
    )
    staff: int | None = fact("从业人员", "staff", unit="人", ge=0)
    revenue: Amount | None = fact("上年度营业（销售）收入", "revenue of the last year", unit="万元")
    above_scale: bool = fact("规模以上企业", "enterprise above designated size", False)
    high_tech: bool = fact("高新技术企业", "high-tech enterprise", False)
    platform_level: Level | None = fact("平台级别", "platform level")
    platform_key: bool = fact("重点技术平台", "key platform", False)
    many_bodies: bool = fact("多主体共建", "run by several bodies", False)
    platform_role: Literal["head", "deputy", "other"] | None = fact("平台职务", "role at the platform")
    rank: int | None = fact("本人排名", "applicant's rank", ge=1, le=999)


class Assessment(Record):
    """年度考核."""

    kind: Literal["assessment"] = "assessment"
    year: int | None = fact("年度", "year", ge=1950, le=2100)
    grade: AssessmentGrade | None = fact("考核等次", "grade")


class ContinuingEducation(Record):
    """继续教育学时."""

    kind: Literal["continuing-education"] = "continuing-education"
    year: int | None = fact("年度", "year", ge=1950, le=2100)
    hours: Amount | None = fact("学时", "hours", unit="学时")
    category: Literal["professional", "industry-public", "general-public"] | None = fact(
        "科目类别", "category"
    )


class SocialInsurance(Span):
    """社保缴纳."""

    kind: Literal["social-insurance"] = "social-insurance"
    place: str | None = fact("参保地", "place insured", max_length=40)
    current_employer: bool = fact("由现工作单位缴纳", "paid by the present employer", False)


class Honour(Record):
    """荣誉称号."""

    kind: Literal["honour"] = "honour"
    title: str | None = fact("荣誉类型（同类型填同一名称）", "type of honour (same type, same text)",
                             max_length=40)
    level: Level | None = fact("授予机关级别", "rank of the body that awarded it")
    by_government: bool = fact("政府部门颁发", "awarded by a government body", True)


class Certificate(Record):
    """证书."""

    kind: Literal["certificate"] = "certificate"
    type: Literal[
        "skill-level", "digital-engineer", "engineering-technician", "registered-metrologist",
        "quality-engineer", "assessor", "it-qualification", "vendor", "supervising-engineer", "other",
    ] | None = fact("证书类型", "type of certificate")
    skill: SkillLevel | None = fact("职业技能等级", "skill level")
    level: CertificateLevel | None = fact("证书等级", "certificate level")
    named: Literal[
        "ccie", "cdmp-master", "cdmp-fellow", "cissp", "hcie", "ocm", "rhca",
        "ccnp", "cdmp-practitioner", "cisa", "cism", "cisp", "hcip", "ocp", "rhce", "none",
    ] = fact("认证名称（不属所列填 none）", "certification by name", "none")
    chief: bool = fact("主任级", "chief grade", False)
    specialty: str | None = fact("证书专业", "specialty named on it", max_length=40)


class Talent(Record):
    """人才称号."""

    kind: Literal["talent"] = "talent"
    title: Literal[
        "world-skills-gold", "world-skills-silver", "world-skills-bronze", "china-skills-award",
        "national-technical-expert", "national-master-studio-head", "qianjiang-skills-award",
        "zhejiang-outstanding-craftsman", "hundred-thousand-outstanding-skills",
        "zhejiang-excellent-engineer", "wenzhou-ouyue-industry-leader",
        "wenzhou-excellent-young-engineer", "state-council-allowance-skilled",
        "zhejiang-craftsman-outstanding-contribution", "zhejiang-great-craftsman",
        "zhejiang-chief-technician", "special-grade-technician",
        "manufacturing-talent-entrepreneur", "advanced-manufacturing-technology-talent",
        "zhejiang-151", "municipal-talent-programme",
    ] | None = fact("人才称号", "talent title")


class Project(Ranked):
    """项目."""

    kind: Literal["project"] = "project"
    nature: Literal["engineering", "research", "production", "promotion", "service", "construction"] | None = fact(
        "项目性质（工程、科研、生产、推广、服务、建设）", "nature of the project"
    )
    authority: Level | None = fact("立项（下达）机关级别", "rank of the approving body")
    programme: Literal[
        "national-key-rd", "nsfc-major", "nsfc-key", "nsfc-general", "central-finance-major",
        "national-key-rd-subtopic", "provincial-major-special", "provincial-key-rd",
        "provincial-nsf-major", "provincial-nsf-key", "provincial-nsf-general", "ministry-project",
        "provincial-platform", "municipal-key", "national-major-special", "sti-2030",
        "nsfc-major-plan", "nsfc-distinguished-young", "nsfc-excellent-young", "nsfc-instrument",
        "nsfc-joint", "nsfc-international", "nsfc-cultivation",
        "provincial-nsf-distinguished-young", "provincial-plan", "none",
    ] = fact("计划类别（不属所列填 none）", "programme", "none")
    key: bool = fact("重点（重大）项目", "key or major project", False)
    sub_project: bool = fact("子课题", "sub-project of the programme named", False)
    line: Literal[
        "planning-design", "sensing-control", "platform-integration", "edge-computing", "consulting",
        "rd-implementation", "operation-maintenance", "core-components", "algorithms",
        "whole-machine", "system-integration", "technology",
    ] | None = fact("业务方向", "line of business")
    amount: Amount | None = fact("项目金额", "amount", unit="万元")
    team: int | None = fact("立项书注明的技术团队人数", "technical team named in the project paper", unit="人", ge=0)
    owner_built: bool = fact("甲方自建或企业自立", "built by the owner or set up by the enterprise", False)
    side: Literal["owner", "builder"] | None = fact("建设方或承建方", "owner's or builder's side")
    completed: bool = fact("已完成（验收）", "completed", True)
    recognised: Level | Literal["none"] = fact("认定为示范、试点、典型案例等的部门级别", "rank of the body that recognised it as a model", "none")
    promoted: bool = fact("在国内推广应用", "in use nationwide", False)
    leading: bool = fact("经行业认可处于国内领先、国际先进", "recognised as leading", False)
    income_share: Amount | None = fact("近3年收入占单位同期总收入", "share of the unit's income in 3 years", unit="%")
    new_income: Amount | None = fact("新增收入", "additional income", unit="万元")


class Product(Ranked):
    """产品."""

    kind: Literal["product"] = "product"
    service: bool = fact("项目运维服务", "operation and maintenance service", False)
    line: Literal[
        "planning-design", "sensing-control", "platform-integration", "edge-computing", "consulting",
        "rd-implementation", "operation-maintenance", "core-components", "algorithms",
        "whole-machine", "system-integration", "technology",
    ] | None = fact("业务方向", "line of business")
    sales: Amount | None = fact("累计销售收入（运维服务收入）", "cumulated sales or service income", unit="万元")
    promoted: bool = fact("在国内推广应用", "in use nationwide", False)
    recognised: Level | Literal["none"] = fact("认定为示范、典型场景等的部门级别", "rank of the body that recognised it as a model", "none")
    leading: bool = fact("经行业认可处于国内领先、国际先进", "recognised as leading", False)


class NewTechnology(Ranked):
    """新产品新技术."""

    kind: Literal["new-technology"] = "new-technology"
    recognised: Level | None = fact("鉴定（认定）部门级别", "rank of the recognising body")
    output: Amount | None = fact("近三年年均新增产值", "additional output a year over 3 years", unit="万元")
    tax: Amount | None = fact("近三年年均新增上缴税金", "additional tax a year over 3 years", unit="万元")
    in_use: bool = fact("已投入生产或使用", "in production or use", False)


class Award(Ranked):
    """奖项."""

    kind: Literal["award"] = "award"
    family: Literal[
        "science", "engineering", "patent", "provincial-patent", "standard", "quality",
        "competition", "skills", "industry", "social", "product",
    ] | None = fact("奖项类别", "family of the award")
    issuer: Level | None = fact("设奖（授予）单位级别", "rank of the issuing body")
    issuer_type: Literal["government", "society"] | None = fact("设奖单位性质（政府或社会力量）", "type of issuing body")
    authorised: bool = fact("经政府部门授权并具有推荐上一级政府科技奖资格", "society authorised to recommend for a government prize", False)
    grade: Grade | Medal | None = fact("等级", "grade")
    grand: bool = fact("最高奖或大奖（不分等）", "supreme award, no grade", False)
    listed: bool = fact("列入文件所附名单", "on the document's list", False)


class Patent(Ranked):
    """专利."""

    kind: Literal["patent"] = "patent"
    type: Literal["pct", "foreign-invention", "invention", "utility", "design"] | None = fact("专利类型", "type")
    granted: bool = fact("已授权", "granted", True)
    transferred: bool = fact("受让或继承取得", "acquired by transfer or inheritance", False)
    project: str | None = fact("所属项目（同一项目填同一编号）", "project (same project, same id)", max_length=40)


class SoftwareCopyright(Ranked):
    """软件著作权."""

    kind: Literal["software-copyright"] = "software-copyright"


class Standard(Ranked):
    """标准."""

    kind: Literal["standard"] = "standard"
    level: Literal["enterprise", "group", "local", "industry", "country", "worldwide"] | None = fact(
        "标准类别（企业、团体、地方、行业、国家、国际）", "level of the standard"
    )
    local_level: Level | None = fact("地方标准的级别", "rank of a local standard")
    in_force: bool = fact("已颁布实施", "published and in force", True)
    proposal: bool = fact("国际建议", "international recommendation", False)


class Paper(Record):
    """论文."""

    kind: Literal["paper"] = "paper"
    indexes: tuple[
        Literal["ccf-a", "ccf-b", "ccf-c", "sci", "ei", "istp", "cssci", "first-tier", "core", "cscd",
                "sci-tech-core", "excellence-plan", "society-recommended"], ...
    ] | None = fact("收录（SCI、EI、CCF、核心等；均未收录填无）", "indexes (empty: none)")
    venue: Literal["journal", "national-conference", "conference", "report"] | None = fact(
        "发表载体（期刊、全国性会议、其他会议、内部报告）", "where it appeared"
    )
    serial: bool = fact("有CN或ISSN刊号", "has a CN or ISSN number", True)
    level: Level | None = fact("刊物主管或会议主办级别", "rank of the journal's body or of the conference")
    author: Literal["first", "corresponding", "other"] | None = fact("作者身份（含共同）", "authorship")
    rank: int | None = fact("作者排名", "author rank", ge=1, le=999)
    at_work: bool = fact("工作期间发表且非毕业论文", "published at work, not a thesis", True)


class Book(Ranked):
    """著作."""

    kind: Literal["book"] = "book"
    type: Literal["monograph", "edited", "textbook", "translation"] | None = fact("著作类型", "type")
    chief: bool = fact("独著、主编或第一作者", "sole author, chief editor or first author", False)
    own_words: Amount | None = fact("本人撰写字数", "words written by the applicant", unit="万字")


class Report(Ranked):
    """规划与报告."""

    kind: Literal["report"] = "report"
    type: Literal[
        "plan", "policy", "research", "technical", "consulting", "proposal", "white-paper",
        "industry-study",
    ] | None = fact("报告类型", "type")
    commissioned: Level | Literal["none"] = fact("委托部门级别", "rank of the commissioning body", "none")
    adopted: Level | Literal["none"] = fact("采纳部门级别", "rank of the adopting body", "none")
    adopter: Literal["department", "enterprise", "institution", "society", "individual-business"] | None = fact(
        "采纳单位类型", "type of the adopting body"
    )
    adopter_size: Literal["micro", "small", "medium", "large", "department", "section"] | None = fact(
        "采纳单位规模或级别", "size or rank of the adopting body"
    )
    implemented: bool = fact("已采纳应用或颁布实施", "adopted or in force", False)
    outlets: int | None = fact("刊发转载媒体数", "media that carried it", unit="家", ge=0)
    reads: Amount | None = fact("官微阅读量", "reads on an official micro-channel", unit="万")
    views: Amount | None = fact("门户、客户端或视频号阅读量", "reads on a portal, app or video channel", unit="万")


class Talk(Record):
    """会议报告."""

    kind: Literal["talk"] = "talk"
    venue: Literal["important-international", "international", "domestic"] | None = fact("会议类型", "conference")
    type: Literal["plenary", "keynote", "session"] | None = fact("报告类型（大会、专题、分会）", "type of talk")
    influential: bool = fact("有较大影响力的会议", "influential conference", False)
    level: Level | None = fact("主办单位级别", "rank of the organiser")


class Lecture(Record):
    """授课讲座."""

    kind: Literal["lecture"] = "lecture"
    audience: Literal["public", "enterprise"] | None = fact("授课对象（社会或企业）", "audience")
    level: Level | None = fact("主办单位级别", "rank of the organiser")
    times: int = fact("次数", "times", 1, ge=1, le=999, unit="次")


class Platform(Ranked):
    """平台建设."""

    kind: Literal["platform"] = "platform"
    level: Level | None = fact("认定部门级别", "rank of the recognising body")
    key: bool = fact("重点平台", "key platform", False)
    type: Literal["laboratory", "centre", "institute", "platform", "project"] | None = fact("平台类型", "type")
    completed: bool = fact("已建成（认定）", "completed", True)


class Society(Span):
    """社会团体任职."""

    kind: Literal["society"] = "society"
    level: Level | None = fact("社会团体级别", "level")
    branch: bool = fact("分会（分支机构）", "branch of a society", False)
    role: SocietyRole | None = fact("职务", "role")
    academic: bool = fact("学术性、非商业性", "academic, not commercial", True)


class ExpertBody(Span):
    """专家库."""

    kind: Literal["expert-body"] = "expert-body"
    level: Level | None = fact("级别", "level")


class Teaching(Span):
    """院校兼职."""

    kind: Literal["teaching"] = "teaching"
    school: Literal["985", "211", "double-first-class", "bachelor", "vocational", "other"] | None = fact(
        "院校类别", "school"
    )
    role: Literal["professor", "tutor", "visiting-scholar"] | None = fact(
        "兼职身份（兼职教授、导师或讲师、访问学者）", "role"
    )
    appointed_by: Literal["university", "faculty"] | None = fact("校聘或院聘", "appointing body")


class FirstEquipment(Ranked):
    """首台（套）."""

    kind: Literal["first-equipment"] = "first-equipment"
    type: Literal["set", "batch", "version"] | None = fact("类型（首台套、首批次、首版次）", "type")
    scope: Literal["worldwide", "domestic", "in-province"] | None = fact("范围（国际、国内、省内）", "scope")
    recognised: Literal["ministry", "provincial", "municipal"] | None = fact("认定部门", "recognising body")
    major: bool = fact("重大技术装备", "major technical equipment", True)
    insured: bool = fact("工信部首台（套）保险补偿项目", "ministry's insurance compensation project", False)


class Benchmark(Ranked):
    """标杆示范."""

    kind: Literal["benchmark"] = "benchmark"
    level: Level | None = fact("认定部门级别", "rank of the recognising body")
    side: Literal["owner", "builder"] | None = fact("建设方或承建方", "owner's or builder's side")
    domain_listed: bool = fact("属文件所列类别或相当层次", "of a category the document names", True)
    completed: bool = fact("已完成", "completed", True)


class Maturity(Ranked):
    """企业贯标评估."""

    kind: Literal["maturity"] = "maturity"
    scheme: Literal["dcmm", "integration", "cmmm", "sme-digital", "platform-performance"] | None = fact(
        "贯标体系（DCMM、两化融合、CMMM、中小企业数字化、平台绩效）", "scheme"
    )
    step: int | None = fact("级别（1为最低；两化A=1、AAA=3；平台A=1、E=5）", "level, 1 is the lowest", ge=1, le=5)


class JobResult(Ranked):
    """岗位工作业绩."""

    kind: Literal["job-result"] = "job-result"
    item: str | None = fact("业绩事项（按附件参照表）", "item of the reference table", max_length=60)
    count: Amount | None = fact("数量（个、项、次或万元）", "quantity")
    level: Level | None = fact("级别", "level")
    own_work: bool = fact("体现个人专业能力，非单位集体荣誉", "own professional work", True)
    scored_elsewhere: bool = fact("已在其他评分项计分", "already scored elsewhere", False)


class Recommendation(Record):
    """专家推荐."""

    kind: Literal["recommendation"] = "recommendation"
    expert_title: TitleGrade | None = fact("专家职称级别", "title of the expert")
    in_service: bool = fact("在职", "in service", False)


RecordKind = (
    Degree | Appointment | Work | Post | Assessment | ContinuingEducation | SocialInsurance | Honour
    | Certificate | Talent | Project | Product | NewTechnology | Award | Patent | SoftwareCopyright
    | Standard | Paper | Book | Report | Talk | Lecture | Platform | Society | ExpertBody | Teaching
    | FirstEquipment | Benchmark | Maturity | JobResult | Recommendation
)

KINDS: dict[str, type[Record]] = {
    model.model_fields["kind"].default: model
    for model in RecordKind.__args__
}
"""Every kind of record by its word."""
