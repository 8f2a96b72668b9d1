"""Addresses of the notice before the review, the plan, the committee, its seats and groups."""

from django.urls import path

from zhicheng.web.committee.views import committee, groups, notice, plan, seats

REVIEW = "reviews/<slug:code>/"

urlpatterns = [
    path(f"{REVIEW}notice/", notice.notice, name="review-notice"),
    path(f"{REVIEW}notice/post/", notice.post, name="review-notice-post"),
    path(f"{REVIEW}notice/<int:pk>/<slug:name>/", notice.act, name="review-notice-act"),
    path(f"{REVIEW}objections/<int:pk>/", notice.objection, name="review-objection"),
    path(f"{REVIEW}objections/<int:pk>/settle/", notice.settle, name="review-objection-settle"),
    path(f"{REVIEW}plan/", plan.plan, name="review-plan"),
    path(f"{REVIEW}plan/begin/", plan.begin, name="review-plan-begin"),
    path(f"{REVIEW}plan/report.<slug:format>", plan.document, name="review-plan-document"),
    path(f"{REVIEW}plan/<slug:name>/", plan.act, name="review-plan-act"),
    path(f"{REVIEW}committee/", committee.committee, name="review-committee"),
    path(f"{REVIEW}committee/begin/", committee.begin, name="review-committee-begin"),
    path(f"{REVIEW}committee/groups/", groups.groups, name="review-groups"),
    path(f"{REVIEW}committee/seats/<int:pk>/", seats.seat, name="review-seat"),
    path(f"{REVIEW}committee/seats/<int:pk>/<slug:name>/", seats.act, name="review-seat-act"),
    path(f"{REVIEW}committee/<slug:name>/", committee.act, name="review-committee-act"),
    path("expert/seats/<int:pk>/", seats.own, name="expert-seat"),
    path("expert/seats/<int:pk>/<slug:name>/", seats.answer, name="expert-seat-answer"),
]
