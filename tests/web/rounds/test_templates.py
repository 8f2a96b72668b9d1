"""Templates of a round: tried before they are taken, used afterwards, taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.people import person, signed_in, standing
from tests.web.rounds.offices import IOT, Desk, a_desk, with_cell
from zhicheng.documents.render import default_template
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.ledger.models import Entry
from zhicheng.web.rounds.models import Round, RoundTemplate
from zhicheng.web.rounds.queries import templates_of
from zhicheng.web.rounds.services.running import close_round
from zhicheng.web.rounds.services.templates import LARGEST, remove_template, replace_template

LATER = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def desk(now: dt.datetime) -> Desk:
    return a_desk(now)


def replaced(
    desk: Desk, made: Round, content: bytes, document: str = "material-list", format: str = "xlsx"
) -> RoundTemplate:
    return replace_template(
        made, document=document, format=format, content=content, actor=desk.actor, now=desk.now, version=made.version
    )


def own() -> bytes:
    return with_cell(default_template("material-list", "xlsx"), "A1", "本办公室的材料清单")


def test_a_template_replaces_ours_and_is_used(desk: Desk) -> None:
    made = desk.opened()
    replaced(desk, made, own())
    assert list(templates_of(made)) == ["material-list.xlsx"]
    assert Entry.objects.get(act="replace-template").detail["template"] == "material-list.xlsx"
    response = signed_in(person("visitor", desk.now)).get(f"/rounds/{IOT}/forms/material-list.xlsx/")
    assert response.status_code == 200
    import io

    from openpyxl import load_workbook

    assert load_workbook(io.BytesIO(response.content)).worksheets[0]["A1"].value == "本办公室的材料清单"


def test_a_second_upload_takes_the_place_of_the_first(desk: Desk) -> None:
    made = desk.opened()
    replaced(desk, made, own())
    made.refresh_from_db()
    replaced(desk, made, default_template("material-list", "xlsx"))
    assert RoundTemplate.objects.count() == 1


def test_an_unknown_field_is_named_with_its_cell_and_nothing_is_kept(desk: Desk) -> None:
    made = desk.opened()
    with pytest.raises(Refused) as refused:
        replaced(desk, made, with_cell(own(), "A2", "{{ nmae }}"))
    said = refused.value.problems[0].text("zh")
    assert "A2" in said
    assert "nmae" in said
    assert "name" in said
    assert not RoundTemplate.objects.exists()
    assert Round.objects.get(pk=made.pk).version == made.version


def test_a_typst_template_that_fails_names_its_line(desk: Desk) -> None:
    made = desk.opened()
    lines = default_template("material-list", "pdf").decode().splitlines()
    broken = "\n".join([*lines, "#d.no_such_field"]).encode()
    with pytest.raises(Refused) as refused:
        replaced(desk, made, broken, format="pdf")
    assert f"第{len(lines) + 1}行" in refused.value.problems[0].text("zh")


@pytest.mark.parametrize("content", [b'#read("/etc/passwd")', b'#import "@preview/x:1.0.0": *'])
def test_a_template_reads_no_file_and_fetches_nothing(desk: Desk, content: bytes) -> None:
    with pytest.raises(Refused):
        replaced(desk, desk.opened(), content, format="pdf")


def test_what_is_no_template_is_refused(desk: Desk) -> None:
    made = desk.opened()
    with pytest.raises(Refused):
        replaced(desk, made, b"not a workbook")
    for content, code in ((b"", "template-empty"), (b"x" * (LARGEST + 1), "template-too-large")):
        with pytest.raises(ActRefused) as refused:
            replaced(desk, made, content)
        assert refused.value.codes == (code,)
    with pytest.raises(Refused, match="没有"):
        replaced(desk, made, own(), document="horoscope")
    with pytest.raises(Refused):
        replaced(desk, made, own(), format="odt")


def test_going_back_to_ours(desk: Desk) -> None:
    made = desk.opened()
    replaced(desk, made, own())
    made.refresh_from_db()
    changed = remove_template(
        made, document="material-list", format="xlsx", actor=desk.actor, now=desk.now, version=made.version
    )
    assert not templates_of(changed)
    with pytest.raises(ActRefused) as refused:
        remove_template(
            changed, document="material-list", format="xlsx", actor=desk.actor, now=desk.now, version=changed.version
        )
    assert refused.value.codes == ("template-not-there",)


def test_a_stale_page_an_outsider_and_a_closed_round_change_no_template(desk: Desk, now: dt.datetime) -> None:
    made = desk.opened()
    how = {"document": "material-list", "format": "xlsx", "content": own(), "now": now}
    outsider = standing(person("super", now, ("supervisor", None)), now)
    with pytest.raises(ActRefused) as refused:
        replace_template(made, actor=desk.actor, version=1, **how)
    assert refused.value.codes == ("stale-page",)
    with pytest.raises(ActRefused) as refused:
        replace_template(made, actor=outsider, version=made.version, **how)
    assert refused.value.codes == ("no-right",)
    closed = close_round(made, actor=desk.actor, now=LATER, version=made.version)
    with pytest.raises(ActRefused) as refused:
        replace_template(closed, actor=desk.actor, version=closed.version, **how)
    assert refused.value.codes == ("round-closed",)


def test_the_office_downloads_ours_its_own_and_a_preview_nobody_else_does(desk: Desk, now: dt.datetime) -> None:
    made = desk.opened()
    replaced(desk, made, own())
    officer, stranger = signed_in(desk.officer), signed_in(person("stranger", now))
    for path in ("built-in/", "own/", "preview/"):
        address = f"/rounds/{IOT}/templates/material-list.xlsx/{path}"
        assert officer.get(address).status_code == 200
        assert stranger.get(address).status_code == 404
    assert officer.get(f"/rounds/{IOT}/templates/review-form.pdf/own/").status_code == 404


def test_the_page_takes_a_template_shows_its_errors_and_goes_back(desk: Desk) -> None:
    made, officer, address = desk.opened(), signed_in(desk.officer), f"/rounds/{IOT}/templates/"
    broken = SimpleUploadedFile("own.xlsx", with_cell(own(), "A2", "{{ nmae }}"))
    refused = officer.post(address, {"which": "material-list.xlsx", "template": broken, "version": str(made.version)})
    assert refused.status_code == 422
    assert "nmae" in refused.content.decode()
    good = SimpleUploadedFile("own.xlsx", own())
    taken = officer.post(address, {"which": "material-list.xlsx", "template": good, "version": str(made.version)})
    assert taken.status_code == 302
    assert RoundTemplate.objects.count() == 1
    stale = officer.post(f"{address}material-list.xlsx/remove/", {"version": str(made.version)})
    assert stale.status_code == 409
    assert officer.post(f"{address}material-list.xlsx/remove/", {"version": str(made.version + 1)}).status_code == 302
    assert not RoundTemplate.objects.exists()
    assert officer.post(address, {"which": "horoscope.xlsx", "version": str(made.version)}).status_code == 404
