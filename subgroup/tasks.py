"""The doorbells. Each task looks into the database for what is to be done; the sweep finds what is lost."""

from datetime import timedelta

from celery import shared_task

from subgroup import clock, daily, delivery, health, printing
from subgroup.models import DailyRun

BATCH = 200
LOST_AFTER = timedelta(minutes=1)


@shared_task
def deliver() -> None:
    """Sends the mails that wait."""
    while delivery.deliver_due(clock.now(), limit=BATCH) == BATCH:
        pass


@shared_task
def daily_run() -> None:
    """Called several times a day; what is done already is not done again."""
    daily.run(today=clock.today(), at=clock.now())


@shared_task
def print_out(pk: int) -> None:
    printing.make(pk, at=clock.now())


@shared_task
def sweep() -> None:
    """Every minute: mails and printouts left behind, and the daily run where today's has not finished."""
    delivery.mark_stuck(clock.now())
    if delivery.due(clock.now()):
        deliver()
    for pk in printing.lost(before=clock.now() - LOST_AFTER).values_list("pk", flat=True):
        print_out(pk)
    if not DailyRun.objects.filter(day=clock.today()).exists():
        daily_run()
    health.note_heartbeat()
