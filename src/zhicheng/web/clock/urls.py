"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from zhicheng.web.clock import views

urlpatterns: list[URLPattern | URLResolver] = [path("clock/", views.clock)]
