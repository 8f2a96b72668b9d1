"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from zhicheng.web.ledger import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("ledger/", views.ledger),
    path("ledger/<int:number>/", views.entry),
    path("ledger/about/<slug:object_type>/<str:object_id>/", views.about),
]
