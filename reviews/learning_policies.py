"""When something can be done to a learning point or a bulletin. Each check raises NotAllowed with a sentence for the user."""

from reviews.enums import BulletinState, LearningState
from reviews.models import Bulletin, LearningPoint, Subscriber
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed

IN_HAND = (BulletinState.DRAFT, BulletinState.WITH_CHAIR)


def check_because(because: str) -> None:
    if not because.strip():
        raise NotAllowed("Say why.")


def check_point(point: LearningPoint) -> None:
    if point.withdrawn_at:
        on = long_date(day_of(point.withdrawn_at))
        raise NotAllowed(f"This learning point was withdrawn on {on}. Write a new one.")


def check_agree(point: LearningPoint) -> None:
    check_point(point)
    if point.state == LearningState.AGREED:
        raise NotAllowed(f"This learning point was agreed by {point.agreed_by} already.")


def check_not_withdrawn(bulletin: Bulletin) -> None:
    if bulletin.withdrawn_at:
        raise NotAllowed(
            f"{bulletin} was withdrawn on {long_date(day_of(bulletin.withdrawn_at))}. Write it anew."
        )


def check_write(bulletin: Bulletin) -> None:
    """While it can still change."""
    check_not_withdrawn(bulletin)
    if bulletin.state == BulletinState.SENT:
        raise NotAllowed(
            "This bulletin was sent. It never changes: the chair can withdraw it, and it is written anew."
        )
    if bulletin.state == BulletinState.APPROVED:
        raise NotAllowed("This bulletin is approved. Ask the chair to take the approval back first.")


def check_whole(bulletin: Bulletin) -> None:
    """Something is in it, and all of it is agreed."""
    check_write(bulletin)
    points = [one.point for one in bulletin.points.select_related("point")]
    if not points:
        raise NotAllowed("Choose the learning points first.")
    for one in points:
        if one.state != LearningState.AGREED:
            said = "was withdrawn" if one.withdrawn_at else "is not agreed by the chair"
            raise NotAllowed(f"“{one.title}” {said}. Take it out of the bulletin, or choose another.")


def check_put(bulletin: Bulletin) -> None:
    check_whole(bulletin)
    if bulletin.state == BulletinState.WITH_CHAIR:
        raise NotAllowed("It is with the chair already.")


def check_take_back(bulletin: Bulletin) -> None:
    check_not_withdrawn(bulletin)
    if bulletin.state not in (BulletinState.APPROVED, BulletinState.WITH_CHAIR):
        raise NotAllowed(
            "Only a bulletin that waits for the chair or is approved, and was not sent, goes back to draft."
        )


def check_send(bulletin: Bulletin) -> None:
    check_not_withdrawn(bulletin)
    if bulletin.sent_at:
        raise NotAllowed(f"This bulletin was sent on {long_date(day_of(bulletin.sent_at))}.")
    if bulletin.state != BulletinState.APPROVED:
        raise NotAllowed("The chair has not approved this bulletin yet.")


def check_anew(bulletin: Bulletin) -> None:
    if not bulletin.withdrawn_at:
        raise NotAllowed("Only a bulletin that was withdrawn is written anew.")


def check_pass_on(bulletin: Bulletin) -> None:
    check_not_withdrawn(bulletin)
    if not bulletin.sent_at:
        raise NotAllowed("This bulletin was not sent yet.")


def check_end(subscriber: Subscriber) -> None:
    if subscriber.ended_at:
        raise NotAllowed(
            f"Nothing is sent to {subscriber.email} since {long_date(day_of(subscriber.ended_at))}."
        )
