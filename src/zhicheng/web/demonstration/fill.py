"""Filling an empty database: every act goes its way by the same functions as in earnest, day by day."""

from __future__ import annotations

from zhicheng.web.clock.now import state_moment
from zhicheng.web.demonstration.batches import asked_for_the_next, first_batch, meeting_day, second_batch
from zhicheng.web.demonstration.further import quality_batch, robot_round
from zhicheng.web.demonstration.open_rounds import open_rounds
from zhicheng.web.demonstration.story import TODAY, Story

__all__ = ["TODAY", "fill"]


def fill() -> None:
    """People, organisations, rounds in every state: three that are open, and four that have gone further."""
    story = Story()
    pool = first_batch(story)
    second_batch(story, pool)
    robot_round(story)
    quality_batch(story)
    open_rounds(story)
    asked_for_the_next(story)
    meeting_day(story)
    state_moment(TODAY)
