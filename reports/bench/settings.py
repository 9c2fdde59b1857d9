"""The application's own settings, with the empty page beside its pages. Only for bin/bench."""

from subgroup.settings import *  # noqa: F403

ROOT_URLCONF = "reports.bench.urls"
MIGRATION_MODULES = dict.fromkeys(
    ("subgroup", "members", "meetings", "reviews", "actionplans", "reports")
)  # tables as the models are, in a few seconds
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
