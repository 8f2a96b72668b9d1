"""The acts in which the server is killed."""

from __future__ import annotations

import datetime as dt

from tests.web.kills.harness import Request
from zhicheng.web.accounts.models import User
from zhicheng.web.clock.now import state_moment
from zhicheng.web.ledger.models import Entry

NOW = dt.datetime(2026, 10, 12, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


class ChangeDetails:
    """A person changes name and telephone: the row, its version and the ledger's entry come together or not at all."""

    def __init__(self) -> None:
        state_moment(NOW)
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
        return Entry.objects.filter(act="change-own-details", object_id=str(self.user.pk)).count()


ACTS = {"change-details": ChangeDetails}
