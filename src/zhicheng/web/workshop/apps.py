"""The app as Django loads it; it keeps nothing."""

from django.apps import AppConfig


class Workshop(AppConfig):
    """zhicheng.web.workshop."""

    name = "zhicheng.web.workshop"
    label = "workshop"
