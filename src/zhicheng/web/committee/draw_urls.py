"""Addresses of draws and assignments: office, supervisor, everybody."""

from django.urls import path

from zhicheng.web.committee.views import assignment, draw, draw_public, draw_supervisor

REVIEW = "reviews/<slug:code>/"

urlpatterns = [
    path(f"{REVIEW}draw/", draw.draw, name="review-draw"),
    path(f"{REVIEW}draw/plan/", draw.plan, name="draw-plan"),
    path(f"{REVIEW}draw/act/<slug:name>/", draw.act, name="draw-act"),
    path("draws/<int:pk>/enter/<slug:name>/", draw.share, name="draw-share"),
    path("draws/<int:pk>/file/<slug:what>/", draw.file, name="draw-file"),
    path("supervisor/draws/", draw_supervisor.draws, name="supervisor-draws"),
    path("supervisor/draws/<int:pk>/", draw_supervisor.draw, name="supervisor-draw"),
    path("verify/draw/", draw_public.verify, name="verify-draw"),
    path("verify/draw/<int:pk>/", draw_public.draw, name="verify-draw-one"),
    path("verify/draw/<int:pk>/file/", draw_public.file, name="verify-draw-file"),
    path(f"{REVIEW}assignment/", assignment.assignment, name="review-assignment"),
    path(f"{REVIEW}assignment/act/<slug:name>/", assignment.act, name="assignment-act"),
    path("assignments/<int:pk>/file/<slug:what>/", assignment.file, name="assignment-file"),
]
