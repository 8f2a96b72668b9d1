"""The coded words of dossiers and policies, their order, and their two names.

A word belongs to at most one ordered scale, so that 以上 ("and above") always has one meaning.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

Level = Literal["other", "county", "municipal", "provincial", "national", "international"]
Grade = Literal["fourth", "third", "second", "first", "special"]
Medal = Literal["excellence", "bronze", "silver", "gold"]
DegreeLevel = Literal["below-secondary", "technical-secondary", "associate", "bachelor", "master", "doctorate"]
TitleGrade = Literal["assistant", "intermediate", "vice-senior", "full-senior"]
AssessmentGrade = Literal["unqualified", "basically-qualified", "qualified", "excellent"]
Size = Literal["micro", "small", "medium", "large"]
Role = Literal["participant", "principal", "lead"]
CertificateLevel = Literal["junior", "middle", "advanced"]
SkillLevel = Literal["skill-5", "skill-4", "skill-3", "skill-2", "skill-1"]
JournalClass = Literal["class-c", "class-b", "class-a"]
Field = Literal["unrelated", "related", "own"]

SCALES: Final[dict[str, tuple[str, ...]]] = {
    "level": get_args(Level),
    "grade": get_args(Grade),
    "medal": get_args(Medal),
    "degree": get_args(DegreeLevel),
    "title": get_args(TitleGrade),
    "assessment": get_args(AssessmentGrade),
    "size": get_args(Size),
    "role": get_args(Role),
    "certificate": get_args(CertificateLevel),
    "skill": get_args(SkillLevel),
    "journal": get_args(JournalClass),
    "field": get_args(Field),
}
"""Ordered words, lowest first."""

PLACE: Final[dict[str, tuple[str, int]]] = {
    word: (scale, place) for scale, words in SCALES.items() for place, word in enumerate(words)
}
"""Where a word stands: its scale and its place there, 0 for the lowest."""


def at_or_above(word: str) -> frozenset[str]:
    """``word`` and every word above it on its scale (以上 includes its bound).

    Raises:
        KeyError: the word is not on any scale.
    """
    scale, place = PLACE[word]
    return frozenset(SCALES[scale][place:])


def at_or_below(word: str) -> frozenset[str]:
    """``word`` and every word below it on its scale."""
    scale, place = PLACE[word]
    return frozenset(SCALES[scale][: place + 1])


def one_down(word: str) -> str | None:
    """The next lower word on the scale (降一级), ``None`` at the bottom."""
    scale, place = PLACE[word]
    return SCALES[scale][place - 1] if place else None
