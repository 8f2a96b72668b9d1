"""The two names, Chinese and English, of every coded word: what people see and write instead of it.

A word can read differently by place: ``first`` is 一等奖 as the grade of an award, 一级 as the class
of a project, 第一作者 as the authorship of a paper. The nearest place wins: kind and fact, then fact,
then the word alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

Pair = tuple[str, str]
_KEY: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
"""A coded word of several parts; a date, or a product that is called so, is none."""

WORDS: Final[dict[str, Pair]] = {
    # ordered words
    "other": ("其他", "other"), "none": ("无", "none"),
    "county": ("县（区）级", "county"), "municipal": ("市厅级", "municipal"), "provincial": ("省部级", "provincial"),
    "national": ("国家级", "national"), "international": ("国际级", "international"),
    "fourth": ("四等", "fourth"), "third": ("三等", "third"), "second": ("二等", "second"), "first": ("一等", "first"),
    "special": ("特等", "special"),
    "excellence": ("优秀奖", "excellence prize"), "bronze": ("铜奖", "bronze"), "silver": ("银奖", "silver"),
    "gold": ("金奖", "gold"),
    "below-secondary": ("中专以下", "below secondary"), "technical-secondary": ("中专", "technical secondary"),
    "associate": ("大专", "associate"), "bachelor": ("本科（学士）", "bachelor"), "master": ("硕士", "master"),
    "doctorate": ("博士", "doctorate"),
    "assistant": ("初级（助理级）", "assistant"), "intermediate": ("中级", "intermediate"),
    "vice-senior": ("副高级", "vice-senior"), "full-senior": ("正高级", "full senior"),
    "unqualified": ("不合格", "unqualified"), "basically-qualified": ("基本合格", "basically qualified"),
    "qualified": ("合格", "qualified"), "excellent": ("优秀", "excellent"),
    "micro": ("微型", "micro"), "small": ("小型", "small"), "medium": ("中型", "medium"), "large": ("大型", "large"),
    "participant": ("参与", "participant"), "principal": ("为主", "principal"), "lead": ("主持", "lead"),
    "junior": ("初级", "junior"), "middle": ("中级", "middle"), "advanced": ("高级", "advanced"),
    "skill-5": ("五级（初级工）", "skill level 5"), "skill-4": ("四级（中级工）", "skill level 4"),
    "skill-3": ("三级（高级工）", "skill level 3"), "skill-2": ("二级（技师）", "skill level 2"),
    "skill-1": ("一级（高级技师）", "skill level 1"),
    "class-c": ("C类", "class C"), "class-b": ("B类", "class B"), "class-a": ("A类", "class A"),
    "unrelated": ("非相关专业", "unrelated field"), "related": ("相近专业", "related field"),
    "own": ("本专业", "own field"),
    # degree, appointment, work, post
    "both": ("学历和学位", "diploma and degree"), "diploma": ("仅学历", "diploma only"), "degree": ("仅学位", "degree only"),
    "engineering": ("工程", "engineering"),
    "institution": ("事业单位", "public institution"), "enterprise": ("企业", "enterprise"),
    "platform": ("技术平台", "technical platform"), "department": ("政府部门", "government department"),
    "society": ("社会团体", "society"), "individual-business": ("个体经济组织", "individual business"),
    "technical-director": ("技术总监", "technical director"), "department-manager": ("技术部门经理", "department manager"),
    "unit-technical-head": ("单位技术负责人", "technical head of the unit"),
    "quality-head": ("单位质量负责人", "quality head of the unit"), "unit-head": ("单位负责人", "head of the unit"),
    "department-head": ("部门负责人", "head of a department"), "core-technician": ("核心技术骨干", "core technician"),
    "product-lead": ("产品负责人", "product lead"), "technician": ("技术骨干", "technician"),
    "mid-level-technician": ("中层部门技术骨干", "key technician of a mid-level department"),
    "manufacturing": ("制造业", "manufacturing"), "transmission": ("信息传输业", "information transmission"),
    "software": ("软件和信息技术服务业", "software and IT services"),
    "head": ("负责人", "head"), "deputy": ("副职", "deputy"),
    "production-management": ("生产技术管理", "production management"), "research-design": ("研究设计", "research and design"),
    # continuing education, certificates
    "professional": ("专业科目", "professional subjects"), "industry-public": ("行业公需科目", "industry public subjects"),
    "general-public": ("一般公需科目", "general public subjects"),
    "skill-level": ("职业技能等级证书", "skill level certificate"),
    "digital-engineer": ("数字技术工程师证书", "digital technology engineer"),
    "engineering-technician": ("工程技术人员证书", "engineering technician certificate"),
    "registered-metrologist": ("注册计量师", "registered metrologist"),
    "quality-engineer": ("质量工程师", "quality engineer"), "assessor": ("评审员", "assessor"),
    "it-qualification": ("计算机技术与软件专业资格", "computer technology and software qualification"),
    "ccie": ("思科认证互联网专家（CCIE）", "CCIE"), "cdmp-master": ("数据管理专业人士认证大师级（CDMP-M）", "CDMP Master"),
    "cdmp-fellow": ("数据管理专业人士认证院士级", "CDMP Fellow"),
    "cissp": ("认证信息系统安全专业人员（CISSP）", "CISSP"), "hcie": ("华为认证ICT专家（HCIE）", "HCIE"),
    "ocm": ("Oracle认证大师（OCM）", "OCM"), "rhca": ("红帽认证架构师（RHCA）", "RHCA"),
    "ccnp": ("思科认证网络专业人员（CCNP）", "CCNP"),
    "cdmp-practitioner": ("数据管理专业人士认证专家级（CDMP-P）", "CDMP Practitioner"),
    "cisa": ("注册信息系统审计师（CISA）", "CISA"), "cism": ("注册信息安全经理（CISM）", "CISM"),
    "cisp": ("注册信息安全专业人员（CISP）", "CISP"), "hcip": ("华为认证ICT专业人员（HCIP）", "HCIP"),
    "ocp": ("Oracle认证专业人员（OCP）", "OCP"), "rhce": ("红帽认证工程师（RHCE）", "RHCE"),
    "vendor": ("企业技术认证", "vendor certification"), "supervising-engineer": ("监理工程师", "supervising engineer"),
    # talent
    "world-skills-gold": ("世界技能大赛金牌", "WorldSkills gold medal"),
    "world-skills-silver": ("世界技能大赛银牌", "WorldSkills silver medal"),
    "world-skills-bronze": ("世界技能大赛铜牌", "WorldSkills bronze medal"),
    "china-skills-award": ("中华技能大奖", "China Skills Award"),
    "national-technical-expert": ("全国技术能手", "National Technical Expert"),
    "national-master-studio-head": ("国家级技能大师工作室领办人", "head of a national skills master studio"),
    "qianjiang-skills-award": ("钱江技能大奖", "Qianjiang Skills Award"),
    "zhejiang-outstanding-craftsman": ("浙江杰出工匠", "Zhejiang Outstanding Craftsman"),
    "hundred-thousand-outstanding-skills": ("省“百千万”工程杰出技能人才", "provincial Outstanding Skills Talent"),
    "zhejiang-excellent-engineer": ("浙江省卓越工程师", "Zhejiang Excellent Engineer"),
    "wenzhou-ouyue-industry-leader": ("温州市瓯越英才计划产业领军人才", "Wenzhou Ouyue industry leader"),
    "wenzhou-excellent-young-engineer": ("温州市卓越工程师青年人才", "Wenzhou excellent young engineer"),
    "state-council-allowance-skilled": ("享受国务院政府特殊津贴的高技能人才", "skilled talent with State Council allowance"),
    "zhejiang-craftsman-outstanding-contribution": ("新时代突出贡献浙派工匠", "Zhejiang craftsman of outstanding contribution"),
    "zhejiang-great-craftsman": ("浙江大工匠", "Zhejiang Great Craftsman"),
    "zhejiang-chief-technician": ("浙江省首席技师", "Zhejiang Chief Technician"),
    "special-grade-technician": ("特级技师", "special-grade technician"),
    "manufacturing-talent-entrepreneur": ("国家制造业人才支持计划创新企业家", "national manufacturing talent, innovative entrepreneur"),
    "advanced-manufacturing-technology-talent": ("国家制造业人才支持计划先进制造技术人才",
                                                 "national manufacturing talent, advanced technology"),
    "zhejiang-151": ("省151人才工程", "Zhejiang 151 talent programme"),
    "municipal-talent-programme": ("市人才工程", "municipal talent programme"),
    # projects and products
    "research": ("科研", "research"), "production": ("生产", "production"), "promotion": ("推广", "promotion"),
    "service": ("服务", "service"), "construction": ("建设", "construction"),
    "national-key-rd": ("国家重点研发计划项目", "national key R&D project"),
    "nsfc-major": ("国家自然科学基金重大项目", "NSFC major project"),
    "nsfc-key": ("国家自然科学基金重点项目", "NSFC key project"),
    "nsfc-general": ("国家自然科学基金项目（面上、青年等）", "NSFC general project"),
    "central-finance-major": ("中央财政资助的重大工程、产业化项目", "major project funded by central finance"),
    "national-key-rd-subtopic": ("国家重点研发计划子课题", "national key R&D sub-topic"),
    "provincial-major-special": ("省重大科技专项", "provincial major special project"),
    "provincial-key-rd": ("省重点研发计划项目", "provincial key R&D project"),
    "provincial-nsf-major": ("省自然科学基金重大项目", "provincial NSF major project"),
    "provincial-nsf-key": ("省自然科学基金重点项目", "provincial NSF key project"),
    "provincial-nsf-general": ("省自然科学基金项目（探索、青年等）", "provincial NSF general project"),
    "ministry-project": ("国务院有关部门项目", "project of a State Council ministry"),
    "provincial-platform": ("省级重点平台项目", "provincial key platform project"),
    "national-major-special": ("国家科技重大专项（含课题）", "national science and technology major project"),
    "sti-2030": ("科技创新2030重大项目（含课题）", "STI 2030 major project"),
    "nsfc-major-plan": ("国家自然科学基金重大研究计划项目", "NSFC major research plan"),
    "nsfc-distinguished-young": ("国家杰出青年科学基金项目", "NSFC distinguished young scholars"),
    "nsfc-excellent-young": ("优秀青年科学基金项目", "NSFC excellent young scientists"),
    "nsfc-instrument": ("国家重大科研仪器研制项目", "NSFC major instrument development"),
    "nsfc-joint": ("国家自然科学基金联合基金集成、重点支持项目", "NSFC joint fund, integrated or key support"),
    "nsfc-international": ("国家自然科学基金国际（地区）合作研究与交流项目", "NSFC international cooperation"),
    "nsfc-cultivation": ("国家自然科学基金重大研究计划培育项目", "NSFC major research plan, fostering project"),
    "provincial-nsf-distinguished-young": ("省自然科学基金杰出青年项目", "provincial NSF distinguished young scholars"),
    "provincial-plan": ("省科技计划项目（不含重大、重点）", "provincial science and technology plan project"),
    "municipal-key": ("市级重点科技（研发）计划项目", "municipal key project"),
    "national-major": ("国家级重大", "national major"), "national-key": ("国家级重点", "national key"),
    "provincial-key": ("省（部）级重点", "provincial key"), "provincial-major": ("省（部）级重大", "provincial major"),
    "major": ("重大", "major"), "considerable": ("较大", "considerable"), "key": ("重点", "key"), "general": ("一般", "general"),
    "planning-design": ("规划设计", "planning and design"), "sensing-control": ("感知控制", "sensing and control"),
    "platform-integration": ("平台系统集成与应用", "platform integration and application"),
    "edge-computing": ("边缘计算", "edge computing"), "consulting": ("咨询服务", "consulting"),
    "rd-implementation": ("研发实施", "research and implementation"),
    "operation-maintenance": ("运行维护", "operation and maintenance"), "core-components": ("核心零部件", "core components"),
    "algorithms": ("算法", "algorithms"), "whole-machine": ("整机设计与制造", "whole machines"),
    "system-integration": ("系统集成", "system integration"), "technology": ("技术", "technology"),
    "owner": ("建设方", "owner"), "builder": ("承建方", "builder"),
    # awards, patents, standards
    "science": ("科学技术奖", "science and technology"), "patent": ("专利奖", "patent award"),
    "provincial-patent": ("省专利奖", "provincial patent award"), "standard": ("标准奖", "standards award"),
    "quality": ("质量奖", "quality award"), "competition": ("大赛", "competition"), "skills": ("技能竞赛", "skills contest"),
    "industry": ("行业", "industry"), "social": ("社会力量设奖", "award of a social body"), "product": ("产品", "product"),
    "government": ("政府", "government"),
    "pct": ("PCT专利", "PCT"), "foreign-invention": ("国外发明专利", "foreign invention"), "invention": ("发明专利", "invention"),
    "utility": ("实用新型", "utility model"), "design": ("外观设计", "design"),
    "group": ("团体标准", "group standard"), "local": ("地方标准", "local standard"),
    "country": ("国家标准", "country standard"), "worldwide": ("国际", "worldwide"), "domestic": ("国内", "domestic"),
    "in-province": ("省内", "within the province"), "ministry": ("国家部委", "ministry"),
    # papers, books, reports, talks
    "ccf-a": ("CCF A类", "CCF A"), "ccf-b": ("CCF B类", "CCF B"), "ccf-c": ("CCF C类", "CCF C"), "sci": ("SCI", "SCI"),
    "ei": ("EI", "EI"), "istp": ("ISTP", "ISTP"), "cssci": ("CSSCI", "CSSCI"), "first-tier": ("一级期刊", "first-tier journal"),
    "core": ("中文核心期刊", "Chinese core journal"), "cscd": ("CSCD", "CSCD"),
    "sci-tech-core": ("中国科技核心期刊", "science and technology core journal"),
    "excellence-plan": ("中国科技期刊卓越行动计划", "journal excellence action plan"),
    "society-recommended": ("国家级学会推荐", "recommended by a national society"),
    "journal": ("期刊", "journal"), "national-conference": ("全国性会议", "national conference"),
    "conference": ("其他会议", "other conference"), "report": ("内部报告", "internal report"),
    "corresponding": ("通讯作者", "corresponding author"),
    "monograph": ("专著", "monograph"), "edited": ("编著", "edited book"), "textbook": ("教材", "textbook"),
    "translation": ("译著", "translation"),
    "plan": ("规划", "plan"), "policy": ("政策", "policy"), "technical": ("技术报告", "technical report"),
    "proposal": ("建议提案", "proposal"), "white-paper": ("白皮书", "white paper"), "industry-study": ("行业研究报告", "industry study"),
    "section": ("处（科）室", "section"),
    "important-international": ("重要国际会议", "important international conference"),
    "plenary": ("大会报告", "plenary"), "keynote": ("专题（主旨）报告", "keynote"), "session": ("分会报告", "session"),
    "public": ("社会", "public"),
    # platforms, societies, teaching, equipment, maturity
    "laboratory": ("实验室", "laboratory"), "centre": ("中心", "centre"), "institute": ("研究院（所）", "institute"),
    "project": ("项目", "project"),
    "standing-director": ("常务理事", "standing director"), "secretary": ("秘书长（副秘书长）", "secretary general or deputy"),
    "director": ("理事", "director"), "member": ("会员", "member"),
    "985": ("985高校", "985 university"), "211": ("211高校", "211 university"),
    "double-first-class": ("双一流高校", "double first-class university"), "vocational": ("职业院校", "vocational college"),
    "famous": ("著名高校", "famous university"),
    "professor": ("兼职教授", "adjunct professor"), "tutor": ("兼职导师（讲师）", "adjunct tutor or lecturer"),
    "visiting-scholar": ("访问学者", "visiting scholar"),
    "university": ("校聘", "university"), "faculty": ("院聘", "faculty"),
    "set": ("首台（套）", "first set"), "batch": ("首批次", "first batch"), "version": ("首版次", "first version"),
    "dcmm": ("DCMM", "DCMM"), "integration": ("两化融合", "integration of informatisation and industrialisation"),
    "cmmm": ("CMMM", "CMMM"), "sme-digital": ("中小企业数字化水平", "digital level of an SME"),
    "platform-performance": ("工业互联网平台企业应用水平与绩效", "platform performance"),
    # coined by single documents
    "ladder": ("按名次给分", "points by rank"), "expert": ("由专家量分", "points by experts"),
    "above": ("规模以上", "above designated size"), "below": ("规模以下", "below designated size"),
    "non-invention": ("非发明专利", "patent other than for an invention"),
    "high": ("高质量", "high quality"), "ordinary": ("普通", "ordinary"),
    "cisco": ("思科认证", "Cisco"), "data-management": ("数据管理认证", "data management"), "huawei": ("华为认证", "Huawei"),
    "oracle": ("甲骨文认证", "Oracle"), "red-hat": ("红帽认证", "Red Hat"),
    "contest": ("竞赛奖", "contest award"),
    "upper": ("上档", "upper step"), "lower": ("下档", "lower step"),
    "key-post": ("核心技术或部门领导岗位", "key technical or leading post"), "product-post": ("产品负责岗位", "product post"),
    # answers
    "true": ("是", "yes"), "false": ("否", "no"),
}
"""A word wherever nothing nearer is said of it."""

BY_FACT: Final[dict[tuple[str, str], Pair]] = {
    ("class", "first"): ("一级", "class one"), ("class", "second"): ("二级", "class two"),
    ("class", "third"): ("三级", "class three"), ("class", "fourth"): ("四级", "class four"),
    ("enterprise", "first"): ("一级企业", "class one enterprise"), ("enterprise", "second"): ("二级企业", "class two enterprise"),
    ("enterprise", "third"): ("三级企业", "class three enterprise"),
    ("enterprise", "fourth"): ("四级企业", "class four enterprise"),
    ("prize", "first"): ("一等奖", "first prize"), ("prize", "second"): ("二等奖", "second prize"),
    ("prize", "third"): ("三等奖", "third prize"), ("prize", "science"): ("科学技术奖", "science and technology award"),
    ("performance_class", "first"): ("一等业绩", "first class of results"),
    ("performance_class", "second"): ("二等业绩", "second class of results"),
    ("performance_class", "third"): ("三等业绩", "third class of results"),
    ("duty", "first"): ("第一层次", "first tier"), ("duty", "second"): ("第二层次", "second tier"),
    ("duty", "third"): ("第三层次", "third tier"),
    ("author", "first"): ("第一作者", "first author"), ("author", "other"): ("其他作者", "other author"),
    ("adopter_size", "department"): ("部门（厅局）", "department"),
    ("audience", "enterprise"): ("企业", "enterprise"),
    ("scope", "worldwide"): ("国际", "international"),
    ("school", "bachelor"): ("一般本科院校", "bachelor-level university"),
    ("school", "other"): ("其他院校", "other school"),
    ("school_class", "bachelor"): ("一般本科院校", "bachelor-level university"),
    ("school_class", "other"): ("其他高校、职业院校", "other universities and vocational colleges"),
}
"""A word as the value of a fact or term of this name."""

BY_PLACE: Final[dict[tuple[str, str, str], Pair]] = {
    ("award", "grade", "special"): ("特等奖", "grand prize"), ("award", "grade", "first"): ("一等奖", "first prize"),
    ("award", "grade", "second"): ("二等奖", "second prize"), ("award", "grade", "third"): ("三等奖", "third prize"),
    ("award", "grade", "fourth"): ("四等奖", "fourth prize"),
    ("award", "family", "engineering"): ("工程奖", "engineering award"),
    ("award", "family", "industry"): ("行业技术奖", "industry technology award"),
    ("award", "family", "product"): ("产品奖", "product award"),
    ("appointment", "series", "engineering"): ("工程系列", "engineering series"),
    ("appointment", "series", "other"): ("其他系列", "other series"),
    ("standard", "level", "enterprise"): ("企业标准", "enterprise standard"),
    ("standard", "level", "industry"): ("行业标准", "industry standard"),
    ("standard", "level", "country"): ("国家标准", "national standard"),
    ("standard", "level", "worldwide"): ("国际标准", "international standard"),
    ("report", "type", "research"): ("课题研究报告", "research report"),
    ("report", "type", "consulting"): ("咨询报告", "consulting report"),
    ("platform", "type", "platform"): ("平台", "platform"),
    ("society", "role", "head"): ("主要负责人", "principal officer"),
    ("talk", "venue", "international"): ("一般国际会议", "international conference"),
    ("talk", "venue", "domestic"): ("国内会议", "domestic conference"),
}
"""A word as the value of one fact of one kind of record."""

KINDS_ENGLISH: Final[dict[str, str]] = {
    "degree": "Education and degrees", "appointment": "Titles and appointments", "work": "Work experience",
    "post": "Posts held", "assessment": "Annual assessments", "continuing-education": "Continuing education hours",
    "social-insurance": "Social insurance", "honour": "Honours", "certificate": "Certificates",
    "talent": "Talent titles", "project": "Projects", "product": "Products and services",
    "new-technology": "New products and technologies", "award": "Awards", "patent": "Patents",
    "software-copyright": "Software copyrights", "standard": "Standards", "paper": "Papers", "book": "Books",
    "report": "Plans, policies and reports", "talk": "Conference talks", "lecture": "Lectures and training",
    "platform": "Platforms and laboratories", "society": "Society posts", "expert-body": "Expert bodies",
    "teaching": "Adjunct teaching", "first-equipment": "First-of-its-kind equipment",
    "benchmark": "Benchmark and pilot projects", "maturity": "Maturity assessments",
    "job-result": "Results at the post", "recommendation": "Expert recommendations",
}
"""The English name of each kind of record; the Chinese one stands with the kind itself."""

ONE_OF_KIND: Final[dict[str, str]] = {
    "degree": "degree", "appointment": "appointment", "work": "work", "post": "post", "assessment": "assessment",
    "continuing-education": "continuing education", "social-insurance": "social insurance", "honour": "honour",
    "certificate": "certificate", "talent": "talent title", "project": "project", "product": "product",
    "new-technology": "new product or technology", "award": "award", "patent": "patent",
    "software-copyright": "software copyright", "standard": "standard", "paper": "paper", "book": "book",
    "report": "plan or report", "talk": "conference talk", "lecture": "lecture", "platform": "platform",
    "society": "society post", "expert-body": "expert-body seat", "teaching": "adjunct teaching post",
    "first-equipment": "first-of-its-kind equipment", "benchmark": "benchmark project",
    "maturity": "maturity assessment", "job-result": "result at the post", "recommendation": "expert recommendation",
}
"""How one record of a kind is called in an English sentence."""

TERMS: Final[dict[str, Pair]] = {
    "class": ("类别（等级）", "class"), "level": ("级别", "level"), "role": ("角色", "role"), "size": ("规模", "size"),
    "importance": ("重要程度", "importance"), "school_class": ("院校类别", "class of school"),
    "field": ("专业相关性", "relation to the field"), "served": ("任职年限", "full years served"),
    "long_enough": ("任期达到要求", "served long enough"), "tier": ("层次", "tier"), "research": ("科研项目", "research project"),
    "named": ("文件列名", "named in the document"), "prize_level": ("奖项级别", "level of the prize"),
    "patent_kind": ("专利类别", "kind of patent"), "enterprise": ("企业等级", "class of enterprise"),
    "scheme": ("认证体系", "scheme"), "scale": ("企业规模", "size of the enterprise"), "accepted": ("经专家认可", "accepted by experts"),
    "duty": ("岗位层次", "tier of the post"), "standing": ("证书层次", "standing of the certificate"),
    "measure": ("计分方式", "how points are given"), "performance_class": ("业绩等次", "class of results"),
    "countable": ("可以计分", "countable"), "quality": ("论文质量", "quality of the paper"),
    "grade": ("等级", "grade"), "rank": ("排名", "rank"),
    "award_kind": ("奖项归类", "group of awards"),
    "prize": ("科技奖等次", "grade of the science prize"), "spread": ("网络传播", "network spread"),
    "in_time": ("任期在时限内", "held within the time limit"),
}
"""What policies derive from records under names of their own."""

UNITS: Final[dict[str, str]] = {
    "": "", "万元": "10,000 yuan", "人": "persons", "学时": "hours", "%": "%", "万字": "10,000 characters",
    "家": "media", "万": "10,000", "次": "times", "年": "years", "分": "points", "项": "items", "篇": "papers",
    "个": "items",
}
"""The English name of each printed unit."""


def word_label(word: object, kind: str | None = None, fact: str | None = None) -> Pair:
    """The Chinese and English name of a word as the value of ``fact`` (or a term) of ``kind``.

    A word without a name, such as one that a single document coined, stands for itself.
    """
    text = str(word).lower() if isinstance(word, bool) else str(word)
    if kind and fact and (kind, fact, text) in BY_PLACE:
        return BY_PLACE[kind, fact, text]
    if fact and (fact, text) in BY_FACT:
        return BY_FACT[fact, text]
    return WORDS.get(text) or (text, text.replace("-", " ") if _KEY.fullmatch(text) else text)


def has_label(word: str) -> bool:
    """Whether the word has a name of its own, wherever it stands."""
    return word in WORDS


def unit_label(unit: str) -> Pair:
    """A printed unit and its English name."""
    return unit, UNITS.get(unit, unit)


def term_label(term: str) -> Pair:
    """The Chinese and English name of something a policy derives: class, level, role …"""
    return TERMS.get(term) or (term, term.replace("_", " "))


def labels_of(words: Iterable[str], kind: str | None = None, fact: str | None = None) -> dict[str, Pair]:
    """The names of several words of one fact, by word, in the order given."""
    return {word: word_label(word, kind, fact) for word in words}
