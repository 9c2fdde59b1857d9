"""The doorbells of the PDF of a return and of an annual report. What is to be made stands in the row; the sweep finds what was lost."""

from datetime import timedelta

from celery import shared_task

from reports import document
from reports.annual import document as annual
from reports.models import AnnualReport, Return
from subgroup import clock

LOST_AFTER = timedelta(minutes=3)


@shared_task
def render_return(pk: int) -> None:
    if the_return := Return.objects.filter(pk=pk, state=Return.State.SENT).first():
        document.render(the_return)


@shared_task
def sweep_returns() -> None:
    """Returns that were sent and whose PDF was never made."""
    lost = Return.objects.filter(state=Return.State.SENT, pdf=None, sent_at__lt=clock.now() - LOST_AFTER)
    for pk in lost.order_by("pk").values_list("pk", flat=True):
        render_return(pk)


@shared_task
def print_annual_report(pk: int) -> None:
    if report := AnnualReport.objects.filter(pk=pk, state=AnnualReport.State.ISSUED, pdf=None).first():
        annual.render(report)


@shared_task
def sweep_annual_reports() -> None:
    """Reports that were issued and whose PDF was never made."""
    lost = AnnualReport.objects.filter(
        state=AnnualReport.State.ISSUED, pdf=None, issued_at__lt=clock.now() - LOST_AFTER
    )
    for pk in lost.order_by("pk").values_list("pk", flat=True):
        print_annual_report(pk)
