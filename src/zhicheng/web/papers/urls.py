"""Addresses of evidence."""

from django.urls import path

from zhicheng.web.papers import upload_pages, views

urlpatterns = [
    path("records/papers/", upload_pages.general_papers, name="general-papers"),
    path("records/<int:pk>/papers/", upload_pages.record_papers, name="record-papers"),
    path("papers/<int:pk>/remove/", upload_pages.remove, name="paper-remove"),
    path("papers/<int:pk>/", views.paper_page, name="paper"),
    path("papers/<int:pk>/page/<int:page>", views.picture, name="paper-picture"),
    path("papers/<int:pk>/original", views.original, name="paper-original"),
]
