"""What the interface gives of one kind of object: which rows a person sees, and what of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db.models import Model, Q, QuerySet
from ninja import Schema

from zhicheng.web.api.rows.shape import Field, shape
from zhicheng.web.review.acting import Process
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

LARGEST_KEY: Final = 2**63 - 1


@dataclass(frozen=True)
class Resource:
    """A kind of object: ``path`` is its place in addresses, ``family`` the part of the scopes that it belongs to.

    ``name``: its object in the table of visibility, ``as_object`` where its model stands for several. ``about``: the
    way from a row to the applicant it is about; an own matter is seen as an applicant sees it, whatever else one is.
    ``search``: fields that ``?q=`` looks into; ``narrow``: further questions (name → lookup). ``process``: its table
    of states. ``key``: by which field single rows are asked for. ``only``: which rows are given at all.
    ``named_by``: further (act, object) of the table by which a row can be named in what is sent, if not read.
    ``for_others``: of others' matters only these.
    ``public``: visitors see some rows too, so that nobody needs to say who asks.
    """

    path: str
    model: type[Model]
    title: tuple[str, str]
    family: str
    fields: tuple[Field, ...]
    as_object: str = ""
    about: str = ""
    beside: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    narrow: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ("pk",)
    process: Process[Any, Any] | None = None
    key: str = "pk"
    only: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    named_by: tuple[tuple[str, str], ...] = ()
    public: bool = False
    for_others: Q | None = None

    @cached_property
    def form(self) -> type[Schema]:
        """The form of a row's answer."""
        name = "".join(part.capitalize() for part in self.path.split("-"))
        return shape(f"{name}Row", self.model, self.fields, f"{self.title[0]} · {self.title[1]}")

    @property
    def read_scope(self) -> str:
        """The scope for reading."""
        return f"read:{self.family}"

    @property
    def act_scope(self) -> str:
        """The scope for acting."""
        return f"act:{self.family}"

    def seen(self, standing: Standing, act: str = "view") -> QuerySet[Any]:
        """The rows on which this person may do an act; own matters only as an applicant may."""
        rows = visible(standing, act, self.model._default_manager.all(), as_object=self.as_object)
        if self.only is not None:
            rows = self.only(rows)
        if self.for_others is not None:
            own_too = Q(**{self.about: standing.user_id}) if standing.user_id is not None else Q(pk__in=())
            rows = rows.filter(own_too | self.for_others)
        if self.about and standing.user_id is not None and standing.offices:
            own = Q(**{self.about: standing.user_id})
            as_applicant = Standing(standing.user_id, standing.name)
            mine = visible(as_applicant, act, self.model._default_manager.filter(own), as_object=self.as_object)
            rows = rows.filter(~own | Q(pk__in=mine.order_by().values("pk")))
        return rows.select_related(*self.beside) if self.beside else rows

    def named(self, standing: Standing, keys: Collection[int]) -> dict[int, Any]:
        """Those of these rows that this person can name in what is sent: seen, or theirs to choose from; by key."""
        found = {row.pk: row for row in self.seen(standing).filter(pk__in=keys)}
        for act, name in self.named_by:
            rows = visible(standing, act, self.model._default_manager.filter(pk__in=keys), as_object=name)
            found |= {row.pk: row for row in rows}
        return found

    def one(self, standing: Standing, key: int) -> Any | None:
        """One row that the person may see, by its key; ``None``: there is none for them."""
        return self.seen(standing).filter(**{self.key: key}).first() if 0 < key <= LARGEST_KEY else None

    def shown(self, standing: Standing, rows: Iterable[Any]) -> list[dict[str, Any]]:
        """Rows as they are answered; values that hang on an act are null where the person has not got it."""
        found = list(rows)
        told = {act: self._told(standing, act, found) for act in {one.only for one in self.fields} - {""}}
        return [
            {one.name: one.read(row) if not one.only or row.pk in told[one.only] else None for one in self.fields}
            for row in found
        ]

    def _told(self, standing: Standing, act: str, rows: list[Any]) -> frozenset[Any]:
        """Of which rows a value is told that hangs on an act."""
        keys = [row.pk for row in rows]
        told = set(self.seen(standing, act).filter(pk__in=keys).values_list("pk", flat=True))
        if "supervisor" in standing.roles:  # who oversees sees the whole of what is seen, but for an own matter
            others = self.seen(standing).filter(pk__in=keys)
            others = others.exclude(**{self.about: standing.user_id}) if self.about else others
            told |= set(others.values_list("pk", flat=True))
        return frozenset(told)


_RESOURCES: dict[str, Resource] = {}


def add(*resources: Resource) -> None:
    """Let the interface give these objects."""
    for one in resources:
        if one.path in _RESOURCES:
            raise ValueError(f"{one.path} stands twice")
        _RESOURCES[one.path] = one


def resources() -> Mapping[str, Resource]:
    """Every kind of object, by its place in addresses."""
    return dict(_RESOURCES)


def resource_of(model: type[Model]) -> Resource:
    """The first kind of object of a model.

    Raises:
        KeyError: the interface gives no objects of this model.
    """
    for one in _RESOURCES.values():
        if one.model is model:
            return one
    raise KeyError(model.__name__)
