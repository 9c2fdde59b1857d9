"""Two people open cases at the same moment. Only PostgreSQL lets them; see tests/meetings/test_planning_races.py."""

from reviews import openings
from reviews.models import Case, CaseOpening
from tests import factories
from tests.meetings.test_planning_races import at_once, board
from tests.reviews.cases import MADE, make_case

__all__ = ["board"]
EACH = 10


def test_S1_openings_at_once_follow_each_other_and_keep_the_seal_whole(board):
    cases = [make_case(board).pk, make_case(board).pk]
    people = [factories.holder(board, code) for code in ("S01", "S06", "S07")]

    def look(person):
        def looks() -> None:
            for number in range(EACH):
                case = Case.objects.select_related("group").get(pk=cases[number % 2])
                openings.note(case=case, person=person, part="the case", at=MADE)

        return looks

    assert at_once(*map(look, people)) == [None] * len(people)
    assert openings.fault(board) == ""
    numbers = CaseOpening.objects.filter(group=board).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, EACH * len(people) + 1))
