"""What changes while somebody has the page of the minutes open loses nothing that they typed."""

import pytest
from django.urls import reverse

from meetings.enums import ItemState
from meetings.models import AgendaItem, Meeting, Withholding
from subgroup import clock
from tests import factories
from tests.meetings import minuted
from tests.meetings.minuted import AT, LATER, save

pytestmark = pytest.mark.django_db
MANY = 200


@pytest.fixture
def meeting(group) -> Meeting:
    return minuted.hold(group)


@pytest.fixture
def item(meeting) -> AgendaItem:
    return minuted.audit(meeting)


@pytest.fixture
def write(group, meeting):
    return reverse("meetings:minutes_write", args=[group.slug, meeting.pk])


@pytest.fixture(autouse=True)
def at_work():
    with clock.frozen(LATER):
        yield


def sent(*notes: tuple[int, str, int]) -> dict[str, str]:
    """What the page sends of the notes of some items: id, text and version."""
    data = {}
    for pk, text, version in notes:
        data |= {f"i{pk}-text": text, f"i{pk}-version": str(version), f"i{pk}-secret_version": "0"}
    return data


def test_an_item_that_the_page_did_not_hold_yet_keeps_its_note_and_stops_no_other(
    client_as, meeting, item, write
):
    chair = factories.holder(meeting.group, "S01")
    save(meeting, item, "Written by the chair", 0, chair)
    answer = client_as("business_support").post(write, sent((0, "General words", 0)))
    assert answer.status_code == 302
    assert set(meeting.minute_texts.values_list("text", flat=True)) == {
        "Written by the chair",
        "General words",
    }


def test_words_for_an_item_that_was_withheld_meanwhile_are_not_dropped_in_silence(
    client_as, meeting, item, write
):
    support, chair = factories.holder(meeting.group, "S06"), factories.holder(meeting.group, "S01")
    Withholding.objects.create(item=item, person=support, reason="x", made_at=AT, made_by=chair)
    data = sent((item.pk, "A whole page of words", 0), (0, "General words", 0))
    page = client_as("business_support").post(write, data, follow=True).content.decode()
    assert "One note was not saved" in page
    assert "You had typed: A whole page of words" in page
    assert [one.text for one in meeting.minute_texts.all()] == ["General words"]


def test_the_confidential_part_of_an_own_item_is_saved_and_no_warning_is_given(
    client_as, meeting, item, write
):
    data = sent((item.pk, "Open", 0), (0, "", 0)) | {f"i{item.pk}-secret": "Kept close"}
    page = client_as("business_support").post(write, data, follow=True).content.decode()
    assert "One note was not saved" not in page
    assert set(meeting.minute_texts.values_list("text", flat=True)) == {"Open", "Kept close"}


def test_an_autosave_that_was_cut_off_empties_no_note(client_as, group, meeting, item):
    save(meeting, item, "Words", 0, factories.holder(group, "S06"))
    url = reverse("meetings:minutes_item", args=[group.slug, meeting.pk, item.pk])
    assert client_as("business_support").post(url, {"version": "1"}).status_code == 409
    assert meeting.minute_texts.get().text == "Words"


@pytest.mark.either
def test_the_minutes_of_two_hundred_items_are_saved_at_once(client_as, meeting, write):
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, state=ItemState.ON_AGENDA, position=number, title=f"Item {number}")
        for number in range(MANY)
    )
    items = meeting.items.on_agenda()
    boxes = ("secret", "decision", "action", "owner", "due_day", "due_month", "due_year")
    data = sent((0, "General", 0), *((one.pk, f"Note {one.pk}", 0) for one in items))
    data |= {f"i{one.pk}-{box}": "" for one in items for box in boxes}
    assert client_as("business_support").post(write, data).status_code == 302
    assert meeting.minute_texts.count() == items.count() + 1 >= MANY
