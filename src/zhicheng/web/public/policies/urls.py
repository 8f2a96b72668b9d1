"""Addresses of the policy browser."""

from django.urls import path

from zhicheng.web.public.policies import views

app_name = "policies"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("compare/", views.compare, name="compare"),
    path("<str:pack>/", views.document, name="document"),
    path("<str:pack>/terms/", views.terms, name="terms"),
    path("<str:pack>/readings/", views.readings, name="readings"),
    path("<str:pack>/readings/<str:id_>/", views.reading, name="reading"),
    path("<str:pack>/<str:level>/", views.track, name="track"),
    path("<str:pack>/<str:level>/clause/<str:key>/", views.clause, name="clause"),
    path("<str:pack>/<str:level>/row/<path:path>/", views.row, name="row"),
]
