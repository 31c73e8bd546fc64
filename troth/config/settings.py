"""Everything the environment decides, by subject, put together for Django."""

from __future__ import annotations

from troth.config.background import *
from troth.config.base import *
from troth.config.base import BASE_DIR, DEVELOPMENT
from troth.config.browsers import *
from troth.config.browsers import COOKIE_PREFIX
from troth.config.carriers import *
from troth.config.database import *
from troth.config.mail import *
from troth.config.monitoring import *
from troth.config.payments import *
from troth.config.production import refuse_invalid_settings, refuse_unsafe_settings
from troth.config.promises import *
from troth.config.sign_in import *
from troth.config.storage import *

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
    "troth.webhooks",
    "troth.components",
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
    "troth.http.headers.SecurityHeadersMiddleware",
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

ROOT_URLCONF = "troth.config.urls"
WSGI_APPLICATION = "troth.config.wsgi.application"

# The templates and static files of each subject lie beside its views.
STOREFRONT, DESK = BASE_DIR / "troth" / "storefront", BASE_DIR / "troth" / "desk"
STATICFILES_DIRS = sorted(STOREFRONT.glob("*/static"))

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        # Each subject of the store and of the desk has its templates beside its views.
        "DIRS": [*sorted(STOREFRONT.glob("*/templates")), *sorted(DESK.glob("*/templates"))],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "troth.storefront.context.store_context",
                "troth.desk.access.permissions_context",
            ],
            "builtins": ["troth.orders.templatetags.formatting", "django.templatetags.i18n"],
        },
    }
]

# The store speaks English; the desk Japanese too (`troth.desk.language`).
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ja", "日本語")]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}desk_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

refuse_invalid_settings(globals())
if not DEVELOPMENT:
    refuse_unsafe_settings(globals())
