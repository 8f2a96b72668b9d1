"""The stated distributions of a synthetic population: how many records of each kind, and what they say.

Made up, but of the size and shape of a yearly round of engineers; :func:`describe` prints all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class KindProfile:
    """Records of one kind: at least ``least``, more by a Poisson distribution with mean ``more``, at most ``most``.

    ``words``: weights of the words of a fact (others of the fact don't occur); ``flags``: how often a yes/no fact is yes.
    """

    least: int = 0
    more: float = 0.1
    most: int = 12
    words: Mapping[str, Weights] = field(default_factory=dict)
    flags: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole population. Shares are of all facts (or records) to which they apply.

    ``unstated``: a word, number or date that may be unknown is; ``claimed``: of the records with something unknown, a
    level is claimed; ``shared``: a ranked record belongs to a result that other records have as well; ``unproven``: a
    rank without proof; ``unranked``: a rank not stated; ``elsewhere``: a record of another field; ``own_domains``: a
    record that names the document's own field itself; ``wild``: a word drawn from all words alike.
    """

    name: str
    kinds: Mapping[str, KindProfile]
    other: KindProfile = KindProfile(more=0.04)
    unstated: float = 0.01
    claimed: float = 0.05
    shared: float = 0.06
    unproven: float = 0.04
    unranked: float = 0.03
    elsewhere: float = 0.05
    own_domains: float = 0.3
    wild: float = 0.05


_LEVELS: Final[Weights] = {"county": 3, "municipal": 4, "provincial": 2.5, "national": 0.5}

KINDS_USUAL: Final[Mapping[str, KindProfile]] = {
    "degree": KindProfile(
        1,
        0.2,
        3,
        words={
            "level": {"associate": 1.5, "bachelor": 6, "master": 2, "doctorate": 0.5},
            "paper": {"both": 9, "diploma": 0.7, "degree": 0.3},
        },
        flags={"full_time": 0.7, "science": 0.8},
    ),
    "appointment": KindProfile(
        1,
        0.25,
        3,
        words={
            "title": {"assistant": 1, "intermediate": 8, "vice-senior": 1},
            "series": {"engineering": 9, "other": 1},
        },
        flags={"re_evaluated": 0.05},
    ),
    "work": KindProfile(1, 0.4, 4, flags={"technical": 0.93, "engineering": 0.9, "front_line": 0.1}),
    "assessment": KindProfile(
        1, 1.2, 6, words={"grade": {"unqualified": 0.1, "basically-qualified": 0.3, "qualified": 7.6, "excellent": 2}}
    ),
    "continuing-education": KindProfile(0, 0.5, 6),
    "social-insurance": KindProfile(0, 0.1, 3, flags={"current_employer": 0.9}),
    "project": KindProfile(
        0,
        1.5,
        12,
        words={
            "authority": _LEVELS,
            "programme": {
                "none": 30,
                "provincial-key-rd": 1,
                "national-key-rd": 0.3,
                "national-key-rd-subtopic": 0.4,
                "ministry-project": 0.3,
                "municipal-key": 1,
            },
            "recognised": {"none": 9, "municipal": 0.6, "provincial": 0.4},
        },
        flags={"owner_built": 0.15, "sub_project": 0.1, "completed": 0.9, "key": 0.1, "promoted": 0.1, "leading": 0.05},
    ),
    "product": KindProfile(
        0, 0.4, 8, words={"recognised": {"none": 9, "provincial": 1}}, flags={"promoted": 0.2, "leading": 0.05}
    ),
    "new-technology": KindProfile(0, 0.1, 6, words={"recognised": _LEVELS}),
    "award": KindProfile(
        0,
        0.35,
        8,
        words={
            "family": {"science": 4, "industry": 3, "competition": 1, "quality": 1, "patent": 0.5},
            "issuer": _LEVELS,
            "issuer_type": {"government": 6, "society": 4},
            "grade": {"third": 5, "second": 3, "first": 1.5, "special": 0.1, "excellence": 0.4},
        },
        flags={"authorised": 0.3, "grand": 0.01, "listed": 0.3},
    ),
    "patent": KindProfile(
        0,
        0.9,
        12,
        words={"type": {"invention": 4, "utility": 5, "design": 0.7, "pct": 0.2, "foreign-invention": 0.1}},
        flags={"granted": 0.9, "transferred": 0.1},
    ),
    "software-copyright": KindProfile(0, 0.6, 10),
    "standard": KindProfile(0, 0.25, 6, flags={"in_force": 0.85}),
    "paper": KindProfile(
        0,
        0.9,
        10,
        words={
            "venue": {"journal": 8, "national-conference": 1, "conference": 1},
            "author": {"first": 5, "corresponding": 1.5, "other": 3.5},
        },
        flags={"serial": 0.95, "at_work": 0.95},
    ),
    "book": KindProfile(0, 0.05, 4),
    "report": KindProfile(0, 0.15, 5, flags={"implemented": 0.7}),
    "certificate": KindProfile(
        0,
        0.3,
        4,
        words={
            "type": {
                "skill-level": 3,
                "digital-engineer": 1,
                "engineering-technician": 2,
                "it-qualification": 2,
                "vendor": 1,
                "other": 3,
            },
            "named": {"none": 9, "cisp": 0.3, "hcie": 0.3, "ccie": 0.2, "hcip": 0.2},
        },
    ),
    "honour": KindProfile(0, 0.2, 5, words={"level": {"other": 2, **_LEVELS}}),
    "post": KindProfile(
        0,
        0.3,
        3,
        words={
            "unit": {"enterprise": 9, "platform": 1},
            "industry": {"manufacturing": 4, "software": 4, "transmission": 1, "other": 1},
        },
    ),
    "society": KindProfile(0, 0.1, 4),
    "expert-body": KindProfile(0, 0.1, 4),
    "teaching": KindProfile(0, 0.05, 3),
    "talk": KindProfile(0, 0.1, 5),
    "lecture": KindProfile(0, 0.2, 6),
    "platform": KindProfile(0, 0.08, 4),
    "first-equipment": KindProfile(0, 0.03, 3),
    "talent": KindProfile(0, 0.01, 2),
    "recommendation": KindProfile(0, 0.1, 3),
}
"""Kinds of record as a yearly round has them; about 12 records a dossier for a track that asks for most of them."""

USUAL: Final = Profile("usual", KINDS_USUAL)
"""A yearly round: most things stated and proved, some open."""

_ONE: Final = {
    "degree",
    "honour",
    "post",
    "certificate",
    "expert-body",
    "teaching",
    "society",
    "lecture",
    "appointment",
}

SETTLED: Final = Profile(
    "settled",
    {
        kind: KindProfile(one.least, one.more, 1 if kind in _ONE else one.most, one.words, one.flags)
        for kind, one in KINDS_USUAL.items()
    },
    unstated=0,
    claimed=0,
    shared=0,
    unproven=0,
    unranked=0,
    wild=0,
)
"""Nothing open, nothing shared, at most one record where only one counts: hardly a placement has rivals."""

WILD: Final = Profile(
    "wild",
    KINDS_USUAL,
    KindProfile(more=0.25),
    unstated=0.12,
    claimed=0.2,
    shared=0.4,
    unproven=0.2,
    unranked=0.2,
    elsewhere=0.15,
    wild=0.4,
)
"""Everything that can be open or shared often is: for tests."""

PROFILES: Final[Mapping[str, Profile]] = {one.name: one for one in (USUAL, SETTLED, WILD)}


def describe(profile: Profile) -> dict[str, Any]:
    """The stated distributions as plain data."""
    return asdict(profile)
