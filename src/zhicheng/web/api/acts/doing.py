"""The operations that act: the row found, the service called, what came of it answered."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field, ValidationError, create_model

from zhicheng.web.api.acts.act import Act
from zhicheng.web.api.acts.taking import Lookup, Taken, body, parameters, row_parameter
from zhicheng.web.api.answers import as_json
from zhicheng.web.api.describing import ACTS, Described, Form, describe
from zhicheng.web.api.errors import wrong_shape
from zhicheng.web.api.reading import read_body
from zhicheng.web.api.rows.asked import Key
from zhicheng.web.api.rows.operations import asker, one_or_404, signed
from zhicheng.web.api.rows.resource import Resource, resources
from zhicheng.web.api.security import acting
from zhicheng.web.site.request import PageRequest


class MadeOut(Schema):
    """A row that the act made or changed."""

    object: str = Field(description="its place in addresses, or what it is called")
    id: int


class DoneOut(Schema):
    """What came of an act."""

    act: str
    made: list[MadeOut] = Field(description="other rows that it made or changed")
    count: int | None = Field(description="how many it concerned, where it says so")
    told: dict[str, str] = Field(description="what is told in this answer only: a receipt, a link")


@dataclass(frozen=True)
class Offered:
    """An act with what its service asks for; the forms are made when they are first needed."""

    act: Act
    resource: Resource

    @cached_property
    def asked(self) -> dict[str, tuple[Any, Any]]:
        """What the body brings: name → (annotation, default)."""
        found = parameters(self.act.do, self.act.row, on_list=self.act.on_list)
        known = {**self.act.settled, **self.act.by_request}
        return {name: one for name, one in found.items() if name not in known}

    @property
    def _title(self) -> str:
        return "".join(part.capitalize() for part in f"{self.act.on}-{self.act.name}".split("-"))

    @cached_property
    def takes(self) -> type[Taken]:
        """The form of the body."""
        return body(f"{self._title}In", self.asked, self.act.forms)

    @cached_property
    def answers(self) -> type[Schema]:
        """The form of the answer."""
        text = "the row as it is now; null where it is not seen any more"
        row: Any = (self.resource.form | None, Field(description=text))
        made: type[Schema] = create_model(f"{self._title}Out", __base__=DoneOut, row=row)
        return made

    def do(self, request: HttpRequest, key: int | None) -> dict[str, Any]:
        """Read the body, find the row, call the service."""
        row = one_or_404(self.resource, request, key) if key is not None else None
        sent = self._sent(request)
        page, standing = cast(PageRequest, request), asker(request)
        wanted = inspect.signature(self.act.do).parameters
        lookup = Lookup(standing)
        given = {
            name: lookup.value(kind, getattr(sent, name), name)
            for name, (kind, default) in self.asked.items()
            if name in sent.model_fields_set or default is inspect.Parameter.empty
        }
        given |= self.act.settled
        given |= {name: make(request, row) for name, make in self.act.by_request.items()}
        given |= {name: one for name, one in (("actor", standing), ("now", page.moment)) if name in wanted}
        if row is not None:
            given[self.act.row or row_parameter(self.act.do)] = row
        return self._came(request, row, self.act.do(**given))

    def _sent(self, request: HttpRequest) -> Taken:
        try:
            return self.takes.model_validate(read_body(request))
        except ValidationError as error:
            raise wrong_shape(error) from error

    def _came(self, request: HttpRequest, row: Any, result: Any) -> dict[str, Any]:
        standing = asker(request)
        fresh = None if row is None else self.resource.one(standing, getattr(row, self.resource.key))
        return {
            "act": self.act.name,
            "row": None if fresh is None else self.resource.shown(standing, [fresh])[0],
            "made": _made(result, row),
            "count": result if isinstance(result, int) and not isinstance(result, bool) else None,
            "told": dict(self.act.tells(result)) if self.act.tells is not None else {},
        }


def add_act(router: Router, act: Act) -> None:
    """The operation of an act."""
    resource = resources()[act.on]
    offered = Offered(act, resource)
    zh, en = act.called
    scope = act.scope or resource.act_scope
    operation = f"{act.name}-{resource.path}"
    router.add_api_operation(
        f"/{resource.path}/acts/{act.name}" if act.on_list else f"/{resource.path}/{{key}}/acts/{act.name}",
        ["POST"],
        _view(offered),
        auth=acting(scope),
        operation_id=operation,
        summary=f"{zh} · {en}",
        description=f"Scope: `{scope}`.",
        tags=[f"{resource.title[0]} {resource.title[1]}"],
    )
    takes = Form(lambda: offered.takes)
    describe(operation, Described(Form(lambda: offered.answers), ACTS, takes))


def _view(offered: Offered) -> Callable[..., Any]:
    def on_list(request: HttpRequest) -> HttpResponse:
        return as_json(offered.do(request, None))

    def on_row(request: HttpRequest, key: int) -> HttpResponse:
        return as_json(offered.do(request, key))

    if offered.act.on_list:
        return signed(on_list, {})
    return signed(on_row, {"key": (Key, inspect.Parameter.empty)})


def _made(result: Any, row: Any) -> list[dict[str, Any]]:
    """Every row among what a service gave back, but for the one acted on."""
    found: Sequence[Any] = result if isinstance(result, list | tuple) else [result]
    rows = [one for one in found if isinstance(one, Model) and not (type(one) is type(row) and one.pk == row.pk)]
    return [{"object": _place(type(one)), "id": one.pk} for one in rows if isinstance(one.pk, int)]


def _place(model: type[Model]) -> str:
    return next((one.path for one in resources().values() if one.model is model), model._meta.model_name or "")
