"""Ties that the lists themselves show: the same employer, the same person."""

from __future__ import annotations

from collections.abc import Mapping

from zhicheng.procedure.conflicts.ties import Tie
from zhicheng.procedure.conflicts.words import BY_RECORD, EMPLOYER, OWN
from zhicheng.vocabulary.text import plain


def same_employer_ties(experts: Mapping[str, str], applicants: Mapping[str, str]) -> tuple[Tie, ...]:
    """A tie for each expert and applicant with the same employer now; the mappings give employers by code.

    Names are compared without regard to width, case and blanks. A part of an institution under a name of its own
    is not recognised: such ties are stated in the ties file.
    """
    return _equal(experts, applicants, EMPLOYER, "名单：工作单位相同")


def same_person_ties(experts: Mapping[str, str], applicants: Mapping[str, str]) -> tuple[Tie, ...]:
    """A tie for each expert who is an applicant; the mappings give the person's register number by code."""
    return _equal(experts, applicants, OWN, "名单：同一人员代号")


def _equal(experts: Mapping[str, str], applicants: Mapping[str, str], kind: str, source: str) -> tuple[Tie, ...]:
    by_name: dict[str, list[str]] = {}
    for code, name in applicants.items():
        by_name.setdefault(plain(name).casefold(), []).append(code)
    by_name.pop("", None)
    return tuple(
        Tie(expert, applicant, kind, BY_RECORD, source)
        for expert, name in sorted(experts.items())
        for applicant in sorted(by_name.get(plain(name).casefold(), ()))
    )
