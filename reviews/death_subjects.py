"""Child deaths and their requests, as deadlines, breaches and mails are about them."""

from collections.abc import Collection, Mapping
from datetime import date

from reviews import reading
from reviews.models import ChildDeath, DeathRequest
from subgroup import access
from subgroup.models import Person, SubGroup
from subgroup.registry import Subject


def _requests(ids: Collection[str]) -> Mapping[str, str]:
    rows = DeathRequest.objects.filter(pk__in=ids).values_list(
        "pk", "form", "death__reference", "agency__code"
    )
    return {str(pk): f"{form} for {reference} ({code})" for pk, form, reference, code in rows}


def _asked_of_others(person: Person, group: SubGroup, ids: Collection[str], on: date) -> Collection[str]:
    """Who only answers for an agency learns of what that agency was asked, and of nothing else."""
    if "view_deaths" in access.permissions(person, group, on=on):
        return ()
    mine = reading.deaths_to_answer(person, group, on=on).filter(pk__in=ids)
    return set(ids) - {str(pk) for pk in mine.values_list("pk", flat=True)}


SUBJECTS = {
    "death": Subject(
        noun="child death",
        labels=lambda ids: {
            str(pk): reference
            for pk, reference in ChildDeath.objects.filter(pk__in=ids).values_list("pk", "reference")
        },
        page="reviews:death",
        opened_by=("view_deaths",),
    ),
    "death_request": Subject(
        noun="request of the CDOP",
        labels=_requests,
        page="reviews:death_request",
        opened_by=("view_deaths", "answer_requests"),
        hidden=_asked_of_others,
    ),
}
