"""Sessions in the database, looked up by one plain statement: they are read on every request of everybody signed in."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

_SQL: Final = "select session_data, expire_date from django_session where session_key = %s and expire_date > %s"


class SessionStore(InDatabase):
    """Django's own store in all but how a session is found; a session ended in the database is over at once."""

    def _get_session_from_db(self) -> Any:
        """The session's row; ``None`` where there is none that has not expired, and the key is given up."""
        with connection.cursor() as cursor:
            cursor.execute(_SQL, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return Session(session_key=str(self.session_key), session_data=row[0], expire_date=row[1])
