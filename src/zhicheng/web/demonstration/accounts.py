"""Who can sign in to the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from zhicheng.web.accounts.models import Grant, Organisation, User

PASSWORD: Final = "zhicheng-demo"
Pair = tuple[str, str]


class Account(NamedTuple):
    """An account of the demonstration: its name to sign in, its password, who it is."""

    username: str
    password: str
    who: Pair


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person: user name, name, role, the key of the organisation they act for."""

    username: str
    name: str
    who: Pair
    role: str = ""
    organisation: str = ""


PEOPLE: Final = (
    Person("shen", "申小雨", ("申报人，材料齐全、尚未申报", "applicant, papers complete, not applying yet")),
    Person("zhou", "周明远", ("申报人，物联网，单位公示中", "applicant, IoT, notice running")),
    Person("wu", "吴可欣", ("申报人，物联网，被单位退回", "applicant, IoT, returned by the employer")),
    Person("zheng", "郑海涛", ("申报人，物联网，待区级审核", "applicant, IoT, with the county department")),
    Person("wang", "王䶮", ("申报人，物联网，待报送市级", "applicant, IoT, endorsed by the county")),
    Person("feng", "冯雪", ("申报人，物联网，已送达评委会", "applicant, IoT, arrived at the committee")),
    Person(
        "chen", "陈思齐", ("申报人，质量技术基础，待单位核对", "applicant, quality infrastructure, with the employer")
    ),
    Person("lin", "林晓东", ("申报人，物联网第一批，已取得证书", "applicant, IoT first batch, has the certificate")),
    Person(
        "gao",
        "高文博",
        (
            "申报人，物联网第一批，未通过、已申请复查",
            "applicant, IoT first batch, did not pass, asks for a re-examination",
        ),
    ),
    Person("luo", "罗思远", ("申报人，物联网第一批，证书已撤销", "applicant, IoT first batch, certificate revoked")),
    Person(
        "tang",
        "唐一鸣",
        ("申报人，物联网第一批，因异议移出名单", "applicant, IoT first batch, taken off the list after an objection"),
    ),
    Person("xie", "谢若兰", ("申报人，物联网第二批，今日表决", "applicant, IoT second batch, voted on today")),
    Person("employer", "钱管事", ("用人单位：滨江物联示例公司", "employer: a company"), "employer", "company"),
    Person(
        "institute", "孙管事", ("事业单位：示例质量研究院", "public institution: an institute"), "employer", "institute"
    ),
    Person("agency", "李管事", ("人事代理：示例人才服务中心", "personnel agency"), "personnel-agency", "agency"),
    Person("county", "区经办", ("区级主管部门", "county department"), "department", "county"),
    Person("city", "市经办", ("市级主管部门", "city department"), "department", "city"),
    Person("office", "高评委办公室", ("物联网高评委办公室", "committee office, IoT"), "committee-office", "iot-office"),
    Person(
        "qti-office",
        "质量高评委办公室",
        ("质量技术基础高评委办公室", "committee office, quality"),
        "committee-office",
        "qti-office",
    ),
    Person(
        "wz-office",
        "温州评委会办公室",
        ("温州工程师评委会办公室", "committee office, Wenzhou"),
        "committee-office",
        "wz-office",
    ),
    Person(
        "robot-office",
        "机器人高评委办公室",
        ("机器人高评委办公室，待抽取评委", "committee office, robotics, members to be drawn"),
        "committee-office",
        "robot-office",
    ),
    Person(
        "intermediate",
        "中评委经办",
        ("质量中评委，有申报待推荐", "intermediate committee, quality: to recommend"),
        "intermediate-committee",
        "intermediate",
    ),
    Person("supervisor", "监管员", ("监管部门", "supervisor"), "supervisor"),
    Person(
        "supervisor2",
        "人社监管员",
        ("监管部门（人社厅），抽取待揭示", "supervisor (human resources), a draw to reveal for"),
        "supervisor",
        "hr",
    ),
    Person("policy", "政策员", ("政策管理员", "policy officer"), "policy-officer"),
    Person("operator", "运维员", ("运维", "operator"), "operator"),
)
"""Everybody in the demonstration who has an account from the beginning."""

MORE_APPLICANTS: Final = (
    ("pan", "潘志强"), ("dong", "董欣怡"), ("yuan", "袁立群"), ("deng", "邓海燕"), ("xu", "许文静"), ("fu", "傅建国"),
    ("shao", "邵雨桐"), ("meng", "孟凡星"),
)  # fmt: skip
"""Applicants of the rounds that have gone further; their accounts are as everybody's."""

AT_THE_MEETING: Final = (
    Account("chair", PASSWORD, ("评委会主任委员，物联网第二批，今日主持会议", "chair, IoT second batch, presides over today's meeting")),
    Account("leader", PASSWORD, ("评议组组长，有评分表待合议", "group leader, sheets to compare and agree on")),
    Account("expert", PASSWORD, ("评审专家，有材料待评阅", "expert, a dossier to read")),
    Account("teller", PASSWORD, ("计票人，有一项表决待计票", "teller, a vote to count")),
)  # fmt: skip
"""Experts whose accounts are opened once they have been drawn."""


def make_people(organisations: dict[str, Organisation]) -> dict[str, User]:
    """The accounts with their roles, by user name."""
    now = timezone.now().replace(year=2026, month=1, day=5)
    hashed = make_password(PASSWORD)
    found = {}
    for person in PEOPLE:
        user = User.objects.create(username=person.username, name=person.name, password=hashed)
        if person.role:
            place = organisations.get(person.organisation)
            Grant.objects.create(user=user, role=person.role, organisation=place, granted_at=now, valid_from=now)
        found[person.username] = user
    for username, name in MORE_APPLICANTS:
        found[username] = User.objects.create(username=username, name=name, password=hashed)
    return found


def open_account(username: str, name: str, like: User) -> User:
    """An account for somebody who comes later, with the password of ``like``."""
    return User.objects.create(username=username, name=name, password=like.password)


def rename(user: User, username: str) -> None:
    """Another name to sign in with, once it is known what somebody does."""
    user.username = username
    user.save(update_fields=["username"])


def accounts() -> tuple[Account, ...]:
    """Who can sign in, for the screen that starts the demonstration."""
    known = tuple(Account(one.username, PASSWORD, one.who) for one in PEOPLE)
    place = next(number for number, one in enumerate(known) if one.username == "employer")
    return (*known[:place], *AT_THE_MEETING, *known[place:])
