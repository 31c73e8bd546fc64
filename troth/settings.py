"""Everything the environment decides, read here and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} must be set in the environment outside development")
    return value


def env_number(name: str, default: str) -> int:
    value = env(name, default)
    if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
        raise ImproperlyConfigured(f"{name} is {value!r}; it is a number from 1 to 65535")
    return int(value)


PORT = env_number("PORT", "8000")
ENVIRONMENT = env("TROTH_ENV", "development")
if ENVIRONMENT not in ("development", "production"):
    raise ImproperlyConfigured(f"TROTH_ENV is {ENVIRONMENT!r}; it is development or production")
# Development moves the clock, shows the mail folder and prints demo sign-ins; production refuses all three.
DEVELOPMENT = ENVIRONMENT == "development"
DEBUG = False

VAR_DIR = Path(env("TROTH_VAR", str(BASE_DIR / "var"))).resolve()
SECRET_KEY = env("SECRET_KEY", "development-only-" * 4 if DEVELOPMENT else None)
ALLOWED_HOSTS = ["*"] if DEVELOPMENT else env("ALLOWED_HOSTS").split(",")
SITE_URL = env("SITE_URL", f"http://localhost:{PORT}" if DEVELOPMENT else None).rstrip("/")
CSRF_TRUSTED_ORIGINS = [] if DEVELOPMENT else [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "troth.catalog",
    "troth.orders",
    "troth.payments",
    "troth.checkout",
    "troth.notices",
    "troth.storefront",
    "troth.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "troth.urls"
WSGI_APPLICATION = "troth.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "troth.storefront.context.store",
            ],
            "builtins": ["troth.orders.templatetags.says"],
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    try:
        database = dict(dj_database_url.parse(url, conn_max_age=None))
    except Exception as unknown:
        raise ImproperlyConfigured(f"DATABASE_URL is {url!r}: sqlite:///FILE or postgres://…") from unknown
    if database["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE: a writer waits its turn at the start of its transaction, never fails in the middle of it.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    return database


DATABASE_URL = env("DATABASE_URL", f"sqlite:///{VAR_DIR}/troth.sqlite3" if DEVELOPMENT else None)
DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": env("TASK_BACKEND", "django_tasks_db.DatabaseBackend"), "ENQUEUE_ON_COMMIT": False}}

# Who is told that something happened to an order: tasks that take the event's id.
FOLLOWERS = ["troth.notices.tasks.follow"]
# What the worker looks for every minute: work that is owed and that nobody is doing.
SWEEPS = ["troth.checkout.tasks.sweep", "troth.notices.tasks.sweep", "troth.catalog.tasks.sweep"]

# Payments: Stripe where its key is named; in development without one, the built-in provider with its wire shapes.
STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", "sk_test_builtin" if DEVELOPMENT else None)
STRIPE_WEBHOOK_SECRET = env("STRIPE_WEBHOOK_SECRET", "whsec_builtin" if DEVELOPMENT else None)
PAYMENTS_BUILT_IN = DEVELOPMENT and STRIPE_SECRET_KEY == "sk_test_builtin"  # noqa: S105
PAYMENTS_PORT = env_number("PAYMENTS_PORT", str(PORT + 1 if PORT < 65535 else PORT - 1))
STRIPE_API = env("STRIPE_API", f"http://127.0.0.1:{PAYMENTS_PORT}" if PAYMENTS_BUILT_IN else "")

# Who works out the sales tax; see `troth.policy.tax.TaxProvider`.
TAX_PROVIDER = env("TAX_PROVIDER", "troth.policy.tax.Publication718")

# Mail: SMTP where EMAIL_HOST is named; in development without one, a folder that /dev/mail/ shows.
EMAIL_HOST = env("EMAIL_HOST", "" if DEVELOPMENT else None)
EMAIL_PORT = env_number("EMAIL_PORT", "25" if EMAIL_HOST in ("", "localhost", "127.0.0.1") else "587")
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env("EMAIL_USE_TLS", "no" if DEVELOPMENT else "yes") == "yes"
EMAIL_TIMEOUT = 15
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "troth.notices.folder.FolderBackend"
MAIL_FOLDER = VAR_DIR / "mail"

# Serials are sealed under the first; the others still open what was sealed before. The last makes the fingerprints.
SERIAL_KEYS = env("SERIAL_KEYS", SECRET_KEY if DEVELOPMENT else None).split(",")

# The first makes the tokens in the addresses of orders' pages; the others still make those of older orders.
LINK_KEYS = env("LINK_KEYS", SECRET_KEY if DEVELOPMENT else None).split(",")

# The header in which a proxy of ours tells the shopper's network address; empty where shoppers connect by themselves.
# Production says which: behind a proxy that nobody named, all shoppers would share one address, and its limits.
CLIENT_ADDRESS_HEADER = env("CLIENT_ADDRESS_HEADER", "" if DEVELOPMENT else None)

# The search index is a cache of the database; `troth reindex` makes it anew.
SEARCH_DIR = VAR_DIR / "search"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Photos: a folder here, or an S3-compatible store where S3_BUCKET is named. Evidence lies apart, and is never public.
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PHOTO_CACHE = "public, max-age=31536000, immutable"


def _photos(bucket: str, folder: Path, *, public: bool) -> dict[str, Any]:
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    options: dict[str, Any] = {"bucket_name": bucket, "querystring_auth": not public, "file_overwrite": False}
    options |= {"endpoint_url": env("S3_ENDPOINT", "") or None, "region_name": env("S3_REGION", "us-east-1")}
    if public:
        options |= {"object_parameters": {"CacheControl": PHOTO_CACHE}, "custom_domain": env("S3_DOMAIN", "") or None}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


_S3_BUCKET = env("S3_BUCKET", "")
STORAGES = {
    "default": _photos(_S3_BUCKET, MEDIA_ROOT, public=True),
    "evidence": _photos(env("S3_EVIDENCE_BUCKET", None if _S3_BUCKET else ""), VAR_DIR / "evidence", public=False),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEVELOPMENT

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/desk/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/desk/sign-in/"

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEVELOPMENT
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEVELOPMENT
SECURE_PROXY_SSL_HEADER = None if DEVELOPMENT else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
