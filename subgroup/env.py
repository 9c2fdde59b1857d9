"""Reads settings from the environment: `NAME`, or the first line of the file that `NAME_FILE` points to."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str | None:
    """The value of NAME, or of the file named by NAME_FILE (a secret); raises ImproperlyConfigured if that file is missing."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE points to {path}, which cannot be read: {error.strerror}."
            ) from error
    return os.environ.get(name) or default


def flag(name: str) -> bool:
    return (os.environ.get(name) or "").lower() in {"1", "true", "yes", "on"}


def listing(name: str) -> list[str]:
    return [part.strip() for part in (os.environ.get(name) or "").split(",") if part.strip()]


def database(url: str | None, var_dir: Path) -> dict:
    """Django's setting for DATABASE_URL: `postgresql://user:password@host:port/name`, `sqlite:///path`, or SQLite under VAR_DIR."""
    if not url or url.startswith("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": (url or "").removeprefix("sqlite:///") or var_dir / "database.sqlite3",
            # A file lets each thread of a server under test have a connection of its own; in memory they share one.
            "TEST": {"NAME": text("TEST_DATABASE")},
            # IMMEDIATE takes the write lock at the start of a transaction (no upgrade from reader to writer can fail);
            # FULL: what was acknowledged survives the power.
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL must begin with postgresql:// or sqlite:///, not {parts.scheme}://."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": text("DATABASE_PASSWORD") or unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 3600,  # what it has planned is lost with a connection
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c jit=off -c plan_cache_mode=force_generic_plan"},
    }


def mail(url: str | None, var_dir: Path) -> dict:
    """The mail settings for EMAIL_URL (`smtp://user:password@host:port`, `smtps://…`); absent: files under VAR_DIR/mail."""
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(var_dir / "mail"),
        }
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": text("EMAIL_PASSWORD") or unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": flag("EMAIL_USE_TLS"),
        "EMAIL_TIMEOUT": 20,
    }
