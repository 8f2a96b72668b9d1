"""A dossier: the applicant's facts, the records, and the points the applicant claims."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.fields import Record
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.messages import message_of, wrong_value
from zhicheng.dossier.prepare import Unfit, clean_text, prepared
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest
from zhicheng.vocabulary.yaml_text import line_of

MOST_RECORDS = 2000


class Dossier(BaseModel):
    """Everything a verdict needs to know of an applicant; no name, no number of any document."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    format: Literal[1] = 1
    applicant: Applicant = Applicant()
    claimed: dict[str, str] = {}
    records: tuple[Record, ...] = ()


def dossier_from(data: Any, file: str = "") -> Dossier:
    """A dossier from plain data (as read from YAML or JSON); every error is reported at once.

    Raises:
        Refused: with one problem per error, each with the line and the field.
    """
    problems: list[Problem] = []
    if not isinstance(data, dict):
        raise Refused([Problem(file, "", ("材料文件应为键值表", "a dossier must be a mapping"))])
    for key in data:
        if key not in Dossier.model_fields:
            near = nearest(str(key), Dossier.model_fields)
            problems.append(
                Problem(
                    file,
                    _line(data, key),
                    (
                        f"没有“{key}”这一项" + (f"，是否“{near}”？" if near else ""),
                        f"no field '{key}'" + (f", did you mean '{near}'?" if near else ""),
                    ),
                )
            )
    if data.get("format", 1) != 1:
        problems.append(Problem(file, _line(data, "format"), ("材料格式版本应为 1", "the format must be 1")))
    applicant = _checked(Applicant, data.get("applicant") or {}, file, "applicant", problems)
    records = _records(data.get("records"), file, problems, _line(data, "records"))
    claimed = _claimed(data.get("claimed") or {}, file, problems)
    if problems:
        raise Refused(problems)
    return Dossier.model_construct(applicant=applicant, claimed=claimed, records=tuple(records))


def _line(value: Any, key: Any) -> str:
    places = getattr(value, "places", None)
    if places is not None:
        return str(places.get(key, ""))
    line = line_of(value, key)
    return f"第{line}行" if line else ""


def _records(value: Any, file: str, problems: list[Problem], place: str) -> list[Record]:
    if value is None:
        return []
    if not isinstance(value, list):
        problems.append(Problem(file, place, ("records 应为列表", "records must be a list")))
        return []
    if len(value) > MOST_RECORDS:
        problems.append(Problem(file, place, (f"材料超过 {MOST_RECORDS} 条", f"more than {MOST_RECORDS} records")))
        return []
    records: list[Record] = []
    seen: dict[str, int] = {}
    for position, item in enumerate(value):
        record = record_from(item, file, _line(value, position) or f"records[{position}]", problems)
        if record is None:
            continue
        if record.id in seen:
            problems.append(
                Problem(
                    file,
                    _line(value, position) or f"records[{position}]",
                    (f"编号 {record.id} 重复", f"duplicate id {record.id}"),
                    ("每条材料用不同的编号", "give every record an id of its own"),
                )
            )
        seen[record.id] = position
        records.append(record)
    return records


def record_from(item: Any, file: str, place: str, problems: list[Problem]) -> Record | None:
    """One record; what is wrong with it is added to ``problems`` and ``None`` comes back."""
    if not isinstance(item, dict):
        problems.append(Problem(file, place, ("一条材料应为键值表", "a record must be a mapping")))
        return None
    kind = item.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        near = nearest(str(kind), KINDS)
        problems.append(
            Problem(
                file,
                _line(item, "kind") or place,
                (
                    f"没有“{kind}”这种材料" + (f"，是否“{near}”？" if near else ""),
                    f"no kind of record '{kind}'" + (f", did you mean '{near}'?" if near else ""),
                ),
                (f"可用：{'、'.join(KINDS)}", f"allowed: {', '.join(KINDS)}"),
            )
        )
        return None
    record: Record | None = _checked(KINDS[kind], item, file, place, problems)
    return record


def _checked(model: type[Any], item: Any, file: str, place: str, problems: list[Problem]) -> Any:
    before = len(problems)
    given, wrong = prepared(model, item) if isinstance(item, dict) else (item, [])
    problems.extend(wrong_value(model, entry, file, _line(item, entry[0]) or place) for entry in wrong)
    try:
        record = model.model_validate(given)
    except ValidationError as error:
        told = {name for name, _, _ in wrong}
        for detail in error.errors():
            if detail["loc"] and detail["loc"][0] in told:
                continue
            field = ".".join(str(part) for part in detail["loc"])
            here = _line(item, detail["loc"][0]) if detail["loc"] and isinstance(item, dict) else ""
            problems.append(message_of(model, detail, file, here or place, field))
        return None
    start, end = getattr(record, "start", None), getattr(record, "end", None)
    if start and end and end < start:
        problems.append(
            Problem(
                file,
                _line(item, "end") or place,
                (f"结束日期 {end} 早于起始日期 {start}", f"the end {end} lies before the start {start}"),
            )
        )
    return record if len(problems) == before else None


def _claimed(value: Any, file: str, problems: list[Problem]) -> dict[str, str]:
    if not isinstance(value, dict):
        problems.append(Problem(file, "", ("claimed 应为“指标路径: 分值”", "claimed must map paths to points")))
        return {}
    claimed: dict[str, str] = {}
    for path, points in value.items():
        try:
            claimed[clean_text(str(path), 400)] = as_text(exact(points))
        except Unfit as error:
            problems.append(
                Problem(file, _line(value, path), (f"指标路径{error.pair[0]}", f"the path {error.pair[1]}"))
            )
        except ValueError:
            problems.append(
                Problem(file, _line(value, path), (f"自评分“{points}”不是数字", f"'{points}' is not a number"))
            )
    return claimed
