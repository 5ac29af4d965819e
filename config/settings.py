"""All settings. Set-ups differ by environment variables only; docs/install.md lists them."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from config.env import Environment
from config.mail import read_email_url
from core.keys import read_secret_key, read_secret_key_fallbacks

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

# `local` is the embedded set-up on loopback that `./threshold run` starts; `production` is everything else.
MODE = env.choice("THRESHOLD_MODE", default="production", choices=("production", "local", "test"))
LOCAL = MODE in {"local", "test"}
BENCH_MODE = env.boolean("THRESHOLD_BENCH", default=False)
BENCH_CLOCK_OFFSET = env.number("THRESHOLD_CLOCK_OFFSET", default=0, least=-(10**9), most=10**9) if BENCH_MODE else 0
DEBUG = False
VAR_DIR = Path(env.text("THRESHOLD_VAR", default=str(BASE_DIR / "var")))

# The seven variables.
DESK_URL = env.site_url("DESK_URL", default="http://localhost:8000" if LOCAL else None)
LINK_URL = env.site_url("LINK_URL", default=DESK_URL if LOCAL else None)
DATABASE_URL = env.url(
    "DATABASE_URL",
    schemes=("postgres", "postgresql", "sqlite"),
    default=f"sqlite:///{VAR_DIR / 'threshold.sqlite3'}" if LOCAL else None,
)
REDIS_URL = env.url("REDIS_URL", schemes=("redis", "rediss", "redis+socket", "memory"), default="" if LOCAL else None)
CELERY_BROKER_URL = REDIS_URL
EMAIL_URL = env.text("EMAIL_URL", default="consolemail://" if LOCAL else None)
FROM_EMAIL = env.text("FROM_EMAIL", default="messages@localhost" if LOCAL else None)
# What the doorbell (core.doorbell) publishes to; empty means nobody is rung and the sweeps find the work.
CELERY_BROKER_URL = REDIS_URL
KEYS_FILE = Path(env.text("KEYS_FILE", default=str(VAR_DIR / "keys.json") if LOCAL else None))

SECRET_KEY = read_secret_key(KEYS_FILE)
SECRET_KEY_FALLBACKS = read_secret_key_fallbacks(KEYS_FILE)
DESK_HOST = urlsplit(DESK_URL).netloc
LINK_HOST = urlsplit(LINK_URL).netloc
HTTPS = DESK_URL.startswith("https://")
_OWN_NAMES = {"localhost", "127.0.0.1", "testserver"} if LOCAL else {"localhost"}
ALLOWED_HOSTS = sorted({urlsplit(url).hostname or "" for url in (DESK_URL, LINK_URL)} | _OWN_NAMES)
# The forms of the desk alone have a token to check; pages on the host of links have no say here.
CSRF_TRUSTED_ORIGINS = [DESK_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "csp",
    "config",
    "core",
    "clinics",
    "intake",
    "followup",
    "records",
    "desk",
]
MIDDLEWARE = [
    "core.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.middleware.GateCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # First what ended by itself, then who may come in, then whether they proved lately that it is them.
    "desk.middleware.SessionLimitsMiddleware",
    "core.middleware.GateMiddleware",
    "desk.middleware.StepUpMiddleware",
    "desk.middleware.StaffLanguageMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "core.forms.ThresholdFormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "desk.context.desk",
            ],
            "string_if_invalid": "",
        },
    }
]


def _database() -> dict[str, Any]:
    options: dict[str, Any] = environ.Env.db_url_config(DATABASE_URL)
    if options["ENGINE"] == "django.db.backends.sqlite3":
        # Without IMMEDIATE and WAL, writers lose work to "database is locked".
        options["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
        }
        # Tests use a file, as the product does: a database in memory has no WAL and locks whole tables.
        options["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    else:
        options["ENGINE"] = "core.postgresql"
        # A server that does not answer must end in the honest error page, not in a hanging browser. Seconds.
        options["OPTIONS"] = {**options.get("OPTIONS", {}), "connect_timeout": 5}
        options["CONN_MAX_AGE"] = 60
        options["CONN_HEALTH_CHECKS"] = True
    return options


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counters of sign-in attempts live in the database: signing in must not depend on Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # A full cache throws counters away: guessing with many made-up addresses must not get there.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "clinics.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    # NIST SP 800-63B-4, 3.1.1: at least 15 characters, no rule about kinds of characters, and no password everybody tries.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "core.passwords.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "desk:sign-in"
SECOND_FACTOR_URL = "desk:second-factor"
LOGIN_REDIRECT_URL = "desk:home"
# The sample accounts of a trial on loopback may sign in with a password alone.
REQUIRE_SECOND_FACTOR = not LOCAL

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
FORMAT_MODULE_PATH = ["config.formats"]
# The second is used when `./threshold run` may not write to the project.
LOCALE_PATHS = [BASE_DIR / "locale", VAR_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}
WHITENOISE_USE_FINDERS = LOCAL

# Public forms take a name, a number and 1,000 characters: nothing here needs a large body.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 0
DATA_UPLOAD_MAX_NUMBER_FILES = 0

SESSION_ENGINE = "core.sessions"
# With the prefix a browser takes them from this very host over https alone: no other name under the clinic's domain can slip
# one in and have somebody work in a stranger's session (RFC 6265bis, 4.1.3.2).
_COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# 45 CFR 164.312(a)(2)(iii): an unattended desk closes by itself. Both limits are kept by the server; the cookie lives a
# little longer, so that what somebody sends just after the end is known to be theirs and kept for them.
SESSION_IDLE_SECONDS = env.number("THRESHOLD_IDLE_MINUTES", default=15, least=5, most=60) * 60
SESSION_LONGEST_SECONDS = env.number("THRESHOLD_SESSION_HOURS", default=12, least=1, most=24) * 3600
# A day past its end a session opens nothing any more, but still tells whose half-typed form arrives.
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS + 24 * 3600
# How long a password with a code, or a passkey, counts before it is asked again for what could do much harm.
STEP_UP_SECONDS = 10 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # core.middleware sends X-Frame-Options, and the content security policy says the same
    "security.W003",  # GateCsrfMiddleware is Django's own check, left out where no cookie opens a door
    "security.W005",  # other names under the clinic's domain are not ours to bind to https
    "security.W021",  # nor to enter into browsers' lists
    "security.W008",  # the proxy redirects to https; behind it, health checks on loopback speak http
    "security.W009",  # counts characters: the key is 256 random bits, written in 44 of them
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

_mail = read_email_url(EMAIL_URL)
EMAIL_BACKEND = _mail.backend
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_TLS = _mail.use_tls
EMAIL_USE_SSL = _mail.use_ssl
ANYMAIL = _mail.anymail
EMAIL_TIMEOUT = 20
# Messages a second that all workers share; None: as fast as the server takes them.
EMAIL_RATE = _mail.rate
DEFAULT_FROM_EMAIL = SERVER_EMAIL = FROM_EMAIL

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "desk.accounts.StaffAccountAdapter"
MFA_ADAPTER = "desk.accounts.StaffMFAAdapter"
ACCOUNT_SESSION_REMEMBER = True
# Failed attempts: per network, and per account in five minutes. Right passwords do not count, so nobody locks out others;
# in a browser that signed in before, and for codes, an account's attempts are counted alone, whatever its network does.
# NIST SP 800-63B-4, 3.2.2, allows a hundred wrong answers in a row; six digits guessed all day would be found within months.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "60/m/ip,10/300s/key",
    "login_failed_known": "10/300s/key",
    "code_failed": "10/300s/key,50/d/key",
    "passkey_question": "60/m/ip",
    "account_link": "30/m/ip",
    "forgotten": "20/h/ip,3/h/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Threshold"
# RFC 6238, 5.2: one step of 30 seconds either side, for clocks that are a little off.
MFA_TOTP_TOLERANCE = 1
# The proxy in front of a production set-up names the visitor's network; without one the limits would hit everybody at once.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.DiscreetFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "without_path": {"()": "config.logs.WithoutPath"},
        "without_expected": {"()": "config.logs.WithoutExpected"},
        "refused_in_one_line": {"()": "config.logs.RefusedInOneLine"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_expected", "without_path", "refused_in_one_line"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django's own handlers would mail or print a second copy, with paths.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # Scanners send wrong host names all day; each would be a trace. Likewise gunicorn warns of every HEAD request.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
