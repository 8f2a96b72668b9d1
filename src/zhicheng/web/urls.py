"""Every address of the platform, by part."""

from django.urls import include, path

from zhicheng.web.site import views as site

urlpatterns = [
    # first what is asked for most on the last day of a round: addresses are tried in this order
    path("", include("zhicheng.web.records.urls")),
    path("", include("zhicheng.web.applications.urls")),
    path("", include("zhicheng.web.papers.urls")),
    path("language/", site.choose_language),
    path("type/", site.choose_type),
    path("accounts/", include("zhicheng.web.accounts.sign_in_urls")),
    path("", include("zhicheng.web.public.urls")),
    path("", include("zhicheng.web.api.urls")),
    path("", include("zhicheng.web.accounts.urls")),
    path("", include("zhicheng.web.tokens.urls")),
    path("", include("zhicheng.web.rounds.urls")),
    path("", include("zhicheng.web.sending.urls")),
    path("", include("zhicheng.web.notices.urls")),
    path("", include("zhicheng.web.review.urls")),
    path("", include("zhicheng.web.experts.urls")),
    path("", include("zhicheng.web.committee.draw_urls")),
    path("", include("zhicheng.web.committee.urls")),
    path("", include("zhicheng.web.scoring.urls")),
    path("", include("zhicheng.web.registry.urls")),
    path("", include("zhicheng.web.meetings.urls")),
    path("", include("zhicheng.web.ledger.urls")),
    path("", include("zhicheng.web.clock.urls")),
    path("", include("zhicheng.web.keeping.urls")),
    path("workshop/", include("zhicheng.web.workshop.urls")),
]
