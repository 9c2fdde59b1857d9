"""The doorbells of hand-overs and large trackers. What is to be done stands in the rows; a lost bell is made up for."""

from celery import shared_task

from actionplans import document
from actionplans.models import HandOver, TrackerImport
from actionplans.services import import_tasks, imports
from subgroup import clock


@shared_task
def render_hand_over(pk: int) -> None:
    if hand_over := HandOver.objects.filter(pk=pk).first():
        document.render(hand_over)


@shared_task
def read_tracker(pk: int) -> None:
    row = (
        TrackerImport.objects.filter(pk=pk, state=TrackerImport.State.READING)
        .select_related("group", "file")
        .first()
    )
    if row:
        imports.read_file(row, on=clock.today())


@shared_task
def carry_out_import(pk: int) -> None:
    import_tasks.carry_out(pk, at=clock.now())


@shared_task
def sweep_trackers() -> None:
    """Trackers whose reading, writing or undoing was cut short, or whose doorbell was lost."""
    imports.resume(at=clock.now())
    import_tasks.resume(at=clock.now())
