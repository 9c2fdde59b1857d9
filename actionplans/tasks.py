"""The doorbell of a hand-over's PDF. What is to be made stands in the row; a lost bell is made up for when it is first opened."""

from celery import shared_task

from actionplans import document
from actionplans.models import HandOver


@shared_task
def render_hand_over(pk: int) -> None:
    if hand_over := HandOver.objects.filter(pk=pk).first():
        document.render(hand_over)
