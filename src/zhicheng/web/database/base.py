"""Django's PostgreSQL, except that a connection kept between requests is looked at without asking the server."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose health is read off its socket.

    Before each request Django makes sure that a kept connection still works, by a statement. A server that was
    stopped or that ended the connection has said so on the socket, so that nothing need be asked: between requests
    nothing else comes from there. A line cut without a word is found by the first statement, as it would be anyway
    if it were cut just after the question.
    """

    def is_usable(self) -> bool:
        """Whether the connection is open and the server has nothing to say on it."""
        if self.connection is None or self.connection.closed:
            return False
        watch = select.poll()
        watch.register(self.connection.fileno(), select.POLLIN)
        return not watch.poll(0)
