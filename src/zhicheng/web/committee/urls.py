"""Addresses of plan, committee, draw, seats, groups and assignment."""

from zhicheng.web.committee import plan_urls

urlpatterns = [*plan_urls.urlpatterns]
