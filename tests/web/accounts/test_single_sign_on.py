"""OpenID Connect against a provider of its own: a small server that signs with a key, asked over HTTP."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from tests.web.accounts.city import City, acts, city, just_signed_in, text
from zhicheng.web.accounts.models import User

CLIENT_ID, SECRET = "zhicheng-test", "s3cret"


class Provider(ThreadingHTTPServer):
    """An OpenID provider: discovery, authorisation code with PKCE or without, signed ID tokens, user information."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.audience = CLIENT_ID
        self.person = {"sub": "330200-0001", "name": "统一认证的人", "preferred_username": "sso-person"}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()

    def id_token(self, nonce: str | None) -> str:
        """The signed statement of who it is."""
        now = int(time.time())
        said = {"iss": self.issuer, "aud": self.audience, "iat": now, "exp": now + 300, **self.person}
        if nonce:
            said["nonce"] = nonce
        return jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "one"})


class Handler(BaseHTTPRequestHandler):
    """The provider's pages."""

    server: Provider

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _json(self, value: Any, status: int = 200) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        here, asked = self.server.issuer, parse_qs(urlsplit(self.path).query)
        path = urlsplit(self.path).path
        if path == "/.well-known/openid-configuration":
            names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            self._json(
                {
                    "issuer": here,
                    **{name: f"{here}/{name}" for name in names},
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif path == "/jwks_uri":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
            self._json({"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]})
        elif path == "/authorization_endpoint":
            code = secrets.token_hex(8)
            self.server.codes[code] = {"nonce": asked.get("nonce", [""])[0], "redirect_uri": asked["redirect_uri"][0]}
            self.send_response(302)
            self.send_header(
                "Location", f"{asked['redirect_uri'][0]}?{urlencode({'code': code, 'state': asked['state'][0]})}"
            )
            self.end_headers()
        elif path == "/userinfo_endpoint":
            known = self.headers.get("Authorization", "").removeprefix("Bearer ") in self.server.tokens
            self._json(self.server.person if known else {"error": "invalid_token"}, 200 if known else 401)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        asked = self.server.codes.pop(form.get("code", [""])[0], None)
        right = form.get("client_id") == [CLIENT_ID] and form.get("client_secret") == [SECRET]
        if asked is None or not right or form["redirect_uri"][0] != asked["redirect_uri"]:
            self._json({"error": "invalid_grant"}, 400)
            return
        token = secrets.token_hex(16)
        self.server.tokens.add(token)
        self._json(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": self.server.id_token(asked["nonce"]),
            }
        )


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    said = {
        "provider_id": "city",
        "name": "市统一认证",
        "client_id": CLIENT_ID,
        "secret": SECRET,
        "server_url": server.issuer,
    }
    settings.OPENID = said
    app = {key: said[key] for key in ("provider_id", "name", "client_id", "secret")}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [{**app, "settings": {"server_url": server.issuer}}]}
    }
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def here(now: dt.datetime) -> City:
    return city(now)


def through_the_provider(client: Client, process: str = "login") -> Any:
    """From the button to the answer at our callback, as a browser walks it."""
    page = client.post(f"/accounts/oidc/city/login/?process={process}")
    assert page.status_code == 200, "a page that leads on, for a form may not be redirected to another site"
    found = re.search(r'content="0;url=([^"]+)"', text(page))
    assert found
    back = requests.get(found.group(1).replace("&amp;", "&"), allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    assert parts.path == "/accounts/oidc/city/login/callback/"
    return client.get(f"{parts.path}?{parts.query}")


@pytest.mark.django_db
def test_the_button_stands_where_a_provider_is_set(client: Client, here: City, provider: Provider) -> None:
    assert "市统一认证" in text(client.get("/accounts/login/"))
    assert client.get("/accounts/oidc/city/login/").status_code == 405, "a link elsewhere signs nobody in"
    assert client.post("/accounts/oidc/unknown/login/").status_code == 404


@pytest.mark.django_db
def test_a_new_person_gets_an_account_without_any_role(client: Client, here: City, provider: Provider) -> None:
    provider.person["roles"] = "operator"
    answer = through_the_provider(client)
    if answer.url == "/accounts/3rdparty/signup/":
        answer = client.post(answer.url, {"username": "sso-person", "name": "统一认证的人"})
    assert answer.url == "/home/"
    made = User.objects.get(username="sso-person")
    assert (made.name, made.grants.count(), made.has_usable_password()) == ("统一认证的人", 0, False)
    assert "open-account" in acts()


@pytest.mark.django_db
def test_an_account_is_joined_by_its_holder_and_signs_in_from_then_on(here: City, provider: Provider) -> None:
    signed = just_signed_in(here.officer)
    through_the_provider(signed, "connect")
    assert SocialAccount.objects.get().user == here.officer
    assert "市统一认证" in text(signed.get("/accounts/3rdparty/"))
    fresh = Client()
    assert through_the_provider(fresh).url == "/home/"
    assert "人事甲" in text(fresh.get("/home/"))
    assert acts() == ["join-single-sign-on"]


@pytest.mark.django_db
def test_one_identity_does_not_open_two_accounts(here: City, provider: Provider) -> None:
    through_the_provider(just_signed_in(here.officer), "connect")
    through_the_provider(just_signed_in(here.applicant), "connect")
    assert [one.user for one in SocialAccount.objects.all()] == [here.officer]


@pytest.mark.django_db
def test_a_provider_naming_a_username_does_not_take_over_that_account(
    client: Client, here: City, provider: Provider
) -> None:
    provider.person["preferred_username"] = "opal"
    provider.person["email"] = "opal@example.org"
    User.objects.filter(username="opal").update(email="opal@example.org")
    answer = through_the_provider(client)
    if answer.status_code == 302 and answer.url == "/home/":
        assert "运维甲" not in text(client.get("/home/"))
    assert not SocialAccount.objects.filter(user=here.operator).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["issuer", "audience"])
def test_a_statement_from_or_for_somebody_else_signs_nobody_in(
    client: Client, here: City, provider: Provider, fault: str
) -> None:
    real = provider.id_token

    def other(nonce: str | None) -> str:
        kept = getattr(provider, fault)
        setattr(provider, fault, "https://elsewhere.example")
        made = real(nonce)
        setattr(provider, fault, kept)
        return made

    provider.id_token = other  # type: ignore[method-assign]
    answer = through_the_provider(client)
    assert "统一认证未成功" in text(answer)
    assert client.get("/home/").status_code == 302


@pytest.mark.django_db
def test_a_callback_nobody_asked_for_signs_nobody_in(client: Client, here: City, provider: Provider) -> None:
    answer = client.get("/accounts/oidc/city/login/callback/?code=abc&state=made-up")
    assert "统一认证未成功" in text(answer)
    assert client.get("/home/").status_code == 302


@pytest.mark.django_db
def test_the_second_factor_is_asked_after_the_provider_too(here: City, provider: Provider, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    through_the_provider(just_signed_in(here.clerk), "connect")
    fresh = Client()
    through_the_provider(fresh)
    assert fresh.get("/home/").url.startswith("/accounts/2fa/totp/activate/")
