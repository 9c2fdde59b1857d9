"""What tests start from. Everything goes through the services that users reach; invented people only."""

from datetime import date, datetime, time
from pathlib import Path

from django.db.models import Max

from meetings.models import Meeting, YearPlan
from members import importing
from members.enums import Role
from members.models import Holding, Seat
from members.services import appointments, compacts, seats
from subgroup.clock import moment
from subgroup.models import Person, SubGroup
from subgroup.terms import loading, parse
from tests import snapshots

ROOT = Path(__file__).resolve().parent.parent
SALFORD = ROOT / "subgroup" / "terms" / "data" / "salford-case-review-and-audit.toml"
MEMBERS = ROOT / "reports" / "demo" / "members.csv"
START = moment(date(2017, 3, 1), time(9))


def make_person(name: str = "", *, email: str = "", password: str | None = None) -> Person:
    number = (Person.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    return Person.objects.create_user(
        email=email or f"person{number}@example.org", name=name or f"Person {number}", password=password
    )


def make_group(terms: Path = SALFORD, *, at: datetime = START) -> SubGroup:
    """A group with its terms, agencies and seats, and nobody in them."""
    return loading.load(parse(terms.read_text()), at=at).terms.group


def salford(*, at: datetime = START) -> SubGroup:
    """The Case Review and Audit sub-group with its 18 seats filled as in the membership file, where a compact lapses for a while."""
    made: list[SubGroup] = []

    def make() -> None:
        made.append(make_group(at=at))
        importing.write(group=made[0], rows=importing.read(MEMBERS.read_text()), by=None, at=at)
        compacts.override(
            seat=seat(made[0], "S09"), starts_on=date(2017, 5, 2), until=date(2017, 6, 30), by=holder(made[0], "S07"),
            reason="A new compact waits for signature.", at=at,
        )  # fmt: skip

    snapshots.made_once(("salford", at), make)
    if not made:
        made.append(SubGroup.objects.get())
    return made[0]


def seat(group: SubGroup, code: str) -> Seat:
    """The seat S01 … S18."""
    return Seat.objects.select_related("agency", "group").get(group=group, number=int(code[1:]))


def holder(group: SubGroup, code: str, day: date | None = None) -> Person:
    rows = Holding.objects.filter(seat__group=group, seat__number=int(code[1:])).select_related("person")
    return rows.on(day or START.date()).get().person


def make_meeting(group: SubGroup, day: date, *, number: int | None = None, **fields) -> Meeting:
    """A bare meeting row, for tests of what comes after the plan; owes nothing to the ledger."""
    first = date(day.year if day.month >= 4 else day.year - 1, 4, 1)
    year = f"{first.year}-{(first.year + 1) % 100:02d}"
    number = number or Meeting.objects.filter(group=group, year=year).count() + 1
    if "plan" not in fields:
        fields["plan"], _ = YearPlan.objects.get_or_create(
            group=group, label=year, defaults={"proposed_at": START}
        )
    values = {"planned_day": day, "terms": group.terms_on(day), "uid": Meeting.new_uid(group)} | fields
    return Meeting.objects.create(group=group, year=year, number=number, day=day, **values)


def person_with(group: SubGroup, role: str, *, at: datetime = START) -> Person:
    """Somebody who holds a role in the group: the seat's holder, or a newcomer appointed to it."""
    codes = {
        "chair": "S01",
        "vice_chair": "S02",
        "business_support": "S06",
        "business_manager": "S07",
        "member": "S09",
    }
    if role in codes:
        return holder(group, codes[role])
    person = make_person(f"The {Role(role).label.lower()}")
    if role == Role.DEPUTY:
        seats.name_deputy(seat=seat(group, "S09"), person=person, starts_on=date(2017, 1, 1), by=None, at=at)
        return person
    agency = seat(group, "S16").agency if role == Role.AGENCY_LEAD else None
    appointments.appoint(
        group=group, person=person, role=Role(role), agency=agency, starts_on=date(2017, 1, 1), by=None, at=at
    )
    return person
