"""A person's evidence files, for their own data export."""

from __future__ import annotations

from django.conf import settings

from zhicheng.evidence.store import open_stored
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.own_data import Files, add_part, rows_as_json
from zhicheng.web.papers.models import Paper
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def _papers(user: User, standing: Standing) -> Files:
    """The list of files, and each file once, by the digest of its content."""
    own = visible(standing, "open", Paper.objects.filter(owner=user))
    yield "papers.json", rows_as_json(own)
    for digest, kind in sorted(set(own.values_list("blob_id", "blob__kind"))):
        with open_stored(settings.EVIDENCE_ROOT, digest) as file:
            yield f"{digest}.{kind}", file.read()


add_part("papers", _papers)
