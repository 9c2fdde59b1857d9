from subgroup.models import Person


def get_or_make(*, email: str, name: str) -> Person:
    """The person with this address, made if nobody has it. They cannot sign in until they accept an invitation."""
    found = Person.objects.filter(email__iexact=email.strip()).first()
    return found or Person.objects.create_user(email=email, name=name)
