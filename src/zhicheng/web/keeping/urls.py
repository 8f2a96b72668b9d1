"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from zhicheng.web.keeping.views import archive, checks

urlpatterns: list[URLPattern | URLResolver] = [
    path("keeping/", checks.start),
    path("keeping/checks/", checks.inspections),
    path("reviews/<slug:code>/archive/", archive.archive, name="review-archive"),
]
