"""What deadlines, breaches, mails and agenda items are about. What is hidden of a case is hidden of all that belongs to it."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from reviews import reading
from reviews.models import Case
from subgroup import clock
from subgroup.models import Person, SubGroup
from subgroup.registry import Subject


def hidden_by(model: Any, case: str) -> Callable[[Person, SubGroup, Collection[str], date], Collection[str]]:
    """For things of a case, `case` being the lookup that leads to its id: those whose case is not there for the person."""

    def hidden(person: Person, group: SubGroup, ids: Collection[str], on: date) -> Collection[str]:
        pairs = model.objects.filter(pk__in=ids).exclude(**{case: None}).values_list("pk", case)
        case_of = {str(pk): str(case_id) for pk, case_id in pairs}
        gone = reading.hidden(person, group, sorted(set(case_of.values())), clock.now())
        return {pk for pk, case_id in case_of.items() if case_id in gone}

    return hidden


def _cases(ids: Collection[str]) -> Mapping[str, str]:
    return {
        str(pk): f"case {codename}"
        for pk, codename in Case.objects.filter(pk__in=ids).values_list("pk", "codename")
    }


CASE_SUBJECT = Subject(
    noun="case",
    labels=_cases,
    page="reviews:case",
    opened_by=("view_cases",),
    hidden=hidden_by(Case, "pk"),
)

SUBJECTS: dict[str, Subject] = {reading.CASE: CASE_SUBJECT}
