"""What an office writes down becomes a plan; codes hide names and open one by one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.procedure.draw.pools import hex_of, supervisors
from zhicheng.procedure.draw.bundle import Bundle
from zhicheng.procedure.draw.names import Names, names_faults, slip_of
from zhicheng.procedure.draw.papers import ChainSecret, reveal_for
from zhicheng.procedure.draw.plan import Plan
from zhicheng.procedure.draw.plan_file import joined, plan_from, read_plan, with_frozen
from zhicheng.procedure.draw.rounds import freeze, state_round
from zhicheng.procedure.draw.template import write_template
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Refused

SECRET = bytes(range(32))
SETTINGS = {
    "draw": "D1",
    "members": "7",
    "minimum": "5",
    "attendance": "2/3",
    "group_size": "1",
    "odd": "yes",
}
POOL = [
    {
        "id": f"Z{number}",
        "name": f"专家{number}",
        "seat": "质量" if number % 2 else "计量",
        "region": "杭州",
        "employer": f"单位{number % 4}",
    }
    for number in range(12)
]


def tree(**changes: object) -> bytes:
    """A plan as JSON."""
    plan = {
        "settings": [{"item": item, "value": value} for item, value in SETTINGS.items()],
        "pool": POOL,
        **changes,
    }
    return json.dumps({key: part for key, part in plan.items() if part is not None}, ensure_ascii=False).encode()


def made(raw: bytes, name: str = "plan.json", **more: object) -> tuple[Plan, Names]:
    """The plan of these bytes."""
    return plan_from(read_plan(raw, name), secret=SECRET, at="", supervisors=supervisors("D1"), **more)  # type: ignore[arg-type]


def frozen(raw: bytes, **more: object) -> tuple[Bundle, Names]:
    """The plan frozen, with its file of names."""
    plan, names = made(raw, **more)  # type: ignore[arg-type]
    bundle = freeze(plan, hex_of("salt"))
    return bundle, with_frozen(names, bundle.frozen.digest)


def refused(raw: bytes, name: str = "plan.json") -> str:
    """What a plan is refused with."""
    with pytest.raises(Refused) as found:
        made(raw, name)
    return str(found.value)


def test_a_plan_becomes_a_draw_and_every_line_is_opened_by_its_name() -> None:
    bundle, names = frozen(tree())
    assert {seat.name: seat.count for seat in bundle.frozen.seats} in ({"质量": 3, "计量": 4}, {"质量": 4, "计量": 3})
    assert list(names_faults(bundle, names)) == []
    text = json.dumps(bundle.plain(), ensure_ascii=False)
    assert not any(one["name"] in text or f'"{one["id"]}"' in text or one["employer"] in text for one in POOL)


def test_a_slip_opens_its_own_line_and_no_other() -> None:
    bundle, names = frozen(tree())
    slip = slip_of(names, "Z3")
    assert slip is not None and slip.code in [line.code for line in bundle.frozen.pool]
    assert slip.code == names.by_id()["Z3"].code
    assert slip.model_copy(update={"id": "Z4"}).code not in [line.code for line in bundle.frozen.pool]
    assert slip_of(names, "Z99") is None


def test_codes_differ_from_draw_to_draw_and_without_the_secret_tell_nothing() -> None:
    one, _ = made(tree())
    again, _ = made(tree())
    other, _ = plan_from(read_plan(tree(), "p.json"), secret=bytes(32), at="", supervisors=supervisors("D1"))
    second = SETTINGS | {"draw": "D2"}
    third, _ = made(tree(settings=[{"item": item, "value": value} for item, value in second.items()]))
    codes = [{expert.code for expert in plan.experts} for plan in (one, other, third)]
    assert not codes[0] & codes[1] and not codes[0] & codes[2] and one == again


def test_the_file_of_names_is_checked_line_by_line() -> None:
    bundle, names = frozen(tree())
    for change, place in (
        ({"frozen": "0" * 64}, "names"),
        ({"experts": names.experts[1:]}, "names.experts"),
        ({"experts": [names.experts[0].model_copy(update={"id": "Z99"}), *names.experts[1:]]}, "names.experts[0].key"),
        (
            {"experts": [names.experts[0].model_copy(update={"employer": "他处"}), *names.experts[1:]]},
            "names.experts[0].employer",
        ),
    ):
        assert place in [fault.place for fault in names_faults(bundle, names.model_copy(update=change))]


def test_a_person_under_two_lines_is_found_in_the_file_of_names() -> None:
    """The office may give one friend two lines; ids in the file of names show it."""
    bundle, names = frozen(tree())
    twice = [one.model_copy(update={"id": names.experts[0].id}) for one in names.experts[:2]]
    faults = list(names_faults(bundle, names.model_copy(update={"experts": [*twice, *names.experts[2:]]})))
    assert any("同一人不得出现两次" in fault.text[0] for fault in faults)


def test_excel_template_filled_in_reads_like_json(tmp_path: Path) -> None:
    for lang, sheet_names in ((0, ("设置", "专家库")), (1, ("settings", "pool"))):
        path = tmp_path / f"draw-{lang}.xlsx"
        write_template(path, lang)
        book = load_workbook(path)
        settings, pool = (book[name] for name in sheet_names)
        words = {
            "draw": ("抽取名称", "draw"),
            "members": ("委员人数", "members"),
            "minimum": ("最少人数", "minimum"),
            "attendance": ("出席比例", "attendance"),
            "group_size": ("每组最少人数", "group size"),
        }
        for row in range(2, settings.max_row + 1):
            for key, pair in words.items():
                if settings.cell(row, 1).value == pair[lang]:
                    settings.cell(row, 2, SETTINGS[key])
        for one in POOL:
            pool.append(list(one.values()))
        book.save(path)
        assert made(path.read_bytes(), path.name) == made(tree())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_pool_may_come_as_csv(encoding: str) -> None:
    lines = ["编号,姓名,席位,地区,单位", *(",".join(one.values()) for one in POOL)]
    pool = read_plan("\r\n".join(lines).encode(encoding), "pool.csv")
    rest = read_plan(tree(pool=None), "plan.json")
    assert plan_from(joined([rest, pool]), secret=SECRET, at="", supervisors=supervisors("D1")) == made(tree())
    with pytest.raises(Refused, match="另一文件已有"):
        joined([read_plan(tree(), "plan.json"), pool])


def test_mistakes_are_told_by_place() -> None:
    assert "Z1 重复" in refused(tree(pool=[*POOL, POOL[1]]))
    assert "pool[0]：没有“计量”这一席位" in refused(tree(seats=[{"name": "质量", "count": 5}]))
    assert "没有专家库" in refused(tree(pool=None))
    assert "缺少“出席比例”" in refused(tree(settings=[{"item": "draw", "value": "x"}]))
    assert "没有单位“某所”" in refused(tree(caps=[{"by": "employer", "value": "某所", "most": 1}]))
    assert "没有 Z77" in refused(tree(recusals=[{"applicant": "甲", "expert": "Z77"}]))
    assert "没有“drow”" in refused(tree(settings=[{"item": "drow", "value": "x"}]))


def test_conflict_facts_bar_and_recuse_by_id() -> None:
    facts = {
        "bars": [{"code": "Z5", "reason": "own-application"}],
        "recusals": [{"applicant": "A1", "experts": ["Z1", "Z2", "not in this pool"]}],
    }
    bundle, names = frozen(tree(), conflicts=facts)
    known = names.by_id()
    assert [line.code for line in bundle.frozen.pool if line.barred] == [known["Z5"].code]
    assert bundle.private is not None
    assert bundle.private.bars[0].reason == "own-application"
    (recusal,) = bundle.private.recusals
    assert recusal.experts == sorted([known["Z1"].code, known["Z2"].code])
    assert [one.name for one in names.applicants] == ["A1"] and recusal.applicant == names.applicants[0].code


def test_a_group_is_asked_of_the_own_specialty_only_where_it_has_a_member_to_spare() -> None:
    rows = [{"applicant": "甲", "expert": "Z1", "seat": "质量"}]
    few, _ = made(tree(recusals=rows, settings=_settings(group_size="3"), seats=_seats(3, 2)))
    more, _ = made(tree(recusals=rows, settings=_settings(group_size="2"), seats=_seats(3, 2)))
    assert few.recusals[0].within == [] and more.recusals[0].within == ["质量"]


def _settings(**changes: str) -> list[dict[str, str]]:
    return [{"item": item, "value": value} for item, value in (SETTINGS | changes).items()]


def _seats(one: int, other: int) -> list[dict[str, object]]:
    return [{"name": "质量", "count": one}, {"name": "计量", "count": other}]


def test_a_supervisor_gives_out_the_link_of_the_open_round_and_no_other() -> None:
    secret = ChainSecret(draw="D1", serial=1, name="监督方甲", last=hex_of("secret"), links=4)
    other = ChainSecret(draw="D1", serial=1, name="监督方乙", last=hex_of("other"), links=4)
    both = [secret.commitment.supervisor, other.commitment.supervisor]
    plan, _ = plan_from(read_plan(tree(), "p.json"), secret=SECRET, at="", supervisors=both)
    bundle = freeze(plan, hex_of("salt"))
    with pytest.raises(ActRefused, match="没有进行中的一轮"):
        reveal_for(secret, bundle)
    stated = state_round(bundle, at="", salt=hex_of("salt 1"))
    found = reveal_for(secret, stated)
    assert found.round == 1 and found.statement == stated.rounds[0].statement.digest
    assert found.link != secret.last
    with pytest.raises(ActRefused, match="不在本次抽取中"):
        reveal_for(ChainSecret(draw="D1", serial=1, name="监督方甲", last=hex_of("another"), links=4), stated)
