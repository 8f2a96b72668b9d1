"""Signing in and what belongs to it: only the pages of allauth that the platform uses.

There is no mail, so no page that works by mail: a forgotten password is set anew by a link from the operator.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import URLPattern, URLResolver, include, path

from zhicheng.web.accounts.views.openid import leave_for_provider
from zhicheng.web.site.rate import limit_rate

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", limit_rate("sign-up", limit=60, seconds=3600)(account.signup), name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("oidc/<provider_id>/login/", leave_for_provider, name="openid_connect_login"),
    path("oidc/<provider_id>/login/callback/", openid.callback, name="openid_connect_callback"),
]
