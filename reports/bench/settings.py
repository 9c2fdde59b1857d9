"""The application's own settings, with the empty page beside its pages. Only for bin/bench."""

from subgroup.settings import *  # noqa: F403

ROOT_URLCONF = "reports.bench.urls"
MIGRATION_MODULES = {name.rpartition(".")[2]: None for name in INSTALLED_APPS}  # noqa: F405
"""Tables as the models are, in a few seconds."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
