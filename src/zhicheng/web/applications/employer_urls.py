"""Addresses of the employer's pages of applications."""

from django.urls import path

from zhicheng.web.applications.views import employer, employer_application, employer_import, employer_posts

ONE = "employer/applications/<int:pk>/"

urlpatterns = [
    path("employer/", employer.queue, name="employer"),
    path("employer/import/", employer_import.take_in, name="employer-import"),
    path("employer/import/<slug:sheet>.xlsx", employer_import.blank_sheet, name="employer-sheet"),
    path(ONE, employer_application.application, name="employer-application"),
    path(ONE + "check/", employer_application.check, name="employer-check"),
    path(ONE + "agree-rest/", employer_application.agree_rest, name="employer-agree-rest"),
    path(ONE + "conduct/", employer_application.conduct, name="employer-conduct"),
    path(ONE + "return/", employer_application.give_back, name="employer-return"),
    path(ONE + "number/", employer_application.show_number, name="employer-number"),
    path(ONE + "posts/", employer_posts.posts, name="employer-posts"),
    path(ONE + "posts/step/", employer_posts.step, name="employer-step"),
    path(ONE + "posts.<slug:format>", employer_posts.document, name="employer-post-document"),
    path(ONE + "recommend/", employer_application.decide, {"act": "recommend"}, name="employer-recommend"),
    path(ONE + "refuse/", employer_application.decide, {"act": "refuse"}, name="employer-refuse"),
]
