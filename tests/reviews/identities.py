"""Who is behind a codename, for tests; plainly invented."""

from datetime import date

from reviews.models import Case, IdentityPerson

BORN = date(2012, 2, 3)
NHS = "9434765919"


def identify(case: Case, name: str = "Zofia Invented-Kowálska", **more) -> IdentityPerson:
    values = {"born_on": BORN, "nhs_number": NHS, "also_known_as": "Zosia"} | more
    return IdentityPerson.objects.create(case=case, name=name, **values)
