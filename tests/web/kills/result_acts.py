"""Kills at the end of a review: while a result is published, while the job makes certificates."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.web.kills.harness import Act, Request
from tests.web.people import World, a_round, world
from tests.web.registry import ground
from tests.web.review.ground import NAMES, all_checked, arrived, begun
from zhicheng.evidence.store import sweep, verify_all
from zhicheng.web.clock.now import state_moment
from zhicheng.web.keeping.invariants import Look, findings
from zhicheng.web.ledger.models import Entry
from zhicheng.web.papers.models import Blob
from zhicheng.web.registry.models import Certificate, Result
from zhicheng.web.registry.register import record_of
from zhicheng.web.registry.services.certificates import ask_certificates
from zhicheng.web.registry.services.results import (
    close_result_notice,
    file_result,
    post_result,
    prepare_result,
    publish_result,
)
from zhicheng.web.registry.tasks import issue_certificates
from zhicheng.web.review.rules import rules_of
from zhicheng.web.rounds.models import Round

NOW = dt.datetime(2026, 10, 12, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PASS = (True, False, True, True)


@cache
def here() -> World:
    """The one world of this campaign; every shot has a round of its own in it."""
    state_moment(NOW)
    return world(NOW)


def at_its_end(code: str) -> tuple[ground.Ground, Result]:
    """A round whose result has hung out and is filed; three of its four applicants passed."""
    made = here()
    made.now = NOW
    made.round = a_round(ground.TRACKS[0], made.office, tiers=2, now=NOW, code=code)
    rows = [
        arrived(made, NAMES[place] + code[-3:], f"{code}-{place}", specialty="物联网应用") for place in range(len(PASS))
    ]
    Round.objects.filter(pk=made.round.pk).update(state="closed", closed_at=NOW)
    made.round.refresh_from_db()
    end = ground.Ground(made, begun(made))
    all_checked(made)
    said = [ground.Entered(one, good, "88.5" if good else "61.25", ()) for one, good in zip(rows, PASS, strict=True)]
    ground.enter_outcomes(end.review, said, ground.MINUTES, actor=end.office, now=end.now, version=None)
    result = prepare_result(end.review, actor=end.office, now=end.now)
    result = post_result(result, ground.CONTACT, actor=end.office, now=end.now, version=None)
    result = close_result_notice(result, "无异议", actor=end.office, now=end.later(10), version=None)
    if rules_of(made.round).has("file-result"):
        result = file_result(result, "示例备〔2026〕1号", actor=end.office, now=end.now, version=None)
    state_moment(end.now)
    return end, result


class Publish:
    """A result is published: the row, a certificate due for each who passed, messages and the entry, or nothing of it."""

    laid_plainly = True

    def __init__(self, _ground: object) -> None:
        here()

    def begin(self, seed: int) -> tuple[int, Request]:
        """A round of this shot at the end of its notice."""
        self.end, self.result = at_its_end(f"publish-{'u' if seed < 0 else 'k'}{abs(seed):03}")
        user = here().supervisor if self.end.publisher == self.end.supervisor else here().office_officer
        address = f"/reviews/{here().round.code}/results/act/publish/"
        return user.pk, Request(address, {"text": "示例经信〔2026〕8号", "version": str(self.result.version)})

    def check(self, acknowledged: bool) -> bool:
        """Everything that publishing writes agrees."""
        row = Result.objects.get(pk=self.result.pk)
        done = row.state == "published"
        assert row.version == self.result.version + done
        assert (row.published_on is not None) == bool(row.document) == done
        due = Certificate.objects.filter(application__round=here().round)
        assert due.count() == (sum(PASS) if done else 0)
        assert Entry.objects.filter(act="result-publish", object_id=str(row.pk)).count() == done
        assert done or not acknowledged, "acknowledged, but lost"
        return done


class Issue:
    """The job that makes certificates is killed: each is whole or still due; begun again it makes the rest, none twice."""

    laid_plainly = True
    code = ""

    def __init__(self, _ground: object) -> None:
        here()

    def begin(self, seed: int) -> tuple[int, Request]:
        """A published round whose certificates are asked for."""
        self.end, result = at_its_end(f"issue-{'u' if seed < 0 else 'k'}{abs(seed):03}")
        result = publish_result(result, "示例经信〔2026〕8号", actor=self.end.publisher, now=self.end.now, version=None)
        self.result = ask_certificates(
            result, ground.WORDING, actor=self.end.publisher, now=self.end.now, version=result.version
        )
        self.code = (
            "from zhicheng.web.registry.tasks import issue_certificates\n"
            f"issue_certificates.call({self.result.pk}, {self.result.version})"
        )
        self.before = {(one.check, one.row) for one in findings(self._look())}
        return 0, Request("/")

    def check(self, acknowledged: bool) -> bool:
        """Whole or due, then all of them whole; one entry, one message, one file each."""
        self._whole()
        done = not self._rows().filter(state="due").exists()
        assert done or not acknowledged, "the job ended well, but certificates are due"
        if Result.objects.get(pk=self.result.pk).job:
            issue_certificates.call(self.result.pk, self.result.version)
        assert self._rows().filter(state="issued").count() == sum(PASS) == self._rows().count()
        self._whole()
        result = Result.objects.get(pk=self.result.pk)
        assert (result.job, result.trouble) == ("", [])
        return done

    def _rows(self) -> Any:
        return Certificate.objects.filter(application__round=here().round)

    def _whole(self) -> None:
        for row in self._rows().exclude(state="due"):
            assert record_of(row).content.digest == row.digest
            assert Entry.objects.filter(act="certificate-issue", object_id=str(row.pk)).count() == 1
        known = set(Blob.objects.values_list("pk", flat=True))
        sweep(settings.EVIDENCE_ROOT, known, older_than=float("inf"))
        kept = verify_all(settings.EVIDENCE_ROOT)
        assert (kept.whole, kept.damaged, kept.strangers) == (len(known), (), ()), "rows and files differ"

    def _look(self) -> Look:
        return Look(Path(settings.EVIDENCE_ROOT), deep=True, unfinished_before=0)


ACTS: dict[str, type[Act]] = {"publish": Publish, "issue": Issue}  # type: ignore[dict-item]
