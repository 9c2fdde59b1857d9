"""The statutory clocks of a case are rows of the ledger, which follow its days (S1 to S6)."""

from datetime import datetime

from django.db import transaction

from reviews.models import Case
from subgroup.models import Person


@transaction.atomic
def follow(*, case: Case, at: datetime, by: Person | None = None) -> None:
    """Makes the case's clocks agree with its days: owed, moved, met, opened again or released. Repeating it changes nothing."""
