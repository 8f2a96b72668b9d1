"""What a certificate says: sixteen fields in a fixed order, their canonical form, their digest."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from zhicheng.procedure.canonical import canonical, sha256
from zhicheng.procedure.certificate.number import is_number
from zhicheng.vocabulary.problems import Problem, Refused

FORMAT: Final = "zhicheng-certificate/1"
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """What a certificate says, in the order in which it is signed.

    ``person`` is the masked personal number, or empty. ``track`` is pack and level (``zj-iot-2026/senior-engineer``).
    ``document`` publishes the title; ``obtained_on`` is the day from which the title counts. ``status_list`` and
    ``status_index`` say where in which list its state stands. ``replaces`` is the number of the certificate that this
    one stands for, or empty. ``key`` is the name of the signing key.
    """

    number: str
    name: str
    person: str
    title: str
    track: str
    specialty: str
    committee: str
    issuer: str
    document: str
    obtained_on: dt.date
    issued_on: dt.date
    valid_in: str
    status_list: str
    status_index: int
    replaces: str
    key: str

    @property
    def level(self) -> str:
        """The level of the track: ``senior-engineer``."""
        return self.track.rpartition("/")[2]

    def values(self) -> list[str | int]:
        """The fields as they are signed: days as 2026-11-20."""
        found = (getattr(self, field) for field in FIELDS)
        return [value.isoformat() if isinstance(value, dt.date) else value for value in found]

    def canonical(self) -> bytes:
        """The canonical JSON (RFC 8785) of :meth:`values`: what is signed, carried in the code and in the file."""
        return canonical(self.values())

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form: how ledger and minutes name this certificate."""
        return sha256(self.canonical())


FIELDS: Final = tuple(field.name for field in fields(Content))

LABELS: Final[dict[str, Pair]] = {
    "number": ("证书编号", "Certificate no."),
    "name": ("姓名", "Name"),
    "person": ("证件号码", "Personal no."),
    "title": ("职称", "Title"),
    "track": ("评价条件与级别", "Policy and level"),
    "specialty": ("专业", "Specialty"),
    "committee": ("评审委员会", "Committee"),
    "issuer": ("发证单位", "Issued by"),
    "document": ("公布文号", "Published in"),
    "obtained_on": ("取得时间", "Obtained on"),
    "issued_on": ("发证日期", "Issued on"),
    "valid_in": ("有效范围", "Valid in"),
    "status_list": ("状态清单", "Status list"),
    "status_index": ("清单序号", "Index in the list"),
    "replaces": ("替代证书", "Replaces"),
    "key": ("签发密钥", "Signing key"),
}
"""How each field is called."""

_LONGEST: Final = {"name": 40, "person": 18, "title": 20, "track": 60, "specialty": 30, "committee": 50, "issuer": 30,
                   "document": 40, "valid_in": 12}  # fmt: skip
_OPTIONAL: Final = ("person", "replaces")
_TRACK: Final = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
LIST_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_KEY: Final = re.compile(r"[0-9a-f]{16}")
_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_MASKED: Final = re.compile(r"[0-9A-Z*]{4,18}")
MOST_ENTRIES: Final = 1 << 24


def masked(number: str) -> str:
    """A personal number with the date of birth and more hidden: first four and last four signs stay.

    Raises:
        ValueError: it has fewer than twelve signs, so that too much of it would show.
    """
    plain = number.strip().upper()
    if len(plain) < 12:
        raise ValueError("at least twelve signs are needed to hide enough of them")
    return plain[:4] + "*" * (len(plain) - 8) + plain[-4:]


def content_of(values: Sequence[Any], where: str = "") -> Content:
    """The content whose :meth:`Content.values` these are.

    Raises:
        Refused: they are not: a field too few, of another type, unfit.
    """
    texts = [
        type(value) is (int if field == "status_index" else str) for field, value in zip(FIELDS, values, strict=False)
    ]
    if len(values) != len(FIELDS) or not all(texts):
        raise Refused([Problem(where, "", ("证书内容的项数或类型不对", "the fields of the certificate do not fit"))])
    given = dict(zip(FIELDS, values, strict=True))
    try:
        for field in ("obtained_on", "issued_on"):
            day = dt.date.fromisoformat(given[field])
            if day.isoformat() != given[field]:
                raise ValueError(field)
            given[field] = day
    except ValueError as error:
        raise Refused([Problem(where, "", ("日期应如 2026-11-20", "a date must be written 2026-11-20"))]) from error
    content = Content(**given)
    problems = tuple(content_problems(content, where))
    if problems:
        raise Refused(problems)
    return content


def content_problems(content: Content, where: str = "") -> Iterator[Problem]:
    """What is wrong with a content, field by field; nothing when it can be signed."""
    for field in FIELDS:
        value = getattr(content, field)
        if isinstance(value, str) and (what := _text_fault(field, value)):
            yield Problem(where, LABELS[field][0], what)
    yield from _number_faults(content, where)
    if not 0 <= content.status_index < MOST_ENTRIES:
        yield Problem(where, LABELS["status_index"][0], ("序号超出范围", "the index is out of range"))
    if content.issued_on < content.obtained_on:
        what = (f"发证日期 {content.issued_on} 早于取得时间 {content.obtained_on}",
                f"issued on {content.issued_on}, before the title was obtained on {content.obtained_on}")  # fmt: skip
        yield Problem(where, LABELS["issued_on"][0], what)


def _text_fault(field: str, value: str) -> Pair | None:
    if not value and field not in _OPTIONAL:
        return ("必须填写", "must be filled in")
    if field in _LONGEST and len(value) > _LONGEST[field]:
        return (f"超过 {_LONGEST[field]} 字", f"longer than {_LONGEST[field]} characters")
    if value != value.strip() or _UNPRINTABLE.search(value):
        return ("首尾有空格或含不可打印的字符", "blanks at its ends, or characters that can't be printed")
    shape = {"track": _TRACK, "status_list": LIST_NAME, "key": _KEY}.get(field)
    if shape and not shape.fullmatch(value):
        return (f"“{value}”的写法不对", f"'{value}' is not written as it must be")
    if field == "person" and value and not _well_masked(value):
        return (
            "须为隐去部分的号码，如 3301**********0011，可见部分不超过8位",
            "must be a masked number such as 3301**********0011, at most 8 signs visible",
        )
    return None


def _well_masked(value: str) -> bool:
    return bool(_MASKED.fullmatch(value)) and "*" in value and len(value.replace("*", "")) <= 8


def _number_faults(content: Content, where: str) -> Iterator[Problem]:
    for field in ("number", "replaces"):
        value = getattr(content, field)
        if value and not is_number(value):
            yield Problem(where, LABELS[field][0], (f"“{value}”不是证书编号", f"'{value}' is no certificate number"))
    if content.number and content.number == content.replaces:
        yield Problem(where, LABELS["replaces"][0], ("证书不能替代自己", "a certificate can't replace itself"))
