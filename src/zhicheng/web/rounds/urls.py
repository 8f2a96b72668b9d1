"""Addresses of rounds."""

from django.urls import path, re_path

from zhicheng.web.rounds.views import new, office, public, roster, templates

FILE = r"(?P<document>[a-z-]+)\.(?P<format>pdf|docx|xlsx)"
ROUND = r"^rounds/(?P<code>[a-z0-9-]+)/"

urlpatterns = [
    path("rounds/", public.rounds, name="rounds"),
    path("rounds/new/", new.start, name="new-round"),
    path("rounds/new/details/", new.details),
    path("rounds/new/review/", new.review),
    path("rounds/<slug:code>/", public.round_page, name="round"),
    path("rounds/<slug:code>/office/", office.office, name="round-office"),
    path("rounds/<slug:code>/change/", new.change),
    re_path(ROUND + r"office/(?P<name>open|extend|close)/$", office.act),
    path("rounds/<slug:code>/roster/", roster.export),
    path("rounds/<slug:code>/import/", roster.take_in),
    re_path(ROUND + r"forms/" + FILE + r"/$", public.round_form),
    re_path(ROUND + r"templates/" + FILE + r"/(?P<which>built-in|own)/$", templates.download),
    re_path(ROUND + r"templates/" + FILE + r"/preview/$", templates.preview),
    re_path(ROUND + r"templates/" + FILE + r"/remove/$", templates.remove),
    path("rounds/<slug:code>/templates/", templates.upload),
]
