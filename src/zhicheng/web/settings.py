"""Django's settings, from the installation's configuration."""

from __future__ import annotations

from pathlib import Path

from zhicheng.web.configuration import configuration
from zhicheng.web.keys import read_key

_HERE = Path(__file__).parent
_INSTALLATION = configuration()

HOME = _INSTALLATION.home
EVIDENCE_ROOT = HOME / "evidence"
STATED_CLOCK = _INSTALLATION.stated_clock
OPENID = _INSTALLATION.openid
SECOND_FACTOR = _INSTALLATION.second_factor
SITE = _INSTALLATION.site
MAIL = _INSTALLATION.mail
WEBHOOK = _INSTALLATION.webhook
CHANNELS = _INSTALLATION.channels

DEBUG = False
SECRET_KEY = read_key(HOME, "signing").hex()
ALLOWED_HOSTS = list(_INSTALLATION.hosts)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {"default": _INSTALLATION.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "zhicheng.web.urls"
WSGI_APPLICATION = "zhicheng.web.wsgi.application"
PROXIES = _INSTALLATION.proxies

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "pgtrigger",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "ninja",
    "zhicheng.web.site",
    "zhicheng.web.clock",
    "zhicheng.web.ledger",
    "zhicheng.web.visibility",
    "zhicheng.web.accounts",
    "zhicheng.web.tokens",
    "zhicheng.web.rounds",
    "zhicheng.web.records",
    "zhicheng.web.papers",
    "zhicheng.web.applications",
    "zhicheng.web.sending",
    "zhicheng.web.notices",
    "zhicheng.web.review",
    "zhicheng.web.experts",
    "zhicheng.web.committee",
    "zhicheng.web.scoring",
    "zhicheng.web.meetings",
    "zhicheng.web.registry",
    "zhicheng.web.dossier_forms",
    "zhicheng.web.public",
    "zhicheng.web.workshop",
    "zhicheng.web.keeping",
]

MIDDLEWARE = [
    "zhicheng.web.site.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhicheng.web.site.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "zhicheng.web.site.whole_requests.WholeRequests",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhicheng.web.site.middleware.moment_and_standing",
    "zhicheng.web.site.middleware.Refusals",
    "zhicheng.web.site.zero_bytes.ZeroBytes",
    "zhicheng.web.accounts.second_factor.second_factor_first",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "site" / "templates", _HERE / "accounts" / "templates"],  # ours before allauth's
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhicheng.web.site.context.face",
            ],
            "builtins": ["zhicheng.web.site.templatetags.say"],
        },
    }
]

# languages: Chinese first; the visitor chooses English (site/middleware.py)
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "zhicheng.web.accounts.backend.SignedIn",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/home/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "zhicheng.web.accounts.forms.NameForm"
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_SESSION_REMEMBER = False
# a unit's people share one address, and all come on the last day; guessing is stopped by AXES_ and by the person's key
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "signup": "60/m/ip", "login_failed": "60/m/ip,10/10m/key"}
ACCOUNT_LOGIN_ON_PASSWORD_CHANGE = True
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
ACCOUNT_ADAPTER = "zhicheng.web.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "zhicheng"
MFA_ADAPTER = "zhicheng.web.accounts.second_factor.SecondFactorAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": OPENID["provider_id"],
                "name": OPENID["name"],
                "client_id": OPENID["client_id"],
                "secret": OPENID["secret"],
                "settings": {"server_url": OPENID["server_url"]},
            }
        ]
        if OPENID
        else []
    }
}
SOCIALACCOUNT_ADAPTER = "zhicheng.web.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = (
    False  # an account is joined by its holder, never by what a provider says of an address
)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "zhicheng.web.site.rate.client_address"

# transport and cookies
SECURE_SSL_REDIRECT = _INSTALLATION.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = 31536000 if _INSTALLATION.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _INSTALLATION.https
SECURE_HSTS_PRELOAD = _INSTALLATION.https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _INSTALLATION.https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "zhicheng.web.accounts.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# messages by e-mail (sending/channels)
if MAIL is not None:
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.tls == "start", MAIL.tls == "whole"
    DEFAULT_FROM_EMAIL = MAIL.sender
EMAIL_TIMEOUT = 30

CSRF_FAILURE_VIEW = "zhicheng.web.site.views.forged"

# what may come in at once
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "zhicheng.web.papers.receiving.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"  # a signed cookie: no write to the session
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
