"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from zhicheng.web.ledger.views import lists, proofs

urlpatterns: list[URLPattern | URLResolver] = [
    path("ledger/", lists.ledger),
    path("ledger/<int:number>/", lists.entry),
    path("ledger/about/<slug:object_type>/<str:object_id>/", lists.about),
    path("ledger/checkpoint/", proofs.checkpoint),
    path("ledger/key/", proofs.key),
    path("ledger/consistency/<int:old>/<int:size>/", proofs.consistent),
    path("ledger/sign/", proofs.sign),
    path("ledger/cosigned/", proofs.cosigned),
    path("ledger/bundle/", proofs.bundle),
    path("ledger/<int:number>/proof/", proofs.proof),
]
