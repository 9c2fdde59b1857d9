"""All settings, from the environment. With none set it is the embedded default: SQLite and a broker of files under VAR_DIR."""

import contextlib
import secrets
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from subgroup import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR") or BASE_DIR / "var").resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)

DEMO = env.flag("DEMO")
DEBUG = env.flag("DEBUG")
DATABASES = {"default": env.database(env.text("DATABASE_URL"), VAR_DIR)}
EMBEDDED = DATABASES["default"]["ENGINE"].endswith("sqlite3")


def _secret_key() -> str:
    """SECRET_KEY, or for the embedded default a key made once and kept under VAR_DIR."""
    if key := env.text("SECRET_KEY"):
        return key
    if not EMBEDDED:
        raise ImproperlyConfigured(
            "Set SECRET_KEY, or SECRET_KEY_FILE to a file that holds it: a long random text, the same for every process."
        )
    path = VAR_DIR / "secret-key"
    if not path.exists():
        part = VAR_DIR / f"secret-key.{secrets.token_hex(4)}"
        part.write_text(secrets.token_urlsafe(50))
        part.chmod(0o600)
        with contextlib.suppress(FileExistsError):  # another process was quicker: its key it is
            path.hardlink_to(part)
        part.unlink()
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.listing("CSRF_TRUSTED_ORIGINS")
BASE_URL = (
    env.text("BASE_URL") or f"http://127.0.0.1:{env.text('PORT', '8000')}"
)  # for links in mail, which has no request

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "guardian",
    "auditlog",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "subgroup",
    "members",
    "meetings",
    "reviews",
    "actionplans",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "subgroup.unsent.SignedInMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "subgroup.middleware.NoStoreMiddleware",
    "subgroup.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "subgroup.urls"
WSGI_APPLICATION = "subgroup.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "subgroup.context.shell",
            ],
            "builtins": ["django.templatetags.static", "subgroup.templatetags.ui"],
        },
    },
]

AUTH_USER_MODEL = "subgroup.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "members.accounts.InvitationOnlyAdapter"
ACCOUNT_EMAIL_VERIFICATION = (
    "none"  # an account is made by invitation only, and the invitation proves the address
)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "members.account_forms.LoginForm",
    "reset_password": "members.account_forms.ResetPasswordForm",
    "reset_password_from_key": "members.account_forms.ResetPasswordKeyForm",
    "change_password": "members.account_forms.ChangePasswordForm",
    "reauthenticate": "members.account_forms.ReauthenticateForm",
}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/h/key,50/h/ip", "reset_password": "20/h/ip,5/h/key"}
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001"
]  # rights are asked of subgroup/access.py, not of an authentication backend

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT") or VAR_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = EMBEDDED

REGIMES_DIR = Path(folder) if (folder := env.text("REGIMES_DIR")) else None  # more guidance: docs/regimes.md
FILES_DIR = Path(env.text("FILES_DIR") or VAR_DIR / "files")
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # the minutes of 200 items on one page are 2,400
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True, mode=0o700)
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS")  # host:port; with none, uploads are not scanned

globals().update(env.mail(env.text("EMAIL_URL"), VAR_DIR))
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL") or "Sub-group papers <no-reply@example.org>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

REDIS_URL = env.text("REDIS_URL")
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "fsatomic://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600}
    if REDIS_URL
    else {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
)
if not REDIS_URL:
    for folder in ("messages", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_ALWAYS_EAGER = env.flag("CELERY_EAGER")
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "daily run": {"task": "subgroup.tasks.daily_run", "schedule": crontab(minute=5, hour="0,1,6,7,12")},
    "sweep": {"task": "subgroup.tasks.sweep", "schedule": 60.0},
    "papers": {"task": "meetings.tasks.sweep_papers", "schedule": 60.0},
    "trackers": {"task": "actionplans.tasks.sweep_trackers", "schedule": 60.0},
    "returns": {"task": "reports.tasks.sweep_returns", "schedule": 60.0},
    "binders": {"task": "reports.tasks.sweep_binders", "schedule": 60.0},
    "annual reports": {"task": "reports.tasks.sweep_annual_reports", "schedule": 60.0},
}

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    }
}

SECURE = not (EMBEDDED or env.flag("INSECURE_HTTP"))
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 12 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # they name items: in no cookie
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "subgroup.unsent.refused"
SECURE_SSL_REDIRECT = False  # the proxy's work
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
ALLAUTH_TRUSTED_PROXY_COUNT = (
    1 if SECURE else 0
)  # whose address the rate limits count: the proxy sets X-Forwarded-For
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_tokens": {"()": "subgroup.log_filter.WithoutTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_tokens"]}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Those that come with handlers of their own write by ours.
        "django": {"handlers": []},
        "django.server": {"handlers": ["console"], "propagate": False},
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
        "gunicorn.access": {"handlers": ["console"], "propagate": False},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "kombu.connection": {"level": "ERROR"},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
