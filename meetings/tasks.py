"""The doorbells of papers and packs. What is to be done stands in the rows; the sweep finds what was lost."""

from datetime import timedelta

from celery import shared_task

from meetings.models import MinutesDocument, Pack, PaperVersion
from meetings.services import minutes_document, packs
from meetings.services.conversion import convert
from subgroup import clock

LOST_AFTER = timedelta(minutes=3)


@shared_task
def render_pack(pk: int) -> None:
    if pack := Pack.objects.filter(pk=pk).select_related("meeting__group").first():
        packs.render(pack)


@shared_task
def convert_paper(pk: int) -> None:
    if version := PaperVersion.objects.filter(pk=pk, pdf=None).first():
        convert(version)


@shared_task
def render_minutes(pk: int) -> None:
    if document := MinutesDocument.objects.filter(pk=pk).select_related("meeting__group").first():
        minutes_document.render(document)


@shared_task
def sweep_papers() -> None:
    """Packs, papers and minutes whose making was cut short, or whose doorbell was lost."""
    before = clock.now() - LOST_AFTER
    waiting = Pack.objects.filter(state=Pack.State.RENDERING, published_at__lt=before)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        render_pack(pk)
    untried = PaperVersion.objects.filter(pdf=None, conversion_tried_at=None, uploaded_at__lt=before)
    for pk in untried.order_by("pk").values_list("pk", flat=True):
        convert_paper(pk)
    unmade = MinutesDocument.objects.filter(file=None, made_at__lt=before)
    for pk in unmade.order_by("pk").values_list("pk", flat=True):
        render_minutes(pk)
