"""Why an act on a draw is refused on the platform, beside what procedure/draw itself refuses."""

from __future__ import annotations

from typing import Final

from zhicheng.procedure.refusal import Refusal

AT_WORK: Final = Refusal(
    "work-under-way",
    ("系统正在计算，请稍候", "something is being reckoned just now"),
    do=("请等其完成后刷新页面", "wait until it is done, then reload the page"),
)
NOT_NOW: Final = Refusal(
    "not-at-this-stage",
    ("抽取不在这一步", "the draw is not at this step"),
    do=("请刷新页面，按当前步骤办理", "reload the page and do what it asks for now"),
)
DRAW_THERE: Final = Refusal(
    "draw-there",
    ("本评委会已有一次抽取", "this committee has a draw already"),
    do=("请在原抽取中递补或作废重抽", "draw replacements in it, or void it and draw anew"),
)
NOT_TO_DRAW: Final = Refusal(
    "nothing-to-draw",
    ("评委会已组成或已解散，无须抽取", "the committee is formed or dissolved: nothing is to be drawn"),
    do=("有委员退出的，请先登记", "where a member leaves, record that first"),
)
PLAN_MISSING: Final = Refusal(
    "plan-missing", ("尚未确定席位", "no seats are set yet"), do=("请先保存抽取方案", "save the plan of the draw first")
)
TOO_FEW_SOURCES: Final = Refusal(
    "too-few-sources",
    ("须有至少两家监督方承诺，或现场摇号", "two supervisors at least must commit, or balls be drawn in the room"),
    do=("请等监督方交来承诺，或在方案中约定摇号", "wait for the commitments, or agree on balls in the plan"),
)
A_SECRET: Final = Refusal(
    "secret-handed-in",
    (
        "这是应当自行保管的密件，系统没有保存，但它已经离开您的电脑",
        "this is the secret that you keep to yourself; it was not kept here, but it has left your machine",
    ),
    do=("请重新作一份承诺，只上传文件名含 commitment 的文件", "commit anew and upload only the commitment file"),
)
ONE_EACH: Final = Refusal(
    "name-taken",
    ("已有同名监督方的承诺，由他人交来", "somebody else has handed in a commitment under this name"),
    do=("请以本单位名称另作承诺", "commit under the name of your own body"),
)
ANCHOR_KNOWN: Final = Refusal(
    "anchor-known",
    ("此承诺值此前已用过", "this commitment was used before"),
    do=("请为本次抽取另作承诺", "make a new one for this draw"),
)
NOTHING_OPEN: Final = Refusal(
    "no-seat-open",
    ("没有空缺席位，无须递补", "no seat is open: nothing is to be drawn"),
    do=("委员谢绝或退出后再办", "come back when a member has declined or left"),
)
REVEALED: Final = Refusal(
    "revealed-already",
    ("本轮的值已经揭示，在案", "the value for this round has been revealed; it is on record"),
    do=("无需再次上传", "there is nothing more to upload"),
)
ENTERED: Final = Refusal(
    "entered-already",
    ("您已录入，须由另一人再录一次", "you have entered them; another person enters them again"),
    do=("请由另一人用自己的账号录入", "let another person do so from their own account"),
)
BALLS_DIFFER: Final = Refusal(
    "balls-differ",
    ("两人录入的数字不一致，均未采用", "the two entries differ; neither was taken"),
    do=("请核对现场记录，两人重新录入", "look at the record of the room; both enter them again"),
)
NOT_DIGITS: Final = Refusal("not-digits", ("摇号结果只能是数字", "the balls are digits and nothing else"))


def other_draw(named: str, serial: int, wanted: str, number: int) -> Refusal:
    """A commitment made for another draw."""
    return Refusal(
        "other-draw",
        (
            f"这份承诺属于“{named}”第 {serial} 次抽取，本次是“{wanted}”第 {number} 次",
            f"this commitment is for '{named}' no. {serial}; this draw is '{wanted}' no. {number}",
        ),
        do=("请为本次抽取另作承诺", "commit anew, for this draw"),
    )


def other_statement(number: int) -> Refusal:
    """A reveal made for something else than this round states."""
    return Refusal(
        "other-statement",
        (
            f"揭示文件不是针对第 {number} 轮公布的内容作出的",
            f"this reveal was not made for what round {number} states",
        ),
        do=(
            "请重新下载抽取文件，核对哈希后再揭示",
            "download the draw again, compare the hash, and reveal for that",
        ),
    )


def wrong_file(wanted: str) -> Refusal:
    """A file of another kind."""
    return Refusal(
        "wrong-file",
        (f"应为 {wanted} 文件", f"a file of the kind {wanted} is wanted"),
        do=("请核对上传的文件", "look at which file you uploaded"),
    )
