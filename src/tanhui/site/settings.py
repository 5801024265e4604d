"""Settings of one deployment. Everything that may differ between installations is read from the environment, here and nowhere else.

`TANHUI_DEMO=1` turns the demonstration on: demonstration accounts, a clock that can be moved, generated secrets. Without it
every secret must be given and the server refuses to start with a missing one.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tanhui.lifecycle import STAGES
from tanhui.site.secrets import demonstration_secret

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = Path(os.environ.get("TANHUI_HOME", PACKAGE.parent.parent))
VAR = Path(os.environ.get("TANHUI_VAR", ROOT / "var"))

TANHUI_DEMONSTRATION = os.environ.get("TANHUI_DEMO") == "1"
TANHUI_DOCUMENTS = Path(os.environ.get("TANHUI_DOCUMENTS", VAR / "documents"))
TANHUI_KEYS = Path(os.environ.get("TANHUI_KEYS", VAR / "keys"))
os.environ.setdefault("TANHUI_KEYS", str(TANHUI_KEYS))  # foundation.signing reads the environment only
TANHUI_PUBLIC_ADDRESS = os.environ.get("TANHUI_PUBLIC_ADDRESS", "http://127.0.0.1:8000")


def _secret(name: str) -> str:
    """Return a secret from the environment; in the demonstration one is made and kept under `var`."""
    value = os.environ.get(name)
    if value:
        return value
    if TANHUI_DEMONSTRATION:
        return demonstration_secret(VAR, name)
    raise ImproperlyConfigured(
        f"{name} must be set: there are no default secrets outside the demonstration (TANHUI_DEMO=1)"
    )


SECRET_KEY = _secret("TANHUI_SECRET_KEY")
TANHUI_IDENTITY_KEY = _secret("TANHUI_IDENTITY_KEY")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TANHUI_HOSTS", "127.0.0.1,localhost,testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TANHUI_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "tanhui.site.apps.SiteConfig",
    "tanhui.foundation.clock",
    "tanhui.foundation.parties",
    "tanhui.foundation.trail",
    "tanhui.foundation.ledger",
    "tanhui.foundation.procedure",
    "tanhui.foundation.documents",
    "tanhui.foundation.web",
    *(f"tanhui.lifecycle.{stage}" for stage in STAGES),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tanhui.foundation.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "tanhui.site.urls"
WSGI_APPLICATION = "tanhui.site.wsgi.application"
AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tanhui.site.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Databases: SQLite is embedded (write-ahead log, full synchronisation, immediate transactions); DATABASE_URL names PostgreSQL.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
}
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'tanhui.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = _SQLITE_OPTIONS
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [
    PACKAGE / "site" / "static",
    *(
        (prefix, ROOT / "node_modules" / folder)
        for prefix, folder in (
            ("tabler/css", "@tabler/core/dist/css"),
            ("echarts", "echarts/dist"),
            ("noto-sans-sc", "@fontsource-variable/noto-sans-sc"),
        )
        if (ROOT / "node_modules" / folder).is_dir()
    ),
]
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TANHUI_PUBLIC_ADDRESS.startswith("https://")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,20/15m/ip"}
ACCOUNT_ADAPTER = "tanhui.site.people.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
