"""Addresses of the workshop."""

from django.urls import path

from zhicheng.web.workshop import views

app_name = "workshop"
urlpatterns = [
    path("", views.start, name="start"),
    path("diff/", views.diff, name="diff"),
    path("lint/", views.lint_pack, name="lint"),
    path("simulate/", views.simulate_marks, name="simulate"),
]
