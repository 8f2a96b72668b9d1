"""Addresses of what an applicant keeps."""

from django.urls import URLPattern, URLResolver, path

from zhicheng.web.records.views import facts, files, overview, record

urlpatterns: list[URLPattern | URLResolver] = [
    path("records/", overview.overview, name="records"),
    path("records/facts/", facts.facts, name="facts"),
    path("records/new/", overview.kinds, name="record-kinds"),
    path("records/new/<slug:kind>/", record.new_record, name="record-new"),
    path("records/<int:pk>/", record.record, name="record"),
    path("records/<int:pk>/remove/", record.remove, name="record-remove"),
    path("records/import/", files.import_file, name="records-import"),
    path("records/export/<slug:form>/", files.export, name="records-export"),
    path("records/template/", files.template, name="records-template"),
]
