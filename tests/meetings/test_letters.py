"""P6: who gets the letter after consecutive apologies, and what becomes of it."""

from datetime import date, time

import pytest

from meetings.enums import LetterState
from meetings.models import ApologyLetter
from meetings.services import day, letters
from members.services import coordinating
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, Message, SubGroup
from tests import factories, printed
from tests.meetings import year

HELD = [1, 2, 3, 5, 6, 7, 8, 9]
LATER = moment(date(2017, 7, 19), time(14))


@pytest.fixture
def group(group: SubGroup) -> SubGroup:
    coordinating.join(
        seat=factories.seat(group, "S01"), starts_on=date(2015, 10, 1), by=None, at=factories.START
    )
    return group


def whole_year(group: SubGroup) -> list[tuple[str, str]]:
    for number in year.MEETINGS:
        year.cancel(group, number) if number == 4 else year.hold(group, number)
    rows = ApologyLetter.objects.order_by("meeting__day", "seat__number").select_related("seat", "meeting")
    return [(letter.seat.code, letter.meeting.code) for letter in rows]


def without_deputies(group: SubGroup) -> None:
    for terms in group.terms.all():
        terms.data["standing"]["deputy_breaks_run_of_apologies"] = False
        terms.save()


def test_P6_a_deputy_breaks_the_run(group):
    assert whole_year(group) == [("S08", "M3"), ("S10", "M5"), ("S11", "M7"), ("S13", "M9")]


def test_P6_where_the_terms_say_so_a_deputy_does_not_break_the_run_and_a_third_makes_no_new_letter(group):
    without_deputies(group)
    assert whole_year(group) == [
        ("S12", "M2"), ("S08", "M3"), ("S10", "M5"), ("S08", "M7"), ("S11", "M7"), ("S13", "M9"),
    ]  # fmt: skip


def letter_to_s08(group: SubGroup) -> ApologyLetter:
    for number in (1, 2, 3):
        year.hold(group, number)
    return ApologyLetter.objects.get(seat__number=8)


def test_P6_the_letter_tells_the_meetings_and_the_rule_used(group):
    letter = letter_to_s08(group)
    assert letter.addressee == factories.holder(group, "S08")
    assert "- Thursday 1 June 2017: apologies" in letter.text
    assert "- Thursday 13 July 2017: apologies" in letter.text
    assert "Thursday 20 April 2017" not in letter.text
    assert "A meeting that a deputy attends is not counted as missed" in letter.text


def test_P6_without_a_limit_in_the_terms_it_is_owed_by_the_end_of_the_reporting_year(group):
    letter = letter_to_s08(group)
    deadline = Deadline.objects.about("letter", letter.pk).get()
    assert deadline.due_on == date(2018, 3, 31)
    assert (deadline.owner_kind, deadline.owner_key) == ("role", "chair")
    assert "The terms of reference set no limit" in deadline.explanation


def test_P6_with_a_limit_in_the_terms_it_is_owed_by_that(group):
    for terms in group.terms.all():
        terms.data["deadlines"]["second_apology_letter"] = {"due": "10 working days after"}
        terms.save()
    letter = letter_to_s08(group)
    assert Deadline.objects.about("letter", letter.pk).get().due_on == date(2017, 7, 27)


def test_P6_signed_and_sent_it_is_mailed_filed_and_the_clock_stops(group):
    letter, chair = letter_to_s08(group), factories.holder(group, "S01")
    with pytest.raises(NotAllowed, match="signed off first"):
        letters.send(letter=letter, by=chair, at=LATER)
    text = letter.text.replace("I know how many calls", "I do know how many calls")
    letters.edit(letter=letter, text=text, version=letter.version, by=chair, at=LATER)
    letters.sign(letter=letter, by=chair, at=LATER)
    letters.send(letter=letter, by=chair, at=LATER)
    mail = Message.objects.get(kind="apology_letter")
    assert mail.recipient == factories.holder(group, "S08")
    assert "I do know how many calls" in mail.text
    printed.check(
        letter.pdf.read_bytes(), says=["Salford Safeguarding Children Board", "1 June 2017: apologies"]
    )
    assert Deadline.objects.about("letter", letter.pk).get().met_on == date(2017, 7, 19)
    with pytest.raises(NotAllowed, match="sent on Wednesday 19 July 2017"):
        letters.send(letter=letter, by=chair, at=LATER)
    assert Message.objects.filter(kind="apology_letter").count() == 1


def test_P6_a_signed_letter_that_is_changed_is_to_be_signed_again(group):
    letter, chair = letter_to_s08(group), factories.holder(group, "S01")
    letters.sign(letter=letter, by=chair, at=LATER)
    letters.edit(letter=letter, text="Dear colleague", version=letter.version, by=chair, at=LATER)
    assert (letter.state, letter.signed_by) == (LetterState.DRAFTED, None)
    with pytest.raises(Conflict) as found:
        letters.edit(letter=letter, text="Mine", version=1, by=chair, at=LATER)
    assert (found.value.theirs, found.value.mine) == ("Dear colleague", "Mine")


def test_P6_a_corrected_attendance_makes_it_not_needed_and_needed_again(group):
    letter, support = letter_to_s08(group), factories.holder(group, "S06")
    second, seat = letter.meeting.__class__.objects.get(number=2), factories.seat(group, "S08")
    day.correct_attendance(meeting=second, presences={seat.pk: "P"}, reason="Came late", by=support, at=LATER)
    letter.refresh_from_db()
    assert letter.state == LetterState.NOT_NEEDED
    deadline = Deadline.objects.about("letter", letter.pk).get()
    assert deadline.mistake
    assert deadline.release_reason == "Came late"
    day.correct_attendance(
        meeting=second, presences={seat.pk: "A"}, reason="It was somebody else", by=support, at=LATER
    )
    letter.refresh_from_db()
    assert letter.state == LetterState.DRAFTED
    assert Deadline.objects.open().about("letter", letter.pk).exists()


def test_P6_a_correction_makes_the_letters_of_later_meetings(group):
    letter_to_s08(group)
    second, seat = ApologyLetter.objects.get().meeting, factories.seat(group, "S03")
    year.cancel(group, 4)
    year.hold(group, 5)
    support = factories.holder(group, "S06")
    day.correct_attendance(
        meeting=second, presences={seat.pk: "A"}, reason="Was mixed up", by=support, at=LATER
    )
    made = {(one.seat.code, one.meeting.code) for one in ApologyLetter.objects.exclude(state="not_needed")}
    assert made == {("S08", "M3"), ("S10", "M5"), ("S03", "M3")}
