"""The employer's pages: queue, one application item by item, statement, return, decision."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.web.notices.posted import LAST_DAY, check_everything, go_to, posted
from tests.web.people import World, handed_in, person, signed_in, world
from zhicheng.web.applications.checks import items_to_check, items_unchecked
from zhicheng.web.applications.models import Application, Check, Return
from zhicheng.web.ledger.models import Entry
from zhicheng.web.notices.services.posting import close_notice

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"


def _page(application: Application, rest: str = "") -> str:
    return f"/employer/applications/{application.pk}/{rest}"


def _handed_in(now: dt.datetime) -> tuple[World, Application, Client]:
    here = world(now)
    return here, handed_in(here), signed_in(here.employer_officer)


def _check(browser: Client, application: Application, item: str, **more: str) -> object:
    said = {"item": item, "outcome": "agrees", "note": "", "submission": "1", **more}
    headers = {"HX-Request": "true"} if more.pop("htmx", "") else {}
    return browser.post(_page(application, "check/"), said, headers=headers)


def test_the_queue_counts_what_waits_and_exports_with_an_entry(now: dt.datetime) -> None:
    _, application, browser = _handed_in(now)
    page = browser.get("/employer/").content.decode()
    assert "申小艾" in page and f"0/{len(items_unchecked(application))}" in page
    assert "还有25天截止" in page, "the employer's window closes on the 6th of November"
    answer = browser.get("/employer/?export=xlsx")
    assert answer.headers["Content-Type"].startswith("application/vnd.openxml")
    entry = Entry.objects.get(act="export")
    assert (entry.actor_id, entry.detail) == (browser_user(browser), {"count": 1})
    assert "申小艾" in browser.get("/employer/?q=申小艾&state=at-employer&sort=-checked").content.decode()
    assert "申小艾" not in browser.get("/employer/?q=李四").content.decode()


def browser_user(browser: Client) -> int:
    return int(browser.session["_auth_user_id"])


def test_another_unit_sees_nothing_of_it_on_any_page(now: dt.datetime) -> None:
    here, application, _ = _handed_in(now)
    other = signed_in(here.other_employer_officer)
    assert "申小艾" not in other.get("/employer/").content.decode()
    for rest in ("", "agree-rest/", "posts/", "posts.pdf"):
        assert other.get(_page(application, rest)).status_code == 404, rest
    for rest in ("check/", "conduct/", "return/", "recommend/", "refuse/", "number/", "agree-rest/", "posts/step/"):
        assert other.post(_page(application, rest), {"item": "applicant"}).status_code == 404, rest
    assert not Check.objects.exists()


def test_pages_want_somebody_signed_in(now: dt.datetime, client: Client) -> None:
    _, application, _ = _handed_in(now)
    for address in (
        "/employer/",
        _page(application),
        "/employer/import/",
        "/employer/notices/",
        "/employer/objections/",
    ):
        assert client.get(address).url.startswith("/accounts/login/"), address  # type: ignore[attr-defined]


def test_an_item_is_checked_with_and_without_script(now: dt.datetime) -> None:
    _, application, browser = _handed_in(now)
    total = len(items_unchecked(application))
    plain = _check(browser, application, "applicant")
    assert plain.status_code == 302 and plain.url.endswith("#item-applicant")  # type: ignore[attr-defined]
    second = items_unchecked(application)[0]
    part = _check(browser, application, second, outcome="differs", note="证书日期不同", htmx="yes")
    text = part.content.decode()  # type: ignore[attr-defined]
    assert f"2 / {total}" in text and 'hx-swap-oob="true"' in text and "<html" not in text
    assert 'value="differs" required checked' in text and "证书日期不同" in text
    assert 'data-code="records-disputed"' in text
    page = browser.get(_page(application)).content.decode()
    assert f"2 / {total}" in page and f'href="#item-{items_unchecked(application)[0]}"' in page


def test_a_difference_needs_a_note(now: dt.datetime) -> None:
    _, application, browser = _handed_in(now)
    answer = _check(browser, application, "applicant", outcome="missing")
    assert answer.status_code == 409 and 'data-code="note-missing"' in answer.content.decode()  # type: ignore[attr-defined]
    assert not Check.objects.exists()


def test_a_check_of_a_submission_that_was_replaced_is_refused(now: dt.datetime) -> None:
    _, application, browser = _handed_in(now)
    answer = _check(browser, application, "applicant", submission="0")
    assert answer.status_code == 409 and 'data-code="stale-page"' in answer.content.decode()  # type: ignore[attr-defined]
    assert not Check.objects.exists()


def test_all_that_is_left_agrees_only_after_a_list_was_confirmed(now: dt.datetime) -> None:
    here, application, browser = _handed_in(now)
    _check(browser, application, "applicant", outcome="differs", note="姓名用字不同")
    left = items_unchecked(application)
    page = browser.get(_page(application, "agree-rest/")).content.decode()
    assert all(f'name="item" value="{item}"' in page for item in left) and 'value="applicant"' not in page
    assert not Check.objects.filter(outcome="agrees").exists(), "looking changes nothing"
    fewer = browser.post(_page(application, "agree-rest/"), {"item": left[1:], "submission": "1"})
    assert fewer.status_code == 409, "the list on the page is no longer what is left"
    assert browser.post(_page(application, "agree-rest/"), {"item": left, "submission": "1"}).status_code == 302
    assert items_unchecked(application) == []
    assert Check.objects.get(item="applicant").outcome == "differs", "what was found before stays"
    assert Entry.objects.filter(act="check-item", actor=here.employer_officer).count() == len(left) + 1
    assert browser.post(_page(application, "agree-rest/"), {"item": left, "submission": "1"}).status_code == 409


def test_items_are_returned_with_reasons_and_what_changed_is_shown(now: dt.datetime) -> None:
    _, application, browser = _handed_in(now)
    item = items_unchecked(application)[1]
    said = {
        "item": item,
        f"reason:{item}": "wrong-date",
        f"sentence:{item}": "应为3月",
        "correct_by": "2026-10-20",
        "version": "99",
    }
    stale = browser.post(_page(application, "return/"), said)
    assert stale.status_code == 409 and not Return.objects.exists()
    said["version"] = str(application.version)
    assert browser.post(_page(application, "return/"), said).status_code == 302
    returned = Return.objects.get()
    assert (returned.correct_by, returned.items.get().sentence) == (dt.date(2026, 10, 20), "应为3月")
    page = browser.get(_page(application)).content.decode()
    assert "应为3月" in page and 'name="outcome"' not in page, "nothing to do while the applicant has it"


def test_a_recommendation_shows_what_is_in_the_way_and_passes_when_nothing_is(now: dt.datetime) -> None:
    world_ = posted(now)
    here, application = world_.here, world_.application
    browser = signed_in(here.employer_officer)
    page = browser.get(_page(application)).content.decode()
    codes = ("records-unchecked", "statement-missing", "notice-not-closed", "notice-days-not-run")
    assert all(f'data-code="{code}"' in page for code in codes)
    early = browser.post(_page(application, "recommend/"), {"text": "同意", "version": str(application.version)})
    assert early.status_code == 409
    application.refresh_from_db()
    assert application.state == "at-employer" and not application.opinions.exists()

    check_everything(here, application, now)
    after = go_to(LAST_DAY + dt.timedelta(days=1))
    close_notice(world_.notice, "", actor=here.as_(here.employer_officer), now=after, version=world_.notice.version)
    application.refresh_from_db()
    assert 'id="ready"' in browser.get("/employer/").content.decode()
    assert "各项条件均已具备" in browser.get(_page(application)).content.decode()
    said = {"text": "同意推荐", "version": str(application.version)}
    assert browser.post(_page(application, "recommend/"), said).status_code == 302
    application.refresh_from_db()
    assert (application.state, application.opinions.get().text) == ("at-department", "同意推荐")
    assert browser.post(_page(application, "recommend/"), said).status_code == 409, "twice"


def test_a_refusal_needs_a_reason_and_a_fresh_page(now: dt.datetime) -> None:
    _, application, browser = _handed_in(now)
    empty = browser.post(_page(application, "refuse/"), {"text": " ", "version": str(application.version)})
    assert 'data-code="reason-missing"' in empty.content.decode()
    stale = browser.post(_page(application, "refuse/"), {"text": "不符合条件"})
    assert stale.status_code == 409
    assert (
        browser.post(
            _page(application, "refuse/"), {"text": "不符合条件", "version": str(application.version)}
        ).status_code
        == 302
    )
    application.refresh_from_db()
    assert application.state == "not-recommended"


def test_the_personal_number_is_masked_and_shown_once_for_a_reason(now: dt.datetime) -> None:
    here, application, browser = _handed_in(now)
    here.applicant.personal_number = NUMBER
    here.applicant.save()
    page = browser.get(_page(application)).content.decode()
    assert NUMBER not in page and "11***************X" in page
    assert NUMBER not in browser.get("/employer/").content.decode()
    assert browser.post(_page(application, "number/"), {"unmask-reason": ""}).status_code == 409
    shown = browser.post(_page(application, "number/"), {"unmask-reason": "核对身份证原件"})
    assert NUMBER in shown.content.decode() and "no-store" in shown.headers["Cache-Control"]
    entry = Entry.objects.get(act="unmask")
    assert entry.actor_id == here.employer_officer.pk and NUMBER not in str(entry.detail)


def test_nobody_acts_for_the_unit_on_an_application_of_their_own(now: dt.datetime) -> None:
    here = world(now)
    both = person("both", now, ("employer", here.employer), name="又当人事")
    application = handed_in(here, both)
    browser = signed_in(both)
    page = browser.get(_page(application)).content.decode()
    assert 'name="outcome"' not in page
    assert _check(browser, application, "applicant").status_code == 409  # type: ignore[attr-defined]
    said = {"text": "同意", "version": str(application.version)}
    assert browser.post(_page(application, "recommend/"), said).status_code in (403, 409)
    application.refresh_from_db()
    assert application.state == "at-employer" and not Check.objects.exists()


def test_a_public_institution_records_posts_and_steps_and_prints_the_form(now: dt.datetime) -> None:
    here, application, browser = _handed_in(now)
    assert browser.get(_page(application, "posts/")).status_code == 404, "a company has no posts to state"
    here.employer.public_institution = True
    here.employer.save()
    said = {
        "as_of": "2026-10-01",
        "post": "专业技术七级",
        "grade0": "七级",
        "approved0": "5",
        "filled0": "3",
        "vacant0": "1",
    }
    wrong = browser.post(_page(application, "posts/"), said)
    assert wrong.status_code == 422 and "核定数应等于" in wrong.content.decode()
    said["vacant0"] = "2"
    assert browser.post(_page(application, "posts/"), said).status_code == 302
    ahead = browser.post(_page(application, "posts/step/"), {"step": "plan", "held_on": "2026-12-01", "note": ""})
    assert ahead.status_code == 409
    assert (
        browser.post(
            _page(application, "posts/step/"), {"step": "plan", "held_on": "2026-09-10", "note": "已公布"}
        ).status_code
        == 302
    )
    page = browser.get(_page(application, "posts/")).content.decode()
    assert "已公布" in page and "集体研究确定推荐人选" in page
    for format, start in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        made = browser.get(_page(application, f"posts.{format}"))
        assert made.status_code == 200 and made.content.startswith(start)


def test_both_languages_and_every_item_has_its_anchor(now: dt.datetime) -> None:
    _, application, browser = _handed_in(now)
    browser.cookies["language"] = "en"
    page = browser.get(_page(application)).content.decode()
    assert "Compared with the original" in page and "与原件核对" not in page
    submission = application.submissions.get()
    assert all(f'id="item-{key}"' in page for key in items_to_check(submission))
    assert page.count('name="submission"') == len(items_to_check(submission))


def test_a_refusal_by_script_stands_beside_the_field_and_keeps_what_was_typed(now: dt.datetime) -> None:
    _, application, browser = _handed_in(now)
    part = _check(browser, application, "applicant", outcome="differs", note="  ", htmx="yes")
    text = part.content.decode()  # type: ignore[attr-defined]
    assert part.status_code == 200 and 'data-code="note-missing"' in text  # type: ignore[attr-defined]
    assert 'value="differs" required checked' in text and not Check.objects.exists()
    number = browser.post(_page(application, "number/"), {"unmask-reason": ""}, headers={"HX-Request": "true"})
    assert 'data-code="reason-needed"' in number.content.decode() and "<html" not in number.content.decode()
    unknown = _check(browser, application, "no-such-item", htmx="yes")
    assert unknown.status_code == 409  # type: ignore[attr-defined]
