"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("policies/", include("zhicheng.web.public.policies.urls")),
]
