"""A small town of organisations and people for the tests of accounts, ledger and clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client

from zhicheng.web.accounts.models import Grant, Organisation, User
from zhicheng.web.ledger.models import Entry
from zhicheng.web.visibility.standing import Standing, standing_of

BACKEND = "zhicheng.web.accounts.backend.SignedIn"
PASSWORD = "correct-horse-88"
NUMBER = "330203199001012394"  # made up; its check character is right
OTHER_NUMBER = "11010119851231012X"


def person(username: str, now: dt.datetime, *roles: tuple[str, Organisation | None], name: str = "") -> User:
    """A person with an account and these roles."""
    user = User.objects.create(username=username, name=name or username)
    for role, organisation in roles:
        Grant.objects.create(user=user, role=role, organisation=organisation, granted_at=now, valid_from=now)
    return user


@dataclass
class City:
    """Two employers under one department, an office, and somebody for every role."""

    now: dt.datetime
    department: Organisation
    factory: Organisation
    rival: Organisation
    office: Organisation
    operator: User
    second_operator: User
    supervisor: User
    officer: User
    colleague: User
    rival_officer: User
    clerk: User
    secretary: User
    applicant: User

    def as_(self, user: User) -> Standing:
        """The standing of a person now."""
        return standing_of(user, self.now)


def city(now: dt.datetime) -> City:
    """Build it."""
    make = Organisation.objects.create
    department = make(name="宁波市经济和信息化局", kind="department", region="宁波")
    factory = make(name="甬江仪表有限公司", kind="employer", above=department, region="宁波")
    rival = make(name="余姚对手有限公司", kind="employer", above=department, region="余姚")
    office = make(name="物联网高评委办公室", kind="committee-office")
    made = City(
        now=now,
        department=department,
        factory=factory,
        rival=rival,
        office=office,
        operator=person("opal", now, ("operator", None), name="运维甲"),
        second_operator=person("oscar", now, ("operator", None), name="运维乙"),
        supervisor=person("sven", now, ("supervisor", None), name="监管员"),
        officer=person("erin", now, ("employer", factory), name="人事甲"),
        colleague=person("cole", now, name="同事乙"),
        rival_officer=person("rita", now, ("employer", rival), name="对手人事"),
        clerk=person("dora", now, ("department", department), name="经办员"),
        secretary=person("sami", now, ("committee-office", office), name="秘书"),
        applicant=person("alice", now, name="申小艾"),
    )
    for one in vars(made).values():
        if isinstance(one, User):
            one.set_password(PASSWORD)
            one.save()
    return made


def browser(user: User) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def just_signed_in(user: User) -> Client:
    """A browser in which the person has signed in by password a moment ago."""
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return client


def text(response: Any) -> str:
    """What a page says."""
    return str(response.content.decode())


def acts() -> list[str]:
    """The acts on the ledger, in order."""
    return list(Entry.objects.order_by("number").values_list("act", flat=True))


def open_roles(user: User) -> list[str]:
    """The roles of a person that nobody has ended."""
    return list(Grant.objects.filter(user=user, ended_at=None).values_list("role", flat=True))
