"""Word, PowerPoint, Excel and pictures as PDF for the pack; the paper itself stays as it was sent."""

import logging

from django.db import transaction

from meetings.models import PaperVersion
from subgroup import clock
from subgroup.files import storage
from subgroup.files.convert import reason, to_pdf

log = logging.getLogger(__name__)


def convert(version: PaperVersion) -> PaperVersion:
    """Brings the caller's version up to date with its PDF, or with the reason why there is none. Once made it stays."""
    version.refresh_from_db()
    if version.pdf_id:
        return version
    file = version.file
    try:
        data = to_pdf(file.full_path, file.kind)
    except Exception:
        log.exception("Paper version %s could not be turned into PDF", version.pk)
        data = None
    with transaction.atomic():
        version.refresh_from_db(from_queryset=PaperVersion.objects.select_for_update())
        if version.pdf_id:
            return version
        version.conversion_tried_at = clock.now()
        if data:
            stem = file.name.rpartition(".")[0] or file.name
            version.pdf = storage.keep(
                group=file.group, name=f"{stem}.pdf", kind="pdf", data=data, at=version.conversion_tried_at
            )
            version.unreadable = ""
        else:
            version.unreadable = reason(file.kind)
        version.save(update_fields=["pdf", "conversion_tried_at", "unreadable"])
    return version
