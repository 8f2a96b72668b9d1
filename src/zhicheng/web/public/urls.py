"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, include, path

from zhicheng.web.public.start import start

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start, name="start"),
    path("check/", include("zhicheng.web.public.selfcheck.urls")),
    path("policies/", include("zhicheng.web.public.policies.urls")),
]
