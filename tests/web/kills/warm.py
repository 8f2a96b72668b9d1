"""The platform as gunicorn loads it before it forks: everything imported, so that a server killed is soon there again."""

from django.template import engines
from django.urls import get_resolver

from zhicheng.web.wsgi import application

assert get_resolver().url_patterns
assert list(engines.all())

__all__ = ["application"]
