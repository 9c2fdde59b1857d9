"""Every look at a case is written down; the chair reads it, nobody edits it."""

from datetime import datetime

from reviews.models import Breaking, Case, CaseOpening
from subgroup.models import Person


def note(
    *, case: Case, person: Person, part: str, at: datetime, identity: bool = False, because: str = ""
) -> CaseOpening:
    """`part` says in words what was shown: "the case", "who the child is", "the chronology"."""
    broke_in = (
        case.is_restricted
        and Breaking.objects.filter(case=case, person=person, opened_at__lte=at, ends_at__gt=at).exists()
    )
    return CaseOpening.objects.create(
        case=case,
        person=person,
        part=part,
        identity=identity,
        broke_in=broke_in,
        because=because,
        opened_at=at,
    )
