"""A draw as an office writes it down (Excel, CSV, YAML, JSON), turned into a plan and the file of names."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from zhicheng.procedure.conflicts.tables import Field, Row, Table, read_tables, rows_of_tree
from zhicheng.procedure.draw.bundle import Cap, Group, Recusal, Rules, Seat, Supervisor, group_of
from zhicheng.procedure.draw.codes import applicant_code, code_of, employer_codes, member_key
from zhicheng.procedure.draw.names import Named, NamedExpert, Names
from zhicheng.procedure.draw.plan import Expert, Plan
from zhicheng.procedure.draw.seats import apportion
from zhicheng.vocabulary.problems import Problem, Refused

_YES_NO: Final = {"yes": ("是", "yes"), "no": ("否", "no")}
_BY: Final = {"region": ("地区", "region"), "employer": ("单位", "employer")}

POOL: Final = Table(
    "pool",
    ("专家库", "pool"),
    (
        Field("id", ("编号", "id"), required=True),
        Field("name", ("姓名", "name")),
        Field("seat", ("席位", "seat"), required=True),
        Field("region", ("地区", "region")),
        Field("employer", ("单位", "employer")),
        Field("bar", ("不得参加的理由", "barred because")),
    ),
)
SEATS: Final = Table(
    "seats",
    ("席位", "seats"),
    (
        Field("name", ("席位", "seat"), required=True),
        Field("count", ("名额", "count"), "whole", required=True),
        Field("set", ("指定", "named"), "word", words=_YES_NO),
    ),
)
CAPS: Final = Table(
    "caps",
    ("上限", "caps"),
    (
        Field("by", ("对象", "by"), "word", required=True, words=_BY),
        Field("value", ("名称", "value")),
        Field("least", ("至少", "least"), "whole"),
        Field("most", ("至多", "most"), "whole"),
    ),
)
GROUPS: Final = Table(
    "groups",
    ("评议组", "groups"),
    (
        Field("name", ("名称", "group"), required=True),
        Field("from", ("来自席位", "from seats"), "texts", required=True),
    ),
)
RECUSALS: Final = Table(
    "recusals",
    ("回避", "recusals"),
    (
        Field("applicant", ("申报人", "applicant"), required=True),
        Field("seat", ("评议席位", "reviewed by seat")),
        Field("expert", ("专家编号", "expert id"), required=True),
    ),
)
SETTINGS: Final = Table(
    "settings",
    ("设置", "settings"),
    (
        Field(
            "item",
            ("项目", "item"),
            "word",
            required=True,
            words={
                "draw": ("抽取名称", "draw"),
                "title": ("标题", "title"),
                "serial": ("次序", "serial"),
                "previous": ("上次末尾哈希", "previous head"),
                "members": ("委员人数", "members"),
                "minimum": ("最少人数", "minimum"),
                "odd": ("须为单数", "odd"),
                "attendance": ("出席比例", "attendance"),
                "group_size": ("每组最少人数", "group size"),
                "source": ("依据", "source"),
                "balls": ("摇号位数", "balls"),
            },
        ),
        Field("value", ("内容", "value")),
    ),
)
TABLES: Final = (SETTINGS, SEATS, POOL, CAPS, GROUPS, RECUSALS)
SEAT_FLOOR: Final = 3


@dataclass(frozen=True, slots=True)
class PlanTables:
    """The tables as read: settings by name, rows by table; ``file`` stands in messages."""

    file: str
    settings: Mapping[str, str]
    rows: Mapping[str, tuple[Row, ...]]


def read_plan(raw: bytes, file: str) -> PlanTables:
    """The tables of a plan (.xlsx, .yaml, .json), or a pool alone (.csv).

    Raises:
        Refused: something in it is wrong; every place is named.
    """
    if file.lower().endswith(".csv"):
        return PlanTables(file, {}, {"pool": _csv_rows(raw, file)})
    rows = read_tables(raw, file, TABLES)
    settings: dict[str, str] = {}
    for row in rows["settings"]:
        if row.values["item"] in settings:
            raise Refused([Problem(file, row.place, ("同一项目写了两次", "this item stands twice"))])
        if "value" in row.values:
            settings[row.values["item"]] = row.values["value"]
    return PlanTables(file, settings, rows)


def joined(tables: Sequence[PlanTables]) -> PlanTables:
    """Several files as one plan; each table comes from one of them.

    Raises:
        Refused: a table or setting stands in two files.
    """
    settings: dict[str, str] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    for one in tables:
        double = [name for name, found in one.rows.items() if found and rows.get(name)]
        double += [name for name in one.settings if name in settings]
        if double:
            text = "、".join(double)
            raise Refused([Problem(one.file, "", (f"另一文件已有：{text}", f"another file has these too: {text}"))])
        settings |= one.settings
        rows |= {name: found for name, found in one.rows.items() if found}
    return PlanTables("、".join(one.file for one in tables), settings, rows)


def plan_from(
    tables: PlanTables,
    *,
    secret: bytes,
    at: str,
    rules: Mapping[str, str] | None = None,
    supervisors: Sequence[Supervisor] = (),
    conflicts: Mapping[str, Any] | None = None,
) -> tuple[Plan, Names]:
    """The plan of a draw and its file of names (whose ``frozen`` is still to be filled in).

    Args:
        tables: what the office wrote.
        secret: 32 random bytes for the codes.
        at: when, for the record.
        rules: minimum, odd, attendance, group_size, source of the track, where the settings don't give them.
        supervisors: their commitments.
        conflicts: ``bars``, ``recusals`` and ``digest`` of the frozen conflict facts, by the experts' ids.

    Raises:
        Refused: something is missing, unknown, or stands twice.
    """
    reading = _Reading(tables, secret, {**(rules or {}), **tables.settings})
    seats = reading.seats()
    bars, recusals = reading.conflicts(conflicts or {}, seats)
    experts = reading.experts(bars)
    plan = Plan(
        draw=reading.draw,
        title=reading.setting("title", ""),
        at=at,
        rules=reading.rules(),
        seats=seats,
        experts=experts,
        supervisors=tuple(supervisors),
        balls=reading.number("balls", "0"),
        caps=reading.caps(),
        groups=reading.groups(seats),
        recusals=recusals,
        conflicts=str((conflicts or {}).get("digest", "")),
        serial=reading.serial,
        previous_draw=reading.setting("previous", "") or None,
    )
    reading.finish()
    return plan, reading.names()


class _Reading:
    """One plan being read: what was found wrong so far is kept, and refused at the end."""

    def __init__(self, tables: PlanTables, secret: bytes, settings: Mapping[str, str]) -> None:
        self.tables, self.secret, self.given = tables, secret, settings
        self.problems: list[Problem] = []
        self.applicants: dict[str, str] = {}
        self.draw = self.setting("draw", None)
        self.serial = self.number("serial", "1")
        self.pool = tables.rows.get("pool", ())
        if not self.pool:
            self._note("", ("没有专家库", "there is no pool"))
        names = [row.values["id"] for row in self.pool]
        for row in self.pool:
            if names.count(row.values["id"]) > 1:
                self._note(row.place, (f"编号 {row.values['id']} 重复", f"id {row.values['id']} stands twice"))
        self.keys = {id_: member_key(secret, self.draw, self.serial, id_) for id_ in names}
        self.codes = {id_: code_of(key, self.draw, self.serial, id_) for id_, key in self.keys.items()}
        self.employers = employer_codes(secret, (row.values.get("employer", "") for row in self.pool))

    def _note(self, place: str, what: tuple[str, str]) -> None:
        self.problems.append(Problem(self.tables.file, place, what))

    def finish(self) -> None:
        """Refuse, where something was wrong."""
        if self.problems:
            raise Refused(dict.fromkeys(self.problems))

    def setting(self, name: str, default: str | None) -> str:
        """A setting as text; without a default it must be there."""
        found = self.given.get(name, default)
        if found is None:
            words = SETTINGS.fields[0].words or {}
            zh, en = words[name]
            self._note("设置", (f"缺少“{zh}”", f"'{en}' is missing"))
            return "?"
        return found

    def number(self, name: str, default: str | None) -> int:
        """A setting as a whole number."""
        text = self.setting(name, default)
        if not text.isascii() or not text.isdigit() or len(text) > 5:
            if text != "?":
                self._note("设置", (f"“{text}”不是整数", f"'{text}' is no whole number"))
            return 1
        return int(text)

    def rules(self) -> Rules:
        """The track's numbers."""
        share = self.setting("attendance", None)
        parts = share.split("/")
        if len(parts) != 2 or not all(part.isascii() and part.isdigit() and 0 < int(part) < 10_000 for part in parts):
            if share != "?":
                self._note("设置", (f"出席比例应如 2/3，不是“{share}”", f"attendance must be like 2/3, not '{share}'"))
            share = "1/1"
        return Rules(
            minimum=max(1, self.number("minimum", None)),
            odd=self.setting("odd", "是") in ("是", "yes", "true"),
            attendance="/".join(str(int(part)) for part in share.split("/")),
            group_size=self.number("group_size", None),
            source=self.setting("source", ""),
        )

    def seats(self) -> tuple[Seat, ...]:
        """The seat groups as written, or by largest remainder over the specialties of the pool."""
        rows = self.tables.rows.get("seats", ())
        found = tuple(
            Seat(name=row.values["name"], count=max(1, row.values["count"]), set=row.values.get("set") == "yes")
            for row in rows
        )
        known = {seat.name for seat in found}
        if rows:
            for row in self.pool:
                if row.values["seat"] not in known:
                    name = row.values["seat"]
                    self._note(row.place, (f"没有“{name}”这一席位", f"there is no seat group '{name}'"))
            return found
        counts: dict[str, int] = {}
        for row in self.pool:
            counts[row.values["seat"]] = counts.get(row.values["seat"], 0) + 1
        members = self.number("members", None)
        if self.problems or not counts:
            return ()
        shares = apportion(counts, members, SEAT_FLOOR)
        return tuple(Seat(name=name, count=count, set=False) for name, count in shares.items())

    def experts(self, bars: Mapping[str, str]) -> tuple[Expert, ...]:
        """The lines of the pool, by code."""
        return tuple(
            Expert(
                code=self.codes[row.values["id"]],
                seat=row.values["seat"],
                region=row.values.get("region", ""),
                employer=self.employers.get(row.values.get("employer", ""), ""),
                bar=row.values.get("bar", "") or bars.get(row.values["id"], ""),
            )
            for row in self.pool
        )

    def caps(self) -> tuple[Cap, ...]:
        """The caps; an employer is named by its name and goes in as its code."""
        found = []
        for row in self.tables.rows.get("caps", ()):
            value = row.values.get("value")
            if value is not None and row.values["by"] == "employer":
                if value not in self.employers:
                    self._note(
                        row.place, (f"专家库中没有单位“{value}”", f"no expert of employer '{value}' in the pool")
                    )
                value = self.employers.get(value, value)
            most = row.values.get("most")
            found.append(Cap(by=row.values["by"], value=value, least=row.values.get("least", 0), most=most))
        return tuple(found)

    def groups(self, seats: Sequence[Seat]) -> tuple[Group, ...]:
        """The groups as written; without, one for each drawn seat group if each is large enough for one."""
        rows = self.tables.rows.get("groups", ())
        if rows:
            return tuple(group_of(row.values["name"], row.values["from"]) for row in rows)
        least = self.number("group_size", None)
        drawn = [seat for seat in seats if not seat.set]
        if any(seat.count < least for seat in drawn):
            return ()
        return tuple(group_of(f"{seat.name}组", [seat.name]) for seat in drawn)

    def conflicts(self, facts: Mapping[str, Any], seats: Sequence[Seat]) -> tuple[dict[str, str], tuple[Recusal, ...]]:
        """Who is barred and why, and the recusals by applicant, from the table and from the frozen facts."""
        experts: dict[str, set[str]] = {}
        within: dict[str, str] = {}
        for row in self.tables.rows.get("recusals", ()):
            if row.values["expert"] not in self.codes:
                id_ = row.values["expert"]
                self._note(row.place, (f"专家库中没有 {id_}", f"{id_} is not in the pool"))
                continue
            experts.setdefault(row.values["applicant"], set()).add(row.values["expert"])
            if "seat" in row.values:
                within[row.values["applicant"]] = row.values["seat"]
        for one in facts.get("recusals", ()):
            here = {id_ for id_ in one["experts"] if id_ in self.codes}
            if here:
                experts.setdefault(one["applicant"], set()).update(here)
        counts = {seat.name: seat.count for seat in seats}
        least = self.number("group_size", None)
        found = []
        for applicant, ids in sorted(experts.items()):
            seat = within.get(applicant, "")
            if seat and seat not in counts:
                self._note("回避", (f"没有“{seat}”这一席位", f"there is no seat group '{seat}'"))
            # a specialty with no member to spare could not lose anybody: the group may then come from anywhere
            own = [seat] if counts.get(seat, 0) > least else []
            codes = sorted(self.codes[id_] for id_ in ids)
            code = self.applicants[applicant] = applicant_code(self.secret, self.draw, applicant)
            found.append(Recusal(applicant=code, within=own, experts=codes))
        return {one["code"]: one["reason"] for one in facts.get("bars", ())}, tuple(found)

    def names(self) -> Names:
        """The file of names; ``frozen`` is filled in once the plan is frozen."""
        experts = [
            NamedExpert(
                code=self.codes[row.values["id"]],
                id=row.values["id"],
                name=row.values.get("name", ""),
                employer=row.values.get("employer", ""),
                key=self.keys[row.values["id"]],
            )
            for row in self.pool
        ]
        return Names(
            draw=self.draw,
            serial=self.serial,
            frozen="0" * 64,
            experts=sorted(experts, key=lambda one: one.code),
            employers=[Named(code=code, name=name) for name, code in self.employers.items()],
            applicants=[Named(code=code, name=id_) for id_, code in self.applicants.items()],
        )


def with_frozen(names: Names, frozen: str) -> Names:
    """The file of names for the pool that was frozen."""
    return names.model_copy(update={"frozen": frozen})


def _csv_rows(raw: bytes, file: str) -> tuple[Row, ...]:
    """The pool in a CSV file with a header line, UTF-8 or GB18030, commas or semicolons."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    mark = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    rows = [
        {key.strip(): value.strip() for key, value in row.items() if key and isinstance(value, str) and value.strip()}
        for row in csv.DictReader(io.StringIO(text), delimiter=mark)
    ]
    found = rows_of_tree([row for row in rows if row], file, (POOL,))["pool"]
    return tuple(replace(row, place=row.place or f"第{number}行") for number, row in enumerate(found, 2))
