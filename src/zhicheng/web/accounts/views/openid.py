"""Off to the single sign-on."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views as openid
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST


@require_POST
def leave_for_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The page from which the browser goes on to the provider.

    The content policy lets forms be sent to ourselves only, and browsers hold to it through redirects; so the way
    out is a page that leads on, not a redirect of the form.
    """
    response: HttpResponse = openid.login(request, provider_id)
    if response.status_code != 302 or response.headers["Location"].startswith("/"):
        return response
    return render(request, "accounts/leaving.html", {"address": response.headers["Location"]})
