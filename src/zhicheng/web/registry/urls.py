"""Addresses of results, certificates, re-examinations and cases."""

from django.urls import path

from zhicheng.web.registry.views import cases, certificates, entering, own, public, requests, results

REVIEW = "reviews/<slug:code>/"
RESULTS, CERTIFICATES = f"{REVIEW}results/", f"{REVIEW}certificates/"
REQUESTS, CASES = f"{REVIEW}reexaminations/", f"{REVIEW}cases/"
OWN = "my-results/<int:pk>/"

urlpatterns = [
    path(RESULTS, results.results, name="review-results"),
    path(f"{RESULTS}enter/", entering.entering, name="review-outcomes"),
    path(f"{RESULTS}prepare/", results.prepare, name="review-result-prepare"),
    path(f"{RESULTS}act/<slug:name>/", results.act, name="review-result-act"),
    path(f"{RESULTS}objections/<int:pk>/", results.objection, name="review-result-objection"),
    path(f"{RESULTS}objections/<int:pk>/settle/", results.settle, name="review-result-settle"),
    path(f"{RESULTS}objections/<int:pk>/remedy/", results.remedy, name="review-result-remedy"),
    path(f"{RESULTS}document.<slug:format>", results.document, name="review-result-document"),
    path(f"{RESULTS}roster.<slug:format>", results.roster, name="review-result-roster"),
    path(CERTIFICATES, certificates.certificates, name="review-certificates"),
    path(f"{CERTIFICATES}issue/", certificates.issue, name="review-certificates-issue"),
    path(f"{CERTIFICATES}key/", certificates.key, name="review-certificates-key"),
    path(f"{CERTIFICATES}status/", certificates.status, name="review-certificates-status"),
    path(f"{CERTIFICATES}<int:pk>/", certificates.certificate, name="review-certificate"),
    path(f"{CERTIFICATES}<int:pk>/certificate.pdf", certificates.file, name="review-certificate-file"),
    path(f"{CERTIFICATES}<int:pk>/act/<slug:name>/", certificates.act, name="review-certificate-act"),
    path(REQUESTS, requests.requests, name="review-reexaminations"),
    path(f"{REQUESTS}<int:pk>/", requests.one, name="review-reexamination"),
    path(f"{REQUESTS}<int:pk>/act/<slug:name>/", requests.act, name="review-reexamination-act"),
    path(CASES, cases.cases, name="review-cases"),
    path(f"{CASES}<int:pk>/", cases.case, name="review-case"),
    path(f"{CASES}<int:pk>/act/<slug:name>/", cases.act, name="review-case-act"),
    path(f"{CASES}<int:pk>/record/<slug:name>/", cases.record, name="review-case-record"),
    path(OWN, own.result, name="own-result"),
    path(f"{OWN}reexamination/", own.ask, name="own-reexamination"),
    path(f"{OWN}reexamination/<int:request_pk>/withdraw/", own.withdraw, name="own-reexamination-withdraw"),
    path(f"{OWN}certificate/<int:certificate_pk>.pdf", own.certificate, name="own-certificate"),
    path("results/", public.results, name="results"),
    path("results/<int:pk>/", public.result, name="result"),
    path("verify/certificate/", public.verify, name="verify-certificate"),
    path("v/<int:pk>/", public.offline, name="verify-offline"),
    path("v/<int:pk>/keys.json", public.keys, name="verify-keys"),
    path("certificates/status/<slug:name>.json", public.status_list, name="status-list"),
]
