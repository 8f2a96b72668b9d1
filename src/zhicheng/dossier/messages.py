"""Validation errors of the schema, said to a person."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from zhicheng.vocabulary.problems import Problem
from zhicheng.vocabulary.text import nearest


def message_of(model: type[BaseModel], detail: Any, file: str, place: str, field: str) -> Problem:
    """The problem that one pydantic error means, with the field's own name and what it allows."""
    name = str(detail["loc"][0]) if detail["loc"] else ""
    info = model.model_fields.get(name)
    title = f"{info.title}（{name}）" if info and info.title else field
    english = f"{info.description} ({name})" if info and info.description else field
    given = shown_value(detail.get("input"))
    what = _WHAT.get(detail["type"])
    if detail["type"] == "extra_forbidden":
        near = nearest(name, model.model_fields)
        return Problem(
            file,
            place,
            (
                f"没有“{name}”这一项" + (f"，是否“{near}”？" if near else ""),
                f"no field '{name}'" + (f", did you mean '{near}'?" if near else ""),
            ),
            (f"可用：{'、'.join(model.model_fields)}", f"allowed: {', '.join(model.model_fields)}"),
        )
    if detail["type"] == "literal_error":
        allowed = str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
        near = nearest(given, allowed.split(", "))
        return Problem(
            file,
            place,
            (
                f"{title} 不能是“{given}”" + (f"，是否“{near}”？" if near else ""),
                f"{english} can't be '{given}'" + (f", did you mean '{near}'?" if near else ""),
            ),
            (f"可用：{allowed}", f"allowed: {allowed}"),
        )
    if detail["type"] == "missing":
        return Problem(file, place, (f"缺少 {title}", f"{english} is missing"))
    if what is None:
        return Problem(
            file, place, (f"{title} 的值“{given}”不符合要求：{detail['msg']}", f"{english}: '{given}' {detail['msg']}")
        )
    return Problem(file, place, _said(title, english, what, given))


def wrong_value(model: type[BaseModel], wrong: tuple[str, Any, tuple[str, str]], file: str, place: str) -> Problem:
    """The problem of a field's value: ``wrong`` is the field, the value, and what is said of it."""
    name, value, what = wrong
    info = model.model_fields[name]
    given = shown_value(value)
    return Problem(file, place, _said(f"{info.title}（{name}）", f"{info.description} ({name})", what, given))


def _said(title: str, english: str, what: tuple[str, str], given: str) -> tuple[str, str]:
    """应为日期，不是“x” or 过长（现为“x”）: what is asked for, or what is wrong with what is given."""
    if what[1].startswith("must be"):
        return f"{title} {what[0]}，不是“{given}”", f"{english} {what[1]}, not '{given}'"
    return f"{title} {what[0]}（现为“{given}”）", f"{english} {what[1]} (given: '{given}')"


def shown_value(value: Any) -> str:
    """A value for a message: short, and with nothing in it that can't be printed."""
    # what can't be printed is shown by its number: a message must not fail to reach the reader
    text = "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in str(value)[:80]
    )
    return text if len(text) <= 40 else text[:37] + "…"


_DATE = ("应为日期，如 2026-11-20", "must be a date such as 2026-11-20")
_WHOLE = ("应为整数", "must be a whole number")
_NUMBER = ("应为数字", "must be a number")
_FLAG = ("应为 true 或 false", "must be true or false")
_WHAT: dict[str, tuple[str, str]] = {
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_parsing": _DATE,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "not_a_number": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_max_digits": ("位数过多", "has too many digits"),
    "greater_than_equal": ("不能为负或过小", "is too small"),
    "less_than_equal": ("过大", "is too large"),
    "bool_type": _FLAG,
    "bool_parsing": _FLAG,
    "string_type": ("应为文字", "must be text"),
    "string_too_long": ("过长", "is too long"),
    "string_pattern_mismatch": ("格式不对", "has the wrong form"),
    "tuple_type": ("应为列表", "must be a list"),
    "dict_type": ("应为键值表", "must be a mapping"),
}
