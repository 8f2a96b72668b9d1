"""The job that runs the checks of the data when somebody asks for it."""

from __future__ import annotations

from django_tasks import task

from zhicheng.web.clock.now import current_moment
from zhicheng.web.keeping.inspecting import inspect


@task()
def inspect_now(*, deep: bool = False) -> None:
    """Run every check and keep what it found."""
    inspect(now=current_moment(), deep=deep)
