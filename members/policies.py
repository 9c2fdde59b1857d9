"""When a change of the membership is allowed."""

from datetime import date

from members.models import Compact, CompactOverride, Holding, Seat
from members.representation import agency_names
from subgroup.errors import NotAllowed


def check_compact(seat: Seat, day: date) -> None:
    """M2: an agency without a compact in force cannot fill a seat without the business manager's recorded override."""
    if not seat.group.terms_on(day).content.compacts.required_for_membership:
        return
    covered = (
        Compact.objects.filter(agency_id=seat.agency_id).on(day).exists()
        or CompactOverride.objects.filter(seat=seat).on(day).exists()
    )
    if not covered:
        name = agency_names(seat.group, day).get(seat.agency_id, seat.agency.name)
        raise NotAllowed(
            f"{name} has no compact in force on {day:%-d %B %Y}, so {seat.title} cannot be filled. "
            "Record the signed compact, or ask the business manager to record an override with a reason."
        )


def check_vacant(seat: Seat, day: date) -> None:
    holding = Holding.objects.filter(seat=seat).on_or_after(day).select_related("person").first()
    if holding:
        raise NotAllowed(
            f"{holding.person} holds {seat.title} from {holding.starts_on:%-d %B %Y}"
            + (f" to {holding.ends_on:%-d %B %Y}" if holding.ends_on else "")
            + ". End that first, or choose a later day."
        )
    if seat.closed_on and seat.closed_on < day:
        raise NotAllowed(f"{seat.title} was closed on {seat.closed_on:%-d %B %Y}.")
