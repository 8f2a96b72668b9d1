"""Sessions that are given up before anything is opened: nobody opens them any more, and their key can be destroyed."""

from __future__ import annotations

import datetime as dt
from typing import Final

from zhicheng.procedure.ballot.minutes import moment
from zhicheng.procedure.ballot.refusals import OPENED, UNKNOWN_SESSION
from zhicheng.procedure.ballot.session import Session
from zhicheng.procedure.ballot.supervisor.folder import Folder
from zhicheng.procedure.refusal import ActRefused, Refusal

GIVEN_UP_FILE: Final = "given-up.json"


def given_up(folder: Folder, session_id: str) -> bool:
    """Whether a session that was not opened never will be: it was given up here, or a repetition of it is signed.

    One repeated applicant is enough: opened after all, it would set two counts on that applicant side by side, and two
    counts that differ by a member who came or left tell how that member voted. Whoever is not repeated yet has to be.
    """
    if (folder.path / session_id / "board.json").exists():
        return False
    if (folder.path / session_id / GIVEN_UP_FILE).exists():
        return True
    return any(later.session.repeats == session_id for later in folder.sessions(after=session_id))


def gives_up(folder: Folder, session: Session) -> bool:
    """Whether signing this session gives up the one that it repeats, which was not opened."""
    return session.repeats is not None and not (folder.path / session.repeats / "board.json").exists()


def give_up(folder: Folder, session_id: str, reason: str, at: dt.datetime) -> None:
    """Give a session up for good, before anything is opened: its opening key is destroyed, its envelopes are deleted, no
    more stamps are given, and nobody can open it afterwards. Done again, nothing changes but what was left of the key.

    Raises:
        ActRefused: not signed here, opened already, or without a reason.
    """
    with folder.locked():
        signed = folder.session(session_id)
        if signed is None:
            raise ActRefused(UNKNOWN_SESSION)
        if folder.read(f"{session_id}/board.json") is not None:
            raise ActRefused(OPENED)
        if not reason.strip():
            raise ActRefused(Refusal("no-reason", ("请写明放弃的原因", "say why the session is given up")))
        if folder.read(f"{session_id}/{GIVEN_UP_FILE}") is None:
            folder.write(f"{session_id}/{GIVEN_UP_FILE}", {"reason": reason.strip(), "at": moment(at)})
        folder.destroy_opening_key(signed.session)
        (folder.path / session_id / "handover.json").unlink(missing_ok=True)
