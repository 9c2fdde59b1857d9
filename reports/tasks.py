"""The doorbell of a return's PDF. What is to be made stands in the row; a lost bell is made up for when it is first opened."""

from celery import shared_task

from reports import document
from reports.models import Return


@shared_task
def render_return(pk: int) -> None:
    if the_return := Return.objects.filter(pk=pk, state=Return.State.SENT).first():
        document.render(the_return)
