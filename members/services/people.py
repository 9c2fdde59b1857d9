from django.db.models import Q, QuerySet

from members.models import Appointment, Deputyship, Holding, Invitation
from subgroup.models import Person, SubGroup


def people_of(group: SubGroup) -> QuerySet[Person]:
    """Everybody who holds, held or will hold something in the group, or was invited to it."""
    ids = [
        Holding.objects.filter(seat__group=group).values("person_id"),
        Deputyship.objects.filter(seat__group=group).values("person_id"),
        Appointment.objects.filter(group=group).values("person_id"),
        Invitation.objects.filter(group=group).values("person_id"),
    ]
    wanted = Q(pk__in=[])
    for each in ids:
        wanted |= Q(pk__in=each)
    return Person.objects.filter(wanted)


def get_or_make(*, email: str, name: str) -> Person:
    """The person with this address, made if nobody has it. They cannot sign in until they accept an invitation."""
    found = Person.objects.filter(email__iexact=email.strip()).first()
    return found or Person.objects.create_user(email=email, name=name)
