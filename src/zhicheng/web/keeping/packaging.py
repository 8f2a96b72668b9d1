"""The archive of a round: one ZIP with everything that shows how it was reviewed, to be checked without the platform.

    manifest.json      every file with size, SHA-256, kind, what it is; the ledger's checkpoint
    README.txt         what this is and how it is checked
    ledger/extract.jsonl  each entry about the round, with its proof under that checkpoint
    draw/ … certificates/ what the parts hold

Taking one is an entry on the ledger, with the manifest's digest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

from django.db import transaction
from django.db.models import Model

from zhicheng import __version__
from zhicheng.procedure.ledger.proof import Proof, proof_data
from zhicheng.procedure.ledger.stored_tree import inclusion_from
from zhicheng.web.applications.models import Application
from zhicheng.web.keeping.package_parts import PARTS, PackedFile
from zhicheng.web.ledger.models import Checkpoint, Entry
from zhicheng.web.ledger.services.checkpoints import issue_checkpoint
from zhicheng.web.ledger.services.state import ledger_key, read_nodes
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.registry.models import Certificate, StatusList
from zhicheng.web.registry.services.status import sign_status_list
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

FORM: Final = "zhicheng-archive/1"
EXTRACT: Final = "ledger/extract.jsonl"
IN_MEMORY: Final = 16 * 2**20

README: Final = """年度评审归档包 · Archive of a round

manifest.json 列出每个文件的大小、SHA-256、类别和说明。核验：
manifest.json lists every file with size, SHA-256, kind and what it is. To check all of it:

    zhicheng verify archive FILE

抽取、分配、选票、证书和账册条目各由其核验程序核对；其余文件只核对摘要。账册只含本年度的条目，每条附有在检查点下的证明。
Draws, assignments, ballots, certificates and entries are each checked by their own verifier; of other files the digest
is checked. Of the ledger there are the entries about this round, each with its proof under the checkpoint.

含个人信息，请按保存期限和保密要求保管。
It holds personal data: keep it as the rules on retention and confidentiality say.
"""


@dataclass(frozen=True, slots=True)
class Package:
    """An archive as it was made: the stream at its beginning, its size, the manifest's digest, how many files."""

    stream: IO[bytes]
    size: int
    digest: str
    files: int


@transaction.atomic
def take_package(review: Review, *, actor: Standing, now: dt.datetime) -> Package:
    """Make the archive of a round for whoever may export its review, and record that it was taken.

    Refuses with ``no-right``, and where a part is one's own matter.
    """
    require(actor, "export", review)
    _lists_current(review, now)
    checkpoint = issue_checkpoint(now=now)
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - handed on; whoever sends it closes it
    digest, count = _written(stream, review, actor, now, checkpoint)
    size = stream.tell()
    stream.seek(0)
    detail = {"sha256": digest, "count": count, "number": checkpoint.size}
    role = "committee-office" if actor.holds("committee-office", review.round.office_id) else "supervisor"
    write_entry("export-archive", actor=actor, now=now, on=review, role=role, detail=detail)
    return Package(stream, size, digest, count)


def _lists_current(review: Review, now: dt.datetime) -> None:
    """Status lists that have run out are signed anew first: the archive holds ones that count on its day."""
    rows = Certificate.objects.filter(application__round=review.round).exclude(status_list="")
    for name in sorted(set(rows.values_list("status_list", flat=True))):
        latest = StatusList.objects.filter(name=name).order_by("-number").first()
        if latest is not None and latest.until <= now:
            sign_status_list(latest.office, name, actor=None, now=now)


def _written(
    stream: IO[bytes], review: Review, actor: Standing, now: dt.datetime, checkpoint: Checkpoint
) -> tuple[str, int]:
    listed: list[dict[str, Any]] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in _files(review, actor, now, checkpoint):
            _add(archive, one.path, one.content, now)
            sha256 = hashlib.sha256(one.content).hexdigest()
            listed.append(
                {"path": one.path, "size": len(one.content), "sha256": sha256, "kind": one.kind, "what": one.what}
            )
        manifest = _json(
            {
                "form": FORM, "software": __version__, "round": review.round.code, "track": review.round.track,
                "title": review.round.title, "state": review.state, "made_at": now.isoformat(),
                "checkpoint": checkpoint.note, "key": ledger_key().vkey, "files": listed,
            }
        )  # fmt: skip
        _add(archive, "manifest.json", manifest, now)
    return hashlib.sha256(manifest).hexdigest(), len(listed)


def _files(review: Review, actor: Standing, now: dt.datetime, checkpoint: Checkpoint) -> Iterator[PackedFile]:
    yield PackedFile("README.txt", README.encode(), "paper", ("说明", "what this is"))
    for part in PARTS:
        yield from part(review, actor, now)
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in _proofs(review, checkpoint))
    what = ("账册中本年度的条目及证明", "the ledger's entries about this round, each with its proof")
    yield PackedFile(EXTRACT, lines.encode(), "ledger-extract", what)


def _proofs(review: Review, checkpoint: Checkpoint) -> Iterator[dict[str, Any]]:
    """Each entry about the round with its path to the checkpoint; promised values stay promised."""
    for number, body in entries_about(review, checkpoint.size):
        path = inclusion_from(number - 1, checkpoint.size, read_nodes)
        yield proof_data(Proof(number, body, tuple(path), checkpoint.note, ledger_key(), {}))


def entries_about(review: Review, size: int) -> list[tuple[int, str]]:
    """The entries about a round up to the ``size``-th: number and body, of everything that hangs on the round."""
    found: dict[int, str] = {}
    for kind, keys in objects_of(review):
        rows = Entry.objects.filter(object_type=kind, object_id__in=[str(one) for one in keys], number__lte=size)
        found |= {number: body for number, body in rows.values_list("number", "body") if number is not None}
    return sorted(found.items())


def objects_of(review: Review) -> Iterator[tuple[str, Iterable[int]]]:
    """What hangs on a round, by the name of its model: found by the ways that lead from it, two steps far."""
    yield "round", [review.round_id]
    yield "review", [review.pk]
    applications = list(Application.objects.filter(round=review.round).values_list("pk", flat=True))
    yield "application", applications
    for root, keys in (("round", [review.round_id]), ("review", [review.pk]), ("application", applications)):
        model: type[Model] = {"round": Round, "review": Review, "application": Application}[root]
        for relation in model._meta.related_objects:
            rows = _rows_behind(relation, keys)
            if rows is None:
                continue
            yield relation.related_model._meta.model_name or "", rows
            for further in relation.related_model._meta.related_objects:
                beyond = _rows_behind(further, rows)
                if beyond is not None:
                    yield further.related_model._meta.model_name or "", beyond


def _rows_behind(relation: Any, keys: list[int]) -> list[int] | None:
    """The keys of rows that refer to these by a relation; ``None``: it is none of this platform's rows of the review."""
    model = relation.related_model
    if (
        not model.__module__.startswith("zhicheng.web.")
        or model._meta.auto_created
        or model._meta.app_label in _OUTSIDE
    ):
        return None
    rows = model._default_manager.filter(**{f"{relation.field.name}__in": keys})
    return list(rows.values_list("pk", flat=True).distinct())


_OUTSIDE: Final = {"ledger", "accounts", "records", "sending"}


def _add(archive: zipfile.ZipFile, path: str, content: bytes, now: dt.datetime) -> None:
    entry = zipfile.ZipInfo(path, date_time=now.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
