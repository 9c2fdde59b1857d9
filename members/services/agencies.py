from datetime import date, datetime

from django.db import transaction

from members.models import Agency, AgencyName
from subgroup.models import Person


@transaction.atomic
def rename(*, agency: Agency, name: str, starts_on: date, by: Person | None, at: datetime) -> AgencyName:
    """The agency bears a new name from a day on; it stays the same agency for quorum and history."""
    if not agency.names.exists():
        AgencyName.objects.create(agency=agency, name=agency.name, starts_on=date(1900, 1, 1))
    row, _ = AgencyName.objects.update_or_create(agency=agency, starts_on=starts_on, defaults={"name": name})
    return row
