"""What this part refuses, beside the reasons of procedure's own tables."""

from __future__ import annotations

from zhicheng.procedure.refusal import Refusal

REASON = Refusal("reason-missing", ("没有写明理由", "no reason is given"), do=("请填写理由", "give the reason"))
NAME_MISSING = Refusal("pool-name-missing", ("没有填写专家库名称", "the pool has no name"))
NAME_TAKEN = Refusal(
    "pool-name-taken", ("已有同名专家库", "there is a pool of this name"), do=("请换一个名称", "give it another name")
)
TRACK_UNKNOWN = Refusal(
    "track-unknown",
    ("没有选定评审专业和级别，或所选不存在", "no track is chosen, or there is none such"),
    do=("请从列表中选择", "choose from the list"),
)
NOT_IN_POOL = Refusal(
    "not-in-pool",
    ("此专家已不在库内", "the expert is no longer in the pool"),
    do=("请刷新页面", "reload the page"),
)
USE_THE_TABLE = Refusal(
    "pool-in-force",
    ("专家库已建立，须逐人核对条件增补", "the pool is in force: experts are added one by one, each checked"),
)
OWN_ENTRY = Refusal(
    "own-entry",
    ("此条目是您本人，须由其他人员办理", "this entry is you"),
    do=("请由其他人员办理", "somebody else has to handle it"),
)
ACCOUNT_LINKED = Refusal("account-linked", ("此专家已开通账号", "the expert has an account already"))
ALREADY_IN_POOL = Refusal(
    "already-in-pool",
    ("此账号已是本库另一名专家", "the account belongs to another expert of this pool already"),
    do=("请办公室核对专家库", "the office looks at the pool"),
)
RIGHT_WITHDRAWN = Refusal(
    "right-withdrawn",
    ("此人已被取消评审专家资格，不能再录入", "this person's right to review was withdrawn"),
    do=("请核对姓名和单位", "check name and employer"),
)
EXPERT_TWICE = Refusal(
    "expert-twice",
    ("库内已有同名同单位的专家", "the pool has an expert of this name and employer"),
    do=("请核对是否为同一人", "check whether it is the same person"),
)
NO_EXPERTS = Refusal(
    "no-experts",
    ("没有可以询问的专家", "there is nobody to ask"),
    do=("请先建立本专业专家库", "establish the pool of this track first"),
)
POOL_NOT_IN_FORCE = Refusal(
    "pool-not-in-force",
    ("本专业没有已建立的专家库，或正在调整", "no pool of this track is in force, or it is being adjusted"),
    do=("请先完成建库或调整", "establish it, or finish its adjustment, first"),
)
UNTIL_PAST = Refusal("answer-day-past", ("答复截止日已过", "the day to answer by is past"))
NOT_ASKED = Refusal(
    "not-asked",
    ("办公室还没有询问此专家", "the office has not asked this expert yet"),
    do=("请先发出询问", "ask first"),
)
DRAW_BEGUN = Refusal(
    "draw-begun",
    ("专家名单已冻结抽取，不能再改", "the list is frozen for the draw and can't change any more"),
    do=("如已抽中而不能参加，请谢绝席位", "whoever was drawn and can't serve declines the seat"),
)
REVIEW_NOT_BEGUN = Refusal(
    "review-not-begun",
    ("申报尚未截止，申报人名单未定", "the round is not closed: the list of applicants isn't fixed yet"),
    do=("请待办公室开始评审阶段", "wait until the office begins the review"),
)
NOT_AVAILABLE = Refusal(
    "not-available",
    ("请先答复能够参加本次评审", "say first that you are available"),
    do=("答复后再申报回避事项", "then declare your ties"),
)
KIND_UNKNOWN = Refusal("tie-kind-unknown", ("没有选择关系类别", "no kind of tie is chosen"))
RELATION_MISSING = Refusal(
    "relation-missing",
    ("亲属关系须写明是何种亲属", "of kin, say how they are related"),
    do=("请选择配偶、直系、旁系或姻亲", "choose spouse, direct line, collateral or by marriage"),
)
RELATION_WITHOUT_KIN = Refusal("relation-without-kin", ("只有亲属关系才选亲属类型", "only kin have a relation"))
ENDS_BEFORE = Refusal("tie-ends-before-it-starts", ("结束日期早于开始日期", "it ends before it starts"))
NOT_WITH_EVERYBODY = Refusal(
    "tie-not-with-everybody",
    ("此类关系须指明申报人", "a tie of this kind is with somebody: name the applicant"),
    do=("请选择申报人", "choose the applicant"),
)
NO_SUCH_APPLICANT = Refusal("no-such-applicant", ("本次评审没有这一申报人", "the review has no such applicant"))
TIE_THERE = Refusal("tie-recorded-already", ("这一关系已经登记", "this tie is recorded already"))
OUTCOME_UNKNOWN = Refusal("outcome-missing", ("没有选择认定结论", "no decision is chosen"))
SOURCE_MISSING = Refusal("source-missing", ("没有写明依据或来源", "no source is given"))
RULE_INVALID = Refusal(
    "tie-rule-invalid",
    (
        "规定填写不完整：只有“须回避”的规定才设年限",
        "the rule is not complete: only one that makes a conflict has years",
    ),
)
NO_KNOWN_ACCOUNT = Refusal(
    "no-known-account",
    ("本办公室的其他专家库中没有同一人的账号", "no other pool of the office has an account of this person"),
    do=("请发出邀请", "send an invitation"),
)
NOTE_MISSING = Refusal(
    "reason-missing",
    ("代为登记须写明由谁、何时、以何种方式答复", "say who answered, when and how"),
    do=("如：本人10月12日电话答复", "such as: by telephone on 12 October"),
)
NOT_YOUR_DECLARATION = Refusal(
    "not-yours",
    ("回避事项由专家本人申报", "ties are declared by the expert"),
    do=("办公室可登记专家的书面申报", "the office can record what the expert declared on paper"),
)
STATED_BY_UNKNOWN = Refusal("stated-by-unknown", ("没有选择由谁提供", "it is not said who stated it"))
NOTHING_CHOSEN = Refusal("nothing-chosen", ("没有选定任何关系", "no tie is chosen"), do=("请勾选", "tick some"))
