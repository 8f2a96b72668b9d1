"""Addresses of applications: the applicant's, the employer's, the department's."""

from django.urls import include, path

from zhicheng.web.applications import employer_urls
from zhicheng.web.applications.views import (
    experts,
    messages,
    own,
    own_acts,
    own_documents,
    own_experts,
    own_parts,
    own_verdict,
    reading_page,
)

urlpatterns = [
    path("messages/", messages.messages, name="messages"),
    path("messages/read/", messages.read_all, name="messages-read"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("department/", include("zhicheng.web.applications.department_urls")),
    path("arrived/<int:pk>/", reading_page.read, name="application-read"),
    path("applications/", own.applications, name="own-applications"),
    path("applications/begin/", own.begin, name="own-begin"),
    path("applications/<int:pk>/", own.application, name="own-application"),
    path("applications/<int:pk>/employer/", own_parts.employer, name="own-employer"),
    path("applications/<int:pk>/records/", own_parts.records, name="own-records"),
    path("applications/<int:pk>/verdict/", own_verdict.verdict, name="own-verdict"),
    path("applications/<int:pk>/advice/", own_verdict.advice, name="own-advice"),
    path("applications/<int:pk>/way/", own_parts.way, name="own-way"),
    path("applications/<int:pk>/score/", own_parts.score, name="own-score"),
    path("applications/<int:pk>/papers/", own_parts.papers, name="own-papers"),
    path("applications/<int:pk>/experts/", own_experts.experts, name="own-experts"),
    path("applications/<int:pk>/experts/<int:expert>/take-back/", own_experts.take_back, name="own-expert-take-back"),
    path("applications/<int:pk>/commitment/", own_acts.commitment, name="own-commitment"),
    path("applications/<int:pk>/corrections/", own_acts.corrections, name="own-corrections"),
    path("applications/<int:pk>/tracking/", own.tracking, name="own-tracking"),
    path("applications/<int:pk>/documents/", own_documents.documents, name="own-documents"),
    path("applications/<int:pk>/documents/<slug:document>.<slug:format>/", own_documents.download, name="own-document"),
    path("applications/<int:pk>/<slug:name>/", own_acts.act, name="own-act"),
    path("experts/<str:token>/", experts.recommend, name="recommend"),
    *employer_urls.urlpatterns,
]
