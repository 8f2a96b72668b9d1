"""A bundle as a file: read with every error named by its place, written so that a person can read it too."""

from __future__ import annotations

import json
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from zhicheng.procedure.draw.bundle import Bundle
from zhicheng.vocabulary.problems import Problem, Refused

LARGEST: Final = 20_000_000
_WIDE: Final = 180
_SHOWN: Final = 20

Model = TypeVar("Model", bound=BaseModel)

_WHAT: Final[dict[str, tuple[str, str]]] = {
    "missing": ("缺少此项", "is missing"),
    "extra_forbidden": ("不应有此项", "should not be there"),
    "string_pattern_mismatch": ("格式不对", "has the wrong form"),
    "literal_error": ("不是可用的值", "is none of the allowed values"),
    "int_type": ("应为整数", "must be a whole number"),
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "string_type": ("应为文字", "must be text"),
    "list_type": ("应为列表", "must be a list"),
    "model_type": ("应为对象", "must be an object"),
}


class _Unreadable(ValueError):
    def __init__(self, zh: str, en: str) -> None:
        self.pair = (zh, en)
        super().__init__(zh)


def read_bundle(raw: bytes, name: str) -> Bundle:
    """The bundle in a file; whether it is sound is not asked here. ``name`` stands in messages.

    Raises:
        Refused: no JSON, a key twice, a fraction, another format, or a value of the wrong form, with its place.
    """
    value = read_json(raw, name)
    if isinstance(value, dict) and value.get("format") != "zhicheng-draw/1":
        shown = str(value.get("format"))[:40]
        raise Refused(
            [
                Problem(
                    name,
                    "format",
                    (
                        f"不是抽取文件（应为 zhicheng-draw/1，现为 {shown}）",
                        f"no draw: zhicheng-draw/1 expected, not {shown}",
                    ),
                )
            ]
        )
    bundle = model_of(Bundle, value, name)
    labelled = {"frozen": bundle.frozen} | {
        f"rounds[{number}].statement": one.statement for number, one in enumerate(bundle.rounds)
    }
    # what is hashed says what it is: the library would fill the label in, another reader would find another digest
    bare = [f"{place}.label" for place, part in labelled.items() if "label" not in part.model_fields_set]
    if bare:
        raise Refused([Problem(name, place, _WHAT["missing"]) for place in bare[:_SHOWN]])
    return bundle


def model_of(model: type[Model], value: Any, name: str) -> Model:
    """A value as a part of the format.

    Raises:
        Refused: a key is missing or too much, or a value has the wrong form; every place is named.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = [
            Problem(
                name, _place(one["loc"]), _WHAT.get(one["type"], (f"值不对：{one['msg']}", f"is wrong: {one['msg']}"))
            )
            for one in error.errors()[:_SHOWN]
        ]
        raise Refused(problems) from None


def read_json(raw: bytes, name: str) -> Any:
    """JSON as data: no key twice, no fractions, UTF-8.

    Raises:
        Refused: it is something else.
    """
    if len(raw) > LARGEST:
        raise _refusal(name, (f"文件超过 {LARGEST // 1_000_000} MB", f"larger than {LARGEST // 1_000_000} MB"))
    try:
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=_once, parse_float=_no_fraction, parse_constant=_no_fraction
        )
    except UnicodeDecodeError:
        raise _refusal(name, ("不是 UTF-8 编码", "not UTF-8")) from None
    except json.JSONDecodeError as error:
        what = (f"第{error.lineno}行不是有效的 JSON", f"line {error.lineno} is not valid JSON")
        raise _refusal(name, what) from None
    except _Unreadable as error:
        raise _refusal(name, error.pair) from None
    except (RecursionError, ValueError):
        raise _refusal(name, ("不是有效的 JSON", "not valid JSON")) from None


def write_bundle(bundle: Bundle) -> str:
    """The text of the file; the same bundle gives the same text."""
    return write_plain(bundle.plain()) + "\n"


def write_plain(value: Any, indent: int = 0) -> str:
    """Plain data as JSON, what fits on a line on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= _WIDE or not isinstance(value, dict | list) or not value:
        return flat
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        parts = [f"{pad}{json.dumps(key)}: {write_plain(part, indent + 1)}" for key, part in value.items()]
        return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"
    if all(isinstance(part, int) for part in value):
        return flat
    return "[\n" + ",\n".join(pad + write_plain(part, indent + 1) for part in value) + "\n" + " " * indent + "]"


def _place(steps: tuple[int | str, ...]) -> str:
    place = ""
    for step in steps:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else step
    return place


def _refusal(name: str, what: tuple[str, str]) -> Refused:
    return Refused([Problem(name, "", what)])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Unreadable("有重复的键", "a key stands twice")
    return found


def _no_fraction(text: str) -> Any:
    raise _Unreadable(f"不接受小数：{text[:20]}", f"fractions are not accepted: {text[:20]}")
