"""What the committee office chooses for a round, typed, with what each choice is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from zhicheng.policy.attachments import Paper, Procedure, evidence_of
from zhicheng.policy.pack import Pack
from zhicheng.procedure.notices import hiding_rule
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.tiers import DEPARTMENT, EMPLOYER, RoundTier
from zhicheng.web.rounds.windows import MOST_DEPARTMENTS

Pair = tuple[str, str]

REMINDER_DAYS: Final = (7, 1)
MOST_DAYS_BEFORE: Final = 60


class TierChoice(BaseModel):
    """A tier as the round names it, and where that is written (empty where the document itself has the tier)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(min_length=1, max_length=80)
    source: str = Field(default="", max_length=200)


class Options(BaseModel):
    """The office's choices. ``employer`` and ``departments`` (the lowest first) are empty where the document's
    own tiers serve. ``demonstration``: nothing here is in earnest.

    ``general_papers`` are required of everybody besides what the document requires; ``specialties`` empty: all of
    the document. ``draft_accepted`` is the reason for working with a policy not in force; empty: not accepted.
    ``reminder_days``: so many days before something is due, whoever has it to do is reminded; empty: nobody is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    employer: TierChoice | None = None
    departments: tuple[TierChoice, ...] = Field(default=(), max_length=MOST_DEPARTMENTS)
    demonstration: bool = False
    notice_elsewhere: bool = True
    objector_hidden: bool = True
    general_papers: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    draft_accepted: str = Field(default="", max_length=500)
    reminder_days: tuple[int, ...] = Field(default=REMINDER_DAYS, max_length=5)

    @field_validator("reminder_days")
    @classmethod
    def _days_before(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        """Days before the day, the most first, each once."""
        if any(not 0 <= one <= MOST_DAYS_BEFORE for one in days):
            raise ValueError(f"0 … {MOST_DAYS_BEFORE}")
        return tuple(sorted(set(days), reverse=True))

    def round_tiers(self) -> tuple[RoundTier, ...]:
        """The tiers as the rules of procedure take them."""
        chosen = [(EMPLOYER, self.employer)] if self.employer is not None else []
        kinds = [*chosen, *((DEPARTMENT, one) for one in self.departments)]
        return tuple(RoundTier(kind, (one.zh, one.en), one.source) for kind, one in kinds)


LABELS: Final[Mapping[str, Pair]] = {
    "employer": ("单位推荐环节", "Employer's step"),
    "departments": ("主管部门层级", "Tiers of departments"),
    "demonstration": ("演示年度", "Demonstration"),
    "notice_elsewhere": (
        "单位公示可在别处张贴，在此登记",
        "The employer may post its notice elsewhere and record it here",
    ),
    "objector_hidden": ("异议人姓名不向用人单位显示", "The objector's name is kept from the employer"),
    "general_papers": ("所有申报人另须提交的材料", "Papers required of everybody besides"),
    "specialties": ("本年度受理的专业", "Specialties taken this year"),
    "draft_accepted": ("采用未施行文件的理由", "Reason for using a policy not in force"),
    "reminder_days": ("到期前几天提醒", "Reminders, days before"),
}
"""What each choice is called."""


def options_of(stored: Mapping[str, Any]) -> Options:
    """The choices of a round as stored.

    Raises:
        ValidationError: what is stored is no choice of ours.
    """
    return Options.model_validate(stored)


def read_options(given: Mapping[str, Any]) -> Options:
    """Choices as given by a person.

    Raises:
        ActRefused: ``option-invalid`` for each one that is not allowed.
    """
    try:
        return Options.model_validate(given)
    except ValidationError as error:
        raise ActRefused([_invalid(one["loc"], one["msg"]) for one in error.errors()]) from error


def option_refusals(options: Options, pack: Pack, procedure: Procedure | None) -> tuple[Refusal, ...]:
    """Why choices don't go with a document: papers or specialties it does not know, a name it orders to be hidden."""
    papers, directions = {paper.name for paper in optional_papers(pack)}, specialties_of(pack)
    found = [_unknown("general_papers", name, papers) for name in options.general_papers if name not in papers]
    found += [_unknown("specialties", name, directions) for name in options.specialties if name not in directions]
    found += [
        _no_source(one)
        for one in (options.employer, *options.departments)
        if one is not None and not one.source.strip()
    ]
    rule = hiding_rule(procedure)
    if rule is not None and not options.objector_hidden:
        text = ("评价文件要求对异议人保密，不能改为显示", "the document orders the objector's name to be hidden")
        found.append(Refusal("objector-must-be-hidden", text, "、".join(rule.cite)))
    return tuple(found)


def specialties_of(pack: Pack) -> tuple[str, ...]:
    """The specialties (directions) that a document names, in its order."""
    return tuple(str(name) for name in pack.trees["pack"].get("directions") or ())


def optional_papers(pack: Pack) -> tuple[Paper, ...]:
    """The general papers that the document leaves optional: a round may require them of everybody."""
    return tuple(paper for paper in evidence_of(pack).general if not paper.required)


def required_papers(pack: Pack, options: Options) -> tuple[Paper, ...]:
    """The general papers that everybody hands in: the document's own and those that the round requires besides."""
    return tuple(one for one in evidence_of(pack).general if one.required or one.name in options.general_papers)


def shown_choices(options: Options) -> tuple[tuple[Pair, object], ...]:
    """Every choice with what it is called, in words (a pair, or a number); an empty reason is left out."""
    found = ((label, _shown(name, getattr(options, name))) for name, label in LABELS.items())
    return tuple((label, value) for label, value in found if value != "")


def _shown(name: str, value: object) -> object:
    if name in ("employer", "departments"):
        tiers = value if isinstance(value, tuple) else (value,)
        names = [one for one in tiers if isinstance(one, TierChoice)]
        return "、".join(one.zh for one in names) or "按文件", ", ".join(
            one.en for one in names
        ) or "as the document says"
    if isinstance(value, bool):
        return ("是", "yes") if value else ("否", "no")
    if isinstance(value, tuple):
        nothing = ("不提醒", "none") if name == "reminder_days" else ("按文件", "as the document says")
        words = [str(one) for one in value]
        return "、".join(words) or nothing[0], ", ".join(words) or nothing[1]
    return value


def _invalid(place: tuple[int | str, ...], message: str) -> Refusal:
    name = LABELS.get(str(place[0]) if place else "", ("选项", "option"))
    return Refusal("option-invalid", (f"{name[0]}填写有误", f"{name[1]}: {message}"), do=("请改正", "correct it"))


def _no_source(tier: TierChoice) -> Refusal:
    do = ("请填写依据的文件和条款", "name the document and clause it comes from")
    return Refusal("tier-without-source", (f"“{tier.zh}”没有注明设定依据", f"'{tier.en}': no source is given"), do=do)


def _unknown(option: str, name: str, known: object) -> Refusal:
    zh, en = LABELS[option]
    words = sorted(known) if isinstance(known, set) else list(known)  # type: ignore[call-overload]
    return Refusal(
        "option-unknown",
        (f"{zh}：本评价文件没有“{name}”", f"{en}: the document has no '{name}'"),
        do=(f"可选：{'、'.join(words) or '无'}", f"there is: {', '.join(words) or 'none'}"),
    )
