"""How runs of the checks are tied to persons: to every operator and supervisor."""

from zhicheng.web.keeping.models import Inspection
from zhicheng.web.visibility.scope import EVERYTHING, Scope, register

register(Inspection, Scope("inspection", "pk", {"any": lambda _: EVERYTHING}))
