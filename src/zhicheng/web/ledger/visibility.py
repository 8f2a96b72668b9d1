"""How ledger entries are tied to persons."""

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from zhicheng.web.ledger.models import Entry
from zhicheng.web.visibility.scope import EVERYTHING, Scope, register
from zhicheng.web.visibility.standing import Standing


def _about_me(standing: Standing) -> Q:
    """Acts of the person, and acts on their account and their applications."""
    from zhicheng.web.applications.models import Application  # loaded after the ledger

    own = Application.objects.filter(applicant=standing.user_id, applicant__isnull=False)
    ids = own.annotate(text_id=Cast("pk", TextField())).values("text_id")
    return (
        Q(actor=standing.user_id)
        | Q(object_type="user", object_id=str(standing.user_id))
        | Q(object_type="application", object_id__in=ids)
    )


register(Entry, Scope("entry", "act", {"any": lambda _: EVERYTHING, "about-me": _about_me}))
