"""The words of conflict facts, with their names in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]

CONFLICT, NONE, OPEN = "conflict", "none", "open"
OUTCOMES: Final[Mapping[str, Pair]] = {
    CONFLICT: ("须回避", "conflict"),
    NONE: ("不构成回避", "no conflict"),
    OPEN: ("待办公室认定", "open: for the office to decide"),
}
"""What a tie comes to, and how a pair stands: the gravest of its ties, conflict before open before none."""

OWN, KIN, EMPLOYER, AUTHOR, SUPERVISOR = "own-application", "kin", "same-employer", "co-author", "supervisor"
PROJECT, RECOMMENDER, DECLARED, OTHER = "common-project", "recommending-expert", "declared", "other"
KINDS: Final[Mapping[str, Pair]] = {
    OWN: ("本人申报", "own application"),
    KIN: ("亲属关系", "kin"),
    EMPLOYER: ("同一单位", "same employer"),
    AUTHOR: ("合作成果署名", "co-author"),
    SUPERVISOR: ("导师学生关系", "supervisor and student"),
    PROJECT: ("共同承担项目", "common project"),
    RECOMMENDER: ("推荐专家", "recommending expert"),
    DECLARED: ("申请回避", "asks to withdraw, or that another does"),
    OTHER: ("其他关系", "another tie"),
}
"""Kinds of ties."""

SPOUSE, DIRECT, COLLATERAL, IN_LAW = "spouse", "direct", "collateral", "in-law"
RELATIONS: Final[Mapping[str, Pair]] = {
    SPOUSE: ("配偶", "spouse"),
    DIRECT: ("直系血亲", "direct line"),
    COLLATERAL: ("旁系血亲", "collateral"),
    IN_LAW: ("姻亲", "by marriage"),
}
"""How kin are related. Spouse and direct line are what 直系亲属 is taken to mean."""
NEAR: Final = (SPOUSE, DIRECT)

BY_EXPERT, BY_APPLICANT, BY_OFFICE, BY_RECORD = "expert", "applicant", "office", "record"
STATED_BY: Final[Mapping[str, Pair]] = {
    BY_EXPERT: ("专家本人", "the expert"),
    BY_APPLICANT: ("申报人", "the applicant"),
    BY_OFFICE: ("评委会办公室", "the committee office"),
    BY_RECORD: ("名单或材料", "lists or papers"),
}
"""Who stated a tie."""

NOT_SO, NO_CONFLICT = "not-so", "no-conflict"
DECISIONS: Final[Mapping[str, Pair]] = {
    CONFLICT: ("认定须回避", "it is a conflict"),
    NOT_SO: ("事实不成立", "the fact is not so"),
    NO_CONFLICT: ("属实，不构成回避", "it is so, and is no conflict"),
}
"""What the office can decide on a tie."""

BAR, RECUSAL = "bar", "recusal"
SCOPES: Final[Mapping[str, Pair]] = {
    BAR: ("不参加抽取", "barred from the draw"),
    RECUSAL: ("对该申报人回避", "recused for this applicant"),
}
"""How far a conflict reaches."""

TEXT, OWN_CASE, CLAUSE, DEFAULT = "text", "own-case", "clause", "default"
ROUND, DECISION, CLAIM = "round", "decision", "claim"
BASES: Final[Mapping[str, Pair]] = {
    TEXT: ("条文列明", "named by the clause"),
    OWN_CASE: ("任何人不得评议自己", "nobody judges their own case"),
    CLAUSE: ("由人认定", "for people to decide"),
    DEFAULT: ("本系统从严处理，办公室可另行设定", "a careful default of this system that the office can change"),
    ROUND: ("本轮设定", "set for this round"),
    DECISION: ("办公室认定", "decided by the office"),
    CLAIM: ("仅由申报人提出，须核实", "stated by the applicant alone: to be looked into"),
}
"""What an outcome rests on."""

PACK, NATIONAL = "pack", "national"
NATIONAL_RULE: Final = "人社部令第40号"
