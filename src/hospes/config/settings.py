"""Django's settings. Everything that differs between installations comes from the environment.

`DATABASE_URL` names the server (the `hospes` command starts the embedded one when it is empty);
`HOSPES_ROLE` the database role of the process; `HOSPES_SECRET_KEY` the key that signs and encrypts.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

DEBUG = False
VAR = Path(os.environ.get("HOSPES_VAR", "var")).resolve()
SECRET_KEY = os.environ.get("HOSPES_SECRET_KEY") or "only-for-tests-and-tools"
ALLOWED_HOSTS = os.environ.get("HOSPES_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("HOSPES_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "procrastinate.contrib.django",
    "hospes.agencies",
    "hospes.channels",
    "hospes.bookings",
    "hospes.content",
    "hospes.planning",
    "hospes.dispatch",
    "hospes.delivery",
    "hospes.engine",
    "hospes.ui",
    "hospes.backoffice",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hospes.backoffice.sign_in_middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hospes.backoffice.agency_middleware.AgencyMiddleware",
]

ROOT_URLCONF = "hospes.config.urls"
ASGI_APPLICATION = "hospes.config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

ROLE = os.environ.get("HOSPES_ROLE", "")
# Threads of the web come and go with requests, so it shares a pool; the others keep one connection a thread.
IS_POOLED = ROLE == "hospes_web"
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or "postgresql:///hospes",
        conn_max_age=0 if IS_POOLED else 600,
        conn_health_checks=True,
    )
}
OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
if ROLE:
    OPTIONS["options"] = f"-c role={ROLE}"
if IS_POOLED:
    OPTIONS["pool"] = {"min_size": 1, "max_size": 20, "timeout": 10}
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("HOSPES_TEST_DATABASE", "test_hospes")}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["hospes.engine.jobs"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING_CONFIG = None  # hospes.config.logging
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
