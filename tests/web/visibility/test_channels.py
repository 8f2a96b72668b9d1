"""Nothing leaks through any channel: pages, API, search, counts, exports, files.

One world is filled with words found nowhere else (``filled.py``); everybody asks every address of every channel once;
then each word must have been come upon by exactly those whom ``channels.py`` names: by them, or the test would prove
nothing, and by nobody else.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.web.accounts.city import PASSWORD, just_signed_in
from tests.web.conftest import NOW
from tests.web.ledger.entries import entered, number_at_once
from tests.web.people import World
from tests.web.visibility import draws_channels as of_draws
from tests.web.visibility import experts_channels as of_experts
from tests.web.visibility.channels import ABSENT, ADDRESSES, CHANNELS, COUNTED, ELSEWHERE, PEOPLE, WORDS
from tests.web.visibility.filled import Filled, fill
from zhicheng.web.accounts.models import Grant, Invitation, Organisation, User
from zhicheng.web.applications.models import Application, Message
from zhicheng.web.clock.now import state_moment
from zhicheng.web.committee.models import Committee, Seat
from zhicheng.web.experts.models import Expert
from zhicheng.web.notices.models import Notice, Objection, Sanction
from zhicheng.web.papers.models import Paper
from zhicheng.web.records.models import Record
from zhicheng.web.review.models import EligibilityCheck, Recommendation, Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.tokens.models import Token
from zhicheng.web.visibility.table import table

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.xdist_group("channels")]

Heard = dict[str, str]
"""What an address answered, by address as ``channels.py`` writes it."""


@dataclass
class Told:
    """The filled world, a browser for each person, and all that each was told in each channel."""

    filled: Filled
    browsers: dict[str, Client]
    heard: dict[str, dict[str, Heard]]
    counts: dict[str, Heard]


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[Told]:
    """Everything asked once for all tests here; the database forgets it afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        number_at_once()
        state_moment(NOW)
        filled = fill(NOW)
        browsers, heard = {}, {}
        for who in PEOPLE:
            browser = browsers[who] = _browser(who)
            heard[who] = {
                channel: {one: _ask(browser, one, filled, channel) for one in found}
                for channel, found in ADDRESSES.items()
            }
        pages = {page for _, found in COUNTED.values() for page in found}
        counts = {who: {page: _plain(_ask(browsers[who], page, filled, "pages")) for page in pages} for who in PEOPLE}
        yield Told(filled, browsers, heard, counts)
        transaction.set_rollback(True)


def _browser(who: str) -> Client:
    """A browser in which the person has signed in by password a moment ago."""
    if not who:
        return Client()
    user = User.objects.get(username=who)
    user.set_password(PASSWORD)
    user.save()
    return just_signed_in(user)


def _ask(browser: Client, asked: str, filled: Filled, channel: str) -> str:
    """What is answered, as text; empty where it is refused, or where an export comes as no file."""
    cache.clear()  # nobody is refused for asking too often
    address = asked.format(**filled.rows)
    if address.startswith("POST "):
        _, path, *field = address.split(" ", 2)
        answer: Any = browser.post(path, dict(one.split("=", 1) for one in field))
    else:
        answer = browser.get(address)
    assert answer.status_code in (200, 302, 401, 403, 404, 405, 409, 422), (address, answer.status_code)
    if answer.status_code != 200:
        return ""
    if channel == "exports" and "attachment" not in answer.headers.get("Content-Disposition", ""):
        return ""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return _text(content)


def _text(content: bytes) -> str:
    """The words of a page, a workbook, a document, an archive, a file."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(re.sub(r"<[^>]*>", "", _text(archive.read(name))) for name in archive.namelist())
    text = content.decode("utf-8", "replace")
    if content.startswith(b"%PDF"):
        text += "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))
    return text


def _plain(html: str) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


CASES = [
    pytest.param(name, channel, word, who, id=f"{name}-{channel}-{word.split(' @')[0].strip()}")
    for name, channels in WORDS.items()
    for channel, words in channels.items()
    for word, who in words.items()
]


@pytest.mark.parametrize(("name", "channel", "word", "who"), CASES)
def test_a_word_is_found_by_those_who_may_and_by_nobody_else(
    name: str, channel: str, word: str, who: str, told: Told
) -> None:
    mark, _, places = word.partition(" @ ")
    found = {
        person or "visitor": [
            address for address, text in heard[channel].items() if mark in text and _at(address, places)
        ]
        for person, heard in told.heard.items()
    }
    where = {person: addresses for person, addresses in found.items() if addresses}
    assert set(where) == set(who.split()), {person: where.get(person) for person in set(where) ^ set(who.split())}


def _at(address: str, places: str) -> bool:
    return not places or any(address.startswith(place) for place in places.split())


def _more(filled: Filled) -> dict[str, Callable[[], object]]:
    """One more of each object that is counted."""
    here, now, rows = filled.here, filled.here.now, filled.rows
    bob, employer = here.other_applicant, here.employer
    soon = now + dt.timedelta(days=10)
    return {
        "application": lambda: Application.objects.create(
            round=here.round, name="某", employer=employer, employer_name=employer.name, holder=employer, tier=1,
            state="at-employer", created_at=now, submitted_at=now,
        ),
        "record": lambda: Record.objects.create(owner=bob, key="patent-2", kind="patent", created_at=now, updated_at=now),
        "paper": lambda: Paper.objects.create(
            owner=bob, record_id=rows["record"], paper="other", blob=Paper.objects.get(pk=rows["paper-bob"]).blob,
            file_name="另一份.pdf", added_at=now,
        ),
        "notice": lambda: Notice.objects.create(
            round=here.round, organisation=employer, state="void", first_day=now.date(), days=5, last_day=now.date(),
            calendar_version="x", posted_by=here.employer_officer, posted_at=now,
        ),
        "objection": lambda: Objection.objects.create(
            notice_id=rows["posted"], text="又一件异议", received_at=now, receipt_digest="more"
        ),
        "message": lambda: Message.objects.create(user_id=rows["person-carl"], kind="x", text_zh="又", text_en="x", sent_at=now),
        "round": lambda: Round.objects.create(
            code="draft-2028", title_zh="又一年度", title_en="another", year=2028, pack=here.round.pack, level=here.round.level,
            pack_version=1, pack_hash=here.round.pack_hash, notice=here.round.notice, options=here.round.options, office=here.office,
        ),
        "organisation": lambda: Organisation.objects.create(name="又一单位", kind="employer"),
        "account": lambda: User.objects.create(username="another"),
        "grant": lambda: Grant.objects.create(
            user=bob, role="employer", organisation=here.other_employer, granted_at=now, valid_from=now, valid_until=soon
        ),
        "invitation": lambda: Invitation.objects.create(
            name="又一人", role="employer", organisation=here.other_employer, nonce="more", invited_at=now, expires_at=soon
        ),
        "token": lambda: Token.objects.create(
            user=bob, name="又", beginning="zc_", digest="more", made_at=now, expires_at=soon
        ),
        "sanction": lambda: Sanction.objects.create(
            state="void", subject="又", text_zh="撤销", clause="（十五）", posted_on=now.date(), posted_by=here.supervisor
        ),
        "entry": lambda: entered(now, ("round", "1")),
        **of_experts.more_of(filled),
        **of_draws.more_of(filled),
        "seat": lambda: Seat.objects.create(
            committee=Committee.objects.get(),
            expert=Expert.objects.get(code="S-dean"),
            specialty="感知",
            invited_at=now,
        ),
        "review": lambda: Review.objects.create(round=Round.objects.get(code="draft-2027"), begun_at=now),
        "eligibility": lambda: EligibilityCheck.objects.create(
            application=_arrived(here), outcome="eligible", checked_by=here.office_officer, checked_at=now
        ),
        "recommendation": lambda: Recommendation.objects.create(
            application=_arrived(here), organisation=Organisation.objects.get(kind="intermediate-committee"),
            handed_by=here.office_officer, handed_at=now,
        ),
    }  # fmt: skip


def _arrived(here: World) -> Application:
    """One more application that has arrived, by a roster."""
    now = here.now
    return Application.objects.create(
        round=here.round, name="又一人", state="arrived", imported=True, created_at=now, arrived_at=now
    )


@pytest.mark.parametrize("name", COUNTED)
def test_one_more_is_counted_for_those_who_may_and_for_nobody_else(name: str, told: Told) -> None:
    who, pages = COUNTED[name]
    _more(told.filled)[name]()
    seen = {
        person or "visitor"
        for person, browser in told.browsers.items()
        if any(_plain(_ask(browser, page, told.filled, "pages")) != told.counts[person][page] for page in pages)
    }
    assert seen == set(who.split())


def test_every_object_is_tried_or_excused_in_every_channel() -> None:
    objects = {cell.object for cell in table()} - set(ELSEWHERE)
    assert all((Path(__file__).parents[3] / room).is_file() for room in ELSEWHERE.values())
    assert not set(ELSEWHERE) & set(ABSENT)
    assert set(WORDS) | set(COUNTED) == set(ABSENT) == objects
    for name in objects:
        tried = set(WORDS.get(name, {})) | ({"counts"} if name in COUNTED else set())
        excused = set(ABSENT[name])
        assert tried | excused == set(CHANNELS), (name, set(CHANNELS) - tried - excused)
        assert not tried & excused, name
        assert all(ABSENT[name].values())


def test_what_nobody_may_find_is_found_elsewhere() -> None:
    """A word that nobody finds in one channel is there to be found: in another one somebody does."""
    for name, channels in WORDS.items():
        words = {word for found in channels.values() for word, who in found.items() if not who}
        seen = {word for found in WORDS[name].values() for word, who in found.items() if who}
        assert {word for word in words if not word.startswith("Qkappl")} <= seen, name
