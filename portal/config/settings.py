"""All settings, from the environment (twelve-factor); `docs/operation.md` lists them.

Secrets may also come from files: `SECRET_KEY_FILE=/run/secrets/secret_key`.
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parent.parent.parent

env = environ.FileAwareEnv()

DATA_DIR = Path(env.str("DATA_DIR", default="") or ROOT / "data").resolve()


def generated_secret_key() -> str:
    """Keep one random key per data directory, so that a small installation needs no setting."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text().strip()


DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or generated_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The site behind TLS: cookies travel encrypted only and the browser remembers it.
HTTPS = env.bool("HTTPS", default=BASE_URL.startswith("https://"))
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.config.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

INSTALLED_APPS = [
    "portal.config",
    "portal.kernel",
    "portal.outbox",
    "portal.members",
    "portal.taxonomy",
    "portal.notifications",
    "portal.feeds",
    "portal.alerts",
    "portal.joining",
    "portal.channels",
    "portal.publishing",
    "portal.upkeep",
    "portal.replication",
    "portal.readers",
    "portal.pages",
    "portal.trails",
    "portal.directory",
    "portal.onboarding",
    "portal.provenance",
    "portal.checklists",
    "portal.curating",
    "portal.operating",
    "portal.file_texts",
    "portal.home",
    "portal.importing",
    "portal.exits",
    "portal.demo",
    "casestudies",
    "forum",
    "search",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "portal.editorial",  # after Wagtail, whose mails about workflows it takes off
    "modelcluster",
    "taggit",
    "django_filters",
    "rest_framework",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "ninja",
    "django_structlog",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.admin",
    "django.forms",
]

MIDDLEWARE = [
    "portal.config.middleware.WithoutNulBytes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.config.csp.AdminPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.members.middleware.PersonMiddleware",
    "portal.members.middleware.FreshRightsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.members.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.config.middleware.LoggedByPath",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.publishing.redirects.RedirectMiddleware",
    "portal.publishing.middleware.CmsMiddleware",
]

ROOT_URLCONF = "portal.config.urls"
WSGI_APPLICATION = "portal.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "portal.kernel.templatetags.kreiswissen"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data ---------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'kreiswissen.sqlite3'}"),
}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing: in the default mode most of 400 concurrent writes were
    # lost to "database is locked", with IMMEDIATE none (measured).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

CACHES: dict[str, dict[str, Any]] = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://"),
    # Rendered pages, apart: no flood of addresses may push out what counts failed logins.
    "kept": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "kept",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# `embedded:` keeps the index below DATA_DIR; `http(s)://host:port/prefix` is an Elasticsearch.
SEARCH_URL = env.str("SEARCH_URL", default="embedded:")

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/medien/"
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "collected"
STATICFILES_DIRS = [path for path in (ROOT / "build" / "static",) if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.config.static.ForgivingManifestStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- Language -----------------------------------------------------------------------------------

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "portal" / "locale"]
LANGUAGE_COOKIE_NAME = "sprache"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["portal.notifications.login.PeopleBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "home"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

ACCOUNT_ADAPTER = "portal.notifications.allauth.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Kreiswissen] "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {"reset_password": "portal.notifications.allauth.QuietResetPasswordForm"}
ACCOUNT_RATE_LIMITS = {
    "login": env.str("LOGIN_RATE", default="60/m/ip"),
    "login_failed": "10/m/ip,5/5m/key",
    # Public forms that send a mail: per network, and per address written to.
    "application": env.str("APPLICATION_RATE", default="20/h/ip,3/d/key"),
    # Forms behind a link in a mail, without an account.
    "opinion": "60/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
SOCIALACCOUNT_ADAPTER = "portal.members.sso.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_STORE_TOKENS = False
# Log-ins of counties without TLS, on this very machine only; for trying them out.
SSO_ALLOW_INSECURE = env.bool("SSO_ALLOW_INSECURE", default=False)
MFA_ADAPTER = "portal.members.allauth.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Kreiswissen"
# One step of 30 seconds: the clocks of phones and servers differ a little.
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
# A browser gives passkeys to https and to localhost only; without TLS this is localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Who has a second factor may still change her address: the new one counts once confirmed.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = {"webauthn_login": env.str("LOGIN_RATE", default="60/m/ip")}
# Whether moderators and administrators need a second factor; the example content's do not.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=not DEMO)
USERSESSIONS_TRACK_ACTIVITY = False

# --- The working group's own rules ----------------------------------------------------------------

# Whether new members need a vote of the member counties; without it moderators admit them, and may
# still put an application to the vote.
ADMISSION_BY_VOTE = env.bool("ADMISSION_BY_VOTE", default=False)
# How many per cent of the member counties must take part, and how long they have.
ADMISSION_QUORUM = env.int("ADMISSION_QUORUM", default=50)
ADMISSION_VOTE_DAYS = env.int("ADMISSION_VOTE_DAYS", default=14)
# How many days a county has that is asked; then the question goes to the next one.
COUNTY_REQUEST_DAYS = env.int("COUNTY_REQUEST_DAYS", default=7)

# --- Mail ---------------------------------------------------------------------------------------

# Of the example content come mails by the dozen: on the console they would hide the accounts.
_mails = f"filemail:///{quote(str(DATA_DIR))}/mails" if DEMO else "consolemail://"
vars().update(env.email_url("EMAIL_URL", default=_mails))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Kreiswissen <kreiswissen@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Wagtail ------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Kreiswissen"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = False
# Addresses are plain ASCII: `<slug:slug>` does not match an umlaut.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# Nothing of the admin asks a foreign host.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[Any] = []
# Visibility has one home, our own field.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_MODEL = "publishing.Download"
WAGTAILIMAGES_IMAGE_MODEL = "publishing.Picture"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.publishing.upload_forms.DownloadForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.publishing.upload_forms.PictureForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "csv", "txt"]
WAGTAILADMIN_LOGIN_URL = "/konto/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/konto/login/"
# No page has a workflow of Wagtail's forms: portal/editorial starts it.
WAGTAIL_FINISH_WORKFLOW_ACTION = "portal.editorial.finishing.publish_released"
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# No more than `portal/kernel/pictures.py` draws anew.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- What the browser may load: nothing from elsewhere --------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    },
}

# --- API ----------------------------------------------------------------------------------------

# Per person, or per address where nobody is logged in; each server process counts for itself
# unless CACHE_URL names a cache they share.
API_REQUESTS_PER_SECOND = env.int("API_REQUESTS_PER_SECOND", default=200)
# With one key, or from one address. Feed readers come some four times an hour for each feed.
FEED_REQUESTS_PER_HOUR = env.int("FEED_REQUESTS_PER_HOUR", default=1_200)
# X-Forwarded-For is believed as far as our own proxies reach, and no further.
NINJA_NUM_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT

# --- Log ----------------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "portal.config.logging.plain_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Whoever asks under a foreign name gets a 400; a trace for each would only fill the log.
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "propagate": False}},
}
# No address of a reader in the log: Kreiswissen is frugal with personal data.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"

SILENCED_SYSTEM_CHECKS: list[str] = []
