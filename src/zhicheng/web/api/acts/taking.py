"""What an act takes, read off its service: each parameter becomes a field of the body, checked and turned back.

Rows are named by their keys and looked up among those the person may see; words are bounded and plain; days are days.
"""

from __future__ import annotations

import datetime as dt
import inspect
import types
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from django.db.models import Model
from ninja import Schema
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model
from pydantic_core import PydanticCustomError

from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.api.rows.asked import PLAIN, Key
from zhicheng.web.api.rows.resource import resource_of
from zhicheng.web.visibility.standing import Standing

GIVEN: Final = ("actor", "now")
LONGEST: Final = 20_000
MOST_ENTRIES: Final = 1000
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2200, 12, 31)


def _written(value: Any) -> Any:
    """Days and moments come as text; a number is no day.

    Raises:
        PydanticCustomError: it is something else.
    """
    if value is not None and not isinstance(value, str | dt.date):
        raise PydanticCustomError("written", "must be text")
    return value


Words = Annotated[str, Field(max_length=LONGEST, pattern=PLAIN)]
Needed = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*\S[^\x00]*$")]
Whole = Annotated[int, Field(ge=-(2**31), lt=2**31)]
Day = Annotated[dt.date, BeforeValidator(_written), Field(ge=EARLIEST, le=LATEST)]
Moment = Annotated[dt.datetime, BeforeValidator(_written)]


def version_of(what: str) -> Any:
    """The version of another row than the one acted on."""
    return Annotated[
        int, Field(ge=0, lt=2**31, description=f"{what}'s version as you read it; another refuses the act")
    ]


Version = version_of("the row")
Open = Annotated[dict[str, Any], Field(max_length=MOST_ENTRIES)]

_PLAIN: Final[Mapping[Any, Any]] = {
    str: Words,
    bool: bool,
    int: Whole,
    dt.date: Day,
    dt.datetime: Moment,
    Any: Any,
    object: Any,
    types.NoneType: None,
}


class Taken(Schema):
    """The base of every body: nothing that is not asked for."""

    model_config = ConfigDict(extra="forbid")


def parameters(do: Callable[..., Any], row: str, *, on_list: bool) -> dict[str, tuple[Any, Any]]:
    """What a service asks for besides the row, who acts and when: name → (annotation, default)."""
    hints = get_type_hints(do)
    asked = {
        name: (hints[name], one.default) for name, one in inspect.signature(do).parameters.items() if name not in GIVEN
    }
    if not on_list:
        asked.pop(row or next(iter(asked)))
    return asked


def row_parameter(do: Callable[..., Any]) -> str:
    """The name of the parameter that takes the row: the first."""
    return next(iter(inspect.signature(do).parameters))


def body(name: str, asked: Mapping[str, tuple[Any, Any]], forms: Mapping[str, Any]) -> type[Taken]:
    """The form of a body for these parameters."""
    parts = {key: _part(key, annotation, default, forms.get(key)) for key, (annotation, default) in asked.items()}
    made: type[Taken] = create_model(name, __base__=Taken, **parts)  # type: ignore[call-overload]
    return made


def _part(key: str, annotation: Any, default: Any, form: Any) -> tuple[Any, Any]:
    if form is None and key in ("version", "seen"):
        form = Version if default in (inspect.Parameter.empty, MISSING) else Version | None
    if form is None and annotation is str and default in (inspect.Parameter.empty, MISSING):
        form = Needed
    found = form if form is not None else form_of(annotation)
    if default in (inspect.Parameter.empty, MISSING):
        return found, ...
    plain = default if isinstance(default, str | int | bool | type(None)) else _empty(default)
    return found, plain


def _empty(default: Any) -> Any:
    """The default of a parameter as a body has it."""
    if callable(default):  # a factory of a dataclass
        default = default()
    if isinstance(default, BaseModel):
        return default
    if is_dataclass(default):
        return None
    return type(default)(default) if isinstance(default, dict) else list(default)


@cache
def form_of(annotation: Any) -> Any:
    """The form in which a parameter of this kind is sent.

    Raises:
        TypeError: nothing of this kind can be sent.
    """
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return Union[tuple(form_of(one) for one in args)]  # noqa: UP007 - made from parts
    if origin is Literal or (inspect.isclass(annotation) and issubclass(annotation, BaseModel)):
        return annotation
    if inspect.isclass(annotation) and issubclass(annotation, Model):
        return Key
    if inspect.isclass(annotation) and is_dataclass(annotation):
        return _form_of_dataclass(annotation)
    if origin is not None and issubclass(origin, Mapping):
        key, value = args
        return Annotated[dict[form_of(key), form_of(value)], Field(max_length=MOST_ENTRIES)]  # type: ignore[misc]
    if origin is tuple and Ellipsis not in args:
        return tuple[tuple(form_of(one) for one in args)]  # type: ignore[misc]
    if origin is not None and issubclass(origin, Sequence | Collection | Iterable):
        return Annotated[list[form_of(args[0])], Field(max_length=MOST_ENTRIES)]  # type: ignore[misc]
    raise TypeError(f"{annotation} can't be sent")


def _form_of_dataclass(kind: Any) -> Any:
    hints = get_type_hints(kind)
    parts = {}
    for one in fields(kind):
        default = one.default if one.default is not MISSING else one.default_factory
        parts[one.name] = _part(one.name, hints[one.name], default, None)
    return create_model(kind.__name__, __base__=Taken, **parts)  # type: ignore[call-overload]


class Lookup:
    """Turns what was sent back into what a service takes; rows only from those the person may see."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    def value(self, annotation: Any, sent: Any, place: str) -> Any:
        """One value.

        Raises:
            Refused: it names a row that is not there for this person.
        """
        origin, args = get_origin(annotation), get_args(annotation)
        if sent is None:
            return None
        if origin in (Union, types.UnionType):
            kinds = [one for one in args if one is not types.NoneType]
            return self.value(kinds[0], sent, place) if len(kinds) == 1 else sent
        if inspect.isclass(annotation) and issubclass(annotation, Model):
            return self._rows(annotation, [sent], place)[0]
        if inspect.isclass(annotation) and is_dataclass(annotation):
            return self._dataclass(annotation, sent, place)
        if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
            return sent
        if isinstance(sent, Taken):  # a form of the act's own, where the service takes a mapping
            return sent.model_dump(exclude_unset=True)
        if isinstance(sent, list | tuple) and args:
            return self._several(args[0], sent, place, origin)
        if isinstance(sent, dict) and len(args) == 2 and not any(isinstance(one, type(Any)) for one in args):
            return {key: self.value(args[1], one, f"{place}.{key}") for key, one in sent.items()}
        return sent

    def _several(self, annotation: Any, sent: Sequence[Any], place: str, origin: Any) -> Any:
        if inspect.isclass(annotation) and issubclass(annotation, Model):
            found = self._rows(annotation, list(sent), place)
        else:
            found = [self.value(annotation, one, f"{place}[{number}]") for number, one in enumerate(sent)]
        return tuple(found) if origin is tuple else found

    def _dataclass(self, kind: Any, sent: BaseModel, place: str) -> Any:
        hints = get_type_hints(kind)
        names = [one.name for one in fields(kind)]
        return kind(**{name: self.value(hints[name], getattr(sent, name), f"{place}.{name}") for name in names})

    def _rows(self, model: type[Model], keys: list[int], place: str) -> list[Any]:
        resource = resource_of(model)
        found = resource.named(self._standing, keys)
        lacking = [key for key in keys if key not in found]
        if lacking:
            raise Refused([_not_there(place, key, resource.title) for key in lacking[:20]])
        return [found[key] for key in keys]


def _not_there(place: str, key: int, title: tuple[str, str]) -> Problem:
    return Problem("", place, (f"没有编号为 {key} 的{title[0]}", f"there is no {title[1]} with the number {key}"))
