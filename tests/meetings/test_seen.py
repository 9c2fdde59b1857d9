"""Nobody approves, signs, circulates or publishes what changed after the page was opened (A3, P6, P10)."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from meetings.enums import AgendaState, ItemState, LetterState, MinutesState
from meetings.models import AgendaItem, ApologyLetter, Meeting, Pack
from meetings.services import agenda, day, letters, minutes, packs, submission
from meetings.services import seen as words
from subgroup import clock
from subgroup.clock import moment
from subgroup.models import Message
from tests.factories import holder, make_meeting, seat
from tests.meetings import year
from tests.meetings.papers import stored

AT = moment(date(2017, 7, 14), time(10, 30))
LATER = AT + timedelta(minutes=12)


@pytest.fixture
def meeting(group) -> Meeting:
    """Held, with an item, a note and its attendance confirmed."""
    made = year.hold(group, 2)
    item = AgendaItem.objects.create(
        meeting=made, state=ItemState.ON_AGENDA, position=10, title="Audit of neglect"
    )
    note(made, item, "First words", holder(group, "S06"), 0)
    return made


@pytest.fixture
def planned(group) -> Meeting:
    made = make_meeting(group, date(2017, 10, 5), number=5)
    send(made, "First")
    return made


def note(meeting, item, text, by, version):
    return minutes.save_text(meeting=meeting, item=item, text=text, version=version, by=by, at=AT)


def send(meeting, title):
    sender = holder(meeting.group, "S09")
    return submission.submit(
        meeting=meeting, seat=seat(meeting.group, "S09"), by=sender, at=AT, title=title,
        papers=[stored(meeting.group, sender, AT, f"{title}.pdf")],
    )  # fmt: skip


def url(name, thing):
    group = thing.meeting.group if isinstance(thing, ApologyLetter) else thing.group
    return reverse(f"meetings:{name}", args=[group.slug, thing.pk])


def opened(client, address) -> dict[str, str]:
    """The page as somebody opens it at AT: what its form sends back."""
    with clock.frozen(AT):
        page = client.get(address).content.decode()
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return {"seen": found[1]}


def press(client, address, form) -> str:
    """The button, pressed at LATER; the page that follows."""
    with clock.frozen(LATER):
        return client.post(address, form, follow=True).content.decode()


def test_P10_minutes_that_changed_after_the_page_was_opened_are_not_approved(client_as, meeting):
    chair, support = client_as("chair"), client_as("business_support")
    form = opened(chair, url("minutes_approve", meeting))
    box = f"i{meeting.items.get().pk}"
    with clock.frozen(AT + timedelta(minutes=5)):
        sent = {
            f"{box}-text": "Other words", f"{box}-version": 1, f"{box}-secret": "", f"{box}-secret_version": 0,
            "i0-text": "", "i0-version": 0, "i0-secret": "", "i0-secret_version": 0,
        }  # fmt: skip
        support.post(url("minutes_write", meeting), sent)
    page = press(chair, url("minutes_approve", meeting), form)
    assert "The minutes were changed by " in page
    assert " at 10:35 after you opened this page. Nothing was approved. Read them again" in page
    assert "Other words" in page
    assert ">None<" not in re.sub(r"\s", "", page)
    meeting.refresh_from_db()
    assert meeting.minutes_state == MinutesState.DRAFT
    form = opened(chair, url("minutes_approve", meeting))
    assert "The minutes are approved" in press(chair, url("minutes_approve", meeting), form)
    meeting.refresh_from_db()
    assert meeting.minutes_state == MinutesState.APPROVED


@pytest.mark.parametrize("change", ["decision", "action", "attendance", "guest", "title"])
def test_P10_all_that_the_minutes_say_is_what_was_read(group, meeting, change):
    support, owner = holder(group, "S06"), seat(group, "S09")
    common = {"meeting": meeting, "by": support, "at": AT}
    word = words.word(words.of_minutes(meeting), AT)
    match change:
        case "decision":
            minutes.record_decision(item=None, text="Agreed", **common)
        case "action":
            minutes.record_action(item=None, owner=owner, text="Do", due_on=date(2017, 8, 1), **common)
        case "attendance":
            day.correct_attendance(presences={owner.pk: "N"}, reason="Misheard", **common)
        case "guest":
            day.set_guests(guests=[("A guest", "")], **common)
        case "title":
            meeting.items.update(title="Another title")
    with pytest.raises(words.Changed, match="Nothing was approved"):
        minutes.approve(meeting=meeting, by=holder(group, "S01"), at=AT, seen=word)
    word = words.word(words.of_minutes(meeting), AT)
    minutes.approve(meeting=meeting, by=holder(group, "S01"), at=AT, seen=word)
    assert meeting.minutes_state == MinutesState.APPROVED


def test_P10_approve_pressed_twice_says_that_it_was_done(client_as, meeting):
    chair = client_as("chair")
    form = opened(chair, url("minutes_approve", meeting))
    press(chair, url("minutes_approve", meeting), form)
    page = press(chair, url("minutes_approve", meeting), form)
    assert "The minutes of M2 were approved on Friday 14 July 2017." in page
    assert Message.objects.filter(kind="minutes_approved").values("recipient").distinct().count() == (
        Message.objects.filter(kind="minutes_approved").count()
    )


def test_P10_minutes_whose_attendance_was_corrected_are_not_circulated_unread(client_as, group, meeting):
    minutes.approve(meeting=meeting, by=holder(group, "S01"), at=AT)
    support = client_as("business_support")
    form = opened(support, url("minutes_circulate", meeting))
    day.correct_attendance(
        meeting=meeting, presences={seat(group, "S09").pk: "N"}, reason="Misheard", by=holder(group, "S06"),
        at=AT + timedelta(minutes=1),
    )  # fmt: skip
    page = press(support, url("minutes_circulate", meeting), form)
    assert "Nothing was circulated" in page
    assert not Message.objects.filter(kind="minutes_circulated").exists()
    form = opened(support, url("minutes_circulate", meeting))
    press(support, url("minutes_circulate", meeting), form)
    told = Message.objects.filter(kind="minutes_circulated").count()
    assert told
    assert "were circulated on" in press(support, url("minutes_circulate", meeting), form)
    assert Message.objects.filter(kind="minutes_circulated").count() == told


@pytest.mark.parametrize("change", ["order", "time", "item", "paper", "day"])
def test_A3_an_agenda_that_changed_after_the_page_was_opened_is_not_approved(client_as, planned, change):
    second = send(planned, "Second")
    chair, support = client_as("chair"), holder(planned.group, "S06")
    form = opened(chair, url("desk", planned))
    match change:
        case "order":
            ids = [second.pk, planned.items.get(title="First").pk]
            agenda.reorder(meeting=planned, item_ids=ids, by=support, at=AT)
        case "time":
            agenda.set_times(meeting=planned, minutes={second.pk: 45}, by=support, at=AT)
        case "item":
            agenda.add_item(meeting=planned, title="One more", by=support, at=AT)
        case "paper":
            sender = holder(planned.group, "S09")
            file = stored(planned.group, sender, AT, "New.pdf", pages=2)
            submission.add_version(paper=second.papers.get(), file=file, note="Page 2", by=sender, at=AT)
        case "day":
            Meeting.objects.filter(pk=planned.pk).update(starts_at=time(10))
    page = press(chair, url("agenda_approve", planned), form)
    assert "The agenda was changed" in page
    assert "Nothing was approved. Read it again" in page
    planned.refresh_from_db()
    assert planned.agenda_state == AgendaState.OPEN
    form = opened(chair, url("desk", planned))
    assert "You have approved the agenda" in press(chair, url("agenda_approve", planned), form)
    assert "approved this agenda on" in press(chair, url("agenda_approve", planned), form)


def test_A3_a_version_in_which_nothing_changed_is_refused_and_nobody_is_told(client_as, planned):
    support, chair = client_as("business_support"), holder(planned.group, "S01")
    agenda.approve(meeting=planned, by=chair, at=AT)
    packs.publish(meeting=planned, by=chair, at=AT)
    told = Message.objects.count()
    form = opened(support, url("publish", planned)) | {"change_note": "Nothing but the note"}
    assert "Nothing has changed since version 1" in press(support, url("publish", planned), form)
    assert (planned.packs.count(), Message.objects.count()) == (1, told)


def test_A3_a_new_version_is_published_once_by_a_button_pressed_twice(client_as, planned):
    support, chair = client_as("business_support"), holder(planned.group, "S01")
    agenda.approve(meeting=planned, by=chair, at=AT)
    packs.publish(meeting=planned, by=chair, at=AT)
    planned.items.update(recommendation="In other words")
    form = opened(support, url("publish", planned)) | {"change_note": "A new paper"}
    press(support, url("publish", planned), form)
    told = Message.objects.filter(kind="pack_published").count()
    assert "Nothing was published" in press(support, url("publish", planned), form)
    assert Pack.objects.count() == 2
    assert Message.objects.filter(kind="pack_published").count() == told


@pytest.fixture
def letter(group) -> ApologyLetter:
    year.hold(group, 2)
    return year.hold(group, 3).letters.get()


def edit(letter, text="Kinder words"):
    vice = holder(letter.meeting.group, "S02")
    letters.edit(letter=letter, text=text, version=letter.version, by=vice, at=AT)


def test_P6_a_letter_that_changed_after_the_page_was_opened_is_not_signed(client_as, letter):
    chair = client_as("chair")
    form = opened(chair, url("letter", letter))
    edit(letter)
    page = press(chair, url("letter_sign", letter), form)
    assert "The letter was changed" in page
    assert "Nothing was signed off" in page
    assert "Kinder words" in page
    letter.refresh_from_db()
    assert letter.state == LetterState.DRAFTED
    form = opened(chair, url("letter", letter))
    assert "The letter is signed off." in press(chair, url("letter_sign", letter), form)
    assert "The letter is signed off already." in press(chair, url("letter_sign", letter), form)


def test_P6_words_typed_in_the_box_are_signed_as_they_stand_there(client_as, letter):
    chair = client_as("chair")
    form = opened(chair, url("letter", letter))
    form |= {"text": "As the chair would\r\nhave it", "version": letter.version}
    press(chair, url("letter_sign", letter), form)
    letter.refresh_from_db()
    assert (letter.state, letter.text) == (LetterState.SIGNED, "As the chair would\nhave it")


def test_P6_words_typed_over_somebody_elses_are_kept_and_nothing_is_signed(client_as, letter):
    chair = client_as("chair")
    form = opened(chair, url("letter", letter)) | {"text": "Mine", "version": letter.version}
    edit(letter)
    page = press(chair, url("letter_sign", letter), form)
    assert "Two texts" in page
    assert "Mine" in page
    assert "Kinder words" in page
    letter.refresh_from_db()
    assert letter.state == LetterState.DRAFTED


def test_P6_a_letter_changed_and_signed_again_meanwhile_is_not_sent_unread(client_as, letter):
    vice, chair = holder(letter.meeting.group, "S02"), client_as("chair")
    letters.sign(letter=letter, by=vice, at=AT)
    form = opened(chair, url("letter_send", letter))
    edit(letter)
    letters.sign(letter=letter, by=vice, at=AT)
    page = press(chair, url("letter_send", letter), form)
    assert "Nothing was sent" in page
    assert "Kinder words" in page
    assert not Message.objects.filter(kind="apology_letter").exists()
    form = opened(chair, url("letter_send", letter))
    press(chair, url("letter_send", letter), form)
    assert "The letter was sent on" in press(chair, url("letter_send", letter), form)
    assert Message.objects.filter(kind="apology_letter").count() == 1


def test_a_form_that_says_nothing_of_what_was_read_approves_nothing(client_as, meeting):
    page = press(client_as("chair"), url("minutes_approve", meeting), {})
    assert "Nothing was approved" in page


def test_the_word_on_the_page_tells_nothing_of_a_text_that_is_withheld(meeting, settings):
    before = words.of_minutes(meeting)
    settings.SECRET_KEY = "another key of the same length, long enough for the purpose"
    assert words.of_minutes(meeting) != before


def test_A3_who_changed_the_order_or_a_time_stands_in_the_change_log_and_in_the_refusal(client_as, planned):
    chair, support = client_as("chair"), client_as("business_support")
    form = opened(chair, url("desk", planned))
    rows = list(planned.items.order_by("position"))
    sent = {"seen": ",".join(str(row.pk) for row in rows)}
    sent |= {f"place_{row.pk}": place for place, row in enumerate(rows, start=1)}
    sent |= {f"minutes_{row.pk}": 45 for row in rows}
    with clock.frozen(AT + timedelta(minutes=3)):
        support.post(url("desk_order", planned), sent)
    page = press(chair, url("agenda_approve", planned), form)
    assert re.search(r"The agenda was changed by [^.]+ at 10:33 after you opened this page", page)
