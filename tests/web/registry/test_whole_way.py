"""From entered outcomes to certificates that anybody can check, by services."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.web.registry.ground import TRACKS, WORDING, Ground, ground, issued, over, posted, published
from zhicheng.evidence.store import path_of
from zhicheng.procedure.canonical import canonical
from zhicheng.procedure.certificate.keys import key_file
from zhicheng.web.ledger.models import Entry
from zhicheng.web.registry.keyring import keys_of
from zhicheng.web.registry.models import Certificate, Decision, StatusList
from zhicheng.web.registry.services.cases import CaseText, decide_case, report_case, write_case
from zhicheng.web.registry.services.certificates import reissue_certificate, revoke_certificate
from zhicheng.web.review.others import facts_of

pytestmark = pytest.mark.django_db
VERIFIER = Path(__file__).parents[3] / "verifiers" / "verify_certificate.py"


def checked(made: Ground, row: Certificate, folder: Path, *, listed: bool = True) -> subprocess.CompletedProcess[str]:
    """What the standalone verifier says of a certificate's file, with the office's keys and the latest list."""
    keys = keys_of(made.here.office)
    assert keys is not None and row.pdf is not None
    pdf = path_of(settings.EVIDENCE_ROOT, row.pdf.digest)
    (folder / "keys.json").write_bytes(key_file(keys))
    latest = StatusList.objects.filter(name=row.status_list).latest("number")
    (folder / "status.json").write_bytes(canonical(latest.file))
    extra = ["--status", str(folder / "status.json")] if listed else []
    return subprocess.run(
        [sys.executable, str(VERIFIER), str(pdf), "--keys", str(folder / "keys.json"), *extra, "--at", made.now.date().isoformat()],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("track", TRACKS)
def test_the_whole_way(now: dt.datetime, track: str, tmp_path: Path) -> None:
    made = ground(now, track)
    result = posted(made)
    assert result.state == "posted" and result.notice is not None
    assert [one.serial for one in result.notice.applications.order_by("serial")] == ["X000", "X002"]
    assert facts_of(made.here.round)["result_state"] == "posted"
    result = issued_after(made, result)
    assert (result.job, result.trouble) == ("", [])
    assert [one.state for one in Certificate.objects.all()] == ["issued", "issued"]
    assert facts_of(made.here.round)["certificates_due"] == 0
    row = made.certificate()
    said = checked(made, row, tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "赵一0" in said.stdout
    acts = list(Entry.objects.filter(act__startswith="result-").order_by("pk").values_list("act", flat=True))
    filed = ["result-file"] if track == TRACKS[0] else []
    assert acts == ["result-post", "result-close-notice", *filed, "result-publish"]
    entry = Entry.objects.filter(act="certificate-issue", object_id=str(row.pk)).get()
    assert row.digest in json.dumps(entry.body, ensure_ascii=False, default=str)


def issued_after(made: Ground, _posted: object) -> object:
    """The certificates of a result that is posted already."""
    from tests.web.registry import ground as rooms
    from zhicheng.web.clock.now import state_moment
    from zhicheng.web.registry.models import Result
    from zhicheng.web.registry.services.certificates import ask_certificates
    from zhicheng.web.registry.services.results import file_result, publish_result
    from zhicheng.web.registry.tasks import issue_certificates
    from zhicheng.web.review.rules import rules_of

    result = over(made, _posted)  # type: ignore[arg-type]
    if rules_of(made.here.round).has("file-result"):
        result = file_result(result, "示例备〔2026〕1号", actor=made.office, now=made.now, version=result.version)
    result = publish_result(result, "示例经信〔2026〕8号", actor=made.publisher, now=made.now, version=result.version)
    state_moment(made.now)
    asked = ask_certificates(result, rooms.WORDING, actor=made.publisher, now=made.now, version=result.version)
    issue_certificates.call(asked.pk, asked.version)
    return Result.objects.get(pk=result.pk)


def test_a_revoked_certificate_shows_revoked_and_the_new_one_of_a_re_issue_holds(
    now: dt.datetime, tmp_path: Path
) -> None:
    made = ground(now)
    issued(made)
    before = made.certificate(2)
    changed = {"name": "孙叁2"}
    new = reissue_certificate(
        before, "correction", changed, WORDING.link, actor=made.publisher, now=made.now, version=before.version
    )
    before.refresh_from_db()
    assert (before.state, new.state, new.replaces) == ("replaced", "issued", before)
    assert checked(made, new, tmp_path).returncode == 0
    told = checked(made, before, tmp_path)
    assert told.returncode == 1 and "换发" in told.stdout

    row = made.certificate(0)
    case = report_case(made.review, row.application, "冒用他人专利作为本人业绩申报。", actor=made.office, now=made.now)
    case = decide_case(case, "take-up", actor=made.office, now=made.now, version=case.version)
    text = CaseText("false-material", "专利登记簿副本", "承认事实", made.now.date(), False)
    case = write_case(case, text, actor=made.office, now=made.now, version=case.version)
    case = decide_case(case, "establish", actor=made.office, now=made.now, version=case.version, reason="属实")
    row = revoke_certificate(
        row, "fraud", "示例经信〔2026〕9号", actor=made.supervisor, now=made.now, version=row.version
    )
    told = checked(made, row, tmp_path)
    assert told.returncode == 1 and "撤销" in told.stdout
    assert checked(made, row, tmp_path, listed=False).returncode == 0
    case = decide_case(
        case, "apply", actor=made.supervisor, now=made.now, version=case.version,
        chosen=("integrity-record", "revocation"), decision="示例经信〔2026〕9号",
    )  # fmt: skip
    assert case.record.state == "due" and facts_of(made.here.round)["pending"] == 1


def test_published_makes_a_certificate_due_for_those_who_passed_only(now: dt.datetime) -> None:
    made = ground(now)
    published(made)
    assert [one.application.serial for one in Certificate.objects.order_by("pk")] == ["X000", "X002"]
    assert facts_of(made.here.round)["certificates_due"] == 2
    assert {one.passed for one in Decision.objects.all()} == {True, False}
