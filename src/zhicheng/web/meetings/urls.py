"""Addresses of the meeting: the office's, the supervisor's, the members', the voter's page."""

from django.urls import path

from zhicheng.web.meetings.views import elsewhere, member, office, presiding, supervisor, teller, voter

REVIEW = "reviews/<slug:code>/meeting/"
MEMBER = "expert/meeting/<int:pk>/"
VOTE = "vote/<slug:code>/"

urlpatterns = [
    path("reviews/<slug:code>/elsewhere/", elsewhere.elsewhere, name="review-elsewhere"),
    path("reviews/<slug:code>/elsewhere/<slug:step>.xlsx", elsewhere.template, name="review-elsewhere-template"),
    path(REVIEW, office.meeting, name="review-meeting"),
    path(f"{REVIEW}minutes.pdf", office.minutes, name="review-minutes"),
    path(f"{REVIEW}scans/<slug:what>/", office.scan, name="review-meeting-scan"),
    path(f"{REVIEW}supervisor/", supervisor.desk, name="review-meeting-supervisor"),
    path(f"{REVIEW}supervisor/ballots.json", supervisor.bundle, name="review-ballots"),
    path(f"{REVIEW}supervisor/<int:pk>/<slug:what>/", supervisor.file, name="review-meeting-file"),
    path("expert/meeting/", member.meetings, name="expert-meetings"),
    path(MEMBER, member.meeting, name="expert-meeting"),
    path(f"{MEMBER}chair/", presiding.presiding, name="expert-presiding"),
    path(f"{MEMBER}minutes.pdf", member.minutes, name="expert-minutes"),
    path(f"{MEMBER}count/", teller.counting, name="expert-counting"),
    path(f"{VOTE}enter/<slug:vote>/", voter.enter, name="vote-enter"),
    path(f"{VOTE}messages", voter.messages, name="vote-messages"),
    path(f"{VOTE}names.json", voter.names, name="vote-names"),
    path(f"{VOTE}<str:name>", voter.file, name="vote-file"),
]
