"""The application's own settings, with the empty page beside its pages. Only for bin/bench."""

from subgroup.settings import *  # noqa: F403

ROOT_URLCONF = "reports.bench.urls"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
