"""In which roles a person stands to the end of a review."""

from __future__ import annotations

from zhicheng.web.applications.models import Application
from zhicheng.web.review.process import office_or_supervisor
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.standing import Standing


def parties(round_: Round, actor: Standing) -> frozenset[str]:
    """Office or supervisor. What a document gives to the association that runs the committee, the office does for it."""
    own = office_or_supervisor(round_, actor)
    return own | {"association"} if "committee-office" in own else own


def parties_to(application: Application, actor: Standing) -> frozenset[str]:
    """The same, and the applicant; nobody is office or supervisor in a matter of their own."""
    if application.applicant_id is not None and application.applicant_id == actor.user_id:
        return frozenset({"applicant"})
    return parties(application.round, actor)
