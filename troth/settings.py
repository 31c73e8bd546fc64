"""Everything the environment decides, read here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from troth.environment import env, env_number, env_under
from troth.operations.logs import logging_for
from troth.production import refuse_invalid_settings, refuse_unsafe_settings
from troth.stores import database_of, photo_origins, storage_of

BASE_DIR = Path(__file__).resolve().parent.parent

PORT = env_number("PORT", "8000")
ENVIRONMENT = env("TROTH_ENV", "development")
if ENVIRONMENT not in ("development", "production"):
    raise ImproperlyConfigured(f"TROTH_ENV is {ENVIRONMENT!r}; it is development or production")
# Development moves the clock, shows the mail folder and prints demo sign-ins; production refuses
# all three.
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
    "anymail",
    "django_tasks",
    "django_tasks_db",
    "troth.database",
    "troth.access_log",
    "troth.scanning",
    "troth.approvals",
    "troth.catalog",
    "troth.orders",
    "troth.worklist",
    "troth.payments",
    "troth.checkout",
    "troth.fulfillment",
    "troth.care",
    "troth.notifications",
    "troth.scorecard",
    "troth.publishing",
    "troth.mailbox",
    "troth.storefront",
    "troth.desk",
    "troth.operations",
    "troth.commands",
    "allauth",  # after the desk, whose templates replace its own
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "troth.operations.logs.Requests",
    "troth.headers.SecurityHeadersMiddleware",
    "troth.operations.keeping.Kept",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "troth.desk.language.LanguageMiddleware",
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
                "troth.storefront.context.store_context",
                "troth.desk.access.permissions_context",
            ],
            "builtins": ["troth.orders.templatetags.says", "django.templatetags.i18n"],
        },
    }
]


# For a store on SQLite: a folder on another disk where every commit and upload is kept before it is
# acknowledged.
COPY_DIR = env("COPY_DIR", "")

DATABASE_URL = env("DATABASE_URL", f"sqlite:///{VAR_DIR}/troth.sqlite3" if DEVELOPMENT else None)
DATABASES = {"default": database_of(DATABASE_URL, copy_dir=COPY_DIR, development=DEVELOPMENT)}
# On PostgreSQL the role that owns the tables, for `migrate` and `restore` alone: the application's
# own role can change no guard.
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", "")
# Counts tries at signing in, for every web process alike.
_COUNTS = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "troth_cache"}
CACHES = {"default": {**_COUNTS, "OPTIONS": {"MAX_ENTRIES": 100_000}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {
    "default": {
        "BACKEND": env("TASK_BACKEND", "django_tasks_db.DatabaseBackend"),
        "ENQUEUE_ON_COMMIT": False,
    }
}

# Who is told that something happened to an order: tasks that take the event's id.
FOLLOWERS = [
    "troth.fulfillment.tasks.on_event",
    "troth.care.tasks.on_event",
    "troth.notifications.tasks.on_event",
    "troth.alerting.tasks.on_event",
    "troth.payments.tasks.on_event",
]
# How often the worker looks for what is owed; shorter in tests alone.
SWEEP_SECONDS = float(env("SWEEP_SECONDS", "60"))
# What the worker looks for every minute: work that is owed and that nobody is doing.
SWEEPS = [
    "troth.checkout.tasks.sweep_payments",
    "troth.fulfillment.tasks.sweep_fulfillment",
    "troth.care.tasks.sweep_care",
    "troth.notifications.tasks.sweep_notices",
    "troth.mailbox.tasks.sweep_mailbox",
    "troth.catalog.tasks.sweep_catalog",
    "troth.scorecard.tasks.catch_up_scorecard",
    "troth.publishing.tasks.sweep_what_ifs",
    "troth.alerting.tasks.sweep_alerts",
    "troth.access_log.tasks.sweep_access_log",
    "troth.scanning.tasks.sweep_held_uploads",
    "troth.operations.tasks.sweep_health",
]

# Payments: Stripe where its key is named; in development without one, the built-in provider with
# its wire shapes.
STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", "sk_test_builtin" if DEVELOPMENT else None)
STRIPE_WEBHOOK_SECRET = env("STRIPE_WEBHOOK_SECRET", "whsec_builtin" if DEVELOPMENT else None)
PAYMENTS_BUILT_IN = DEVELOPMENT and STRIPE_SECRET_KEY == "sk_test_builtin"  # noqa: S105
PAYMENTS_PORT = env_number("PAYMENTS_PORT", str(PORT + 1 if PORT < 65535 else PORT - 1))
STRIPE_API = env("STRIPE_API", f"http://127.0.0.1:{PAYMENTS_PORT}" if PAYMENTS_BUILT_IN else "")
# Where shoppers type their cards, so that a form may lead there; another one where Stripe shows its
# page under ours.
_PAYS_AT = (
    f"http://localhost:{PAYMENTS_PORT}" if PAYMENTS_BUILT_IN else "https://checkout.stripe.com"
)
PAYMENT_PAGES = env("PAYMENT_PAGES", _PAYS_AT).split(",")

# Carriers that the store takes its parcels to itself, without an account named below: the label is
# bought at their counter, and the parcel is entered at the desk with its receipt. Checkout sells to
# the addresses and weights that these carriers and those below serve, and to no others.
CARRIERS_BY_HAND = tuple(
    key for key in (part.strip() for part in env("CARRIERS_BY_HAND", "").split(",")) if key
)
# Carriers: each where its key is named; in development without FedEx's, the built-in ones with
# their wire shapes, all at one port, save those that go by hand.
CARRIER_BUILT_IN = DEVELOPMENT and not env("FEDEX_KEY", "")
CARRIER_PORT = env_number("CARRIER_PORT", str(PORT + 2 if PORT < 65534 else PORT - 2))
_CARRIER_APIS = {
    "fedex": "https://apis.fedex.com",
    "ups": "https://onlinetools.ups.com",
    "usps": "https://apis.usps.com",
}
_CARRIER_PARTS = {"fedex": ("webhook_token",), "usps": ("crid", "mid")}  # beside those of all


def _carrier_account(carrier: str) -> dict[str, str]:
    """What the environment names of an account; in development, the built-in one's without a
    key.
    """
    name, more = carrier.upper(), _CARRIER_PARTS.get(carrier, ())
    if env(f"{name}_KEY", ""):
        parts = {part: env(f"{name}_{part.upper()}", "") for part in ("secret", "account", *more)}
        return {
            "url": env(f"{name}_API", _CARRIER_APIS[carrier]),
            "key": env(f"{name}_KEY", ""),
            **parts,
        }
    if not CARRIER_BUILT_IN or carrier in CARRIERS_BY_HAND:
        return {}
    parts = {"key": "built-in", "secret": "built-in", "account": "000000000"}
    return {"url": f"http://127.0.0.1:{CARRIER_PORT}", **parts, **dict.fromkeys(more, "built-in")}


CARRIERS = {carrier: account for carrier in _CARRIER_APIS if (account := _carrier_account(carrier))}

# How long a process may go on without having heard that other terms were published; they begin
# later than that.
TERMS_READ_AGAIN_SECONDS = 5

# Where checkout reads the closures that have been entered: a promise made after one counts its days
# as closed.
CLOSURES = "troth.fulfillment.monitoring.current_closures"

# Who works out the sales tax; see `troth.policy.tax.TaxProvider`.
TAX_PROVIDER = env("TAX_PROVIDER", "troth.policy.tax.Publication718")

# Mail: SMTP where EMAIL_HOST is named; in development without one, a folder that /dev/mail/ shows.
# Or a provider through Anymail, whose settings are the environment's ANYMAIL_... .
MAIL_PROVIDER = env("MAIL_PROVIDER", "")
EMAIL_HOST = env("EMAIL_HOST", "" if DEVELOPMENT or MAIL_PROVIDER else None)
EMAIL_PORT = env_number(
    "EMAIL_PORT", "25" if EMAIL_HOST in ("", "localhost", "127.0.0.1") else "587"
)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env("EMAIL_USE_TLS", "no" if DEVELOPMENT else "yes") == "yes"
EMAIL_TIMEOUT = 15
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "troth.notifications.folder.FolderBackend"
)
# Those that are tested through their real backends and webhooks.
MAIL_PROVIDERS = ("postmark", "sendgrid", "mailgun", "amazon_ses", "brevo", "resend")
if MAIL_PROVIDER and MAIL_PROVIDER not in MAIL_PROVIDERS:
    raise ImproperlyConfigured(
        f"MAIL_PROVIDER is {MAIL_PROVIDER!r}; it is one of {', '.join(MAIL_PROVIDERS)}"
    )
if MAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"

ANYMAIL = env_under("ANYMAIL_")
# Delivery reports: the provider's tracking webhook tells what became of each letter, so nothing
# ships until it has reported the confirmation. `no` where the webhook brings care's mail alone.
MAIL_REPORTS = bool(
    MAIL_PROVIDER and ANYMAIL.get("WEBHOOK_SECRET") and env("MAIL_REPORTS", "yes") == "yes"
)
MAIL_FOLDER = VAR_DIR / "mail"

# Mail to an address that somebody typed and nobody confirmed: how many a day (UTC) for one address,
# for one network (/24, /48) and for the store. `search` confirms a saved search; `link` sends the
# link of an order again, to the order's own address.
TYPED_ADDRESS_LIMITS = {
    "search": {"address": 3, "network": 20, "store": env_number("SEARCH_MAILS_A_DAY", "500")},
    "link": {"address": 6, "network": 30, "store": env_number("LINK_MAILS_A_DAY", "1000")},
}

# Mail to care: asked for by IMAP where CARE_IMAP_HOST is named, and by Anymail's webhook where its
# secret is. What our own mail server found of a sender is believed under CARE_AUTHSERV_ID, the name
# by which it signs its findings.
MAILBOX_BUILT_IN = DEVELOPMENT and not env("CARE_IMAP_HOST", "")
MAILBOX_PORT = env_number("MAILBOX_PORT", str(PORT + 3 if PORT < 65533 else PORT - 3))
CARE_IMAP: dict[str, Any] = {
    "host": env("CARE_IMAP_HOST", "127.0.0.1" if MAILBOX_BUILT_IN else ""),
    "port": env_number("CARE_IMAP_PORT", str(MAILBOX_PORT) if MAILBOX_BUILT_IN else "993"),
    "user": env("CARE_IMAP_USER", "care" if MAILBOX_BUILT_IN else ""),
    "password": env("CARE_IMAP_PASSWORD", "care" if MAILBOX_BUILT_IN else ""),
    "tls": env("CARE_IMAP_TLS", "no" if MAILBOX_BUILT_IN else "yes") == "yes",
    "inbox": env("CARE_IMAP_INBOX", "INBOX"),
    "taken": env("CARE_IMAP_TAKEN", "Troth"),
}
# A mail to each member of the staff, at opening on business days, with the tasks open to them.
STAFF_DIGEST = env("STAFF_DIGEST", "yes") == "yes"
CARE_AUTHSERV_ID = env("CARE_AUTHSERV_ID", "mx.built-in" if MAILBOX_BUILT_IN else "")

# Serials are sealed under the first; the others still open what was sealed before. The last makes
# the fingerprints.
SERIAL_KEYS = env("SERIAL_KEYS", SECRET_KEY if DEVELOPMENT else None).split(",")

# The first makes the tokens in the addresses of orders' pages; the others still make those of older
# orders.
LINK_KEYS = env("LINK_KEYS", SECRET_KEY if DEVELOPMENT else None).split(",")

# The header in which a proxy of ours tells the shopper's network address; empty where shoppers
# connect by themselves. Production says which: behind a proxy that nobody named, all shoppers would
# share one address, and its limits.
CLIENT_ADDRESS_HEADER = env("CLIENT_ADDRESS_HEADER", "" if DEVELOPMENT else None)

# The search index is a cache of the database; `troth reindex` makes it anew.
SEARCH_DIR = VAR_DIR / "search"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Photos: a folder here, or an S3-compatible store where S3_BUCKET is named. Evidence lies apart,
# and is never public.
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PHOTO_CACHE = "public, max-age=31536000, immutable"

_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if DEVELOPMENT:
    _STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
_S3_BUCKET = env("S3_BUCKET", "")
PHOTO_ORIGINS = photo_origins(_S3_BUCKET)
STORAGES = {
    "default": storage_of(_S3_BUCKET, MEDIA_ROOT, copy_dir=COPY_DIR, cache=PHOTO_CACHE),
    "evidence": storage_of(
        env("S3_EVIDENCE_BUCKET", None if _S3_BUCKET else ""),
        VAR_DIR / "evidence",
        copy_dir=COPY_DIR,
    ),
    "staticfiles": {"BACKEND": _STATIC},
}
WHITENOISE_USE_FINDERS = DEVELOPMENT

# A browser takes a cookie of such a name over TLS alone, for this host and all its paths. Plain
# http in development can't have one.
COOKIE_PREFIX = "" if DEVELOPMENT else "__Host-"

# The store speaks English; the desk Japanese too (`troth.desk.language`).
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ja", "日本語")]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}desk_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "troth.desk.password_rules.NoContextWords"},
    {"NAME": "troth.desk.password_rules.NotBreached"},
]
# A password that the operator's command printed: how long it opens the desk, to change it.
FIRST_PASSWORD_HOURS = 72
LOGIN_URL = "/desk/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/desk/sign-in/"

# Staff sign in with a passkey, or a password and a code (`troth.desk.sign_in`); in development the
# password is enough.
SECOND_FACTOR_REQUIRED = not DEVELOPMENT
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER, MFA_ADAPTER = (
    "troth.desk.sign_in.StaffAccountAdapter",
    "troth.desk.sign_in.StaffMFAAdapter",
)
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Posts to the sign-in by address; wrong codes by who has typed the right password ("key").
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/5m/user",
}
# Wrong passwords; `troth.desk.throttling` says which of these count a try.
PASSWORD_TRIES = {
    "session": "5/5m/key",
    "known_device": "5/5m/key,20/h/key",
    "address": "10/m/key",
    "account_at_address": "5/5m/key,20/h/key",
    "account": "100/h/key",
}
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}known_device"
DEVICE_COOKIE_AGE = 180 * 24 * 3600
DEVICE_LINK_SECONDS = 30 * 60
# How long a session at the desk lasts, however busy it is.
STAFF_SESSION_HOURS = 12
ACCOUNT_FORMS = {
    "login": "troth.desk.password_forms.SignIn",
    "change_password": "troth.desk.password_forms.ChangePassword",
}
MFA_FORMS = {"activate_totp": "troth.desk.factors.SetUpApp"}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True  # pages have the token in their forms
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEVELOPMENT
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEVELOPMENT
SECURE_PROXY_SSL_HEADER = None if DEVELOPMENT else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# Logs go to stderr: lines for people, or `json`, one object a line. Production tells each request;
# see operations.logs.
LOG_FORMAT, ACCESS_LOG = (
    env("LOG_FORMAT", "text"),
    env("ACCESS_LOG", "no" if DEVELOPMENT else "yes") == "yes",
)
if LOG_FORMAT not in ("text", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}; it is text or json")
LOGGING = logging_for(as_json=LOG_FORMAT == "json", access=ACCESS_LOG)

# Whom /.well-known/security.txt names, by commas: `mailto:` or `https:` addresses.
SECURITY_CONTACT = [part.strip() for part in env("SECURITY_CONTACT", "").split(",") if part.strip()]

# ClamAV's daemon, which scans every upload: `host:port`, or the path of its socket. Empty: nothing
# is scanned.
CLAMD_ADDRESS = env("CLAMD_ADDRESS", "")
CLAMD_TIMEOUT = env_number("CLAMD_TIMEOUT", "20")

# How many days the record of who signed in, looked and exported is kept; the database refuses to
# delete a row sooner than after 90.
ACCESS_RECORD_DAYS = env_number("ACCESS_RECORD_DAYS", "400")

# Who may read /metrics; nobody where it is empty.
METRICS_TOKEN = env("METRICS_TOKEN", "")

refuse_invalid_settings(globals())
if not DEVELOPMENT:
    refuse_unsafe_settings(globals())
