"""Addresses of the review: the office's and the supervisor's, and the intermediate committee's."""

from django.urls import path

from zhicheng.web.review.views import (
    eligibility,
    intermediate,
    office,
    recheck,
    recommendations,
    settings,
    statistics,
    together,
)

REVIEW = "reviews/<slug:code>/"

urlpatterns = [
    path("reviews/", office.reviews, name="reviews"),
    path(REVIEW, office.home, name="review"),
    path(f"{REVIEW}begin/", office.begin, name="review-begin"),
    path(f"{REVIEW}act/<slug:name>/", office.act, name="review-act"),
    path(f"{REVIEW}settings/", settings.settings, name="review-settings"),
    path(f"{REVIEW}settings/steps/", settings.steps, name="review-steps"),
    path(f"{REVIEW}settings/numbers/", settings.numbers, name="review-numbers"),
    path(f"{REVIEW}eligibility/", eligibility.eligibility, name="review-eligibility"),
    path(f"{REVIEW}eligibility/together/", together.together, name="review-together"),
    path(f"{REVIEW}eligibility/<int:pk>/", eligibility.one, name="review-eligibility-one"),
    path(f"{REVIEW}recommendations/", recommendations.recommendations, name="review-recommendations"),
    path(f"{REVIEW}recommendations/hand-over/", recommendations.handing_over, name="review-hand-over"),
    path(f"{REVIEW}recommendations/<int:pk>/", recommendations.recommendation, name="review-recommendation"),
    path(f"{REVIEW}recommendations/<int:pk>/exempt/", recommendations.exempt, name="review-exempt"),
    path(f"{REVIEW}recheck/", recheck.recheck_round, name="review-recheck"),
    path(f"{REVIEW}recheck/<int:pk>/", recheck.recheck_one, name="review-recheck-one"),
    path(f"{REVIEW}statistics/", statistics.statistics, name="review-statistics"),
    path("intermediate/", intermediate.queue, name="intermediate"),
    path("intermediate/<int:pk>/", intermediate.one, name="intermediate-one"),
    path("intermediate/<int:pk>/score/", intermediate.score, name="intermediate-score"),
    path("intermediate/<int:pk>/<slug:act>/", intermediate.decide, name="intermediate-decide"),
]
