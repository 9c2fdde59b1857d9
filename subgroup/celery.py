"""The Celery application: the doorbell. What must happen is a row in the database; a task only wakes somebody up to look."""

import os

from celery import Celery

from subgroup import fsbroker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "subgroup.settings")
fsbroker.register()
app = Celery("subgroup")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
