"""How kept records are tied to persons: their owner's alone."""

from django.db.models import Q

from zhicheng.web.records.models import Record
from zhicheng.web.visibility.scope import Scope, register

register(Record, Scope("record", "kind", {"own": lambda one: Q(owner=one.user_id)}))
