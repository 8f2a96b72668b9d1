"""Addresses of a department's pages, below ``department/``."""

from django.urls import path, re_path

from zhicheng.web.applications.views import department

urlpatterns = [
    path("", department.queue, name="department"),
    path("forwarding/", department.forwarding, name="department-forwarding"),
    path("applications/<int:pk>/", department.application, name="department-application"),
    path("applications/<int:pk>/return/", department.give_back, name="department-return"),
    path("applications/<int:pk>/<slug:act>/", department.decide, name="department-decide"),
    re_path(
        r"^batches/(?P<pk>[0-9]+)/(?P<name>roster|letter)\.(?P<format>pdf|docx|xlsx)$",
        department.batch_file,
        name="batch-file",
    ),
]
