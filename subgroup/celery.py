"""The Celery application: the doorbell. What must happen is a row in the database; a task only wakes somebody up to look."""

import logging
import os
from typing import Any

from celery import Celery, signals

from subgroup import fsbroker
from subgroup.log_filter import WithoutTokens

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "subgroup.settings")
fsbroker.register()
app = Celery("subgroup")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.after_setup_logger.connect
@signals.after_setup_task_logger.connect
def _blank_tokens(logger: logging.Logger, **kwargs: Any) -> None:
    """The worker writes by handlers of its own."""
    for handler in logger.handlers:
        handler.addFilter(WithoutTokens())
