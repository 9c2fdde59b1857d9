"""The doorbell of a return's PDF. What is to be made stands in the row; the sweep finds what was lost."""

from celery import shared_task

from reports import document
from reports.models import Return
from subgroup import clock


@shared_task
def render_return(pk: int) -> None:
    if the_return := Return.objects.filter(pk=pk, state=Return.State.SENT).first():
        document.render(the_return)


@shared_task
def sweep_returns() -> None:
    """Returns that were sent and whose PDF was never made."""
    lost = Return.objects.filter(
        state=Return.State.SENT, pdf=None, sent_at__lt=clock.now() - document.LOST_AFTER
    )
    for pk in lost.order_by("pk").values_list("pk", flat=True):
        render_return(pk)
