"""Addresses of the self-check."""

from django.urls import path

from zhicheng.web.public.selfcheck import depth, edit, files, overview

urlpatterns = [
    path("", overview.overview, name="check"),
    path("edit/", edit.edit),
    path("live/", edit.live, name="check-live"),
    path("remove/", edit.remove),
    path("restore/", edit.restore),
    path("open/", files.open_file),
    path("example/", files.example),
    path("clear/", files.clear),
    path("save/xlsx/", files.save_excel),
    path("save/<str:format>/", files.save),
    path("<str:pack>/<str:level>/", depth.depth, name="check-track"),
    path("<str:pack>/<str:level>/more/", depth.more),
    path("<str:pack>/<str:level>/report/", depth.report),
]
