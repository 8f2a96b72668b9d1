"""Personal values: what is encrypted decrypts, and no personal number stands anywhere in the clear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from psycopg import sql

from zhicheng.web.accounts.models import User
from zhicheng.web.keeping.invariants import Look, Pair, invariant, row_name
from zhicheng.web.keys import read_key
from zhicheng.web.site.encrypted import EncryptedText, digest

Found = Iterator[tuple[str, Pair]]

_SHAPE: Final = "[1-9][0-9]{16}[0-9Xx]"
_NUMBER: Final = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LAST: Final = "10X98765432"


def holds_personal_number(text: str) -> bool:
    """Whether a text holds an 18-digit personal number whose check digit is right (GB 11643)."""
    return any(_LAST[_weighted(number) % 11] == number[17].upper() for number in _NUMBER.findall(text))


def _weighted(number: str) -> int:
    return sum(int(one) * weight for one, weight in zip(number, _WEIGHTS, strict=False))


@invariant("personal-number-in-clear")
def nothing_in_clear(_: Look) -> Found:
    """No text or JSON of any table, the ledger's included, holds a personal number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.table_name, c.column_name from information_schema.columns c join information_schema.tables t"
            " using (table_schema, table_name) where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'"
            " and c.data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY') order by 1, 2"
        )
        columns = cursor.fetchall()
    for table, column in columns:
        for key, text in _suspects(table, column):
            if holds_personal_number(text):
                yield f"{table}.{column} {key}", ("身份证号以明文存放", "a personal number stands in the clear")


def _suspects(table: str, column: str) -> list[tuple[str, str]]:
    """The rows of a column in which something has the shape of a personal number: their key and the text."""
    query = sql.SQL(
        "select coalesce(to_jsonb(t) ->> {key}, t.ctid::text), t.{column}::text from {table} t where t.{column}::text ~ {shape}"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            query.format(
                key=sql.Literal(_key_of(table)),
                column=sql.Identifier(column),
                table=sql.Identifier(table),
                shape=sql.Literal(_SHAPE),
            )
        )
        return [(str(key), str(text)) for key, text in cursor.fetchall()]


def _key_of(table: str) -> str:
    """The primary key's column, or the text ``ctid`` where a table of Django's has none."""
    with connection.cursor() as cursor:
        return connection.introspection.get_primary_key_column(cursor, table) or ""


@invariant("encrypted-values")
def encrypted_decrypts(_: Look) -> Found:
    """Every encrypted value is ciphertext that the installation's key opens."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedText):
                yield from _sealed(model, field)


def _sealed(model: type[models.Model], field: EncryptedText) -> Found:
    key, column, table = model._meta.pk, field.column, model._meta.db_table
    if key is None or column is None:
        return
    query = sql.SQL("select {key}, {column} from {table} where {column} <> ''")
    with connection.cursor() as cursor:
        cursor.execute(
            query.format(
                key=sql.Identifier(str(key.column)), column=sql.Identifier(column), table=sql.Identifier(table)
            )
        )
        for row, value in cursor.fetchall():
            if not _opens(str(value)):
                yield f"{table}.{column} {row}", ("不是可解密的密文", "it is no ciphertext that the key opens")


def _opens(value: str) -> bool:
    from base64 import urlsafe_b64encode

    from cryptography.fernet import Fernet, InvalidToken

    try:
        Fernet(urlsafe_b64encode(read_key(settings.HOME, "encryption"))).decrypt(value.encode())
    except (InvalidToken, ValueError):
        return False
    return True


@invariant("personal-number-digest")
def digest_agrees(_: Look) -> Found:
    """The digest by which a personal number is found again is that number's."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "select id, personal_number from {} where personal_number <> '' or personal_number_digest <> ''"
            ).format(sql.Identifier(User._meta.db_table))
        )
        openable = [key for key, value in cursor.fetchall() if not value or _opens(value)]
    for user in User.objects.filter(pk__in=openable):
        if user.personal_number_digest != digest(user.personal_number):
            yield row_name(user), ("身份证号摘要与号码不符", "the digest is not that of the number")
