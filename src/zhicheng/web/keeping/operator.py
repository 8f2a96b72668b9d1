"""The first person of an installation: an operator, made by whoever may run programs on the machine."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.accounts.models import Grant, User
from zhicheng.web.ledger.write import write_entry


@transaction.atomic
def make_operator(username: str, *, name: str, password: str, now: dt.datetime) -> User:
    """An account with the operator's role, on the ledger.

    Raises:
        Refused: the user name is taken or no user name, or the password is too weak.
    """
    if User.objects.filter(username=username).exists():
        raise Refused(
            [Problem(username, "", ("登录名已被使用", "the user name is taken"), ("请另取", "choose another"))]
        )
    user = User(username=username, name=name)
    user.set_password(password)
    try:
        user.clean_fields()
        validate_password(password, user)
    except ValidationError as error:
        raise Refused([Problem(username, "", (_said(error, "zh-hans"), _said(error, "en")))]) from error
    user.save()
    grant = Grant.objects.create(user=user, role="operator", granted_at=now, valid_from=now)
    write_entry("grant-role", actor=None, now=now, on=grant, detail={"role": "operator"})
    return user


def _said(error: ValidationError, language: str) -> str:
    with translation.override(language):
        return " ".join(str(one) for one in error.messages)
