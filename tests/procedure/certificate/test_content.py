"""What a certificate says: one canonical form, nothing unfit, numbers that can't be guessed or mistyped."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.certificates import chance, content
from zhicheng.procedure.certificate.content import FIELDS, content_of, content_problems, masked
from zhicheng.procedure.certificate.number import SIGNS, is_number, new_number, typed_number
from zhicheng.vocabulary.problems import Refused


def test_the_canonical_form_is_the_array_of_the_format_page() -> None:
    said = content()
    values = json.loads(said.canonical())
    assert dict(zip(FIELDS, values, strict=True))["committee"] == said.committee
    assert said.canonical() == json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    assert said.digest == hashlib.sha256(said.canonical()).hexdigest()
    assert content_of(values) == said
    assert said.level == "senior-engineer"


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_under_the_digest(field: str) -> None:
    said = content(replaces=new_number("ZJ26", chance("old")))
    other = content(
        number=new_number("ZJ26", chance("n")), name="李某", person="3301**********0029", title="正高级工程师",
        track="zj-iot-2026/professorate-senior-engineer", specialty="机器人", committee="某评委会", issuer="某局",
        document="某文", obtained_on=said.issued_on, issued_on=said.issued_on.replace(day=21), valid_in="全国",
        status_list="zj26-2", status_index=4712, replaces=new_number("ZJ26", chance("o")), key="0" * 16,
    )  # fmt: skip
    assert replace(said, **{field: getattr(other, field)}).digest != said.digest


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", "", "必须填写"),
        ("name", "王" * 41, "超过 40 字"),
        ("name", "王\n某", "不可打印"),
        ("name", "王\u202e某", "不可打印"),
        ("name", " 王某", "空格"),
        ("person", "330106198804120011", "隐去部分"),
        ("person", "33010619880412001*", "隐去部分"),
        ("track", "物联网/高级", "写法不对"),
        ("status_list", "../x", "写法不对"),
        ("status_index", 1 << 24, "超出范围"),
        ("status_index", -1, "超出范围"),
        ("number", "ZJ26-0000-0000-0000-0001", "不是证书编号"),
        ("key", "xyz", "写法不对"),
    ],
)
def test_what_is_unfit_is_told_by_its_field(field: str, value: object, told: str) -> None:
    problems = list(content_problems(content(**{field: value})))
    assert len(problems) == 1 and told in problems[0].text("zh") and problems[0].text("en").isascii() is False


def test_a_certificate_is_not_older_than_the_title_and_does_not_replace_itself() -> None:
    said = content()
    early = replace(said, issued_on=said.obtained_on.replace(day=1), replaces=said.number)
    assert [problem.place for problem in content_problems(early)] == ["替代证书", "发证日期"]


@pytest.mark.parametrize(
    "broken",
    [lambda v: v[:-1], lambda v: [*v, ""], lambda v: [*v[:13], "4711", *v[14:]], lambda v: [*v[:9], "2026-1-2", *v[10:]],
     lambda v: [*v[:13], True, *v[14:]], lambda v: [None, *v[1:]], lambda v: [*v[:10], "20261120", *v[11:]]],
)  # fmt: skip
def test_other_shapes_are_refused(broken: object) -> None:
    with pytest.raises(Refused):
        content_of(broken(content().values()))  # type: ignore[operator]


def test_a_masked_number_hides_birth_and_most_of_the_rest() -> None:
    assert masked("330106198804120011") == "3301**********0011"
    assert "19880412" not in masked("330106198804120011")
    assert masked(" 33010619880412001x ") == "3301**********001X"
    with pytest.raises(ValueError, match="twelve"):
        masked("A1234567")
    assert not list(content_problems(content(person=masked("330106198804120011"))))


@given(st.binary(min_size=10, max_size=10))
def test_numbers_are_whole_and_one_wrong_sign_shows(drawn: bytes) -> None:
    number = new_number("ZJIOT26", lambda count: drawn[:count])
    assert is_number(number) and typed_number(number) == number
    body = number[8:]
    for place, sign in enumerate(body):
        if sign != "-":
            for other in SIGNS:
                if other != sign:
                    assert not is_number(number[:8] + body[:place] + other + body[place + 1 :])


def test_numbers_are_read_as_people_type_them() -> None:
    number = new_number("ZJ26", lambda count: b"\x00" * count)
    assert number.startswith("ZJ26-0000-0000-0000-000")
    assert typed_number(number.lower().replace("-", " ").replace("0", "o")) == number
    assert typed_number("zj26-0000") is None and typed_number("") is None
    assert typed_number(number[:-1] + ("1" if number[-1] != "1" else "2")) is None


def test_numbers_hold_75_bits_of_chance() -> None:
    numbers = {new_number("ZJ26", chance(str(at))) for at in range(3000)}
    assert len(numbers) == 3000
    for place in range(5, 23):
        signs = {number[place] for number in numbers}
        assert signs == {"-"} or len(signs) == 32, "each sign takes every value"
    with pytest.raises(ValueError, match="prefix"):
        new_number("浙江", chance("x"))
