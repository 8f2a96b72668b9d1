"""Addresses of notices, objections and posted sanctions."""

from django.urls import path

from zhicheng.web.notices.views import employer, objections, public, sanctions

AT_UNIT, OVERSEEN = {"side": objections.EMPLOYER}, {"side": objections.OVERSIGHT}

urlpatterns = [
    path("notices/", public.notices, name="notices"),
    path("notices/receipt/", public.receipt, name="receipt"),
    path("notices/<int:pk>/", public.notice, name="notice"),
    path("notices/<int:pk>/object/", public.raise_objection, name="notice-object"),
    path("notices/<int:pk>/picture/<int:page>", employer.picture, name="notice-picture"),
    path("sanctions/", sanctions.sanctions, name="sanctions"),
    path("sanctions/new/<int:round_pk>/", sanctions.new, name="sanction-new"),
    path("sanctions/<int:pk>/void/", sanctions.void, name="sanction-void"),
    path("objections/", objections.objections, OVERSEEN, name="objections"),
    path("objections/<int:pk>/", objections.objection, OVERSEEN, name="objection"),
    path("objections/<int:pk>/sender/", objections.show_sender, name="objection-sender"),
    path("employer/objections/", objections.objections, AT_UNIT, name="employer-objections"),
    path("employer/objections/<int:pk>/", objections.objection, AT_UNIT, name="employer-objection"),
    path("employer/objections/<int:pk>/settle/", objections.settle, name="employer-settle"),
    path("employer/notices/", employer.notices, name="employer-notices"),
    path("employer/notices/new/", employer.new, name="employer-notice-new"),
    path("employer/notices/draft.<slug:format>", employer.draft, name="employer-notice-draft"),
    path("employer/notices/<int:pk>/", employer.notice, name="employer-notice"),
    path("employer/notices/<int:pk>/notice.<slug:format>", employer.document, name="employer-notice-document"),
    path("employer/notices/<int:pk>/close/", employer.close, name="employer-notice-close"),
    path("employer/notices/<int:pk>/void/", employer.void, name="employer-notice-void"),
    path("employer/notices/<int:pk>/objection/", employer.paper_objection, name="employer-paper-objection"),
]
