"""Why an act on accounts, organisations or roles is refused."""

from __future__ import annotations

from typing import Final

from zhicheng.procedure.refusal import Refusal

ALREADY_HELD: Final = Refusal(
    "grant-already-held",
    ("此人已有这一角色", "this person holds the role already"),
    do=("如需改期限，请先结束原授权再授予", "to change its end, end the role and grant it anew"),
)
ROLE_NOT_HERE: Final = Refusal(
    "role-not-of-this-organisation",
    ("这一角色不属于此类组织", "the role does not belong to an organisation of this kind"),
    do=("请选择与组织类别相符的角色", "choose the role that goes with the kind of organisation"),
)
NOT_HELD: Final = Refusal(
    "role-not-held-by-you",
    ("您只能委托自己在此组织持有的角色", "you may pass on only a role that you hold here yourself"),
    do=("如确需授权，请联系平台管理员", "ask the operator where the role is needed"),
)
PASSED_ON_ALREADY: Final = Refusal(
    "delegation-not-passed-on",
    ("受委托的角色不得再转委托", "a role that was delegated to you is not delegated again"),
    do=("请由委托人或平台管理员授权", "ask whoever delegated it, or the operator"),
)
UNTIL_NEEDED: Final = Refusal(
    "delegation-needs-an-end",
    ("委托须写明截止日期", "a delegation needs a last day"),
    do=("请填写截止日期", "state until when it lasts"),
)
UNTIL_PAST: Final = Refusal(
    "end-not-in-future",
    ("截止日期不得早于今天", "the last day may not lie before today"),
    do=("请改为今天或以后的日期", "choose today or a later day"),
)
UNTIL_TOO_LATE: Final = Refusal(
    "delegation-outlasts-source",
    ("委托不得长于您自己的授权", "a delegation may not outlast your own role"),
    do=("请改为较早的日期", "choose an earlier day"),
)
TO_ONESELF: Final = Refusal(
    "grant-to-oneself",
    ("不能给自己授权", "nobody grants a role to themselves"),
    do=("请由他人办理", "let somebody else do it"),
)
GRANT_ENDED: Final = Refusal("grant-ended", ("此授权已结束", "this role has ended already"))
LAST_OPERATOR: Final = Refusal(
    "last-operator",
    (
        "这是最后一位平台管理员，不能结束或停用",
        "this is the last operator: the role can't end, the account can't close",
    ),
    do=("请先授权另一位平台管理员", "first make somebody else operator"),
)
PERSON_UNKNOWN: Final = Refusal(
    "account-unknown",
    ("没有这一用户名的有效账号", "there is no open account of this name"),
    do=("请核对用户名；尚无账号的可发邀请", "check the name; somebody without an account can be invited"),
)
ORGANISATION_CLOSED: Final = Refusal("organisation-closed", ("此组织已停用", "this organisation is closed"))
NAME_TAKEN: Final = Refusal(
    "organisation-name-taken",
    ("已有同名组织", "there is an organisation of this name already"),
    do=("请核对是否重复登记", "check whether it is registered twice"),
)
CODE_TAKEN: Final = Refusal(
    "credit-code-taken",
    ("已有组织使用这一统一社会信用代码", "another organisation has this credit code"),
    do=("请核对是否重复登记", "check whether it is registered twice"),
)
CODE_WRONG: Final = Refusal(
    "credit-code-wrong",
    ("统一社会信用代码应为 18 位且校验位相符", "a credit code has 18 characters, the last of which checks the others"),
    do=("请按营业执照或法人证书核对", "compare it with the licence or certificate"),
)
ABOVE_NO_DEPARTMENT: Final = Refusal(
    "above-no-department",
    ("上级须为主管部门", "only a department can stand above"),
    do=("请选择一个主管部门，或留空", "choose a department, or leave it empty"),
)
ABOVE_IN_CIRCLE: Final = Refusal(
    "above-in-circle",
    ("上级关系不得成环", "an organisation can't stand above itself, directly or through others"),
    do=("请重新选择上级", "choose another one"),
)
KIND_IN_USE: Final = Refusal(
    "kind-in-use",
    ("组织已有授权或下级，不能改变类别", "with roles granted or organisations below, the kind can't change"),
    do=("请先结束授权、调整下级", "first end the roles and move what is below"),
)
ALREADY_INVITED: Final = Refusal(
    "already-invited",
    ("已有一份同样的邀请在等待接受", "the same invitation is waiting to be taken up already"),
    do=("请先撤回原邀请", "withdraw that one first"),
)
LINK_INVALID: Final = Refusal(
    "link-invalid", ("链接无效", "this link is not valid"), do=("请向发送人核对链接", "ask whoever sent it to check it")
)
LINK_USED: Final = Refusal(
    "link-used",
    ("此链接已使用过，只能用一次", "this link was used: it works once"),
    do=("如非本人使用，请立即联系平台管理员", "if it wasn't you, tell the operator at once"),
)
LINK_EXPIRED: Final = Refusal(
    "link-expired",
    ("此链接已过期（7 天有效）", "this link has expired: it is good for 7 days"),
    do=("请请对方重新发送", "ask for a new one"),
)
LINK_WITHDRAWN: Final = Refusal(
    "link-withdrawn",
    ("此邀请已撤回，或其所依据的授权已结束", "the invitation was withdrawn, or the role it came from has ended"),
    do=("请联系发送人", "ask whoever sent it"),
)
USERNAME_TAKEN: Final = Refusal(
    "username-taken", ("此用户名已被使用", "this name is taken"), do=("请另选一个", "choose another one")
)
NUMBER_SET: Final = Refusal(
    "personal-number-set",
    ("公民身份号码已登记，本人不能再改", "the identity number is entered already and can't be changed by yourself"),
    do=("如有误，请联系平台管理员更正", "if it is wrong, ask the operator to correct it"),
)
NUMBER_TAKEN: Final = Refusal(
    "personal-number-taken",
    ("此号码已登记在另一账号下", "this number is entered under another account"),
    do=(
        "请用原账号登录；如非本人登记，请联系平台管理员",
        "sign in with that account; if it isn't yours, tell the operator",
    ),
)
NO_NUMBER: Final = Refusal("no-personal-number", ("没有登记公民身份号码", "no identity number is entered"))
REASON_NEEDED: Final = Refusal(
    "reason-needed",
    ("须写明理由（至少 4 个字）", "a reason is needed (at least 4 characters)"),
    do=("请写明用途或依据", "say what it is for, or on what ground"),
)
NO_SECOND_FACTOR: Final = Refusal("no-second-factor", ("此账号没有设置第二因素", "this account has no second factor"))
ACCOUNT_CLOSED: Final = Refusal("account-closed", ("此账号已停用", "this account is closed"))
ACCOUNT_OPEN: Final = Refusal("account-open", ("此账号未停用", "this account is open"))
NOT_YOURSELF: Final = Refusal(
    "not-yourself",
    ("不能对自己的账号办理此事", "this can't be done to one's own account"),
    do=("请由另一位平台管理员办理", "let another operator do it"),
)


def reason_faults(reason: str) -> tuple[Refusal, ...]:
    """The refusal of an act without a reason worth the name."""
    return () if len(reason.strip()) >= 4 else (REASON_NEEDED,)
