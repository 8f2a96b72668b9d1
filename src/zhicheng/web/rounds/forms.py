"""The forms by which an office sets up and runs its rounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField

from zhicheng.policy.attachments import NUMBERS, procedure_of
from zhicheng.policy.pack import Pack, load_pack, packs_in
from zhicheng.policy.round import load_round, rounds_in
from zhicheng.procedure.notices import NOTICES, hiding_rule
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.rounds_states import tier_name
from zhicheng.procedure.tiers import tiers_of
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.numbers import BEFORE_THE_COMMITTEE, NAMES, PASS_MARK, NumberRow, number_refusals, number_rows
from zhicheng.web.rounds.options import LABELS, Options, TierChoice, optional_papers, read_options, specialties_of
from zhicheng.web.rounds.services.set_up import NoticeFile, RoundPlan, WindowPlan
from zhicheng.web.rounds.setting import options_for
from zhicheng.web.rounds.windows import TIER_KEYS, tier_number
from zhicheng.web.site.templatetags.say import language, pick, spoken

Pair = tuple[str, str]
DAY: Final = {"type": "date"}
UPLOAD: Final = "upload"
FIRST_NUMBERS: Final = (*BEFORE_THE_COMMITTEE, PASS_MARK)
"""The numbers that matter before the committee's door."""
LARGEST_NOTICE: Final = 300_000


def track_choices() -> list[tuple[str, str]]:
    """Every track of the packs installed: ``pack/level`` and its title, marked where it is a draft."""
    found = []
    for name in packs_in():
        pack = load_pack(name)
        for level in pack.levels:
            mark = "" if pack.status == "in-force" else pick(("（未施行）", " (not in force)"))
            found.append((f"{name}/{level}", f"{pick(pack.about(level))}{mark} · {pack.number}"))
    return found


class StartForm(forms.Form):
    """Which track, for which office, by which round file."""

    office = forms.ChoiceField(label=spoken("评委会办公室", "Committee office"))
    track = forms.ChoiceField(label=spoken("评审专业和级别", "Track"))
    notice = forms.ChoiceField(label=spoken("年度文件", "Round file"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=spoken("上传年度文件（YAML）", "Upload a round file (YAML)"),
        required=False,
        help_text=spoken("格式见文档 docs/reference/rounds.md", "for its form see docs/reference/rounds.md"),
    )

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        self.fields["track"].choices = track_choices()  # type: ignore[attr-defined]
        shipped = [(name, f"{pick(load_round(name).title)}（{name}）") for name in rounds_in()]
        self.fields["notice"].choices = [(UPLOAD, spoken("上传文件", "Upload a file")), *shipped]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A file is needed where none that is shipped was chosen."""
        data = super().clean() or {}
        file = data.get("file")
        if data.get("notice") == UPLOAD and not file:
            self.add_error("file", spoken("请选择文件", "choose a file"))
        if file and file.size > LARGEST_NOTICE:
            self.add_error("file", spoken("文件过大", "the file is too large"))
        return data


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together: their title, what is said of them, whether side by side."""

    title: Pair
    help: Pair
    fields: tuple[BoundField, ...]
    across: bool = False


class DetailsForm(forms.Form):
    """Titles, windows, tiers, numbers and options of a round; its fields follow the track's document."""

    code = forms.CharField(
        max_length=60,
        label=spoken("代号", "Code"),
        help_text=spoken("用于网址，如 qti-2026", "part of the address, like qti-2026"),
    )
    title_zh = forms.CharField(max_length=200, label=spoken("中文名称", "Title in Chinese"))
    title_en = forms.CharField(max_length=200, label=spoken("英文名称", "Title in English"))

    def __init__(self, *args: Any, pack: Pack, level: str, **kwargs: Any) -> None:
        self.pack, self.level = pack, level
        self.procedure = procedure_of(pack, level)
        super().__init__(*args, **kwargs)
        self.own_tiers = not isinstance(tiers_of(self.procedure), Refusal)
        for key in TIER_KEYS:
            self._tier_fields(key)
        self.rows = {row.key: row for row in number_rows({}, self.procedure)}
        for row in self.rows.values():
            self._number_fields(row)
        self._option_fields()

    def _tier_fields(self, key: str) -> None:
        for name, label in (("opens", spoken("开始", "Opens")), ("closes", spoken("截止", "Closes"))):
            widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")
            self.fields[f"{name}_{key}"] = forms.DateField(label=label, required=False, widget=widget)
        self.fields[f"cite_{key}"] = _text(spoken("通知条款", "Clause of the notice"), 80)
        if key != "applicant":
            self.fields[f"zh_{key}"] = _text(spoken("本级名称（中文）", "Name of the tier, Chinese"), 60)
            self.fields[f"en_{key}"] = _text(spoken("本级名称（英文）", "Name of the tier, English"), 80)
            self.fields[f"source_{key}"] = _text(spoken("设定依据", "Source"), 200)

    def _number_fields(self, row: NumberRow) -> None:
        self.fields[f"value_{row.key}"] = _text(spoken("数值", "Value"), 12)
        if row.key in NOTICES:
            units = [
                ("working-days", spoken("工作日", "working days")),
                ("calendar-days", spoken("日历日", "calendar days")),
            ]
            self.fields[f"unit_{row.key}"] = forms.ChoiceField(
                label=spoken("单位", "Unit"), choices=units, required=False
            )
        self.fields[f"number_source_{row.key}"] = _text(spoken("依据", "Source"), 200)

    def _option_fields(self) -> None:
        for name in ("notice_elsewhere", "objector_hidden", "demonstration"):
            self.fields[name] = forms.BooleanField(label=pick(LABELS[name]), required=False)
        rule = hiding_rule(self.procedure)
        if rule is not None:
            self.fields["objector_hidden"].disabled = True
            self.fields["objector_hidden"].initial = True
            self.fields["objector_hidden"].help_text = f"{pick(rule.say)}（{'、'.join(rule.cite)}）"
        papers = [(one.name, pick(one.say)) for one in optional_papers(self.pack)]
        for name, choices in (
            ("general_papers", papers),
            ("specialties", [(one, one) for one in specialties_of(self.pack)]),
        ):
            self.fields[name] = forms.MultipleChoiceField(
                label=pick(LABELS[name]), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
        self.fields["reminder_days"] = _text(pick(LABELS["reminder_days"]), 40)
        self.fields["reminder_days"].help_text = spoken(
            "以逗号分隔，如 7, 1；留空则不提醒", "by commas, such as 7, 1; empty: nobody is reminded"
        )

    def groups(self) -> Iterator[Group]:
        """The fields by what they are about, without the numbers of the review itself."""
        names = ["title_zh", "title_en"] if self.fields["code"].disabled else ["code", "title_zh", "title_en"]
        yield self._group(("名称", "Name"), ("", ""), names)
        for key in TIER_KEYS:
            yield self._tier_group(key)
        for key in FIRST_NUMBERS:
            yield self._number_group(self.rows[key])
        choices = ["notice_elsewhere", "objector_hidden", "demonstration", "general_papers", "specialties"]
        choices.append("reminder_days")
        yield self._group(("选项", "Options"), ("", ""), choices)

    def later_groups(self) -> list[Group]:
        """The numbers that matter after the committee's door: they may be set later."""
        return [self._number_group(row) for row in self.rows.values() if row.key not in FIRST_NUMBERS]

    def later_open(self) -> bool:
        """Whether one of the later numbers is filled in or has an error."""
        fields = (one for group in self.later_groups() for one in group.fields if not one.name.startswith("unit_"))
        return any(one.errors or one.value() for one in fields)

    def _tier_group(self, key: str) -> Group:
        number = tier_number(key)
        names = [f"opens_{key}", f"closes_{key}", f"cite_{key}"]
        names += [f"zh_{key}", f"en_{key}", f"source_{key}"] if key != "applicant" else []
        help_ = ("", "")
        if key == "employer":
            help_ = ("名称与依据可不填：文件已写明本环节", "name and source may stay empty: the document has this step")
            if not self.own_tiers:
                help_ = ("文件未写明本环节，请填写名称与依据", "the document has no such step: give name and source")
        elif number == 2 and self.own_tiers:
            help_ = ("只有一级时名称可不填", "with one tier only the name may stay empty")
        elif number >= 2:
            help_ = ("不设本级则全部留空", "leave everything empty to have no such tier")
        return self._group(tier_name(number), help_, names, across=True)

    def _number_group(self, row: NumberRow) -> Group:
        names = [f"value_{row.key}", *([f"unit_{row.key}"] if row.key in NOTICES else []), f"number_source_{row.key}"]
        help_ = ("文件未规定", "the document says nothing")
        if row.document:
            zh, en = row.unit_name
            said = (f"{row.bound[0]}{row.document}{zh}", f"{row.bound[1]} {row.document} {en}")
            help_ = (f"文件规定：{said[0]}（{row.clause}）", f"the document: {said[1]} ({row.clause})")
        elif row.key == PASS_MARK:
            help_ = ("年度文件已规定的不必再填", "not needed where the round file sets it")
        return self._group(row.name, help_, names, across=True)

    def _group(self, title: Pair, help_: Pair, names: list[str], *, across: bool = False) -> Group:
        fields = tuple(self[name] for name in names if getattr(self.fields[name], "choices", True))
        return Group(title, help_, fields, across)

    def clean(self) -> dict[str, Any]:
        """Windows whole and in themselves sensible; numbers with a source and not against the document."""
        data = super().clean() or {}
        for key in TIER_KEYS:
            opens, closes = data.get(f"opens_{key}"), data.get(f"closes_{key}")
            if (opens is None) != (closes is None) and not {f"opens_{key}", f"closes_{key}"} & set(self.errors):
                missing = f"opens_{key}" if opens is None else f"closes_{key}"
                self.add_error(missing, spoken("开始与截止须一并填写", "give both days"))
            elif opens and closes and closes < opens:
                self.add_error(f"closes_{key}", spoken("截止早于开始", "it closes before it opens"))
        for key, body in self._numbers(data).items():
            for refusal in number_refusals({key: body}, self.procedure):
                self.add_error(f"value_{key}", refusal.sentence(language()))
        return data

    def _numbers(self, data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        found = {}
        for key in NAMES:
            value, source = (
                str(data.get(f"value_{key}") or "").strip(),
                str(data.get(f"number_source_{key}") or "").strip(),
            )
            if value or source:
                unit = str(data.get(f"unit_{key}") or "") or (NUMBERS[key][0] if key in NUMBERS else "points")
                found[key] = {"value": value, "unit": unit, "source": source}
        return found

    def plan(self, notice: NoticeFile) -> RoundPlan:
        """What the form says, with the round file.

        Raises:
            ActRefused: a tier has a name and no dates, or the like (``option-invalid``).
        """
        data = self.cleaned_data
        windows = {
            key: WindowPlan(data[f"opens_{key}"], data[f"closes_{key}"], data.get(f"cite_{key}", ""))
            for key in TIER_KEYS
            if data.get(f"opens_{key}") and data.get(f"closes_{key}")
        }
        return RoundPlan(
            data["code"],
            (data["title_zh"], data["title_en"]),
            notice,
            windows,
            self._numbers(data),
            self._options(data),
        )

    def _options(self, data: Mapping[str, Any]) -> Options:
        tiers = {key: self._tier(key, data) for key in TIER_KEYS if key != "applicant"}
        named = [key for key, one in tiers.items() if one is not None and key != "employer"]
        return read_options(
            {
                "employer": tiers["employer"],
                "departments": tuple(tiers[key] for key in named),
                **{name: data[name] for name in ("notice_elsewhere", "objector_hidden", "demonstration")},
                **{name: tuple(data[name]) for name in ("general_papers", "specialties")},
                "reminder_days": tuple(data["reminder_days"].replace("，", " ").replace(",", " ").split()),
            }
        )

    def _tier(self, key: str, data: Mapping[str, Any]) -> TierChoice | None:
        """The tier as named; ``None`` where no name is given."""
        zh, en, source = (str(data.get(f"{name}_{key}") or "").strip() for name in ("zh", "en", "source"))
        if not (zh or en or source):
            return None
        default = tier_name(tier_number(key))
        return TierChoice(zh=zh or default[0], en=en or zh or default[1], source=source)


def _text(label: Any, longest: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False)


def fresh_details(notice: Any, track: str) -> dict[str, Any]:
    """What the form begins with for a new round: the notice's title and its windows."""
    options = Options()
    first: dict[str, Any] = {
        "code": notice.id,
        "title_zh": notice.title[0],
        "title_en": notice.title[1],
        **_plain(options),
    }
    first["demonstration"] = not notice.published
    keys = {
        "applicant": "applicant",
        "employer": "employer",
        "personnel-agency": "employer",
        "department": "department-1",
    }
    for window in notice.windows_of(track):
        key = keys.get(window.tier)
        if key is not None:
            first.setdefault(f"opens_{key}", window.opens)
            first.setdefault(f"closes_{key}", window.closes)
            first.setdefault(f"cite_{key}", "、".join(window.cite))
    return first


def stored_details(round_: Round) -> dict[str, Any]:
    """What the form begins with for a round that is there."""
    options = options_for(round_)
    first: dict[str, Any] = {
        "code": round_.code,
        "title_zh": round_.title_zh,
        "title_en": round_.title_en,
        **_plain(options),
    }
    for window in round_.windows.all():
        first |= {
            f"opens_{window.tier}": window.opens,
            f"closes_{window.tier}": window.closes,
            f"cite_{window.tier}": window.cite,
        }
    tiers = [
        ("employer", options.employer),
        *((f"department-{n}", one) for n, one in enumerate(options.departments, 1)),
    ]
    for key, tier in tiers:
        if tier is not None:
            first |= {f"zh_{key}": tier.zh, f"en_{key}": tier.en, f"source_{key}": tier.source}
    for key, body in round_.numbers.items():
        first |= {f"value_{key}": body["value"], f"unit_{key}": body["unit"], f"number_source_{key}": body["source"]}
    return first


def _plain(options: Options) -> dict[str, Any]:
    plain = options.model_dump(exclude={"employer", "departments", "draft_accepted"})
    return plain | {"reminder_days": ", ".join(map(str, options.reminder_days))}


class ExtendForm(forms.Form):
    """New ends for windows, and why."""

    reason = forms.CharField(
        max_length=500,
        label=spoken("延期理由（将公布）", "Reason (published)"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, tiers: Mapping[str, Pair], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tiers = tiers
        for key, name in tiers.items():
            widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")
            label = pick((f"{name[0]}：延期至", f"{name[1]}: until"))
            self.fields[f"closes_{key}"] = forms.DateField(label=label, required=False, widget=widget)
        self.order_fields([f"closes_{key}" for key in tiers])

    def closes(self) -> dict[str, Any]:
        """The new ends that were given, by tier key."""
        given = {key: self.cleaned_data[f"closes_{key}"] for key in self.tiers}
        return {key: day for key, day in given.items() if day is not None}


class RosterForm(forms.Form):
    """A roster to import, and where its applications start."""

    file = forms.FileField(label=spoken("花名册（Excel）", "Roster (Excel)"))
    start = forms.ChoiceField(label=spoken("导入后的环节", "Where they start"), widget=forms.RadioSelect)
    first_day = forms.DateField(
        label=spoken(
            "单位公示首日（由主管部门审核时必填）", "First day of the notice in the units (with a department)"
        ),
        required=False,
        widget=forms.DateInput({"type": "date"}),
    )
    closed_on = forms.DateField(
        label=spoken("单位公示登记结束日", "Day on which that notice was closed"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(self, *args: Any, starts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].choices = starts  # type: ignore[attr-defined]
