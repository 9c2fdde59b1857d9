"""The return to the Coordination and Delivery Group: drafted, approved, sent once, and never changed by anything (R1, P9, F14)."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from meetings.services import day, seen
from reports import book, document, returns, tasks
from reports.models import Return
from subgroup import breaches, clock, pdf
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Breach, Deadline, Message, StoredFile
from tests import factories
from tests.meetings import year
from tests.reports import built

ON = date(2017, 6, 7)
AT = moment(ON, time(12))


@pytest.fixture
def cdg(group):
    return [
        returns.add_meeting(group=group, day=one, name=f"CDG{number}", by=None, at=factories.START)
        for number, one in enumerate(built.CDG, start=1)
    ]


@pytest.fixture
def draft(cdg, support):
    return returns.draft(meeting=cdg[0], by=support, at=AT)


def approved(draft, chair):
    return returns.approve(the_return=draft, by=chair, at=AT)


def sentences(the_return: Return) -> list[str]:
    return [row["sentence"] for row in the_return.figures["breaches"]]


def test_P9_a_return_is_owed_by_the_chair_on_the_day_of_the_meeting_and_sending_meets_it(group, draft, chair):
    owed = Deadline.objects.get(rule="return", subject_id=str(draft.meeting_id))
    assert (owed.due_on, owed.owner_key, owed.met_on) == (built.CDG[0], "chair", None)
    returns.send(the_return=approved(draft, chair), by=chair, at=AT)
    owed.refresh_from_db()
    assert owed.met_on == ON


def test_a_day_is_entered_once(group, cdg, support):
    with pytest.raises(NotAllowed, match="14 June 2017 is entered already"):
        returns.add_meeting(group=group, day=built.CDG[0], name="Again", by=support, at=AT)


def test_starting_twice_makes_one_return(cdg, draft, chair):
    assert returns.draft(meeting=cdg[0], by=chair, at=AT) == draft


def test_two_writers_of_the_commentary_lose_nothing(draft, chair, support):
    returns.comment(the_return=draft, text="Support's words", version=1, by=support, at=AT)
    with pytest.raises(Conflict) as found:
        returns.comment(the_return=draft, text="The chair's words", version=1, by=chair, at=AT)
    assert (found.value.theirs, found.value.mine) == ("Support's words", "The chair's words")
    draft.refresh_from_db()
    assert draft.commentary == "Support's words"


def test_the_steps_come_in_their_order(draft, chair, support):
    with pytest.raises(NotAllowed, match="has not approved"):
        returns.send(the_return=draft, by=chair, at=AT)
    approved(draft, chair)
    with pytest.raises(NotAllowed, match="take the approval back"):
        returns.comment(the_return=draft, text="More", version=1, by=support, at=AT)
    returns.take_back(the_return=draft, by=chair, at=AT)
    returns.comment(the_return=draft, text="More", version=1, by=support, at=AT)
    returns.send(the_return=approved(draft, chair), by=chair, at=AT)
    for verb, said in (
        (returns.send, "sent already"), (returns.take_back, "not sent"), (returns.approve, "sent already"),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match=said):
            verb(the_return=draft, by=chair, at=AT)


def test_R1_the_readers_and_the_chair_are_told_once_with_a_link_and_no_figures(group, draft, chair):
    reader = factories.person_with(group, "cdg_reader")
    year.hold(group, 2)
    returns.send(the_return=approved(draft, chair), by=chair, at=AT)
    told = Message.objects.filter(kind="return_sent")
    assert {message.recipient for message in told} == {reader, chair}
    for message in told:
        assert f"/reports/returns/{draft.meeting_id}/" in message.text
        assert "apologies" not in message.text + message.html
        assert "%" not in message.text


def test_F14_every_breach_goes_into_the_next_return_sent_and_into_one_only(group, cdg, draft, chair):
    year.hold(group, 2)
    first = returns.send(the_return=approved(draft, chair), by=chair, at=AT)
    assert "S13 (NPS) absent without apologies at M2 of 1 June 2017" in sentences(first)
    year.hold(group, 3)
    second = built.send_return(group, cdg[1], date(2017, 7, 20))
    assert sentences(second)
    assert not set(sentences(first)) & set(sentences(second))


def test_F14_a_breach_that_no_run_has_written_yet_is_carried_too(group, draft, cdg, chair):
    """The return for 14 June goes out on the 20th and tells that it is late itself."""
    late = moment(date(2017, 6, 20), time(12))
    assert not Breach.objects.exists()
    returns.approve(the_return=draft, by=chair, at=late)
    sent = returns.send(the_return=draft, by=chair, at=late)
    assert sentences(sent) == [
        "Return for the Coordination and Delivery Group of 14 June 2017 late: due 14 June 2017, sent 20 June 2017"
    ]
    p9 = sent.figures["year"]["measures"]["P9"]
    assert (p9["value"], p9["not_kept"][0]["record"]) == ("0 of 1 = 0.0%", "CDG1")


def test_F14_a_breach_told_and_withdrawn_later_is_told_as_withdrawn(group, cdg, draft, chair, support):
    meeting = year.hold(group, 2)
    returns.send(the_return=approved(draft, chair), by=chair, at=AT)
    day.correct_attendance(
        meeting=meeting, presences={factories.seat(group, "S13").pk: "A"}, reason="His mail was found",
        by=support, at=moment(date(2017, 6, 9)),
    )  # fmt: skip
    second = built.send_return(group, cdg[1], date(2017, 7, 20))
    (told,) = second.figures["withdrawn"]
    assert told["sentence"].startswith("S13 (NPS) absent")
    assert told["why"] == "His mail was found"


def test_P8_what_was_done_stands_in_the_return_as_it_was_when_it_was_sent(group, draft, chair, support):
    year.hold(group, 2)
    entry = next(one for one in book.entries(group, on=ON) if one.clause == "P5")
    breaches.address(breach=entry.breach, text="The chair telephoned.", by=support, at=AT)
    sent = returns.send(the_return=approved(draft, chair), by=chair, at=AT)
    breaches.address(breach=entry.breach, text="Another word.", by=support, at=AT)
    sent.refresh_from_db()
    row = next(one for one in sent.figures["breaches"] if one["rule"] == "P5")
    assert row["addressed"] == "The chair telephoned."
    assert next(one for one in book.entries(group, on=ON) if one.key == entry.key).first_told == "CDG1"


def test_R1_a_frozen_return_never_changes_whatever_changes_under_it(group, chair, support):
    meetings = built.small_year(group)
    sent = Return.objects.get(meeting__name="CDG2", meeting__group=group)
    file = document.render(sent)
    before, figures = file.read_bytes(), sent.figures
    built.change_everything(group, meetings[1], by=support, at=built.NOW)
    sent = Return.objects.get(pk=sent.pk)
    assert sent.figures == figures
    assert document.render(sent).read_bytes() == before
    again = document.printed(sent.figures, draft=False)
    assert pdf.render(document.TEMPLATE, again, title=again["title"]) == before


def test_R1_a_draft_has_no_pdf_and_a_sent_return_is_rendered_once(
    draft, chair, django_capture_on_commit_callbacks
):
    with pytest.raises(NotAllowed, match="once the return is sent"):
        document.render(draft)
    approved(draft, chair)
    with django_capture_on_commit_callbacks(execute=True):
        sent = returns.send(the_return=draft, by=chair, at=AT)
    sent.refresh_from_db()
    assert sent.pdf.kind == "pdf"
    assert document.render(sent) == sent.pdf


def test_R1_a_return_whose_bell_was_lost_gets_its_pdf_by_the_sweep_and_once(draft, chair):
    sent = returns.send(the_return=approved(draft, chair), by=chair, at=AT)
    with clock.frozen(AT + timedelta(minutes=1)):
        tasks.sweep_returns()
    assert not StoredFile.objects.exists()  # the bell may be ringing still
    for _ in range(2):
        with clock.frozen(AT + timedelta(minutes=5)):
            tasks.sweep_returns()
    sent.refresh_from_db()
    assert StoredFile.objects.get() == sent.pdf


def seen_of(the_return: Return, on: date = ON) -> str:
    """The word that the page of the return holds for its form."""
    shown = returns.frozen(the_return, returns.since_last_return(the_return, on=on), on=on)
    return seen.word(returns.word_of(the_return, shown), moment(on, time(11)))


def test_R1_a_return_that_changed_since_it_was_read_is_neither_approved_nor_sent(
    group, draft, chair, support
):
    read = seen_of(draft)
    returns.comment(the_return=draft, text="Another word", version=draft.version, by=support, at=AT)
    with pytest.raises(seen.Changed, match=r"The return was changed .*Nothing was approved"):
        returns.approve(the_return=draft, by=chair, at=AT, seen=read)
    draft.refresh_from_db()
    returns.approve(the_return=draft, by=chair, at=AT, seen=seen_of(draft))

    draft.refresh_from_db()
    read = seen_of(draft)
    breaches.note(
        group=group, key="P5:1", clause="P5", day=ON, subject_kind="meeting", subject_id=1, sentence="S09 was absent",
        at=AT,
    )  # fmt: skip
    with pytest.raises(seen.Changed, match="Nothing was sent"):
        returns.send(the_return=draft, by=chair, at=AT, seen=read)
    draft.refresh_from_db()
    assert draft.state == Return.State.APPROVED
    assert returns.send(the_return=draft, by=chair, at=AT, seen=seen_of(draft)).state == Return.State.SENT


def test_R1_the_pages_of_a_return_carry_what_was_read(client_as, group, draft, chair):
    client = client_as(chair)
    with clock.frozen(AT):
        page = reverse("reports:return", args=[group.slug, draft.meeting_id])
        word = re.search(r'name="seen" value="([^"]+)"', client.get(page).content.decode())[1]
        approve = reverse("reports:return_approve", args=[group.slug, draft.meeting_id])
        assert client.post(approve, {"seen": "old"}).status_code == 409
        assert client.post(approve, {"seen": word}).status_code == 302
        send = reverse("reports:return_send", args=[group.slug, draft.meeting_id])
        word = re.search(r'name="seen" value="([^"]+)"', client.get(send).content.decode())[1]
        assert client.post(send, {"seen": word}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == Return.State.SENT


def test_R3_who_asks_for_the_pdf_of_a_return_that_was_just_sent_sees_that_it_is_being_made(
    draft, chair, client_as, django_capture_on_commit_callbacks
):
    approved(draft, chair)
    with django_capture_on_commit_callbacks() as rung:
        sent = returns.send(the_return=draft, by=chair, at=AT)
    url = reverse("reports:return_pdf", args=[sent.group.slug, sent.meeting_id])
    reader = client_as("cdg_reader")
    with clock.frozen(AT + timedelta(seconds=5)):
        assert "The document is being made" in reader.get(url).content.decode()
        assert reader.get(url, headers={"HX-Request": "true"}).status_code == 204
        for ring in rung:
            ring()
        answer = reader.get(url)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    answer.close()
