"""Pages that are printed when somebody asks: the document is made by a task, once, and kept (R3)."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from subgroup import pdf
from subgroup.files import storage
from subgroup.models import Person, Printout, SubGroup

logger = logging.getLogger(__name__)


@transaction.atomic
def ask(
    *, group: SubGroup, template: str, page: Mapping[str, Any], title: str, name: str, by: Person, at: datetime
) -> Printout:  # fmt: skip
    """The printout of a page as it is now. The same words are one printout, whoever asks; one that failed is tried again."""
    html = pdf.html(template, page, title=title)
    made, is_new = Printout.objects.get_or_create(
        group=group,
        sha256=hashlib.sha256(html.encode()).hexdigest(),
        defaults={"name": name, "html": html, "asked_at": at, "asked_by": by},
    )
    if is_new or made.failed_at:
        again(made)
    return made


@transaction.atomic
def again(made: Printout) -> None:
    """Has one that failed tried once more. The object still says that it failed."""
    Printout.objects.filter(pk=made.pk).update(failed_at=None)
    transaction.on_commit(lambda: _ring(made.pk), robust=True)


def _ring(pk: int) -> None:
    """Wakes the printing; without a broker the sweep finds it."""
    from subgroup.tasks import print_out  # the task calls this module

    print_out.apply_async(args=[pk], retry=False)


def make(pk: int, *, at: datetime) -> None:
    """Makes the document, where it is not made yet. What cannot be made says so, and is tried again when somebody asks.

    Nothing is locked while it is made, which takes seconds. Of two workers that make it at once one keeps theirs.
    """
    row = Printout.objects.get(pk=pk)
    if row.file_id:
        return
    try:
        data = pdf.from_html(row.html)
    except Exception:
        logger.exception("Printout %s could not be made", pk)
        Printout.objects.filter(pk=pk, file=None).update(failed_at=at)
        return
    _keep(pk, data, at)


@transaction.atomic
def _keep(pk: int, data: bytes, at: datetime) -> None:
    row = Printout.objects.select_for_update(of=("self",)).select_related("group", "asked_by").get(pk=pk)
    if row.file_id:
        return
    row.file = storage.keep(group=row.group, name=row.name, kind="pdf", data=data, at=at, by=row.asked_by)
    row.html, row.failed_at = "", None
    row.save()


def lost(*, before: datetime) -> QuerySet[Printout]:
    """Those that nobody made: the doorbell was lost, or the worker was killed."""
    return Printout.objects.filter(file=None, failed_at=None, asked_at__lt=before).order_by("pk")
