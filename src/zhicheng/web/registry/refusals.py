"""Why acts at the end of a review are refused beside what the tables say."""

from __future__ import annotations

from zhicheng.procedure.refusal import Refusal

NO_CONTACT = Refusal(
    "contact-missing", ("请填写受理异议的联系人和电话", "say who receives objections, with a telephone number")
)
ALREADY_POSTED = Refusal(
    "result-posted",
    ("评审结果已公示，不能重新拟定", "the result is posted and can't be prepared anew"),
    do=("确需更正的，请先撤下公示", "take the notice down first"),
)
OUTCOME_CHANGED = Refusal(
    "outcome-changed",
    ("表决结果与拟定的评审结果不一致", "the votes are no longer what the result was prepared from"),
    do=("请重新拟定评审结果", "prepare the result anew"),
)
NOBODY_DECIDED = Refusal(
    "nothing-decided", ("没有提交评审的申报", "no application was before the committee"),
)  # fmt: skip
DECIDED_HERE = Refusal(
    "meeting-here",
    ("本年度在平台上开会表决，不能手工录入结论", "the meeting is held on the platform: outcomes come from its votes"),
)
NOT_IMPORTED = Refusal(
    "not-imported", ("只有导入名册的申报可以录入评审结论", "outcomes are entered for imported applications only")
)
NO_SOURCE = Refusal(
    "source-missing",
    ("请注明所依据的会议记录（日期、文号）", "name the signed minutes the outcomes come from (day, number)"),
)
NOT_UPHELD = Refusal("not-upheld", ("此异议没有成立，无须落实", "the objection was not upheld"))
REMEDIED = Refusal("remedied-already", ("此异议已落实", "the objection was acted on already"))
NOT_ON_LIST = Refusal(
    "not-on-list", ("异议所涉人员不在通过名单内", "nobody of that name is on the list of those who passed")
)
REASON = Refusal("reason-missing", ("没有写明理由", "no reason is given"), do=("请填写", "give it"))
NO_ADDRESS = Refusal("no-address", ("核验页地址不可用", "no address for the verify page"))
BUSY = Refusal(
    "job-running", ("证书正在制作", "certificates are being made"), do=("请稍候刷新页面", "reload the page in a while")
)
NOTHING_DUE = Refusal("nothing-due", ("没有待颁发的证书", "no certificate is due"))
OWN_MATTER = Refusal(
    "own-application",
    ("事项涉及您本人的申报，须由其他人员办理", "the matter concerns your own application"),
    do=("请由其他人员办理", "somebody else has to handle it"),
)
DOCUMENT_LONG = Refusal(
    "document-too-long", ("文号超过40字，证书上排不下", "the document's number has more than 40 characters")
)
TEXT_SHORT = Refusal("text-missing", ("请写明情况（至少10个字）", "write it down (10 characters or more)"))


def outcome_missing(count: int) -> Refusal:
    """So many applications were before the committee and have no outcome."""
    return Refusal(
        "outcome-missing",
        (f"还有 {count} 份申报没有评审结论", f"applications without an outcome: {count}"),
        do=("请先完成表决登记，或录入结论", "record the votes, or enter the outcomes first"),
    )


NO_VOTE = Refusal(
    "no-vote-to-set-aside",
    ("没有可以撤销的表决结果", "there is no recorded vote to set aside"),
    do=(
        "会外录入的结论，请重开评审结果后重新录入",
        "an outcome entered by hand is entered anew once the result is open",
    ),
)
CERTIFIED = Refusal(
    "certificate-issued",
    ("已据此颁发证书", "a certificate rests on it"),
    do=("须先依法撤销证书", "the certificate has to be revoked first"),
)
ASKED = Refusal("asked-already", ("复查申请正在办理", "a request is being dealt with already"))
NOT_INDEPENDENT = Refusal(
    "examiner-not-independent",
    ("复查人员参与过原结果的作出", "who examines had a part in the result"),
    do=("请另派人员", "let somebody else examine"),
)
NOT_ISSUED = Refusal("not-issued", ("证书尚未颁发", "the certificate is not issued yet"))
