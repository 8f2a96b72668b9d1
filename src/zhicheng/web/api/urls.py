"""The address of the programming interface."""

from django.urls import path

from zhicheng.web.api.api import api

urlpatterns = [path("api/v1/", api.urls)]
