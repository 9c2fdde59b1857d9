"""The doorbells of returns, annual reports and binders. What is to be made stands in the row; the sweep finds what was lost."""

from celery import shared_task

from reports import document
from reports.annual import document as annual
from reports.binder import asking
from reports.models import AnnualReport, Return, ReturnCorrection
from subgroup import clock


@shared_task
def render_return(pk: int) -> None:
    if the_return := Return.objects.filter(pk=pk, state=Return.State.SENT).first():
        document.render(the_return)


@shared_task
def render_correction(pk: int) -> None:
    if made := ReturnCorrection.objects.select_related("the_return__group").filter(pk=pk).first():
        document.render(made)


@shared_task
def sweep_returns() -> None:
    """Returns and corrections that were sent and whose PDF was never made."""
    lost = Return.objects.filter(
        state=Return.State.SENT, pdf=None, sent_at__lt=clock.now() - document.LOST_AFTER
    )
    for pk in lost.order_by("pk").values_list("pk", flat=True):
        render_return(pk)
    corrected = ReturnCorrection.objects.filter(pdf=None, sent_at__lt=clock.now() - document.LOST_AFTER)
    for pk in corrected.order_by("pk").values_list("pk", flat=True):
        render_correction(pk)


@shared_task
def make_binder(pk: int) -> None:
    asking.make(pk, at=clock.now())


@shared_task
def sweep_binders() -> None:
    """Binders that nobody makes any more."""
    for pk in asking.lost(before=clock.now() - document.LOST_AFTER).values_list("pk", flat=True):
        make_binder(pk)


@shared_task
def print_annual_report(pk: int) -> None:
    if report := AnnualReport.objects.filter(pk=pk, state=AnnualReport.State.ISSUED, pdf=None).first():
        annual.render(report)


@shared_task
def sweep_annual_reports() -> None:
    """Reports that were issued and whose PDF was never made."""
    lost = AnnualReport.objects.filter(
        state=AnnualReport.State.ISSUED, pdf=None, issued_at__lt=clock.now() - document.LOST_AFTER
    )
    for pk in lost.order_by("pk").values_list("pk", flat=True):
        print_annual_report(pk)
