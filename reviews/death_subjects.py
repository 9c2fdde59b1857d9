"""Child deaths and their requests, as deadlines, breaches and mails are about them."""

from collections.abc import Collection, Mapping

from reviews.models import AnnualReturn, ChildDeath, DeathRequest
from subgroup.registry import Subject


def _requests(ids: Collection[str]) -> Mapping[str, str]:
    rows = DeathRequest.objects.filter(pk__in=ids).values_list(
        "pk", "form", "death__reference", "agency__code"
    )
    return {str(pk): f"{form} for {reference} ({code})" for pk, form, reference, code in rows}


SUBJECTS = {
    "annual_return": Subject(
        noun="annual return on child deaths",
        labels=lambda ids: {str(one.pk): str(one) for one in AnnualReturn.objects.filter(pk__in=ids)},
        page="reviews:annual_return",
        opened_by=("view_deaths",),
    ),
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
    ),
}
