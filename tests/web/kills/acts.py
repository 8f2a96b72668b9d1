"""The acts in which the server is killed: what is laid out for each shot, what is asked, what must be true after it."""

from __future__ import annotations

import datetime as dt
import random

from django.conf import settings
from django.db import transaction

from tests.web.kills.harness import Act, Request
from tests.web.people import World, a_draft, handed_in, person, signed_in, small_pdf, world
from tests.web.records.pages import filled
from zhicheng.evidence.store import sweep, verify_all
from zhicheng.web.accounts.models import User
from zhicheng.web.applications.items import FIXED, items_of
from zhicheng.web.applications.models import Application, Message, Return
from zhicheng.web.clock.now import state_moment
from zhicheng.web.ledger.models import Entry
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.notices.models import Notice
from zhicheng.web.notices.services.posting import post_notice
from zhicheng.web.papers.models import Blob, Paper
from zhicheng.web.records.models import Record
from zhicheng.web.rounds.models import Window

CHINA = dt.timezone(dt.timedelta(hours=8))
POSTED = dt.datetime(2026, 10, 12, 9, 30, tzinfo=CHINA)
"""When notices are posted; five working days later they have run."""
NOW = dt.datetime(2026, 10, 21, 9, 30, tzinfo=CHINA)


def lay_out() -> World:
    """A round with its organisations and people; the clock stands where the applicants' window is still open."""
    state_moment(NOW)
    made = world(POSTED)
    with transaction.atomic():
        write_entry("open-round", actor=None, now=POSTED, on=made.round, role="committee-office")
    Window.objects.filter(round=made.round).update(closes=dt.date(2026, 12, 31))
    made.now = NOW
    return made


def entered(act: str, row: object) -> int:
    """How many entries the ledger has of an act on a row."""
    return Entry.objects.filter(act=act, object_id=str(row.pk)).count()  # type: ignore[attr-defined]


class ChangeDetails:
    """A person changes name and telephone: the row, its version and the ledger's entry come together or not at all."""

    def __init__(self, ground: World) -> None:
        self.user = User.objects.create(username="killed", name="前")

    def begin(self, seed: int) -> tuple[int, Request]:
        """The account as it is now, and a change to a name of this seed."""
        self.user.refresh_from_db()
        self.before, self.entries, self.name = self.user.version, self._entered(), f"名{seed}"
        fields = {"name": self.name, "phone": f"139{abs(seed):08d}", "version": str(self.before)}
        return self.user.pk, Request("/account/", fields)

    def check(self, acknowledged: bool) -> bool:
        """Row, version and entry agree."""
        self.user.refresh_from_db()
        done = self.user.name == self.name
        assert self.user.version == self.before + done
        assert self._entered() == self.entries + done
        assert done or not acknowledged, "acknowledged, but lost"
        return done

    def _entered(self) -> int:
        return entered("change-own-details", self.user)


class Save:
    """A record is saved as it is typed: all its facts and its version, or none of them."""

    def __init__(self, ground: World) -> None:
        self.owner = person("saving", NOW)
        self.browser = signed_in(self.owner)

    def begin(self, seed: int) -> tuple[int, Request]:
        """A record of this shot, and another name and note for it."""
        data = {"name": "原名称", "note": "原备注"}
        self.row = Record.objects.create(
            owner=self.owner, key=f"patent-{seed}", kind="patent", data=data, created_at=NOW, updated_at=NOW
        )
        self.others = {row.pk: row.version for row in Record.objects.exclude(pk=self.row.pk)}
        address = f"/records/{self.row.pk}/"
        self.name = f"一种自动检测装置 {seed}"
        sent = filled(self.browser, address, name=self.name, note=f"备注 {seed}")
        sent.pop("csrfmiddlewaretoken")  # the browser that asked is another one than the one that sends
        return self.owner.pk, Request(address, {name: sent.getlist(name) for name in sent}, htmx=True)

    def check(self, acknowledged: bool) -> bool:
        """Both facts and the version agree; no other record was touched."""
        self.row.refresh_from_db()
        done = self.row.data["name"] == self.name
        assert (self.row.data["note"] != "原备注") == done, "half of the facts were saved"
        assert self.row.version == 1 + done
        assert self.others == {row.pk: row.version for row in Record.objects.exclude(pk=self.row.pk)}
        assert done or not acknowledged, "acknowledged, but lost"
        return done


class Upload:
    """A PDF of 200 kB to 1 MB: the paper, its file on the disk and the job that makes its pictures, or nothing."""

    def __init__(self, ground: World) -> None:
        self.owner = person("uploading", NOW)

    def begin(self, seed: int) -> tuple[int, Request]:
        """A record of this shot, and a file that was never there before."""
        self.row = Record.objects.create(
            owner=self.owner,
            key=f"patent-{seed}",
            kind="patent",
            data={"name": "一种装置"},
            created_at=NOW,
            updated_at=NOW,
        )
        self.papers, self.blobs, self.jobs = Paper.objects.count(), Blob.objects.count(), self._jobs()
        chance = random.Random(f"file {seed}")  # of a number it forgets the sign
        file = small_pdf(chance.randbytes(chance.randint(100_000, 500_000)).hex())
        assert 200_000 < len(file) < 1_100_000
        fields = {"paper": "other"}
        return self.owner.pk, Request(f"/records/{self.row.pk}/papers/", fields, {"files": ("证书.pdf", file)})

    def check(self, acknowledged: bool) -> bool:
        """Paper, file row, file and job agree; a file that nobody took down is gone after a sweep."""
        done = self.row.papers.exists()
        assert self.row.papers.count() == done
        assert Paper.objects.count() == self.papers + done
        assert Blob.objects.count() == self.blobs + done, "a file's row without a paper"
        assert self._jobs() == self.jobs + done, "a file whose pictures nobody will make"
        known = set(Blob.objects.values_list("pk", flat=True))
        sweep(settings.EVIDENCE_ROOT, known, older_than=float("inf"))
        kept = verify_all(settings.EVIDENCE_ROOT)
        assert (kept.whole, kept.damaged, kept.strangers) == (len(known), (), ()), "rows and files differ"
        assert done or not acknowledged, "acknowledged, but lost"
        return done

    def _jobs(self) -> int:
        from django_tasks_db.models import DBTaskResult

        return DBTaskResult.objects.filter(task_path="zhicheng.web.papers.tasks.make_pictures").count()


class Submit:
    """An application is handed in: state, holder, number, what is frozen, its files and the entry, or a draft as before."""

    def __init__(self, ground: World) -> None:
        self.ground = ground

    def begin(self, seed: int) -> tuple[int, Request]:
        """A complete draft of an applicant of this shot."""
        user = person(f"submitting-{seed}", NOW)
        self.row = a_draft(self.ground, user)
        self.version = self.row.version
        self.papers = Paper.objects.filter(owner=user).count()
        return user.pk, Request(f"/applications/{self.row.pk}/submit/", {"version": str(self.version)})

    def check(self, acknowledged: bool) -> bool:
        """Everything that handing in writes agrees."""
        row = Application.objects.get(pk=self.row.pk)
        done = row.state == "at-employer"
        assert row.state == ("at-employer" if done else "draft")
        assert row.version == self.version + done
        assert (row.holder == self.ground.employer) == bool(row.serial) == (row.submitted_at is not None) == done
        assert row.submissions.count() == entered("submit", row) == done
        assert row.papers.count() == (self.papers if done else 0)
        if done:
            frozen = row.submissions.get()
            assert len(frozen.dossier["records"]) == Record.objects.filter(owner=row.applicant).count()
            assert sum(map(len, frozen.papers.values())) == self.papers
        assert done or not acknowledged, "acknowledged, but lost"
        return done


class GiveBack:
    """The employer returns two items: state, return, both items, message and entry, or nothing of it."""

    def __init__(self, ground: World) -> None:
        self.ground = ground

    def begin(self, seed: int) -> tuple[int, Request]:
        """An application handed in by an applicant of this shot, two of its items marked."""
        self.row = handed_in(self.ground, person(f"returned-{seed}", NOW))
        self.version, self.told = self.row.version, self._told()
        self.items = [key for key in items_of(self.row) if key not in FIXED][:2]
        marks = {f"reason:{key}": "wrong-date" for key in self.items}
        words = {f"sentence:{key}": f"日期应为第 {abs(seed)} 日" for key in self.items}
        fields = {"item": self.items, **marks, **words, "version": str(self.version)}
        return self.ground.employer_officer.pk, Request(f"/employer/applications/{self.row.pk}/return/", fields)

    def check(self, acknowledged: bool) -> bool:
        """Everything that returning writes agrees."""
        row = Application.objects.get(pk=self.row.pk)
        done = row.state == "returned-by-employer"
        assert row.state == ("returned-by-employer" if done else "at-employer")
        assert row.version == self.version + done
        assert row.returns.count() == entered("return-items", row) == done
        assert self._told() == self.told + done, "the applicant was not told once"
        if done:
            returned = Return.objects.get(application=row)
            assert sorted(returned.items.values_list("item", flat=True)) == sorted(self.items)
        assert done or not acknowledged, "acknowledged, but lost"
        return done

    def _told(self) -> int:
        return Message.objects.filter(application=self.row, kind="returned").count()


class Close:
    """A notice whose days have run is closed: the notice, each application it names, and an entry of each, or nothing."""

    def __init__(self, ground: World) -> None:
        self.ground = ground

    def begin(self, seed: int) -> tuple[int, Request]:
        """Two applications handed in nine days ago and named in a notice of that day."""
        earlier = World(**{**vars(self.ground), "now": POSTED})
        named = [handed_in(earlier, person(f"named-{seed}-{number}", POSTED)) for number in (1, 2)]
        actor, contact = earlier.as_(self.ground.employer_officer), "人事部 0571-00000000"
        self.notice = post_notice(
            self.ground.round, self.ground.employer, named, actor=actor, now=POSTED, contact=contact
        )
        self.versions = dict(self.notice.applications.values_list("pk", "version"))
        fields = {"note": f"无异议 {seed}", "version": str(self.notice.version)}
        return self.ground.employer_officer.pk, Request(f"/employer/notices/{self.notice.pk}/close/", fields)

    def check(self, acknowledged: bool) -> bool:
        """Notice, applications and entries agree."""
        before = self.notice
        notice = Notice.objects.get(pk=before.pk)
        done = notice.state == "closed"
        assert notice.state == ("closed" if done else "posted")
        assert notice.version == before.version + done
        assert (notice.closed_at is not None) == (notice.closing_note != "") == done
        on_notice = Entry.objects.filter(act="close-notice", object_type="notice", object_id=str(notice.pk))
        assert on_notice.count() == done
        for row in notice.applications.all():
            assert row.version == self.versions[row.pk] + done
            on_it = Entry.objects.filter(act="close-notice", object_type="application", object_id=str(row.pk))
            assert on_it.count() == done
        assert done or not acknowledged, "acknowledged, but lost"
        return done


ACTS: dict[str, type[Act]] = {
    "change-details": ChangeDetails,
    "save": Save,
    "upload": Upload,
    "submit": Submit,
    "return": GiveBack,
    "close": Close,
}  # type: ignore[dict-item]  # built with the ground they stand on
