"""How the stated clock is tied to persons: to every operator."""

from zhicheng.web.clock.models import StatedMoment
from zhicheng.web.visibility.scope import EVERYTHING, Scope, register

register(StatedMoment, Scope("clock", "pk", {"any": lambda _: EVERYTHING}))
