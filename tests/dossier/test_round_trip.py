"""A dossier survives every file format: what is read back equals what was written."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.files import dossier_yaml, read_dossier, write_dossier
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.dossier.plain import plain_dossier
from zhicheng.dossier.prepare import shape_of
from zhicheng.dossier.schema import FactSchema
from zhicheng.vocabulary.problems import Refused

AWKWARD = [
    "true",
    "No",
    "~",
    "nULL",
    "12",
    "0.50",
    "2026-02-01",
    "010",
    "a: b",
    "- x",
    "#注",
    "=1+1",
    "@a",
    "x、y；z",
    "无",
    "\\、",
    "a=b",
    "'引'",
    '"双"',
    "多\n行",
    "& *锚",
    "!tag",
    "{a}",
    "[b]",
    "是",
    "_x0041_",
    "#N/A",
    "😀",
    "%",
    "1E5",
    "\u2028",
    "\ufeff标",
    "+86",
    "'=x",
]
TEXT = (
    st.one_of(
        st.sampled_from(AWKWARD),
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20),
    )
    .map(str.strip)
    .filter(lambda text: text and "\ufffe" not in text and "\uffff" not in text)
)
AMOUNT = st.one_of(
    st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False, allow_infinity=False),
    st.decimals(min_value=0, max_value=1, places=15, allow_nan=False, allow_infinity=False),
    st.integers(min_value=0, max_value=10**16 - 1).map(Decimal),
)
BOUNDS = {"rank": (1, 999), "times": (1, 999), "year": (1950, 2100), "step": (1, 5)}
LENGTHS = {
    "id": 40,
    "specialty": 40,
    "city": 20,
    "place": 40,
    "title": 40,
    "project": 40,
    "item": 60,
    "result": 40,
    "subject": 80,
}


def value_of(fact: FactSchema) -> st.SearchStrategy[Any]:
    """Values that the schema allows for a fact."""
    if fact.name == "stated_role":
        return st.sampled_from(["lead", "participant"])
    low, high = BOUNDS.get(fact.name, (0, 10**15 - 1))
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "flag": st.booleans(),
        "whole": st.integers(low, high),
        "amount": AMOUNT,
        "date": st.dates(dt.date(1800, 1, 1)),
        "text": TEXT.map(lambda text: text[: LENGTHS.get(fact.name, 200)].strip() or "x"),
        "texts": st.lists(TEXT, max_size=3),
        "mapping": st.dictionaries(TEXT, TEXT, max_size=2),
    }
    if fact.type == "word":
        return st.sampled_from(fact.words)
    if fact.type == "words":
        return st.lists(st.sampled_from(fact.words), max_size=3)
    return by_type[fact.type]


def facts_for(shape: dict[str, FactSchema]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the facts of a kind, any of them left out."""
    chosen = {name: value_of(fact) for name, fact in shape.items() if name not in ("id", "kind", "start", "end")}
    return st.fixed_dictionaries({}, optional=chosen)


@st.composite
def records(draw: st.DrawFn, kind: str | None = None) -> dict[str, Any]:
    """A record of any kind; a span ends no earlier than it starts."""
    kind = kind or draw(st.sampled_from(sorted(KINDS)))
    shape = dict(shape_of(KINDS[kind]))
    record = {"kind": kind, **draw(facts_for(shape))}
    if "start" in shape:
        days = sorted(draw(st.lists(st.dates(dt.date(1800, 1, 1)), max_size=2)))
        record.update(zip(("start", "end"), days, strict=False))
    return record


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """A dossier with records of several kinds, in any order."""
    found = draw(st.lists(records(), max_size=12))
    data = {
        "applicant": draw(facts_for(dict(shape_of(Applicant)))),
        "claimed": draw(st.dictionaries(TEXT, st.sampled_from(["9", "13.5", "13/6", "0"]), max_size=3)),
        "records": [{"id": f"r-{place}.{len(found)}", **record} for place, record in enumerate(found)],
    }
    return dossier_from(data)


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(dossier=dossiers())
def test_yaml_and_json_lose_nothing(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("text")
    seen = dossier
    for name in ("a.yaml", "b.json", "c.yml"):
        write_dossier(seen, folder / name)
        seen = read_dossier(folder / name)
    assert seen == dossier


@settings(QUICK, max_examples=10)
@given(dossier=dossiers(), lang=st.sampled_from(["zh", "en"]))
def test_yaml_json_excel_yaml_lose_nothing(
    dossier: Dossier, lang: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("all")
    seen = dossier
    for name in ("a.yaml", "b.json", "c.xlsx", "d.yaml"):
        write_dossier(seen, folder / name, lang)
        seen = read_dossier(folder / name)
    assert seen == dossier
    assert (folder / "a.yaml").read_bytes() == (folder / "d.yaml").read_bytes()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_with_every_fact_survives(kind: str, tmp_path: Path) -> None:
    shape = shape_of(KINDS[kind])
    record: dict[str, Any] = {"id": "r1", "kind": kind}
    samples = {
        "flag": None,
        "whole": 3,
        "amount": Decimal("0.1"),
        "date": dt.date(2024, 2, 29),
        "text": "名 称",
        "texts": ["一", "二、三"],
        "mapping": {"class": "second"},
    }
    for name, fact in shape.items():
        if name in record:
            continue
        if fact.type == "flag":
            record[name] = not fact.default
        elif fact.type == "words":
            record[name] = list(fact.words[:2])
        elif name == "stated_role":
            record[name] = "lead"
        elif name == "year":
            record[name] = 2024
        else:
            record[name] = fact.words[-1] if fact.words else samples[fact.type]
    dossier = dossier_from({"records": [record]})
    for ending in ("yaml", "json", "xlsx"):
        write_dossier(dossier, tmp_path / f"d.{ending}")
        assert read_dossier(tmp_path / f"d.{ending}") == dossier


def test_yaml_states_only_what_was_stated() -> None:
    dossier = dossier_from(
        {
            "applicant": {"domains": ["iot"], "public_institution": False, "front_line": False},
            "claimed": {"专业技术业绩/获奖": Decimal("13.50")},
            "records": [
                {"id": "p1", "kind": "patent", "type": "pct", "rank": 1, "granted": True, "date": dt.date(2024, 1, 5)}
            ],
        }
    )
    assert dossier_yaml(dossier) == (
        "format: 1\napplicant:\n  domains: [iot]\n  public_institution: false\n"
        "claimed:\n  专业技术业绩/获奖: 13.5\n"
        "records:\n  - id: p1\n    kind: patent\n    date: 2024-01-05\n    rank: 1\n    type: pct\n"
    )


def test_json_holds_exact_numbers(tmp_path: Path) -> None:
    file = tmp_path / "d.json"
    file.write_text(
        '{"records": [{"id": "p", "kind": "project", "amount": 0.1, "date": "2024-02-29"}]}', encoding="utf-8"
    )
    dossier = read_dossier(file)
    assert dossier.records[0].amount == Decimal("0.1")  # type: ignore[attr-defined]
    write_dossier(dossier, file)
    assert '"amount": 0.1,' in file.read_text(encoding="utf-8").replace("\n", ",")
    assert json.loads(file.read_text(encoding="utf-8"))["format"] == 1


def test_a_file_of_another_type_is_refused(tmp_path: Path) -> None:
    for name in ("d.docx", "d.xls", "d.xlsm", "d"):
        with pytest.raises(Refused, match="另存为"):
            read_dossier(tmp_path / name)
        with pytest.raises(Refused):
            write_dossier(dossier_from({}), tmp_path / name)


def test_plain_data_makes_the_same_dossier() -> None:
    dossier = dossier_from({"records": [{"id": "p", "kind": "paper", "indexes": []}]})
    assert plain_dossier(dossier)["records"] == [{"id": "p", "kind": "paper", "indexes": []}]
    assert dossier_from(plain_dossier(dossier)) == dossier
